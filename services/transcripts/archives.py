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
from services.transcripts.reading import Source

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_CONVERSATIONS = re.compile(r"conversations[-_ ()\d]*\.json", re.IGNORECASE)
"""What the exports of ChatGPT and Claude call them; other files there are something else."""
_READ = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
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
    none. Raises UnreadableFile."""

    def __init__(self, file: BinaryIO, name: str | None = None) -> None:
        self._told = "The archive" if name is None else name
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise UnreadableFile(f"{self._told} is no zip archive to read: {error}.") from None
        names = [i.filename for i in self._zip.infolist() if not i.is_dir()]
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
                source = Source(cast(io.BufferedIOBase, file), size, f"{self._told}: {name}")
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


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: open(path, "rb")


def chosen_of(names: list[str]) -> tuple[list[str], list[str]]:
    """Those of some files that hold conversations, and those that look like it and do not."""
    read = [name for name in names if name.lower().endswith(_READ)]
    exported = [n for n in read if _CONVERSATIONS.fullmatch(PurePosixPath(n).name)]
    return (exported, [n for n in read if n not in exported]) if exported else (read, [])
