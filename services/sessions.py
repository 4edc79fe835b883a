"""What can be done with sessions."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from api.conflicts import name_conflicts, session_conflicts
from api.entities import MissionOut
from api.etags import chat_etag, revision_etag
from api.sessions.schemas import (
    CurrentHop,
    Include,
    ListenFrom,
    MissionProgress,
    OpenToolCallOut,
    Recovery,
    SessionCreate,
    SessionOut,
    SessionPage,
    SessionResume,
    SessionUpdate,
    session_out,
)
from documents.aggregates.missions.find import find_mission
from documents.aggregates.sessions import change, create, deletion, find, recovery
from documents.aggregates.sessions.change import SessionChanges
from documents.aggregates.sessions.create import NewIds
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.sessions import SessionStatus, UserSession
from documents.upkeep import removal, resting
from documents.upkeep.sweep import Periods
from services.background import Background
from services.chats import NEWEST_PAGE, ChatService
from services.limits import Limits
from services.pagination import Cursors


@dataclass(frozen=True)
class SessionService:
    """The caller's sessions. Another user's session is one that does not exist."""

    database: Database
    clock: Clock
    limits: Limits
    cursors: Cursors
    chats: ChatService
    background: Background
    periods: Periods

    async def create_session(
        self, user_id: str, body: SessionCreate, new_ids: NewIds | None = None
    ) -> UserSession:
        """Make a session with its chat.

        Raises ReferenceMissing, ReferenceTaken, MissionCompleted, and
        DuplicateKeyError when one of ``new_ids`` is in use.
        """
        self.limits.check_object(body.session_metadata, "/session_metadata")
        number = await create.next_session_number(user_id)
        return await create.insert_session(
            self.database,
            user_id,
            name=body.name or f"Session {number}",
            session_metadata=body.session_metadata,
            chat_id=body.chat_id,
            mission_id=body.mission_id,
            now=self.clock(),
            new_ids=new_ids,
        )

    async def resume_session(
        self, user_id: str, body: SessionResume | None
    ) -> tuple[UserSession, bool]:
        """The most recent active session, else a new one; and whether it is new.

        However many ask at once, one is made.
        """
        wanted = body or SessionResume()
        self.limits.check_object(wanted.session_metadata, "/session_metadata")
        return await create.resume_session(
            self.database,
            user_id,
            name=wanted.name,
            session_metadata=wanted.session_metadata,
            now=self.clock(),
        )

    async def get_session(self, user_id: str, session_id: PydanticObjectId) -> UserSession:
        """One session. Raises SessionMissing."""
        return await find.find_session(user_id, session_id)

    async def get_active_session(self, user_id: str) -> UserSession:
        """The most recent active session. Raises SessionMissing when there is none."""
        return await find.find_active_session(user_id)

    async def describe(
        self, user_id: str, session: UserSession, include: set[Include] | None = None
    ) -> SessionOut:
        """The JSON of a session, with its chat and its mission in full where asked for."""
        out = session_out(session)
        if include and Include.CHAT in include:
            _, out.chat = await self.chats.get_chat_with_messages(user_id, session.chat_id)
        if include and Include.MISSION in include and session.mission_id is not None:
            mission = await find_mission(user_id, session.mission_id)
            out.mission = None if mission is None else MissionOut.model_validate(mission)
        return out

    async def recover_session(
        self, user_id: str, session_id: PydanticObjectId | None = None
    ) -> tuple[UserSession, SessionOut]:
        """A session with all that is needed to go on; without an id the active one.

        One command to the database, whatever the history. Raises SessionMissing.
        """
        found = await recovery.recover_session(user_id, session_id, limit=NEWEST_PAGE)
        out = session_out(found.session)
        mission = found.mission
        steps = Counter(step["status"] for step in (found.current_hop or {}).get("tool_steps", []))
        out.recovery = Recovery(
            chat=self.chats.with_messages(found.chat, found.page),
            open_tool_calls=[OpenToolCallOut.model_validate(c) for c in found.open_tool_calls],
            tool_calls_examined_from=found.examined_from,
            mission=None if mission is None else MissionOut.model_validate(mission),
            current_hop=found.current_hop and CurrentHop.model_validate(found.current_hop),
            progress=mission and MissionProgress(hops=found.hops, tool_steps=steps),
            listen_from=ListenFrom(
                session_etag=revision_etag(found.session.revision),
                chat_etag=chat_etag(found.chat.revision, found.chat.last_sequence),
                mission_etag=mission and revision_etag(mission.revision),
                after=found.chat.last_sequence,
            ),
        )
        return found.session, out

    async def get_user_sessions(
        self, user_id: str, *, status: SessionStatus | None, cursor: str | None, limit: int
    ) -> SessionPage:
        """One page of sessions, newest activity first. Raises Malformed for a bad cursor."""
        listing = f"sessions {status or 'all'}"
        after = None
        if cursor is not None:
            at, last_id = self.cursors.read(cursor, user_id=user_id, listing=listing)
            after = (datetime.fromisoformat(at), PydanticObjectId(last_id))
        found = await find.list_sessions(user_id, status=status, after=after, limit=limit + 1)
        items = found[:limit]
        more = None
        if len(found) > limit:
            place = [items[-1].last_activity_at.isoformat(), str(items[-1].id)]
            more = self.cursors.make(place, user_id=user_id, listing=listing)
        return SessionPage(items=[session_out(session) for session in items], next=more)

    async def update_session(
        self,
        user_id: str,
        session_id: PydanticObjectId,
        body: SessionUpdate,
        revisions: list[int] | None,
    ) -> UserSession:
        """Change name, metadata, status and mission in one step.

        Raises SessionMissing, SessionChanged, TransitionRefused, ReferenceMissing,
        ReferenceTaken, MissionCompleted.
        """
        self.limits.check_object(body.session_metadata, "/session_metadata")
        changes = SessionChanges(
            name=body.name,
            session_metadata=body.session_metadata,
            status=body.status,
            mission_id=body.mission_id,
            unlink_mission="mission_id" in body.model_fields_set and body.mission_id is None,
            reason=body.reason,
            revisions=revisions,
        )
        with session_conflicts():
            return await change.update_session(
                self.database, user_id, session_id, changes, self.clock()
            )

    async def update_session_activity(
        self, user_id: str, session_id: PydanticObjectId
    ) -> UserSession:
        """Note activity. Raises SessionMissing, TransitionRefused."""
        with session_conflicts():
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
        with session_conflicts():
            return await change.update_session(
                self.database, user_id, session_id, changes, self.clock()
            )

    async def archive_inactive_sessions(self, *, batch: int = 1000) -> int:
        """Archive every user's sessions that have long been abandoned; how many were.

        At most ``batch`` of them; one whose chat has moved since is left alone.
        """
        now = self.clock()
        return await resting.archive_inactive(
            self.database, abandoned_before=now - self.periods.archived_after, now=now, limit=batch
        )

    async def delete_session(
        self, user_id: str, session_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete a session with all it owns. Raises SessionMissing, SessionChanged.

        It can be restored for the time that ``deleted_kept_days`` gives.
        """
        with session_conflicts():
            await deletion.delete_session(
                self.database, user_id, session_id, revisions=revisions, now=self.clock()
            )
        if not self.periods.kept:
            self.background.start(
                ("remove", session_id),
                lambda: removal.remove_session(session_id),
            )

    async def restore_session(self, user_id: str, session_id: PydanticObjectId) -> UserSession:
        """Undo a deletion whose removal has not begun. Raises SessionMissing, NameTaken."""
        with name_conflicts():
            return await deletion.restore_session(
                self.database, user_id, session_id, now=self.clock()
            )

    async def remove_leftovers(self) -> None:
        """Finish the removals that were begun or are due."""
        await removal.remove_leftovers(deleted_before=self.clock() - self.periods.kept)
