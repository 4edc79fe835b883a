"""What the routes of sessions take and answer."""

from collections import Counter
from datetime import datetime
from typing import Any, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from api.entities import ChatOut, MissionOut, PreviewOut
from api.etags import chat_etag, revision_etag, session_etag
from api.fields import Body, CallerKey, FreeObject, Given, Id, Name, WhyField
from api.usage_fields import UsageTotalOut
from documents.aggregates.chats.overview import shown_title
from documents.aggregates.sessions.change import SessionChanges
from documents.aggregates.sessions.recovery import MissionStanding
from documents.shapes.sessions import SessionStatus, UserSession
from services.pagination import Page
from services.sessions import (
    DeletedSession,
    ListedSession,
    NewSession,
    SessionRecovery,
    SessionView,
)


class SessionCreate(Body):
    """A session to make."""

    name: Name | None = Field(None, description='"Session N" when not given')
    session_metadata: FreeObject = {}
    chat_id: Id | None = Field(
        None, description="a chat of yours that no session owns; else one is made"
    )
    mission_id: Id | None = Field(None, description="a mission of yours that no session has")
    key: CallerKey | None = Field(
        None,
        description="your own name for it: where a session of yours has it, that is the answer",
    )

    def new_session(self) -> NewSession:
        """The session to make."""
        return NewSession(
            self.name, self.session_metadata, self.chat_id, self.mission_id, key=self.key
        )


class SessionResume(Body):
    """What a session gets that has to be made; one that is there stays as it is."""

    name: Name | None = Field(None, description='"Session N" when not given')
    session_metadata: FreeObject = {}


class SessionUpdate(Body):
    """What to change; a field that is not given stays as it is."""

    name: Given[Name] = None
    session_metadata: Given[FreeObject] = Field(None, description="replaces the whole object")
    status: Given[SessionStatus] = None
    mission_id: Id | None = Field(None, description="null takes the mission off")
    reason: WhyField = None

    def changes(self, revisions: list[int] | None) -> SessionChanges:
        """The changes to make, at one of these revisions."""
        return SessionChanges(
            name=self.name,
            session_metadata=self.session_metadata,
            status=self.status,
            mission_id=self.mission_id,
            unlink_mission="mission_id" in self.model_fields_set and self.mission_id is None,
            reason=self.reason,
            revisions=revisions,
        )


class StatusReason(Body):
    """Why the status changes, for its log."""

    reason: WhyField = None


class OpenToolCallOut(BaseModel):
    """A tool call that no later message answers."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(description="what `tool_call_id` of the answer must be")
    message_id: str = Field(description="the message that made the call")
    sequence_order: int
    tool_call: FreeObject = Field(description="the call as it stands in `tool_calls`")


class CurrentHop(BaseModel):
    """The hop that a mission is at."""

    id: Id = Field(validation_alias=AliasChoices("id", "_id"))
    sequence_order: int
    name: str
    status: str
    is_final: bool
    error_message: str | None = None


class MissionProgress(BaseModel):
    """How far a mission has come."""

    hops: dict[str, int] = Field(description="how many of its hops have each status")
    tool_steps: dict[str, int] = Field(description="the same of the current hop's tool steps")


class MissionEvent(BaseModel):
    """A mission as its session's feed tells it, and how far it has come."""

    mission: MissionOut
    current_hop: CurrentHop | None
    progress: MissionProgress

    @classmethod
    def of(cls, state: MissionStanding) -> Self:
        """The JSON of a mission's state."""
        hop = state.current_hop
        return cls(
            mission=MissionOut.model_validate(state.mission),
            current_hop=hop and CurrentHop.model_validate(hop),
            progress=_progress(state.hops, hop),
        )


def _progress(hops: dict[str, int], hop: dict[str, Any] | None) -> MissionProgress:
    steps = Counter(step["status"] for step in (hop or {}).get("tool_steps", []))
    return MissionProgress(hops=hops, tool_steps=steps)


class ListenFrom(BaseModel):
    """The versions that a recovery shows: whatever is newer came after it."""

    session_etag: str
    chat_etag: str
    mission_etag: str | None
    after: int = Field(description="the newest message's number: ask for messages after it")
    last_event_id: str = Field(
        description="where the session's feed begins: `Last-Event-ID` of GET "
        "/sessions/{session_id}/events"
    )


