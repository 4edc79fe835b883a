"""Where an export is written: a file, or a folder or zip archive of documents."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import IO

from commands.transcripts.exporting import open_output
from commands.user_archives import Entries, is_archive, open_archive

__all__ = ["open_documents"]


@dataclass(frozen=True)
class _InOne:
    """All documents one after the other."""

    file: IO[bytes]

    def create(self, name: str) -> AbstractContextManager[IO[bytes]]:  # noqa: ARG002 - there is one
        return nullcontext(self.file)


@contextmanager
def open_documents(path: str | None) -> Iterator[Entries]:
    """The documents of an output, which gets its name when it is whole. Raises CommandError."""
    if path is not None and is_archive(path):
        with open_archive(path) as entries:
            yield entries
    else:
        with open_output(path) as file:
            yield _InOne(file)
