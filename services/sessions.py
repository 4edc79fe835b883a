"""What can be done with sessions."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from documents.aggregates.chats.overview import ListedChat
from documents.aggregates.idempotency.once import Once
from documents.aggregates.listing import ListPlace
from documents.aggregates.missions.find import find_mission
from documents.aggregates.quotas.chats import ChatQuota
from documents.aggregates.sessions import change, create, deletion, find, imports, recovery
from documents.aggregates.sessions.change import SessionChanges
from documents.aggregates.sessions.create import MadeByImport, NewIds
from documents.aggregates.sessions.recovery import RecoveredSession
from documents.aggregates.streams.read import lay_over
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.sessions import SessionKeyTaken
from documents.shapes.missions import Mission
from documents.shapes.sessions import SessionStatus, UserSession
from documents.upkeep import removal
from documents.upkeep.sweep import Periods
from documents.upkeep.unnamed_attachments import remove_unheld_files
from services.background import Background
from services.chat_answers import NEWEST_PAGE, ChatWithMessages
from services.chat_pages import ChatPages
from services.feed_place import FeedPlaces, recovered_place
from services.limits import Limits
from services.listing import (
    Conditions,
    ListedFields,
    ListOrder,
    ListQuery,
    cursor_after,
    list_wanted,
)
from services.pagination import Cursors, Page


@dataclass(frozen=True)
class NewSession:
    """A session to make: without a name "Session N", without a chat one is made too."""

    name: str | None = None
    session_metadata: dict[str, Any] = field(default_factory=dict)
    chat_id: PydanticObjectId | None = None
    mission_id: PydanticObjectId | None = None
    imported: MadeByImport | None = None
    key: str | None = None


class SessionPart(StrEnum):
    """What can be read beside a session."""

    CHAT = "chat"
    MISSION = "mission"


@dataclass(frozen=True)
class SessionView:
    """A session, with its chat's newest messages and its mission where they were asked for."""

    session: UserSession
    chat: ChatWithMessages | None = None
    mission: Mission | None = None


@dataclass(frozen=True)
class SessionFilters:
    """Which sessions a list has; ``name`` is in theirs, in capitals or not."""

    status: SessionStatus | None = None
    key: str | None = None
    name: str | None = None
    mission_id: PydanticObjectId | None = None


@dataclass(frozen=True)
class ListedSession:
    """A session as a list shows it, with its chat; None where that is just being removed."""

    session: UserSession
    chat: ListedChat | None


@dataclass(frozen=True)
class DeletedSession:
    """A deleted session, and until when it can be restored."""

    session: UserSession
    deleted_at: datetime
    restorable_until: datetime

    @classmethod
    def of(cls, session: UserSession, periods: Periods) -> Self:
        """What is told of a session that is deleted."""
        assert session.deleted_at is not None, "it is deleted"
        return cls(session, session.deleted_at, session.deleted_at + periods.kept)


_LISTED = ListedFields("last_activity_at", "session_metadata", "metadata")


@dataclass(frozen=True)
class SessionRecovery:
    """All that is needed to go on with a session.

    ``chat`` is the found one, with cursors; ``place`` is where its feed begins.
    """

    found: RecoveredSession
    chat: ChatWithMessages
    place: str


