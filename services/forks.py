"""What can be done with forks."""

from dataclasses import dataclass
from datetime import datetime

from documents.aggregates.chats import heads
from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.overview import ListedChat
from documents.aggregates.forks import find, make, unfinished
from documents.aggregates.forks.make import NewFork, SessionOfFork
from documents.aggregates.idempotency.once import Once
from documents.aggregates.quotas.chats import ChatQuota
from documents.aggregates.sessions import create
from documents.aggregates.sessions.find import find_session, find_session_by_key
from documents.aggregates.streams.read import lay_over
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.chats import ChatHead
from documents.shapes.errors.chats import ChatKeyTaken, ChatMissing, MessageMissing
from documents.shapes.errors.sessions import SessionKeyTaken, SessionMissing
from documents.upkeep import conversion
from services.background import Background
from services.messages import MessageService
from services.pagination import Cursors, Page


@dataclass(frozen=True)
class ForkService:
    """The forks of the caller's chats. Another user's chat is one that does not exist."""

    database: Database
    clock: Clock
    cursors: Cursors
    background: Background
    sealing_limits: SealingLimits
    messages: MessageService
    quota: ChatQuota | None = None

    async def fork_chat(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        *,
        through: int | None,
        with_session: bool,
        key: str | None = None,
        once: Once | None = None,
    ) -> tuple[ChatHead, bool]:
        """The fork of a chat that has ``key``, else a new one; and whether it is new.

        Its session, where it gets one, has the name and the metadata of the source's.
        Raises OverQuota, ChatMissing, ForkTooLong, ForkTooDeep, ChatKeyTaken and
        SessionKeyTaken where something else has the key, ChatBusy, and with ``once`` DoneBefore and
        IdempotencyKeyReused.
        """
        while True:
            source = await heads.find_head(user_id, chat_id)
            if key is not None:
                found = await self._with_key(user_id, key, of_session=with_session)
                if found is not None:
                    await self._check_same(user_id, found, chat_id, through, key, with_session)
                    if once is not None:
                        # This very request may have made it just now.
                        await once.check()
                    return found, False
            session = await self._session(user_id, source) if with_session else None
            if session is None and source.session_id is not None:
                # Only its session would say that its messages are in an older form.
                await conversion.convert_session(self.database, source.session_id, now=self.clock())
            new = NewFork(chat_id, through, session, key)
            if self.messages.stored_quota is not None:
                await self.messages.stored_quota.check(user_id)
            try:
                made = await make.make_fork(
                    self.database,
                    user_id,
                    new,
                    now=self.clock(),
                    limits=self.sealing_limits,
                    leave=self._discard_later,
                    once=once,
                    quota=self.quota,
                )
                return made, True
            except (ChatKeyTaken, SessionKeyTaken):
                # Another made it just now.
                continue

    async def get_forks(
        self, user_id: str, chat_id: PydanticObjectId, *, cursor: str | None, limit: int
    ) -> Page[ListedChat]:
        """One page of the forks of a chat, newest first. Raises ChatMissing, InvalidArgument."""
        await heads.find_head(user_id, chat_id)
        listing = f"forks of {chat_id}"
        after = None
        if cursor is not None:
            at, last_id = self.cursors.read(cursor, user_id=user_id, listing=listing)
            after = (datetime.fromisoformat(at), PydanticObjectId(last_id))
        found, more = await find.list_forks(user_id, chat_id, after=after, limit=limit)
        await lay_over([each.newest for each in found if each.newest])
        return self.cursors.page(
            found,
            limit,
            lambda listed: [listed.head.created_at.isoformat(), str(listed.head.id)],
            user_id=user_id,
            listing=listing,
            more=more,
        )

    async def redact_message(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        *,
        revisions: list[int] | None,
        in_forks: bool = False,
    ) -> None:
        """Empty a message for good; ``in_forks`` its copies too. Safe to repeat.

        Raises what ``MessageService.redact_message`` does.
        """
        await self.messages.redact_message(user_id, chat_id, message_id, revisions=revisions)
        if not in_forks:
            return
        message = await self.messages.get_message(user_id, chat_id, message_id)
        number: int = message["sequence_order"]
        done: set[PydanticObjectId] = set()
        while True:
            # What is being made of the text that was there is made again. What was finished
            # before that is found.
            await unfinished.make_stale(user_id, chat_id, number)
            found = set(await find.chats_with_copies(user_id, chat_id, number)) - done
            if not found:
                return
            for fork_id in found:
                try:
                    await self.messages.redact_copy(user_id, fork_id, message_id)
                except (ChatMissing, MessageMissing):
                    # Removed meanwhile, or lost.
                    continue
            done |= found

    @staticmethod
    async def _with_key(user_id: str, key: str, *, of_session: bool) -> ChatHead | None:
        if not of_session:
            return await heads.find_head_by_key(user_id, key, committed=True)
        session = await find_session_by_key(user_id, key, committed=True)
        return None if session is None else await heads.find_head(user_id, session.chat_id)

    @staticmethod
    async def _check_same(
        user_id: str,
        found: ChatHead,
        chat_id: PydanticObjectId,
        through: int | None,
        key: str,
        with_session: bool,
    ) -> None:
        """Raise ChatKeyTaken or SessionKeyTaken unless ``found`` is this very fork."""
        origin = found.forked_from
        if origin and origin.chat_id == chat_id and through in (None, origin.through):
            return
        if with_session:
            raise SessionKeyTaken(await find_session_by_key(user_id, key))
        raise ChatKeyTaken(found)

    async def _session(self, user_id: str, source: ChatHead) -> SessionOfFork:
        if source.session_id is not None:
            try:
                theirs = await find_session(user_id, source.session_id)
                return SessionOfFork(theirs.name, theirs.session_metadata)
            except SessionMissing:
                # Deleted just now: its chat goes with it.
                raise ChatMissing from None
        if source.title is not None:
            return SessionOfFork(source.title, {})
        return SessionOfFork(f"Session {await create.next_session_number(user_id)}", {})

    def _discard_later(self, fork_id: PydanticObjectId) -> None:
        self.background.start(("discard", fork_id), lambda: unfinished.discard(fork_id))
