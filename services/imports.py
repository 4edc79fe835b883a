"""Importing what one request has in its body: a file of conversations, or an archive of them."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import cast

from services.attachments import AttachmentService
from services.chats import ChatService
from services.errors import InvalidArgument, UnreadableFile
from services.forks import ForkService
from services.messages import MessageService
from services.sessions import SessionService
from services.transcripts.archives import ZIP_MAGIC, Archive, Part
from services.transcripts.importing import import_transcripts
from services.transcripts.outcomes import Imported, ImportOptions, Outcome
from services.transcripts.reading import Bounds, Source

MAX_CONVERSATIONS = 5_000
"""How many conversations of a body are imported."""

UNPACKED_TIMES = 8
"""How many times as long as a body may be what a packed one unpacks to is."""


@dataclass(frozen=True)
class ImportedConversation:
    """What became of a conversation of the file with this name, where it is one of an archive."""

    file: str | None
    imported: Imported


@dataclass
class ImportReport:
    """What became of all conversations of a body; ``left_out`` are files of an archive that look
    like conversations and are none. ``is_whole`` is False where it was not read to its end."""

    conversations: list[ImportedConversation] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    is_whole: bool = True

    def count(self, outcome: Outcome) -> int:
        """How many had this outcome."""
        return sum(each.imported.outcome is outcome for each in self.conversations)


@dataclass(frozen=True)
class ImportService:
    """Imports for the caller. What is stored already is not stored again."""

    sessions: SessionService
    chats: ChatService
    messages: MessageService
    forks: ForkService
    attachments: AttachmentService
    most_bytes: int

    async def import_body(
        self, user_id: str, stream: AsyncIterator[bytes], options: ImportOptions
    ) -> ImportReport:
        """Import the conversations in a body, in order; with ``is_whole`` up to the first that
        cannot be kept whole.

        Raises InvalidArgument for what no conversation can be read from.
        """
        body = io.BytesIO()
        async for part in stream:
            body.write(part)
        if not body.tell():
            raise InvalidArgument("there is nothing in the body", pointer="")
        options = replace(
            options,
            most_bytes=self.most_bytes,
            most_values=self.messages.limits.body_values,
        )
        try:
            return await self._import(user_id, body, options)
        except UnreadableFile as error:
            reason = str(error).rstrip(".")
            if error.what is not None:
                reason = f"the body is {error.what}: send what is in it"
            raise InvalidArgument(reason, pointer="") from None

    async def _import(self, user_id: str, body: io.BytesIO, options: ImportOptions) -> ImportReport:
        report = ImportReport()
        bounds = Bounds(self.most_bytes, UNPACKED_TIMES * self.most_bytes)
        body.seek(0)
        magic = body.read(len(ZIP_MAGIC[0]))
        body.seek(0)
        if magic in ZIP_MAGIC:
            archive = await asyncio.to_thread(Archive, body, "the archive", bounds)
            report.left_out = archive.left_out
            parts = archive.parts()
        else:
            parts = iter([Part(Source(cast(io.BufferedIOBase, body), bounds=bounds))])
        for part in parts:
            if len(report.conversations) == MAX_CONVERSATIONS:
                report.is_whole = False
                break
            records = part.source.records()
            importing = import_transcripts(self, user_id, records, options, part.files)
            async with aclosing(importing):
                async for imported in importing:
                    report.conversations.append(ImportedConversation(part.name, imported))
                    if options.is_whole and imported.reason is not None:
                        report.is_whole = False
                        return report
                    if len(report.conversations) == MAX_CONVERSATIONS:
                        more = await asyncio.to_thread(next, records, None)
                        report.is_whole = more is None
                        break
            if not report.is_whole:
                break
        return report
