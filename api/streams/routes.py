"""The routes of streams."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Header, Query, Request, Response

from api.deps import CurrentUser, Streams
from api.entities import MessageOut
from api.etags import message_etag
from api.fields import ChatId, MessageId, StreamId
from api.guarded_route import GuardedRoute, StreamedRoute
from api.json_answer import JsonAnswer
from api.problems import (
    CHAT_CLOSED,
    FORBIDDEN,
    MALFORMED,
    MESSAGE_ID_TAKEN,
    NOT_FOUND,
    QUOTA_EXCEEDED,
    SEQUENCE_GAP,
    STALE_EPOCH,
    STREAM_ENDED,
    STREAM_EXPIRED,
    TOO_LARGE,
    answers,
    malformed,
)
from api.stored_messages import message_json
from api.streams import ai_sdk
from api.streams.ag_ui import AgUiEvents
from api.streams.ai_sdk import AiSdkChunks
from api.streams.event_route import EventsRoute
from api.streams.event_stream import EVENT_STREAM, event_stream, in_own_words, in_words_of
from api.streams.piped import JSON_LINES, OpeningRoute, piped_events, piped_kind
from api.streams.producer import (
    MaybeProducerEpoch,
    MaybeProducerId,
    MaybeProducerSeq,
    ProducerEpoch,
    ProducerId,
    ProducerSeq,
    maybe_producer_of,
    producer_of,
    taken,
    writer_of,
)
from api.streams.schemas import (
    LEASE_SECONDS,
    EventOrEvents,
    Lease,
    LeaseProlong,
    StreamFinish,
    StreamOpen,
    StreamOut,
    StreamPlace,
)
from documents.shapes.chats import StoredMessage
from documents.shapes.streams import StoredStream, StreamState
from services.stream_piping import StreamPipe

router = APIRouter(tags=["streams"], route_class=GuardedRoute)
opening = APIRouter(tags=["streams"], route_class=OpeningRoute)
writing = APIRouter(tags=["streams"], route_class=EventsRoute)
reading = APIRouter(tags=["streams"], route_class=StreamedRoute)

MAX_INDEX = 2**53 - 1

_EVENTS = {"description": "Server-sent events", "content": {EVENT_STREAM: {}}}

Format = Literal["ai-sdk", "ag-ui"]


def _message(message: StoredMessage) -> Response:
    etag = message_etag(message).encode()
    return JsonAnswer(message_json(message), more=[(b"etag", etag)])


_OPTIONS_OF_EVENTS = "with a body of events; one of JSON has it in itself"
_EVENT_BODIES = {
    "requestBody": {
        "content": {
            JSON_LINES: {
                "schema": {"type": "string", "format": "binary"},
                "example": '{"type": "text-delta", "id": "t1", "delta": "Once "}\n',
            },
            EVENT_STREAM: {
                "schema": {"type": "string", "format": "binary"},
                "example": 'data: {"type": "text-delta", "id": "t1", "delta": "Once "}\n\n',
            },
        }
    }
}


@opening.post(
    "/chats/{chat_id:objectid}/streams",
    status_code=201,
    openapi_extra=_EVENT_BODIES,
    responses={
        200: {"description": "Opened before: that one", "model": StreamOut},
        **answers(
            *(MALFORMED, NOT_FOUND, CHAT_CLOSED, MESSAGE_ID_TAKEN, TOO_LARGE, QUOTA_EXCEEDED),
            *(STREAM_ENDED, FORBIDDEN, STALE_EPOCH),
        ),
    },
)
async def open_stream(
    chat_id: ChatId,
    user: CurrentUser,
    streams: Streams,
    request: Request,
    response: Response,
    body: Annotated[StreamOpen | None, Body()] = None,
    id: Annotated[MessageId | None, Query(description=_OPTIONS_OF_EVENTS)] = None,
    lease_seconds: Annotated[Lease | None, Query(description=_OPTIONS_OF_EVENTS)] = None,
) -> StreamOut:
    """Open a stream: append an empty message of the assistant's, to be written event by event.

    It has its sequence number at once, and shows the text so far wherever it is read. Begin
    at the `epoch` of the answer, with `Producer-Seq` 0. With an `id` that was opened before,
    the answer is that stream (200): to go on with it after a restart, take one epoch more.

    With `Content-Type: application/x-ndjson` or `text/event-stream` it is all one request: each
    line of its body is an event, stored as it comes, and the answer is the stream once the
    body has ended and with it the message. Where the connection breaks, the stream stays
    open until its lease is over; the same request with its `id` goes on with it.
    """
    new = body or StreamOpen()
    kind = piped_kind(request)
    if kind is not None:
        new = StreamOpen(id=id, lease_seconds=lease_seconds or LEASE_SECONDS)
    elif id is not None or lease_seconds is not None:
        named = "lease_seconds" if id is None else "id"
        raise malformed("that stands in the body", parameter=named)
    stream, made = await streams.open_stream(
        user.user_id,
        chat_id,
        message_id=new.id,
        message_metadata=new.message_metadata,
        lease_seconds=new.lease_seconds,
    )
    if kind is not None and (made or stream["state"] != StreamState.COMPLETE):
        pipe = StreamPipe(streams, user.user_id, stream)
        await pipe.write(piped_events(request.receive, kind))
        stream = await streams.get_stream(user.user_id, stream["_id"])
    if not made:
        response.status_code = 200
    response.headers["Location"] = f"/streams/{stream['_id']}"
    return StreamOut.of(stream)


@router.get("/streams/{stream_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_stream(stream_id: StreamId, user: CurrentUser, streams: Streams) -> StreamOut:
    """One stream: its state, and where it stands."""
    return StreamOut.of(await streams.get_stream(user.user_id, stream_id))


@writing.post(
    "/streams/{stream_id:objectid}/events",
    responses={
        204: {"description": "Taken before"},
        **answers(
            MALFORMED, FORBIDDEN, STALE_EPOCH, NOT_FOUND, STREAM_ENDED, SEQUENCE_GAP, TOO_LARGE
        ),
    },
    response_model=StreamPlace,
)
async def append_events(
    stream_id: StreamId,
    body: EventOrEvents,
    user: CurrentUser,
    streams: Streams,
    response: Response,
    producer_id: ProducerId,
    producer_epoch: ProducerEpoch,
    producer_seq: ProducerSeq,
) -> StreamPlace | Response:
    """Append one event, or a list of at most 256 of which all are stored or none.

    An event is an object with a `type`, by the names of the AI SDK's UI message stream: the
    text of the message is made of its `text-delta`s. All events of one request have 64 KB
    of JSON at most. What was answered with 200 or 204 outlives any crash, and prolongs the
    lease. `Producer-Seq` counts your requests from 0; send the same request again until it is
    answered, and it is stored once. A writer with a higher `Producer-Epoch` takes the stream
    over, an interrupted one too; the one before gets 403 from then on.
    """
    events = body if isinstance(body, list) else [body]
    producer = producer_of(producer_id, producer_epoch, producer_seq)
    written = await streams.append_events(user.user_id, stream_id, events, producer)
    if written.repeated:
        return Response(status_code=204, headers=taken(written))
    response.headers.update(taken(written))
    return StreamPlace.of(written)


@router.post(
    "/streams/{stream_id:objectid}/lease",
    responses=answers(MALFORMED, FORBIDDEN, STALE_EPOCH, NOT_FOUND, STREAM_ENDED),
)
async def prolong_lease(
    stream_id: StreamId,
    user: CurrentUser,
    streams: Streams,
    body: Annotated[LeaseProlong | None, Body()] = None,
    producer_id: MaybeProducerId = None,
    producer_epoch: MaybeProducerEpoch = None,
) -> StreamOut:
    """Say that the writer is still there, though it has nothing to write just now."""
    stream = await streams.prolong_lease(
        user.user_id,
        stream_id,
        lease_seconds=None if body is None else body.lease_seconds,
        writer=writer_of(producer_id, producer_epoch),
    )
    return StreamOut.of(stream)


@router.post(
    "/streams/{stream_id:objectid}/finish",
    response_model=MessageOut,
    responses=answers(
        MALFORMED, FORBIDDEN, STALE_EPOCH, NOT_FOUND, STREAM_ENDED, SEQUENCE_GAP, TOO_LARGE
    ),
)
async def finish_stream(
    stream_id: StreamId,
    user: CurrentUser,
    streams: Streams,
    body: Annotated[StreamFinish | None, Body()] = None,
    producer_id: MaybeProducerId = None,
    producer_epoch: MaybeProducerEpoch = None,
    producer_seq: MaybeProducerSeq = None,
) -> Response:
    """End a stream, as its writer: the answer is the whole message.

    It counts as a request of the writer's, with the next `Producer-Seq`; sent again, it is
    answered alike.
    """
    end = body or StreamFinish()
    message = await streams.finish_stream(
        user.user_id,
        stream_id,
        end.state,
        error=end.error,
        message_metadata=end.message_metadata,
        usage=end.usage,
        producer=maybe_producer_of(producer_id, producer_epoch, producer_seq),
    )
    return _message(message)


@router.post(
    "/streams/{stream_id:objectid}/cancel",
    response_model=MessageOut,
    responses=answers(MALFORMED, NOT_FOUND, STREAM_ENDED),
)
async def cancel_stream(stream_id: StreamId, user: CurrentUser, streams: Streams) -> Response:
    """Stop a stream with what it has by now, from any client: the answer is the message.

    Its writer gets 409 at its next request.
    """
    return _message(await streams.cancel_stream(user.user_id, stream_id))


@reading.get(
    "/streams/{stream_id:objectid}/events",
    response_class=Response,
    responses={200: _EVENTS, **answers(MALFORMED, NOT_FOUND, STREAM_EXPIRED)},
)
async def follow_stream(
    stream_id: StreamId,
    user: CurrentUser,
    streams: Streams,
    after: Annotated[
        int | None, Query(ge=0, le=MAX_INDEX, description="the index after what is known already")
    ] = None,
    format: Annotated[
        Format | None, Query(description="the protocol to speak; its own where it is left out")
    ] = None,
    last_event_id: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            pattern=r"^(0|[1-9][0-9]{0,15})$",
            description="the id of the last event that came; as `after`",
        ),
    ] = None,
) -> Response:
    """Follow a stream as server-sent events, from anywhere and by as many as like.

    First `snapshot` with the `message` so far and the index `next`; then `delta` with
    `events`, the first of which has the index `from`; then `end` with the `state` and the
    whole `message`. The id of each is the index to go on from: who comes back with it as
    `Last-Event-ID` gets what has come since, each event once and in order.
    """
    stream = await streams.to_follow(user.user_id, stream_id)
    if last_event_id is not None:
        after = int(last_event_id)
    if format == "ai-sdk":
        return _in_the_ai_sdk_s_way(user, streams, stream, after)
    if format == "ag-ui":
        events = AgUiEvents(str(stream["chat_id"]), str(stream_id), stream["message_id"])
        told = streams.follow(user.user_id, stream_id, 0)
        return event_stream(in_words_of(events, told, after=_known(stream, after)))
    return event_stream(in_own_words(streams.follow(user.user_id, stream_id, after)))


def _in_the_ai_sdk_s_way(
    user: CurrentUser, streams: Streams, stream: StoredStream, after: int | None
) -> Response:
    told = streams.follow(user.user_id, stream["_id"], 0)
    chunks = AiSdkChunks(stream["message_id"])
    parts = in_words_of(chunks, told, after=_known(stream, after), last=ai_sdk.DONE)
    return event_stream(parts, ai_sdk.HEADERS)


def _known(stream: StoredStream, after: int | None) -> int:
    """How much a reader has; nothing, where that is more than there is."""
    return after if after is not None and after <= stream["next"] else 0


@reading.get(
    "/chats/{chat_id:objectid}/stream",
    response_class=Response,
    responses={
        200: _EVENTS,
        204: {"description": "Nothing is being written"},
        **answers(MALFORMED, NOT_FOUND),
    },
)
async def resume_chat(chat_id: ChatId, user: CurrentUser, streams: Streams) -> Response:
    """Resume the message that is being written, as the AI SDK's `useChat` does.

    The whole message so far and then the rest, as a UI message stream; 204 where no message
    is being written.
    """
    stream = await streams.streaming_in(user.user_id, chat_id)
    if stream is None:
        return Response(status_code=204)
    return _in_the_ai_sdk_s_way(user, streams, stream, None)
