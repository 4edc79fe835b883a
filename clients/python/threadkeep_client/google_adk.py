"""A session service of Google's ADK that is kept by Threadkeep."""

import hashlib
import json
import uuid
from typing import Any

from google.adk.errors._stale_session_error import StaleSessionError
from google.adk.errors.already_exists_error import AlreadyExistsError
from google.adk.errors.session_not_found_error import SessionNotFoundError
from google.adk.events.event import Event
from google.adk.sessions import BaseSessionService, Session, State
from google.adk.sessions._session_util import extract_json_safe_state_delta
from google.adk.sessions.base_session_service import GetSessionConfig, ListSessionsResponse

from threadkeep_client._async.client import AsyncThreadkeep
from threadkeep_client.exact import message_of, own_in
from threadkeep_client.models import ChatListed, ChatOut, MessageOut
from threadkeep_client.problems import ThreadkeepProblem, is_problem

KIND = "google-adk-event"
_ATTEMPTS = 100


class ThreadkeepSessionService(BaseSessionService):
    """Sessions, each a chat of Threadkeep whose messages are its events.

    All of them are of the user of the client's token; ADK's user is a part of their keys. An
    event has the number that follows those its session has seen, so that of two who append to
    one state of a session one is refused with StaleSessionError. A session's state is what its
    events make of it. State of an app or a user is stored after the event that changes it: it
    may be missing where the process dies between the two.
    """

    def __init__(self, client: AsyncThreadkeep) -> None:
        self._client = client

    async def create_session(
        self,
        *,
        app_name: str,
        user_id: str,
        state: dict[str, Any] | None = None,
        session_id: str | None = None,
    ) -> Session:
        """Create a session. Raises AlreadyExistsError where there is one with this id."""
        session_id = (session_id or "").strip() or str(uuid.uuid4())
        deltas = extract_json_safe_state_delta(state or {})
        made_by = uuid.uuid4().hex
        named = {"app_name": app_name, "user_id": user_id, "session_id": session_id}
        chat = await self._client.create_chat(
            key=_key("session", app_name, user_id, session_id),
            context_data={"adk": {**named, "state": deltas["session"], "made_by": made_by}},
        )
        if chat.context_data["adk"].get("made_by") != made_by:
            raise AlreadyExistsError(f"Session with id {session_id} already exists.")
        await self._share(app_name, user_id, deltas)
        session = _session(chat, [])
        return await self._with_shared(session)

    async def get_session(
        self,
        *,
        app_name: str,
        user_id: str,
        session_id: str,
        config: GetSessionConfig | None = None,
    ) -> Session | None:
        """A session with its events, or the newest of them; None where there is none."""
        chat = await self._chat(app_name, user_id, session_id.strip())
        if chat is None:
            return None
        stored = await self._client.list_messages(chat.id, limit=500).all()
        session = _session(chat, [event for each in stored if (event := _event(each)) is not None])
        session._storage_update_marker = str(sum(each.id.startswith("adk-") for each in stored))
        if config is not None and config.num_recent_events is not None:
            recent = config.num_recent_events
            session.events = session.events[-recent:] if recent else []
        if config is not None and config.after_timestamp is not None:
            since = config.after_timestamp
            late = [n for n, event in enumerate(session.events) if event.timestamp < since]
            session.events = session.events[late[-1] + 1 :] if late else session.events
        return await self._with_shared(session)

    async def list_sessions(
        self, *, app_name: str, user_id: str | None = None
    ) -> ListSessionsResponse:
        """The sessions of an app, or of a user in it, without events and state of their own.

        In the order of their last update, the oldest first.
        """
        asked = [f"adk.app_name:{json.dumps(app_name)}"]
        if user_id is not None:
            asked.append(f"adk.user_id:{json.dumps(user_id)}")
        found = []
        async for chat in self._client.list_chats(context_data=asked, limit=100):
            if "session_id" in chat.context_data.get("adk", {}):
                session = _session(chat, [])
                session.state = {}
                session.last_update_time = chat.updated_at.timestamp()
                found.append(await self._with_shared(session))
        found.sort(key=lambda each: (each.last_update_time, each.user_id, each.id))
        return ListSessionsResponse(sessions=found)

    async def delete_session(self, *, app_name: str, user_id: str, session_id: str) -> None:
        """Delete a session with its events; where there is none, nothing happens."""
        chat = await self._chat(app_name, user_id, session_id.strip())
        if chat is None:
            return
        try:
            await self._client.delete_chat(chat.id)
        except ThreadkeepProblem as problem:
            if not is_problem(problem, "not-found"):
                raise

    async def get_user_state(self, *, app_name: str, user_id: str) -> dict[str, Any]:
        """The state of a user in an app, without the prefix of its keys."""
        return await self._shared("user", app_name, user_id)

    async def append_event(self, session: Session, event: Event) -> Event:
        """Append an event to a session, stored first.

        Raises StaleSessionError where the session has events that this copy of it has not seen,
        and SessionNotFoundError where it is gone.
        """
        if event.partial:
            return event
        if any(each == event for each in session.events if each.id == event.id):
            return event
        chat = await self._chat(session.app_name, session.user_id, session.id)
        if chat is None:
            raise SessionNotFoundError(f"Session {session.id} not found.")
        seen = int(session._storage_update_marker or 0)
        self._apply_temp_state(session, event)
        event = self._trim_temp_delta_state(event)
        try:
            await self._client.append_messages(chat.id, _stored(event, seen + 1))
        except ThreadkeepProblem as problem:
            if is_problem(problem, "not-found"):
                raise SessionNotFoundError(f"Session {session.id} not found.") from problem
            if not is_problem(problem, "message-id-taken"):
                raise
            message = "The session has been modified in storage since it was loaded."
            raise StaleSessionError(message) from problem
        session._storage_update_marker = str(seen + 1)
        session.last_update_time = event.timestamp
        deltas = extract_json_safe_state_delta(_delta(event))
        await self._share(session.app_name, session.user_id, deltas)
        return self._commit_event_to_session(session, event)

    async def _chat(self, app_name: str, user_id: str, session_id: str) -> ChatListed | None:
        found = await self._client.list_chats(
            key=_key("session", app_name, user_id, session_id)
        ).all()
        return found[0] if found else None

    async def _with_shared(self, session: Session) -> Session:
        """The session, whose state has that of its app and its user too."""
        for key, value in (await self._shared("app", session.app_name)).items():
            session.state[State.APP_PREFIX + key] = value
        for key, value in (await self._shared("user", session.app_name, session.user_id)).items():
            session.state[State.USER_PREFIX + key] = value
        return session

    async def _shared(self, *names: str) -> dict[str, Any]:
        found = await self._client.list_chats(key=_key(*names)).all()
        return dict(found[0].context_data["state"]) if found else {}

    async def _share(self, app_name: str, user_id: str, deltas: dict[str, dict[str, Any]]) -> None:
        for names, delta in (
            (("app", app_name), deltas["app"]),
            (("user", app_name, user_id), deltas["user"]),
        ):
            if delta:
                await self._change(names, delta)

    async def _change(self, names: tuple[str, ...], delta: dict[str, Any]) -> None:
        """Change a state at the version that was read, again until nobody else did meanwhile."""
        made = await self._client.create_chat(key=_key(*names), context_data={"state": {}})
        for attempt in range(_ATTEMPTS):
            chat = await self._client.get_chat(made.id)
            state = {**chat.context_data["state"], **delta}
            try:
                await self._client.update_chat(
                    made.id, context_data={"state": state}, if_match=chat.etag
                )
            except ThreadkeepProblem as problem:
                late = is_problem(problem, "precondition-failed")
                if not late or attempt == _ATTEMPTS - 1:
                    raise
            else:
                return


