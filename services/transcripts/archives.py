"""Archives and folders of conversations, with the files that came with them."""

import io
import mimetypes
import re
import zipfile
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from services.errors import UnreadableFile
from services.transcripts.attaching import Files, FoundFile, NoFiles
from services.transcripts.reading import NO_BOUNDS, Bounds, Source

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_CONVERSATIONS = re.compile(r"conversations[-_ ()\d]*\.json", re.IGNORECASE)
"""What the exports of ChatGPT and Claude call them; other files there are something else."""
_READ = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
_MAX_DIRECTORY_BYTES = 2 * 1024 * 1024
_END_BYTES = 2**16 + 22 + 20 + 56
_IN_ZIP64 = 2**32 - 1
_OF_MACOS = "__MACOSX/"
_OTHER = "application/octet-stream"


@dataclass(frozen=True)
class Part:
    """One file of conversations; ``name`` is its own in the archive or the folder, if it is in
    one."""

    source: Source
    name: str | None = None
    files: Files = field(default_factory=NoFiles)


class NamedFiles:
    """Files beside conversations, found by what a conversation calls them."""

    def __init__(self, files: dict[str, Callable[[], BinaryIO]]) -> None:
        self._by_path = files
        self._by_name = sorted((PurePosixPath(path).name, path) for path in files)

    def find(self, pointer: str, name: str | None) -> FoundFile | None:
        """By its path, its name, or the id that its name begins with, as ChatGPT's do."""
        address = urlsplit(pointer)
        told = unquote((address.netloc + address.path) if address.scheme else pointer).lstrip("/")
        path = self._path(told) or self._path(PurePosixPath(told).name) or self._path(name or "")
        if path is None:
            return None
        media_type = mimetypes.guess_type(path)[0] or _OTHER
        return FoundFile(name or PurePosixPath(path).name, media_type, self._by_path[path])

    def _path(self, told: str) -> str | None:
        if not told:
            return None
        if told in self._by_path:
            return told
        at = bisect_left(self._by_name, (told, ""))
        if at == len(self._by_name):
            return None
        found, path = self._by_name[at]
        # The id ends there: it is not the beginning of another.
        if found == told or (found.startswith(told) and found[len(told)] in "-._"):
            return path
        return None


class Archive:
    """A zip archive of conversations. ``left_out`` are files of it that look like some and are
    none. Raises UnreadableFile, also where it has more than is within the bounds."""

    def __init__(self, file: BinaryIO, name: str | None = None, bounds: Bounds = NO_BOUNDS) -> None:
        self._told = "The archive" if name is None else name
        self._bounds = bounds
        if bounds.unpacked is not None and _directory_bytes(file) > _MAX_DIRECTORY_BYTES:
            raise UnreadableFile(f"{self._told} has too many files in it.")
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise UnreadableFile(f"{self._told} is no zip archive to read: {error}.") from None
        entries = self._zip.infolist()
        if bounds.unpacked is not None and sum(e.file_size for e in entries) > bounds.unpacked:
            raise UnreadableFile(f"{self._told} unpacks to more than {bounds.unpacked} bytes.")
        names = [i.filename for i in entries if not i.is_dir()]
        chosen, self.left_out = chosen_of([n for n in names if not n.startswith(_OF_MACOS)])
        if not chosen:
            raise UnreadableFile(f"{self._told} has no file of conversations in it.")
        self._chosen = chosen
        self._files = NamedFiles({n: self._opener(n) for n in names if n not in chosen})
        self.size = sum(self._zip.getinfo(n).file_size for n in chosen)

    def parts(self) -> Iterator[Part]:
        """Its files of conversations, one after the other. Raises UnreadableFile."""
        for name in self._chosen:
            with self._opener(name)() as file:
                size = self._zip.getinfo(name).file_size
                source = Source(
                    cast(io.BufferedIOBase, file), size, f"{self._told}: {name}", self._bounds
                )
                yield Part(source, name, self._files)

    def _opener(self, name: str) -> Callable[[], BinaryIO]:
        def opened() -> BinaryIO:
            try:
                return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, self._zip.open(name))))
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                raise UnreadableFile(f"{self._told}: {name} cannot be read: {error}.") from None

        return opened


class Folder:
    """A folder of conversations, such as an export that was unpacked; as an Archive is."""

    def __init__(self, folder: Path) -> None:
        top = [path.name for path in sorted(folder.iterdir()) if _is_plain_file(path)]
        self._chosen, self.left_out = chosen_of(top)
        files = {
            path.relative_to(folder).as_posix(): path
            for path in (sorted(folder.rglob("*")) if self._chosen else [])
            if _is_plain_file(path)
        }
        self._paths = files
        self._files = NamedFiles({n: _opener(p) for n, p in files.items() if n not in self._chosen})
        self.size = sum(files[n].stat().st_size for n in self._chosen)

    @property
    def is_export(self) -> bool:
        """Whether there are conversations in it."""
        return bool(self._chosen)

    def parts(self) -> Iterator[Part]:
        """Its files of conversations, one after the other. Raises UnreadableFile."""
        for name in self._chosen:
            path = self._paths[name]
            with open(path, "rb") as file:
                yield Part(Source(file, path.stat().st_size, str(path)), name, self._files)


def _directory_bytes(file: BinaryIO) -> int:
    """How long the directory of an archive is, at most: what reading it makes is many times that.

    APPNOTE.TXT, sections 4.3.14 (zip64) and 4.3.16; a comment may have the marks in it too.
    """
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - _END_BYTES))
    tail = file.read()
    file.seek(0)
    sizes = [0]
    for mark, at, length in ((b"PK\x05\x06", 12, 4), (b"PK\x06\x06", 40, 8)):
        start = tail.find(mark)
        while start >= 0:
            size = int.from_bytes(tail[start + at : start + at + length], "little")
            sizes.append(0 if size == _IN_ZIP64 and length == 4 else size)
            start = tail.find(mark, start + 1)
    return max(sizes)


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: open(path, "rb")


def chosen_of(names: list[str]) -> tuple[list[str], list[str]]:
    """Those of some files that hold conversations, and those that look like it and do not."""
    read = [name for name in names if name.lower().endswith(_READ)]
    exported = [n for n in read if _CONVERSATIONS.fullmatch(PurePosixPath(n).name)]
    return (exported, [n for n in read if n not in exported]) if exported else (read, [])
