"""The words that a Chat or a bucket is found by, kept beside its messages.

Each write that changes what is said takes them off in the same update, so they never tell
of what is edited or redacted; without them, a search reads the messages themselves. They
come back once a chat has rested, and with each bucket.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from documents.database import ObjectId, collection_of, committed_in
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket, StoredMessage
from documents.shapes.messages import text_of
from documents.shapes.searched import SEARCHED_CHARACTERS, words_of_texts
from documents.text_thread import in_text_thread

NO_WORDS: dict[str, Any] = {"$unset": {"words": ""}}
"""The part of an update that takes the words off."""

NO_WORDS_STAGE: dict[str, Any] = {"$unset": "words"}
"""The same as a stage of an update that is a pipeline."""

RESTED_AFTER = timedelta(minutes=10)
"""How long nobody has written to a chat that gets its words: each append takes them off."""

_AT_ONCE_CHARACTERS = 20_000


def searched_texts(messages: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is searched of messages; of one that is being written, nothing."""
    return [
        text_of(message)[:SEARCHED_CHARACTERS]
        for message in messages
        if message.get("stream_id") is None
    ]


def title_texts(document: Mapping[str, Any]) -> list[str]:
    """What is searched of the title of a Chat; of a bucket, nothing."""
    title = document.get("title")
    return [title] if isinstance(title, str) else []


async def make_words(texts: list[str]) -> list[str]:
    """The words of a document with these texts. Where they are long, others have their turn."""
    if sum(map(len, texts)) <= _AT_ONCE_CHARACTERS:
        return words_of_texts(texts)
    return await in_text_thread(words_of_texts, texts)


async def words_of_messages(messages: Iterable[StoredMessage]) -> list[str]:
    """The words of a bucket of these messages."""
    return await make_words(searched_texts(messages))


async def is_without_words(chat_id: PydanticObjectId, *, now: datetime) -> bool:
    """Whether it is a chat that has rested and has no words."""
    found = await collection_of(Chat).find_one(_resting(chat_id, now), {"_id": 1})
    return found is not None


async def put_words_of_chat(chat_id: PydanticObjectId, *, now: datetime) -> bool:
    """Give a chat that has rested its words, if nobody writes to it meanwhile."""
    chat = await committed_in(Chat).find_one(
        _resting(chat_id, now),
        {**dict.fromkeys(_VERSION, 1), "title": 1, "messages": 1},
    )
    if chat is None:
        return False
    words = await make_words([*title_texts(chat), *searched_texts(chat["messages"])])
    as_read = {name: chat[name] for name in ("_id", *_VERSION)}
    result = await collection_of(Chat).update_one(
        {**as_read, "words": None}, {"$set": {"words": words}}
    )
    return result.modified_count == 1


async def put_words_of_bucket(bucket_id: ObjectId) -> bool:
    """Give a bucket its words, if nobody writes to it meanwhile."""
    bucket = await committed_in(ChatBucket).find_one({"_id": bucket_id, "words": None})
    if bucket is None:
        return False
    words = await words_of_messages(bucket["messages"])
    revisions = [message.get("revision", 1) for message in bucket["messages"]]
    as_read = {
        "_id": bucket_id,
        "chat_id": bucket["chat_id"],
        "first_sequence": bucket["first_sequence"],
        "words": None,
        "bytes": bucket["bytes"],
        "updated_at": bucket["updated_at"],
        "source_edit_count": bucket["source_edit_count"],
        # Two edits of one millisecond, of texts of equal length, differ in this.
        "$expr": {"$eq": [_REVISIONS, revisions]},
    }
    result = await collection_of(ChatBucket).update_one(as_read, {"$set": {"words": words}})
    return result.modified_count == 1


def _resting(chat_id: PydanticObjectId, now: datetime) -> dict[str, Any]:
    rested = {"$lte": now - RESTED_AFTER}
    return {"_id": chat_id, "deleted_at": None, "words": None, "updated_at": rested}


_VERSION = ("revision", "last_sequence", "sealed_sequence", "edit_count")
_REVISIONS = {"$map": {"input": "$messages", "in": {"$ifNull": ["$$this.revision", 1]}}}