def _key(*names: str) -> str:
    """The key of a chat: a digest, since names may be of any length and have any characters."""
    return f"adk-{names[0]}-{hashlib.sha256(json.dumps(names).encode()).hexdigest()}"


def _session(chat: ChatOut | ChatListed, events: list[Event]) -> Session:
    """A session as its events make it."""
    told = chat.context_data["adk"]
    session = Session(
        app_name=told["app_name"],
        user_id=told["user_id"],
        id=told["session_id"],
        state=dict(told.get("state") or {}),
        events=events,
        last_update_time=events[-1].timestamp if events else chat.created_at.timestamp(),
    )
    session._storage_update_marker = str(len(events))
    for event in events:
        session.state.update(extract_json_safe_state_delta(_delta(event))["session"])
    return session


def _delta(event: Event) -> dict[str, Any]:
    return dict(event.actions.state_delta) if event.actions and event.actions.state_delta else {}


def _stored(event: Event, number: int) -> dict[str, Any]:
    """The message of an event, whose id only one of two writers can have."""
    parts = (event.content.parts if event.content else None) or []
    calls = [
        {
            "id": part.function_call.id or f"call-{number}-{place}",
            "type": "function",
            "function": {
                "name": part.function_call.name or "",
                "arguments": json.dumps(part.function_call.args or {}, default=str),
            },
        }
        for place, part in enumerate(parts)
        if part.function_call is not None
    ]
    answers = [part.function_response for part in parts if part.function_response is not None]
    role = "user" if event.author == "user" else "tool" if answers else "assistant"
    return message_of(
        KIND,
        event.model_dump(mode="json", by_alias=True, exclude_none=True),
        role,
        [part.text for part in parts if part.text and not part.thought],
        id=f"adk-{number}",
        name=event.author if 0 < len(event.author) <= 255 else None,
        tool_calls=(calls or None) if role == "assistant" else None,
        tool_call_id=answers[0].id if answers and role == "tool" else None,
    )


def _event(stored: MessageOut) -> Event | None:
    """The event of a message; None of one that came by another door, or was redacted."""
    own = None if stored.redacted_at is not None else own_in(KIND, stored)
    return None if own is None else Event.model_validate(own)
