"""Opening what is to be imported: a file, an archive, a folder, or the standard input."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from commands.shared.failures import CommandError
from services.errors import UnreadableFile
from services.transcripts.archives import ZIP_MAGIC, Archive, Folder, Part
from services.transcripts.reading import Source

__all__ = ["Opened", "open_file", "open_source", "opened"]


@dataclass(frozen=True)
class Opened:
    """What a path has to import; ``left_out`` are files of it that hold no conversations."""

    parts: Iterator[Part]
    size: int | None
    left_out: list[str] = field(default_factory=list)


@contextmanager
def opened(path: str) -> Iterator[Opened]:
    """What is to be imported from a path; ``-`` is the standard input. Raises CommandError."""
    if path != "-" and Path(path).is_dir():
        folder = Folder(Path(path))
        if not folder.is_export:
            raise CommandError(f"Cannot read {path}: Is a directory.")
        yield Opened(folder.parts(), folder.size, folder.left_out)
        return
    with open_file(path) as file:
        name = None if path == "-" else path
        magic = file.peek(len(ZIP_MAGIC[0]))[: len(ZIP_MAGIC[0])]
        if magic not in ZIP_MAGIC:
            source = _source(file, path)
            yield Opened(iter([Part(source)]), source.size)
            return
        if not file.seekable():
            raise CommandError(
                "The standard input is a zip archive, which cannot be read from a pipe: "
                "give the file, not what is in it."
            )
        try:
            archive = Archive(file, name or "The standard input")
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        yield Opened(archive.parts(), archive.size, archive.left_out)


@contextmanager
def open_source(path: str) -> Iterator[Source]:
    """The transcripts in one file that is no archive. Raises CommandError."""
    with open_file(path) as file:
        yield _source(file, path)


def _source(file: io.BufferedReader, path: str) -> Source:
    found = Path(path)
    size = found.stat().st_size if path != "-" and found.is_file() else None
    try:
        return Source(file, size, None if path == "-" else path)
    except UnreadableFile as error:
        raise CommandError(str(error)) from None


@contextmanager
def open_file(path: str) -> Iterator[io.BufferedReader]:
    """The bytes of a file; ``-`` is the standard input. Raises CommandError."""
    if path == "-":
        if sys.stdin is None:
            raise CommandError("Cannot read the standard input: it is closed.")
        yield cast(io.BufferedReader, sys.stdin.buffer)
        return
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed below; only opening it is guarded
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CommandError(f"Cannot read {path}: {reason}.") from None
    with file:
        yield file
