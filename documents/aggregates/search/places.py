"""Where a search looks: the places of words, read from their index and nothing else."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from documents.aggregates.search.query import SearchQuery
from documents.database import Collection, ObjectId, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.searched import EVERY_WORD
from documents.text_thread import in_text_thread

MAX_PLACES = 5000
"""How many places of one word are read at once, the newest first."""

MAX_PLACES_OF_BEGINNING = 20_000
"""How many places are read of all words with one beginning."""

OWN = 2**62
"""The place of a title and of a Chat's own messages: before every number of a bucket."""

_WORDS_ASKED = 5
_ALL = 0


class SearchPlace(NamedTuple):
    """A chat, and a number in it: that of a message, or of a bucket's first."""

    chat_id: ObjectId
    sequence: int


async def find_places(
    user_id: str,
    query: SearchQuery,
    *,
    chat_id: PydanticObjectId | None,
    before: SearchPlace | None,
    end: SearchPlace | None = None,
    wordless: int,
) -> tuple[list[SearchPlace], SearchPlace | None]:
    """The Chats and buckets that may have what a search looks for, the newest first, and down
    to which place those are all; None where they are all there are.

    With ``chat_id`` of one chat, with ``before`` those that come after a place. ``wordless`` is
    how many at most that have no words. With ``end`` it is all of those down to that place,
    however many have come since it was the end of so many.
    """
    words = query.words[:_WORDS_ASKED]
    chats = _Postings(collection_of(Chat), "_id", user_id, chat_id, before, end)
    buckets = _Postings(collection_of(ChatBucket), "chat_id", user_id, chat_id, before, end)
    most = MAX_PLACES
    if end is not None:
        most = wordless = _ALL
    none: list[str | None] = [None, EVERY_WORD]
    asked: list[Any] = []
    if words:
        asked += [each.of([word], most=most) for word in words for each in (chats, buckets)]
    elif query.prefix is not None:
        asked += [each.beginning(query.prefix) for each in (chats, buckets)]
    # Before and after: what loses its words or gets them meanwhile is in one of the two.
    always = [await each.of(none, most=wordless) for each in (chats, buckets)]
    found = await asyncio.gather(*asked)
    always += [await each.of(none, most=wordless) for each in (chats, buckets)]
    # Thousands of places take some time to meet.
    return await in_text_thread(_meet, always, found)


async def wordless_places(
    model: type[Chat] | type[ChatBucket], user_id: str, *, before: SearchPlace | None, most: int
) -> list[SearchPlace]:
    """The newest ``most`` Chats or buckets of a user that have no words, after a place."""
    field = "_id" if model is Chat else "chat_id"
    postings = _Postings(collection_of(model), field, user_id, None, before)
    return (await postings.of([None], most=most))[0]


_Found = tuple[list[SearchPlace], SearchPlace | None]
"""Places, the newest first; and the last of them, where there may be more."""


def _meet(
    always: Sequence[_Found], by_word: Sequence[_Found]
) -> tuple[list[SearchPlace], SearchPlace | None]:
    """The places that all words have, with those that are looked into always.

    ``by_word`` has two of each word, of Chats and of buckets.
    """
    bounds = [floor for _, floor in always if floor is not None]
    sets: list[set[SearchPlace]] = []
    floors: list[SearchPlace] = []
    for place in range(0, len(by_word), 2):
        pair = by_word[place : place + 2]
        sets.append({each for places, _ in pair for each in places})
        capped = [floor for _, floor in pair if floor is not None]
        floors.append(max(capped) if capped else _LOWEST)
    whole = [each for each, floor in zip(sets, floors, strict=True) if floor == _LOWEST]
    if whole:
        candidates = set.intersection(*whole)
    elif sets:
        # Each word is everywhere: as far as the one goes that is known the furthest.
        furthest = min(range(len(sets)), key=lambda n: floors[n])
        candidates = sets[furthest]
        bounds.append(floors[furthest])
    else:
        candidates = set()
    candidates = candidates.union(*(places for places, _ in always))
    return sorted(candidates, reverse=True), max(bounds) if bounds else None


