"""What the routes of sessions take and answer."""

from datetime import datetime
from enum import StrEnum

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from api.entities import ChatOut, MissionOut
from api.fields import Body, FreeObject, Given, Id, Name, WhyField
from documents.shapes.sessions import SessionStatus, UserSession


class Include(StrEnum):
    """What a session can show in full."""

    CHAT = "chat"
    MISSION = "mission"


class SessionCreate(Body):
    """A session to make."""

    name: Name | None = Field(None, description='"Session N" when not given')
    session_metadata: FreeObject = {}
    chat_id: Id | None = Field(
        None, description="a chat of yours that no session owns; else one is made"
    )
    mission_id: Id | None = Field(None, description="a mission of yours that no session has")


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


class StatusReason(Body):
    """Why the status changes, for its log."""

    reason: WhyField = None


class OpenToolCallOut(BaseModel):
    """A tool call that no later message answers."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(description="what `message_metadata.tool_call_id` of the answer must be")
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


class ListenFrom(BaseModel):
    """The versions that a recovery shows: whatever is newer came after it."""

    session_etag: str
    chat_etag: str
    mission_etag: str | None
    after: int = Field(description="the newest message's number: ask for messages after it")


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


class SessionOut(BaseModel):
    """A session."""

    id: Id
    user_id: str
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


class SessionPage(BaseModel):
    """Sessions, newest activity first, and where to go on."""

    items: list[SessionOut]
    next: str | None = Field(description="cursor to the next page; null at the end")


def session_out(session: UserSession) -> SessionOut:
    """The JSON of a session, without what it refers to."""
    return SessionOut.model_validate(
        {
            **session.model_dump(exclude={"chat", "mission"}),
            "chat_id": session.chat_id,
            "mission_id": session.mission_id,
        }
    )