@dataclass(frozen=True)
class SessionService:
    """The caller's sessions. Another user's session is one that does not exist."""

    database: Database
    clock: Clock
    limits: Limits
    cursors: Cursors
    chat_pages: ChatPages
    background: Background
    periods: Periods
    feed_places: FeedPlaces
    quota: ChatQuota | None = None

    async def create_session(
        self,
        user_id: str,
        new: NewSession,
        new_ids: NewIds | None = None,
        once: Once | None = None,
    ) -> UserSession:
        """Make a session with its chat; ``once``, where that is given.

        Raises ReferenceMissing, ReferenceTaken, MissionCompleted, SessionKeyTaken, OverQuota,
        OverLimit, InvalidArgument, DuplicateKeyError when one of ``new_ids`` is in use, and with
        ``once`` DoneBefore and IdempotencyKeyReused.
        """
        self.limits.check_session_metadata(new.session_metadata, "/session_metadata")
        number = await create.next_session_number(user_id)
        return await create.insert_session(
            self.database,
            user_id,
            name=new.name or f"Session {number}",
            session_metadata=new.session_metadata,
            chat_id=new.chat_id,
            mission_id=new.mission_id,
            now=self.clock(),
            key=new.key,
            new_ids=new_ids,
            imported=new.imported,
            once=once,
            quota=self.quota,
        )

    async def obtain_session(
        self, user_id: str, new: NewSession, once: Once | None = None
    ) -> tuple[UserSession, bool]:
        """The session that has the key of ``new``, else a new one; and whether it is new.

        Of any number who ask at once, one makes it. Raises what ``create_session`` does
        but SessionKeyTaken.
        """
        while True:
            if new.key is not None:
                found = await find.find_session_by_key(user_id, new.key, committed=once is not None)
                if found is not None:
                    if once is not None:
                        # This very request may have made it just now.
                        await once.check()
                    return found, False
            try:
                return await self.create_session(user_id, new, once=once), True
            except SessionKeyTaken:
                # Another made it just now.
                continue

    async def resume_session(
        self, user_id: str, *, name: str | None, session_metadata: dict[str, Any]
    ) -> tuple[UserSession, bool]:
        """The most recent active session, else a new one; and whether it is new.

        Only a new one gets the name and the metadata. However many ask at once, one
        is made. Raises OverQuota, OverLimit, InvalidArgument.
        """
        self.limits.check_session_metadata(session_metadata, "/session_metadata")
        return await create.resume_session(
            self.database,
            user_id,
            name=name,
            session_metadata=session_metadata,
            now=self.clock(),
            quota=self.quota,
        )

    async def get_session(self, user_id: str, session_id: PydanticObjectId) -> UserSession:
        """One session. Raises SessionMissing."""
        return await find.find_session(user_id, session_id)

    async def get_active_session(self, user_id: str) -> UserSession:
        """The most recent active session. Raises SessionMissing when there is none."""
        return await find.find_active_session(user_id)

    async def view_session(
        self,
        user_id: str,
        session_id: PydanticObjectId | None,
        parts: Collection[SessionPart] = (),
    ) -> SessionView:
        """A session with these parts; without an id the most recent active one.

        Raises SessionMissing.
        """
        if session_id is None:
            session = await self.get_active_session(user_id)
        else:
            session = await self.get_session(user_id, session_id)
        chat = mission = None
        if SessionPart.CHAT in parts:
            chat = await self.chat_pages.get_chat_with_messages(user_id, session.chat_id)
        if SessionPart.MISSION in parts and session.mission_id is not None:
            mission = await find_mission(user_id, session.mission_id)
        return SessionView(session, chat, mission)

    async def recover_session(
        self, user_id: str, session_id: PydanticObjectId | None = None
    ) -> SessionRecovery:
        """A session with all that is needed to go on; without an id the active one.

        Raises SessionMissing.
        """
        found = await recovery.recover_session(user_id, session_id, limit=NEWEST_PAGE)
        return SessionRecovery(
            found,
            self.chat_pages.with_messages(found.chat, found.page),
            self.feed_places.make(
                recovered_place(found), user_id=user_id, thing_id=_id_of(found.session)
            ),
        )

    async def get_user_sessions(
        self, user_id: str, filters: SessionFilters, query: ListQuery
    ) -> Page[ListedSession]:
        """One page of the sessions that meet the filters, the newest first.

        Raises InvalidArgument for a bad cursor, or a condition that cannot be.
        """
        conditions = Conditions()
        if filters.key is not None:
            conditions.add_single({"key": filters.key})
        if filters.mission_id is not None:
            conditions.add_single(find.of_mission(filters.mission_id))
        if filters.name is not None:
            conditions.contains("name", filters.name)
        if filters.status is not None and query.sort is ListOrder.ACTIVITY:
            conditions.within["status"] = filters.status
        elif filters.status is not None:
            conditions.others.append({"status": filters.status})
        listing = f"sessions {filters} {replace(query, cursor=None, limit=0)}"
        named: Any = {"cursors": self.cursors, "user_id": user_id, "listing": listing}
        wanted = list_wanted(query, conditions, _LISTED, **named)
        found, listed = await find.list_sessions(user_id, wanted)
        await lay_over([chat.newest for _, chat in found if chat and chat.newest])
        sessions = [ListedSession(session, chat) for session, chat in found]
        return Page(sessions, cursor_after(listed, **named))

    async def update_session(
        self, user_id: str, session_id: PydanticObjectId, changes: SessionChanges
    ) -> UserSession:
        """Change name, metadata, status and mission in one step.

        Raises SessionMissing, SessionChanged, TransitionRefused, ReferenceMissing,
        ReferenceTaken, MissionCompleted, OverLimit, InvalidArgument.
        """
        self.limits.check_session_metadata(changes.session_metadata, "/session_metadata")
        return await change.update_session(
            self.database, user_id, session_id, changes, self.clock()
        )

    async def update_session_activity(
        self, user_id: str, session_id: PydanticObjectId
    ) -> UserSession:
        """Note activity. Raises SessionMissing, TransitionRefused."""
        return await change.touch_session(user_id, session_id, self.clock())

    async def complete_session(
        self,
        user_id: str,
        session_id: PydanticObjectId,
        reason: str | None,
        revisions: list[int] | None,
    ) -> UserSession:
        """Complete an active session. Raises SessionMissing, TransitionRefused."""
        return await self._move(user_id, session_id, SessionStatus.COMPLETED, reason, revisions)

    async def archive_session(
        self,
        user_id: str,
        session_id: PydanticObjectId,
        reason: str | None,
        revisions: list[int] | None,
    ) -> UserSession:
        """Archive a session. Raises SessionMissing, TransitionRefused."""
        return await self._move(user_id, session_id, SessionStatus.ARCHIVED, reason, revisions)

    async def _move(
        self,
        user_id: str,
        session_id: PydanticObjectId,
        status: SessionStatus,
        reason: str | None,
        revisions: list[int] | None,
    ) -> UserSession:
        changes = SessionChanges(
            status=status, repeatable=False, reason=reason, revisions=revisions
        )
        return await change.update_session(
            self.database, user_id, session_id, changes, self.clock()
        )

    async def delete_session(
        self, user_id: str, session_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete a session with all it owns. Raises SessionMissing, SessionChanged.

        It can be restored for the time that ``deleted_kept_days`` gives.
        """
        await deletion.delete_session(
            self.database, user_id, session_id, revisions=revisions, now=self.clock()
        )
        if not self.periods.kept:
            self.background.start(("remove", session_id), lambda: self._remove(session_id))

    async def _remove(self, session_id: PydanticObjectId) -> None:
        await removal.remove_session(self.database, session_id)
        await remove_unheld_files(self.database, self.clock())

    async def restore_session(self, user_id: str, session_id: PydanticObjectId) -> UserSession:
        """Undo a deletion of the last ``periods.kept``, or make a session active again.

        Raises SessionMissing, NameTaken, MissionCompleted.
        """
        now = self.clock()
        return await deletion.restore_session(
            self.database, user_id, session_id, now=now, deleted_after=now - self.periods.kept
        )

    async def list_deleted_sessions(
        self, user_id: str, *, cursor: str | None, limit: int
    ) -> Page[DeletedSession]:
        """One page of the sessions that ``restore_session`` brings back, the last deleted first.

        Raises InvalidArgument for a bad cursor.
        """
        named: Any = {"user_id": user_id, "listing": "deleted sessions"}
        after = None
        if cursor is not None:
            at, last_id = self.cursors.read(cursor, **named)
            after = ListPlace(datetime.fromisoformat(at), PydanticObjectId(last_id))
        found, more = await find.list_deleted_sessions(
            user_id, deleted_after=self.clock() - self.periods.kept, after=after, limit=limit
        )
        return self.cursors.page(
            [DeletedSession.of(each, self.periods) for each in found],
            limit,
            lambda item: [item.deleted_at.isoformat(), str(item.session.id)],
            more=more,
            **named,
        )

    async def import_more(
        self, user_id: str, session_id: PydanticObjectId, keep: SessionStatus | None
    ) -> bool:
        """Let an imported session that nobody has used take more of its import's messages.

        False where it is no such session. ``keep`` is the status that it is to have in
        the end, where it is told a new one.
        """
        return await imports.take_more(
            self.database, user_id, session_id, keep=keep, now=self.clock()
        )

    async def end_import(
        self, user_id: str, session_id: PydanticObjectId, keep: SessionStatus | None
    ) -> None:
        """Give an imported session that nobody has used the status that it is to keep."""
        await imports.keep_as_told(self.database, user_id, session_id, keep=keep, now=self.clock())

    async def finish_removal(self, session_id: PydanticObjectId) -> None:
        """Remove now what is left of a deleted session; of one that is not deleted, nothing."""
        await removal.remove_session(self.database, session_id)

    async def remove_leftovers(self) -> None:
        """Finish the removals that were begun or are due."""
        await removal.remove_leftovers(
            self.database, deleted_before=self.clock() - self.periods.kept
        )


def _id_of(session: UserSession) -> PydanticObjectId:
    assert session.id is not None, "what was read has one"
    return session.id