_LOWEST = SearchPlace(ObjectId(b"\0" * 12), -1)


@dataclass(frozen=True)
class _Postings:
    """Where a user's words are, read from the index of one collection and nothing else."""

    collection: Collection
    chat_field: str
    user_id: str
    chat_id: PydanticObjectId | None
    before: SearchPlace | None
    end: SearchPlace | None = None

    async def of(self, words: list[str | None], *, most: int) -> _Found:
        """The newest ``most`` places of one of the words, None being that there are no words;
        and the last of them, where there may be more."""
        places: list[SearchPlace] = []
        for chats in self._chats():
            if most == _ALL or len(places) < most:
                found = self.collection.find(
                    {"user_id": self.user_id, "words": {"$in": words}, **chats},
                    return_key=True,
                    sort=self._order(chats),
                    limit=most and most - len(places),
                    hint=_KEYS[self.chat_field],
                )
                places += [self._place(key) async for key in found]
        return places, places[-1] if places and len(places) == most else None

    async def beginning(self, prefix: str) -> _Found:
        """The places of words that begin so."""
        places: list[SearchPlace] = []
        for chats in self._chats():
            found = self.collection.find(
                {"user_id": self.user_id, "words": {"$regex": f"^{re.escape(prefix)}"}, **chats},
                return_key=True,
                limit=MAX_PLACES_OF_BEGINNING,
                hint=_KEYS[self.chat_field],
            )
            places += [self._place(key) async for key in found]
        return places, None

    def _chats(self) -> list[dict[str, Any]]:
        """The conditions of the places between two, one after the other."""
        if self.end is None:
            return self._chats_before()
        bounded = [self._down_to(self.end, condition) for condition in self._chats_before()]
        return [condition for some in bounded for condition in some]

    def _down_to(self, end: SearchPlace, condition: dict[str, Any]) -> list[dict[str, Any]]:
        """The conditions of those that fit a condition and do not come after a place."""
        name = self.chat_field
        of_chat = condition.get(name, {})
        if not isinstance(of_chat, dict):
            if of_chat != end.chat_id or name == "_id":
                return [condition] if of_chat >= end.chat_id else []
            here = {"$gte": end.sequence, **condition.get("first_sequence", {})}
            return [{**condition, "first_sequence": here}]
        if name == "_id":
            return [{**condition, name: {"$gte": end.chat_id, **of_chat}}]
        above = {**condition, name: {"$gt": end.chat_id, **of_chat}}
        if "$lt" in of_chat and of_chat["$lt"] <= end.chat_id:
            return [above]
        return [above, {**condition, name: end.chat_id, "first_sequence": {"$gte": end.sequence}}]

    def _chats_before(self) -> list[dict[str, Any]]:
        """The conditions of the places before a place, one after the other."""
        name, before, chat_id = self.chat_field, self.before, self.chat_id
        if before is None:
            return [{}] if chat_id is None else [{name: chat_id}]
        conditions: list[dict[str, Any]] = []
        if name == "chat_id" and chat_id in (None, before.chat_id):
            # Of the chat itself the place is after its own messages.
            here = {"$lt": before.sequence}
            conditions.append({name: before.chat_id, "first_sequence": here})
        if chat_id is None:
            conditions.append({name: {"$lt": before.chat_id}})
        elif chat_id < before.chat_id:
            conditions.append({name: chat_id})
        return conditions

    def _order(self, chats: dict[str, Any]) -> list[tuple[str, int]]:
        """The order of places; within one chat, by what can differ there."""
        order = _KEYS[self.chat_field][2:]
        fixed = chats.get(self.chat_field)
        return order if fixed is None or isinstance(fixed, dict) else order[1:] or order

    def _place(self, key: dict[str, Any]) -> SearchPlace:
        return SearchPlace(key[self.chat_field], key.get("first_sequence", OWN))


_KEYS: dict[str, list[tuple[str, int]]] = {
    "_id": [("user_id", 1), ("words", 1), ("_id", -1)],
    "chat_id": [("user_id", 1), ("words", 1), ("chat_id", -1), ("first_sequence", -1)],
}
