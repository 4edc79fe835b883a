"""Giving words to what was stored without them, so that no search has to read it for that.

Chats and buckets of releases before the search have none, and what was edited since a search
last met it. The service may run meanwhile: each write asks that nobody wrote in between, and
what somebody did is left to the next search, or the next run.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from documents.aggregates.chats.search_words import (
    is_without_words,
    put_words_of_bucket,
    put_words_of_chat,
)
from documents.aggregates.search.places import OWN, SearchPlace, wordless_places
from documents.database import Collection, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket


@dataclass
class Filled:
    """How many chats and buckets have got words so far, or would."""

    chats: int = 0
    buckets: int = 0


async def fill_words(
    *, now: datetime, dry_run: bool = False, at_once: int = 200
) -> AsyncIterator[Filled]:
    """Give words to every bucket that has none, and to every chat that rests; and tell of it after
    ``at_once`` at a time. With ``dry_run`` nothing is changed.

    Safe to stop and to run again: what has words is not looked at.
    """
    filled = Filled()
    for model in (Chat, ChatBucket):
        last: str | None = None
        while (user_id := await _next_user(collection_of(model), last)) is not None:
            last = user_id
            before: SearchPlace | None = None
            while places := await wordless_places(model, user_id, before=before, most=at_once):
                before = places[-1]
                for place in places:
                    await _fill(place, filled, now, dry_run)
                yield filled
    yield filled


async def _fill(place: SearchPlace, filled: Filled, now: datetime, dry_run: bool) -> None:
    chat_id = PydanticObjectId(place.chat_id)
    if place.sequence == OWN:
        put = is_without_words(chat_id, now=now) if dry_run else put_words_of_chat(chat_id, now=now)
        filled.chats += await put
        return
    here = {"chat_id": chat_id, "first_sequence": place.sequence}
    bucket = await collection_of(ChatBucket).find_one(here, {"_id": 1})
    if bucket is not None:
        filled.buckets += dry_run or await put_words_of_bucket(bucket["_id"])


async def _next_user(collection: Collection, last: str | None) -> str | None:
    """The next user after one, in order, who has something in a collection."""
    after = {} if last is None else {"user_id": {"$gt": last}}
    found = await collection.find_one(after, {"_id": 0, "user_id": 1}, sort=[("user_id", 1)])
    return None if found is None else str(found["user_id"])
