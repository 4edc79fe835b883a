"""What is wrong with a fork: what it says of itself, and whether its past is its source's."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from pydantic import ValidationError

from documents.aggregates.chats.reader import sealed_runs
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ForkOrigin
from documents.shapes.unfinished_forks import UnfinishedFork

_BUCKETS_AT_ONCE = 32
_NAMES = {"messages.id": 1, "messages.sequence_order": 1}


async def wrong_of_fork(chat: dict[str, Any]) -> AsyncIterator[tuple[str, int | None]]:
    """What is wrong with a chat as a fork, each with a message's number where there is one.

    Its messages may have been edited or redacted since: what stays is each one's id.
    """
    if chat.get("forked_from") is None:
        return
    try:
        origin = ForkOrigin.model_validate(chat["forked_from"])
        origins = [ForkOrigin.model_validate(each) for each in chat.get("origins") or []]
    except ValidationError:
        yield "the chat has no valid forked_from or origins", None
        return
    if origins[:1] != [origin]:
        yield "the first of origins is not what the chat was forked from", None
    for older, newer in zip(origins[1:], origins, strict=False):
        if older.through > newer.through:
            yield f"origins name {older.through} messages of an older chat than there were", None
    if origin.through > chat["last_sequence"]:
        text = f"{origin.through} messages were forked, and the chat counts {chat['last_sequence']}"
        yield text, None
        return
    async for number in _other_ids(chat["_id"], origin):
        yield f"{number} is another message than in the chat it was forked from", number


async def _other_ids(fork_id: PydanticObjectId, origin: ForkOrigin) -> AsyncIterator[int]:
    """The numbers at which both the fork and its source have a message, with different ids."""
    ours, theirs = _ids(fork_id, origin.through), _ids(origin.chat_id, origin.through)
    async with aclosing(ours), aclosing(theirs):
        there = await anext(theirs, None)
        async for number, message_id in ours:
            while there is not None and there[0] < number:
                there = await anext(theirs, None)
            if there is None:
                return
            if there[0] == number and there[1] != message_id:
                yield number


async def _ids(chat_id: PydanticObjectId, through: int) -> AsyncGenerator[tuple[int, str], None]:
    """The numbers and ids of a chat's first messages, those that are there."""
    chat = await collection_of(Chat).find_one({"_id": chat_id}, {"sealed_sequence": 1, **_NAMES})
    if chat is None:
        return
    sealed: int = chat["sealed_sequence"]
    shape = {"id": 1, "sequence_order": 1}
    runs = sealed_runs(
        chat_id, 1, min(through, sealed), ascending=True, shape=shape, batch_size=_BUCKETS_AT_ONCE
    )
    async with aclosing(runs):
        async for run in runs:
            for message in run.messages:
                yield message["sequence_order"], message["id"]
    for message in chat["messages"]:
        if sealed < message["sequence_order"] <= through:
            yield message["sequence_order"], message["id"]


async def begun_forks() -> set[PydanticObjectId]:
    """The forks that are being made: their buckets have no chat yet."""
    found = collection_of(UnfinishedFork).find({}, {"_id": 1}).sort("_id", 1)
    return {fork["_id"] async for fork in found}
