"""Proving that the words by which a search finds Chats and buckets are those of their messages.

A word that is missing hides a message; one too many tells of what was edited away or redacted.
To have none is no fault: such a document is read by each search.
"""

from collections.abc import Mapping
from typing import Any

from documents.aggregates.chats.search_words import (
    NO_WORDS,
    put_words_of_bucket,
    searched_texts,
    title_texts,
)
from documents.database import ObjectId, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.searched import words_of_texts


def wrong_of_words(document: Mapping[str, Any]) -> str | None:
    """What is wrong with the words of a Chat or a bucket whose messages are well-formed."""
    told = document.get("words")
    if told is None:
        return None
    right = words_of_texts([*title_texts(document), *searched_texts(document["messages"])])
    if told == right:
        return None
    if not isinstance(told, list):
        return "has words that are no list"
    stray, missing = set(map(str, told)) - set(right), set(right) - set(map(str, told))
    return f"has {len(stray)} words that no message says, and lacks {len(missing)}"


async def mend_words_of_chat(chat_id: PydanticObjectId) -> bool:
    """Take the words of a Chat off: a search reads its messages, and then gives them back."""
    result = await collection_of(Chat).update_one({"_id": chat_id}, NO_WORDS)
    return bool(result.matched_count)


async def mend_words_of_bucket(bucket_id: ObjectId | None) -> bool:
    """Take the words of a bucket off, and give it those of its messages."""
    result = await collection_of(ChatBucket).update_one({"_id": bucket_id}, NO_WORDS)
    if result.matched_count and bucket_id is not None:
        await put_words_of_bucket(bucket_id)
    return bool(result.matched_count)
