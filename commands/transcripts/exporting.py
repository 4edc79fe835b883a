"""Exporting: a user's chats as JSON lines, in the order they were made.

Memory is bounded however long a chat is, and no temporary file is needed: a chat
is read in pages, which are written as they come. A line up to ``HELD_BYTES`` is
written when it is whole.
"""

import gzip
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, cast

import orjson

from commands.shared.failures import DISK_ERRORS, CommandError
from documents.aggregates.chats.lost import joined
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatHead, LostRange
from documents.shapes.errors.chats import ChatMissing
from documents.shapes.errors.sessions import SessionMissing
from services.transcripts.mapping import conversation_keys, to_transcript
from services.wiring import Services

__all__ = ["HELD_BYTES", "Exported", "export_transcripts", "open_output"]

HELD_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Exported:
    """One conversation that was written, how many messages it has, and which are lost."""

    chat_id: PydanticObjectId
    messages: int
    lost: list[LostRange] = field(default_factory=list)


async def export_transcripts(
    services: Services,
    user_id: str,
    output: IO[bytes],
    *,
    chats_a_page: int = 100,
    messages_a_page: int = 500,
) -> AsyncIterator[Exported]:
    """Write all chats of the user, one a line, and tell of each when it is written.

    A chat that is deleted meanwhile is left out. Raises the driver's errors, and
    CommandError where a part of such a chat is written already.
    """
    async for head in services.chats.all_chats(user_id, page_size=chats_a_page):
        line = _Line(output)
        try:
            exported = await _write(services, head, line, messages_a_page)
        except (ChatMissing, SessionMissing):
            if line.begun:
                raise CommandError(
                    f"The chat {head.id} was deleted while it was written: its line, the last, "
                    "is not whole. Export again."
                ) from None
            continue
        yield exported


class _Line:
    """A line of the output: held back up to ``HELD_BYTES``, from there on written through."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._held = bytearray()
        self.begun = False

    def write(self, data: bytes) -> None:
        """Add to the line."""
        self._held += data
        if len(self._held) > HELD_BYTES:
            self._pass()

    def end(self) -> None:
        """The line is whole."""
        self.write(b"\n")
        self._pass()

    def _pass(self) -> None:
        self.begun = True
        self._output.write(self._held)
        self._held = bytearray()


async def _write(services: Services, head: ChatHead, line: _Line, page_size: int) -> Exported:
    session = None
    if head.session_id is not None:
        session = await services.sessions.get_session(head.user_id, head.session_id)
    keys = orjson.dumps(conversation_keys(session, head.id))
    line.write(keys[:-1] + (b"," if len(keys) > 2 else b"") + b'"messages":[')
    last = messages = 0
    lost: list[LostRange] = []
    while True:
        page = await services.messages.get_messages_after(
            head.user_id, head.id, last, limit=page_size
        )
        for stored in page.messages:
            line.write((b"," if messages else b"") + orjson.dumps(to_transcript(stored, session)))
            messages += 1
        lost = joined([*lost, *page.lost])
        last = page.last
        if not page.has_after:
            line.write(b"]}")
            line.end()
            return Exported(head.id, messages, lost)


@contextmanager
def open_output(path: str | None) -> Iterator[BinaryIO]:
    """Where an export goes: a file, gzip by its name's ``.gz``, or standard output.

    A file gets its name once it is whole, so one that was there stays until then.
    Raises CommandError, also where the disk is full in the midst of it.
    """
    try:
        with _opened(path) as output:
            yield output
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        told = "the standard output" if path is None else path
        raise CommandError(f"Cannot write {told}: {error.strerror}.") from None


@contextmanager
def _opened(path: str | None) -> Iterator[BinaryIO]:
    if path is None or path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    try:
        target = target.resolve()
        in_place = target.exists() and not target.is_file()
        written = target if in_place else target.with_name(f".{target.name}.{os.getpid()}.part")
        file = open(written, "wb")  # noqa: SIM115 - closed below; only opening it is guarded
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CommandError(f"Cannot write {path}: {reason}.") from None
    try:
        with file:
            if target.suffix == ".gz":
                with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
                    yield cast(BinaryIO, packed)
            else:
                yield file
            file.flush()
            if not in_place:
                os.fsync(file.fileno())
        if not in_place:
            written.replace(target)
    except BaseException:
        if not in_place:
            written.unlink(missing_ok=True)
        raise
