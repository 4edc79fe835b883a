"""The export of a user as a folder or a zip archive: its lines, and the files as they are.

``user.jsonl`` has the lines but those of files, ``files.jsonl`` those of files, each with the
``path`` of its bytes. Together they are what ``documents.upkeep.export`` gives.
"""

import base64
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Protocol, cast

import orjson

from commands.shared.failures import DISK_ERRORS, CommandError
from commands.transcripts.exporting import open_output
from commands.transcripts.opening import open_file, open_source
from documents.json_values import JsonObject, Unstorable
from documents.upkeep.restored_values import NotOfAnExport
from services.errors import InvalidArgument, UnreadableFile
from services.strict_json import parse_json
from services.transcripts.archives import ZIP_MAGIC
from services.transcripts.reading import Source

__all__ = ["Entries", "OpenedExport", "is_archive", "open_archive", "opened_export", "write_user"]

LINES, FILE_LINES = "user.jsonl", "files.jsonl"
_FILE, _CHUNK = b'{"type":"file",', b'{"type":"file_chunk",'
_ATTACHMENT = b'{"type":"attachment",'
_UNSAFE = re.compile(r"[^\w.-]+")
_NAME_CHARACTERS = 80
_HELD_BYTES = 8 * 1024 * 1024


class Entries(Protocol):
    """Where an export is written: one entry after the other."""

    def create(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A new entry of this path, to write to."""


async def write_user(blocks: AsyncIterator[bytes], entries: Entries) -> None:
    """Write an export's blocks of lines as entries.

    Of each file its line is held until the end, packed to some 60 bytes, and no more.
    """
    names: dict[str, str] = {}
    later = _Packed()
    with ExitStack() as entry:
        written = entry.enter_context(entries.create(LINES))
        has_files = False
        async for block in blocks:
            for line in block.splitlines(keepends=True):
                if line.startswith(_CHUNK):
                    written.write(base64.b64decode(orjson.loads(line)["base64"]))
                elif line.startswith(_FILE):
                    fields = orjson.loads(line)
                    path = _path_of(fields["id"], names.get(fields["id"]))
                    entry.close()
                    written = entry.enter_context(entries.create(path))
                    later.write(orjson.dumps({**fields, "path": path}) + b"\n")
                    has_files = True
                else:
                    if line.startswith(_ATTACHMENT):
                        fields = orjson.loads(line)
                        names[fields["file_id"]] = fields.get("name") or ""
                    (later if has_files else written).write(line)
        entry.close()
        with entries.create(FILE_LINES) as files:
            later.copy_to(files)


class _Packed:
    """Bytes held packed: there may be no room for a temporary file."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj()
        self._packed = bytearray()

    def write(self, data: bytes) -> None:
        """Add some."""
        self._packed += self._packer.compress(data)

    def copy_to(self, file: IO[bytes]) -> None:
        """Write all of them to a file."""
        packed = bytes(self._packed) + self._packer.flush()
        unpacker = zlib.decompressobj()
        while data := unpacker.decompress(packed, _HELD_BYTES):
            file.write(data)
            packed = unpacker.unconsumed_tail


def _path_of(file_id: str, name: str | None) -> str:
    safe = _UNSAFE.sub("_", name or "")[-_NAME_CHARACTERS:].strip(".")
    return f"files/{file_id}-{safe}" if safe else f"files/{file_id}"


@dataclass(frozen=True)
class _Zip:
    archive: zipfile.ZipFile

    def create(self, name: str) -> AbstractContextManager[IO[bytes]]:
        # It may become longer than a zip's old sizes can say.
        return self.archive.open(name, "w", force_zip64=True)


@dataclass(frozen=True)
class _Folder:
    folder: Path

    def create(self, name: str) -> AbstractContextManager[IO[bytes]]:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        return open(path, "xb")


def is_archive(path: str) -> bool:
    """Whether an output of this path is a folder or a zip archive."""
    return path.endswith((".zip", "/", os.sep)) or Path(path).is_dir()


@contextmanager
def open_archive(path: str) -> Iterator[Entries]:
    """A new zip archive or folder of this path, which gets it when it is whole.

    Raises CommandError, also where the disk is full in the midst of it.
    """
    if path.endswith(".zip"):
        with (
            open_output(path) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            yield _Zip(archive)
        return
    target = Path(path).absolute()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and any(target.iterdir()):
            raise CommandError(f"{path} is there, and is not empty.")
        part.mkdir(parents=True)
        try:
            yield _Folder(part)
            if target.exists():
                target.rmdir()
            part.rename(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    except OSError as error:
        if error.errno not in DISK_ERRORS and part.exists():
            raise
        raise CommandError(f"Cannot write {path}: {error.strerror}.") from None


@dataclass
class OpenedExport:
    """An export to read. ``number`` is the line that was given last, and ``place`` the file in
    which it is, where there are several."""

    size: int | None
    parts: list[tuple[str, Source]]
    files: "_FoundFiles | None" = None
    number: int = 0
    place: str = ""
    _done: int = 0
    _source: Source | None = field(default=None, repr=False)

    @property
    def position(self) -> int:
        """How many bytes have been read, of ``size``."""
        return self._done + (0 if self._source is None else self._source.position)

    def lines(self) -> Iterator[JsonObject]:
        """The lines of the export. Raises NotOfAnExport, InvalidArgument, Unstorable,
        UnreadableFile."""
        for name, source in self.parts:
            self.place, self._source = name, source
            for record in source.records():
                self.number = record.number
                if record.fault is not None:
                    raise NotOfAnExport(record.fault)
                line = parse_json(record.text.strip())
                if not isinstance(line, dict):
                    raise NotOfAnExport("not an object")
                path = line.pop("path", None) if line.get("type") == "file" else None
                yield line
                if path is not None:
                    yield from self._chunks(line, path)
            self._done += source.position
            self._source = None

    def _chunks(self, line: JsonObject, path: object) -> Iterator[JsonObject]:
        size = line.get("chunkSize")
        if self.files is None or not isinstance(path, str) or not isinstance(size, int):
            raise NotOfAnExport("a file that is beside the lines has a path and a size of chunks")
        if not 0 < size <= _HELD_BYTES:
            raise NotOfAnExport(f"chunks of {size} bytes")
        with self.files.open(path) as file:
            number = 0
            while data := file.read(size):
                self._done += len(data)
                told = base64.b64encode(data).decode()
                yield {"type": "file_chunk", "file_id": line["id"], "n": number, "base64": told}
                number += 1


class _FoundFiles(Protocol):
    def open(self, path: str) -> IO[bytes]:
        """A file of the export. Raises NotOfAnExport."""


@dataclass(frozen=True)
class _InZip:
    archive: zipfile.ZipFile

    def open(self, path: str) -> IO[bytes]:
        try:
            return self.archive.open(path)
        except KeyError:
            raise NotOfAnExport(f"there is no file {path!r}") from None


@dataclass(frozen=True)
class _InFolder:
    folder: Path

    def open(self, path: str) -> IO[bytes]:
        found = (self.folder / path).resolve()
        if not found.is_relative_to(self.folder.resolve()) or not found.is_file():
            raise NotOfAnExport(f"there is no file {path!r}")
        return open(found, "rb")


@contextmanager
def opened_export(path: str) -> Iterator[OpenedExport]:
    """The export in a file, an archive, a folder, or ``-``, the standard input.

    Raises CommandError.
    """
    with ExitStack() as stack:
        if path != "-" and Path(path).is_dir():
            folder = Path(path)
            size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
            found: _FoundFiles = _InFolder(folder)
            names = [name for name in (LINES, FILE_LINES) if (folder / name).is_file()]
        elif path != "-" and (archive := _archive(path)) is not None:
            stack.enter_context(archive)
            size = sum(each.file_size for each in archive.infolist())
            found = _InZip(archive)
            names = [name for name in (LINES, FILE_LINES) if name in archive.NameToInfo]
        else:
            source = stack.enter_context(open_source(path))
            yield OpenedExport(source.size, [("", source)])
            return
        if not names:
            raise CommandError(f"{path} is no export of a user: there is no {LINES} in it.")
        parts = []
        for name in names:
            file = stack.enter_context(found.open(name))
            parts.append((name, Source(cast(BufferedIOBase, file), None, name)))
        yield OpenedExport(size, parts, found)


def _archive(path: str) -> zipfile.ZipFile | None:
    """The zip archive of this path, where it is one. Raises CommandError."""
    with open_file(path) as file:
        if file.peek(4)[:4] not in ZIP_MAGIC:
            return None
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise CommandError(f"{path} is no zip archive to read: {error}.") from None


READ_ERRORS = (NotOfAnExport, InvalidArgument, Unstorable, UnreadableFile)
"""What reading an export raises for what no export has."""