class Recovery(BaseModel):
    """What a client needs to go on, as of one point in time."""

    chat: ChatOut = Field(description="with its newest messages and the cursors to go on")
    open_tool_calls: list[OpenToolCallOut] = Field(
        description="tool calls without an answer, oldest first"
    )
    tool_calls_examined_from: int = Field(
        description="the oldest message number that was searched for tool calls"
    )
    mission: MissionOut | None
    current_hop: CurrentHop | None
    progress: MissionProgress | None
    listen_from: ListenFrom

    @classmethod
    def of(cls, recovered: SessionRecovery) -> Self:
        """The JSON of what a recovery found."""
        found, chat = recovered.found, recovered.chat
        mission, hop = found.mission, found.current_hop
        return cls(
            chat=ChatOut.of(chat.head, chat.messages),
            open_tool_calls=[OpenToolCallOut.model_validate(c) for c in found.open_tool_calls],
            tool_calls_examined_from=found.examined_from,
            mission=mission and MissionOut.model_validate(mission),
            current_hop=hop and CurrentHop.model_validate(hop),
            progress=mission and _progress(found.hops, hop),
            listen_from=ListenFrom(
                session_etag=session_etag(found.session),
                chat_etag=chat_etag(chat.head.revision, chat.head.last_sequence),
                mission_etag=mission and revision_etag(mission.revision),
                after=chat.head.last_sequence,
                last_event_id=recovered.place,
            ),
        )


class SessionOut(BaseModel):
    """A session."""

    id: Id
    user_id: str
    key: str | None = Field(description="your own name for it")
    name: str
    status: SessionStatus
    chat_id: Id
    mission_id: Id | None
    session_metadata: FreeObject
    last_activity_at: datetime
    created_at: datetime
    updated_at: datetime
    chat: ChatOut | None = Field(None, description="in full, with include=chat")
    mission: MissionOut | None = Field(None, description="in full, with include=mission")
    recovery: Recovery | None = Field(None, description="with include=recovery")

    @classmethod
    def of(cls, session: UserSession) -> Self:
        """The JSON of a session, without what it refers to."""
        return cls.model_validate(
            {
                **session.model_dump(exclude={"chat", "mission"}),
                "chat_id": session.chat_id,
                "mission_id": session.mission_id,
            }
        )

    @classmethod
    def of_view(cls, view: SessionView) -> Self:
        """The JSON of a session, with what was read beside it."""
        out = cls.of(view.session)
        if view.chat is not None:
            out.chat = ChatOut.of(view.chat.head, view.chat.messages)
        if view.mission is not None:
            out.mission = MissionOut.model_validate(view.mission)
        return out

    @classmethod
    def of_recovered(cls, recovered: SessionRecovery) -> Self:
        """The JSON of a session with all that is needed to go on."""
        out = cls.of(recovered.found.session)
        out.recovery = Recovery.of(recovered)
        return out


class SessionListed(SessionOut):
    """A session, as a list shows it: with what it shows of its chat."""

    title: str | None = Field(description="its chat's title, or the beginning of its messages")
    title_derived: bool = Field(description="whether the title is from the messages")
    message_count: int = Field(description="how many messages its chat has")
    preview: PreviewOut | None = Field(description="the newest message; null without one")
    usage: UsageTotalOut | None = Field(description="what all messages of its chat cost")

    @classmethod
    def of_listed(cls, listed: ListedSession) -> Self:
        """The JSON of a session in a list."""
        chat = listed.chat
        title, derived = (None, False) if chat is None else shown_title(chat.head)
        return cls.model_validate(
            {
                **SessionOut.of(listed.session).model_dump(),
                "title": title,
                "title_derived": derived,
                "message_count": 0 if chat is None else chat.head.message_count,
                "preview": None if chat is None else PreviewOut.of_chat(chat),
                "usage": None if chat is None else ChatOut.of(chat.head).usage,
            }
        )


class DeletedSessionOut(SessionOut):
    """A session that is deleted and can still be restored."""

    deleted_at: datetime
    restorable_until: datetime = Field(description="after that it is removed for good")

    @classmethod
    def of_deleted(cls, deleted: DeletedSession) -> Self:
        """The JSON of a deleted session."""
        return cls.model_validate(
            {
                **SessionOut.of(deleted.session).model_dump(),
                "deleted_at": deleted.deleted_at,
                "restorable_until": deleted.restorable_until,
            }
        )


class DeletedSessionPage(BaseModel):
    """Deleted sessions, the last deleted first, and where to go on."""

    items: list[DeletedSessionOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[DeletedSession]) -> Self:
        """The JSON of a page of deleted sessions."""
        return cls(
            items=[DeletedSessionOut.of_deleted(each) for each in page.items], next=page.next
        )


class SessionPage(BaseModel):
    """Sessions, the newest first, and where to go on."""

    items: list[SessionListed]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[ListedSession]) -> Self:
        """The JSON of a page of sessions."""
        return cls(items=[SessionListed.of_listed(each) for each in page.items], next=page.next)
