"""Opening a stream: its name first, then the empty message, then the message's number.

A stop in between leaves a name without a number, which nobody was told of: the retry goes
on with it, and the reaper takes it away.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from documents.aggregates.chats.append import Appended, NewMessage
from documents.aggregates.quotas.streams import withdraw_unplaced
from documents.aggregates.streams.read import WITHOUT_EVENTS, check_whole
from documents.database import DuplicateKeyError, ReturnDocument, collection_of, committed_in
from documents.json_values import canonical_json, plain
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Role
from documents.shapes.errors.chats import ChatBusy, ChatError, MessageIdTaken
from documents.shapes.streams import MessageStream, StoredStream

TRIES = 5

Append = Callable[[NewMessage], Awaitable[Appended]]


class Admits(Protocol):
    """What says whether a stream may be opened (``quotas.streams``)."""

    async def admit(self, stream: StoredStream, *, is_new: bool) -> bool:
        """Whether it is still there. Raises where it may not."""


async def open_stream(
    user_id: str,
    chat_id: PydanticObjectId,
    message_id: str,
    *,
    message_metadata: dict[str, Any],
    lease_seconds: float,
    now: datetime,
    append: Append,
    quota: Admits | None = None,
) -> tuple[StoredStream, bool]:
    """The stream of a new, empty message of the assistant's; and whether it is new.

    ``append`` appends the message, and ``quota`` raises where the user may have no stream
    more than he has. Of any number who open with the same id one makes
    it, and all get it. Raises MessageIdTaken where the id is another message's, ChatBusy,
    StreamDamaged, and what ``append`` and ``quota`` raise.
    """
    stream = MessageStream(
        user_id=user_id,
        chat_id=chat_id,
        message_id=message_id,
        message_metadata=message_metadata,
        lease_seconds=lease_seconds,
        lease_until=now + timedelta(seconds=lease_seconds),
        created_at=now,
    )
    ours: set[PydanticObjectId] = set()
    for _ in range(TRIES):
        new = {**stream.model_dump(exclude={"id", "revision_id"}), "_id": PydanticObjectId()}
        found = check_whole(await _insert(new))
        if canonical_json(plain(found["message_metadata"])) != canonical_json(message_metadata):
            raise MessageIdTaken([message_id])
        if found["sequence_order"] is not None:
            # A reader of the message may have been faster than its opener.
            return found, found["_id"] in ours
        if found is new:
            ours.add(new["_id"])
        if quota is not None and not await _admitted(found, quota, is_new=found is new):
            # It had no place, or its append was refused, just now.
            continue
        number = await _appended(found, append)
        after = await collection_of(MessageStream).find_one_and_update(
            {**owned(user_id, found["_id"]), "sequence_order": None},
            {
                "$set": {
                    "sequence_order": number,
                    "lease_until": now + timedelta(seconds=lease_seconds),
                }
            },
            projection=WITHOUT_EVENTS,
            return_document=ReturnDocument.AFTER,
        )
        if after is not None:
            return after, found["_id"] in ours
        # Another who opens the same was first, or its append was refused just before.
    raise ChatBusy


async def _insert(new: StoredStream) -> StoredStream:
    """Insert the stream, or find the one that the message has."""
    try:
        await collection_of(MessageStream).insert_one(new)
    except DuplicateKeyError:
        found: StoredStream | None = await committed_in(MessageStream).find_one(
            {
                "chat_id": new["chat_id"],
                "message_id": new["message_id"],
                **owned(new["user_id"]),
            },
            WITHOUT_EVENTS,
        )
        if found is None:
            # Of a chat that is deleted, or it was removed just now.
            raise ChatBusy from None
        return found
    return new


async def _admitted(stream: StoredStream, quota: Admits, *, is_new: bool) -> bool:
    try:
        return await quota.admit(stream, is_new=is_new)
    except BaseException:
        if is_new:
            await withdraw_unplaced(stream)
        raise


async def _appended(stream: StoredStream, append: Append) -> int:
    """The number of the stream's message, which is appended unless it is there."""
    message = NewMessage(
        Role.ASSISTANT.value,
        "",
        plain(stream["message_metadata"]),
        stream["message_id"],
        stream_id=stream["_id"],
    )
    try:
        stored = (await append(message)).messages[0]
    except Exception as error:
        if is_refusal(error):
            await withdraw(stream)
        raise
    return int(stored["sequence_order"])


def is_refusal(error: BaseException) -> bool:
    """Whether an error says for certain that the message was not stored."""
    refusal = getattr(error, "refusal", error)
    return isinstance(refusal, ChatError) and not isinstance(refusal, ChatBusy)


async def withdraw(stream: StoredStream) -> None:
    """Take away a stream that nobody was told of."""
    await collection_of(MessageStream).delete_one({"_id": stream["_id"], "sequence_order": None})
