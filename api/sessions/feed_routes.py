"""The routes of feeds: all that happens in a session, or in a chat, on one connection."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.deps import CurrentUser, Feeds
from api.fields import ChatId, SessionId
from api.guarded_route import StreamedRoute
from api.problems import MALFORMED, NOT_FOUND, QUOTA_EXCEEDED, UNKNOWN_EVENT_ID, answers
from api.sessions.feed_events import FeedAnswer
from api.streams.event_stream import EVENT_STREAM

router = APIRouter(tags=["feeds"], route_class=StreamedRoute)

MAX_ID_CHARACTERS = 12_000
"""The longest id: a chat with as many open streams as a user may have."""

After = Annotated[
    str | None,
    Query(max_length=MAX_ID_CHARACTERS, description="as `Last-Event-ID`, which goes before it"),
]
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        max_length=MAX_ID_CHARACTERS,
        description="the id of the last event that came, or `listen_from` of a recovery",
    ),
]

_RESPONSES = {
    200: {"description": "Server-sent events", "content": {EVENT_STREAM: {}}},
    **answers(UNKNOWN_EVENT_ID, MALFORMED, NOT_FOUND, QUOTA_EXCEEDED),
}


@router.get("/sessions/{session_id:objectid}/events", response_class=Response, responses=_RESPONSES)
async def follow_session(
    session_id: SessionId,
    user: CurrentUser,
    feeds: Feeds,
    after: After = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Follow a session as server-sent events: itself, its chat, its mission, what streams.

    Begin with `recovery.listen_from.last_event_id` of the session's recovery as `Last-Event-ID`:
    then comes what has changed since, each message once and in order. Without it the session, the
    chat and the mission come first as they are. `session`, `chat` and `mission` have it as it is
    now; `message` has new `items`, and `message.changed` those that were edited,
    redacted or say another version.
    Of a message that is being written `stream` has the `state` and the index `next`, `delta`
    the `events` from index `from` on, and `end` the whole `message`.

    `reset`: too much has happened, fetch the recovery. `gone`: it was deleted. `bye`: come back,
    with the last id; `reason` is `token` (with another one), `shutdown` or `age`. A comment
    comes each 15 seconds.
    """
    feed = await feeds.of_session(
        user.user_id, session_id, after=last_event_id or after, until=user.until
    )
    return FeedAnswer(feeds, feed)


@router.get("/chats/{chat_id:objectid}/events", response_class=Response, responses=_RESPONSES)
async def follow_chat(
    chat_id: ChatId,
    user: CurrentUser,
    feeds: Feeds,
    after: After = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Follow a chat as server-sent events, as a session is followed.

    Without `Last-Event-ID` the chat comes first, as it is: its `last_sequence` is the number of
    the newest message that comes not here but in the chat's pages.
    """
    feed = await feeds.of_chat(
        user.user_id, chat_id, after=last_event_id or after, until=user.until
    )
    return FeedAnswer(feeds, feed)
