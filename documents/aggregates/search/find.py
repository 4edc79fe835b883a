"""Finding the messages and titles of a user that match a search.

Where to look comes from the words of Chats and buckets (``chats.search_words``), read from
their index alone; what has no words just now is looked into as well. Then the messages are
read, and only what they say decides: so an edit is found at once, and what is redacted or
edited away is not.

A search goes from the newest chat to the oldest, and in a chat from its title and newest
message to its first: by places that never move, whatever is sealed meanwhile. It looks into
a bounded number of documents, and ranks the hits in those: its window. The next window
begins where that ended.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.chats.overview import beginning_of_text
from documents.aggregates.chats.search_words import RESTED_AFTER
from documents.aggregates.search.places import OWN, SearchPlace, find_places
from documents.aggregates.search.query import SearchQuery
from documents.aggregates.search.ranking import IN_TITLE, score_of
from documents.database import ObjectId, collection_of, in_turns
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.chats import Chat, ChatBucket, StoredMessage
from documents.shapes.messages import text_of
from documents.shapes.searched import SEARCHED_CHARACTERS, SEARCHED_PARTS
from documents.text_thread import in_text_thread

DOCUMENTS_A_WINDOW = 200
BYTES_A_WINDOW = 8 * 1024 * 1024
"""How much one window looks into: Chats and buckets, and what they weigh."""

_DOCUMENTS_AT_ONCE = 25
_SEALED_MEANWHILE = 400


@dataclass(frozen=True)
class SearchScope:
    """Which messages are looked for; titles only where nothing is said of messages."""

    chat_id: PydanticObjectId | None = None
    role: str | None = None
    after: datetime | None = None
    before: datetime | None = None

    def has(self, message: StoredMessage) -> bool:
        """Whether a message is one of them, which no stream has in hand."""
        at = message["created_at"]
        return (
            message.get("stream_id") is None
            and (self.role is None or message["role"] == self.role)
            and (self.after is None or at >= self.after)
            and (self.before is None or at < self.before)
        )


@dataclass(frozen=True)
class SearchHit:
    """A message, or a title (without ``message``), that matches."""

    score: float
    at: datetime
    place: SearchPlace
    session_id: PydanticObjectId | None
    message: StoredMessage | None
    text: str

    @property
    def rank(self) -> tuple[float, int, ObjectId, int]:
        """By what hits are ordered, the greatest first: the score, then the youngest."""
        at = int(self.at.timestamp() * 1000)
        return self.score, at, self.place.chat_id, self.place.sequence


@dataclass
class SearchWindow:
    """The hits of a window, the best first; ``end`` is its last place, None where it is the
    last window. ``wordless`` are the Chats and buckets that could have words, and have none."""

    hits: list[SearchHit] = field(default_factory=list)
    end: SearchPlace | None = None
    wordless_chats: list[PydanticObjectId] = field(default_factory=list)
    wordless_buckets: list[ObjectId] = field(default_factory=list)


async def search_window(
    user_id: str,
    query: SearchQuery,
    scope: SearchScope,
    *,
    before: SearchPlace | None,
    end: SearchPlace | None,
    now: datetime,
) -> SearchWindow:
    """The hits in a window that begins before a place.

    With ``end`` it is the window that ended there, however much is there by now.
    """
    places, complete_to = await find_places(
        user_id,
        query,
        chat_id=scope.chat_id,
        before=before,
        end=end,
        wordless=2 * DOCUMENTS_A_WINDOW,
    )
    if complete_to is not None:
        places = [place for place in places if place >= complete_to]
    if end is not None:
        places = [place for place in places if place >= end]
    window = SearchWindow(end=end)
    weight = looked = 0
    lowest: SearchPlace | None = None
    limit = len(places) if end is not None else DOCUMENTS_A_WINDOW
    while looked < min(len(places), limit) and (end is not None or weight < BYTES_A_WINDOW):
        some = places[looked : min(looked + _DOCUMENTS_AT_ONCE, limit)]
        looked += len(some)
        documents = await _read(user_id, some, now)
        weight += documents.bytes
        low = await _look(window, documents, query, scope, before=before, end=end, now=now)
        lowest = low if lowest is None or (low is not None and low < lowest) else lowest
    if end is None:
        stop = complete_to if looked == len(places) else places[looked - 1]
        end = window.end = stop if stop is None or lowest is None else min(stop, lowest)
        window.hits = [hit for hit in window.hits if end is None or hit.place >= end]
    window.hits.sort(key=lambda hit: hit.rank, reverse=True)
    return window


@dataclass
class _Documents:
    """Chats, without messages where only their buckets are looked into, and buckets."""

    chats: dict[ObjectId, dict[str, Any]]
    own: set[ObjectId]
    buckets: list[dict[str, Any]]
    bytes: int


async def _read(user_id: str, places: Sequence[SearchPlace], now: datetime) -> _Documents:
    own = {place.chat_id for place in places if place.sequence == OWN}
    others = {place.chat_id for place in places} - own
    read = _Documents({}, own, [], 0)
    # The buckets last: what a Chat's ``sealed_sequence`` says is in them.
    for ids, fields in ((own, {**_HEAD, **_MESSAGES}), (others, _HEAD)):
        if not ids:
            continue
        mine = {**owned(user_id), "_id": {"$in": list(ids)}}
        async for chat, weight in in_turns(collection_of(Chat), mine, fields):
            read.chats[chat["_id"]] = chat
            read.bytes += weight
    firsts: dict[ObjectId, list[int]] = {}
    for place in places:
        if place.sequence != OWN and place.chat_id in read.chats:
            firsts.setdefault(place.chat_id, []).append(place.sequence)
    of_chats: list[dict[str, Any]] = [
        {"chat_id": chat_id, "first_sequence": {"$in": numbers}}
        for chat_id, numbers in firsts.items()
    ]
    # What was sealed since the places were read is in neither.
    of_chats += [
        {
            "chat_id": chat_id,
            "last_sequence": {"$gt": sealed - _SEALED_MEANWHILE, "$lte": sealed},
            "updated_at": {"$gte": now - timedelta(minutes=1)},
        }
        for chat_id in own & read.chats.keys()
        if (sealed := read.chats[chat_id]["sealed_sequence"])
    ]
    if of_chats:
        fields = {"chat_id": 1, "first_sequence": 1, "words": _HAS_WORDS, **_MESSAGES}
        found = in_turns(collection_of(ChatBucket), {"$or": of_chats}, fields)
        async for bucket, weight in found:
            read.buckets.append(bucket)
            read.bytes += weight
    return read


_HAS_WORDS = {"$isArray": "$words"}
_HEAD = {
    "title": 1,
    "session_id": 1,
    "sealed_sequence": 1,
    "created_at": 1,
    "updated_at": 1,
    "words": _HAS_WORDS,
}
_MESSAGES = {
    "messages": {
        "$map": {
            "input": "$messages",
            "as": "message",
            "in": {
                **{
                    name: f"$$message.{name}"
                    for name in ("id", "sequence_order", "role", "created_at", "stream_id")
                },
                "content": beginning_of_text("$$message", SEARCHED_CHARACTERS, SEARCHED_PARTS),
            },
        }
    }
}


async def _look(
    window: SearchWindow,
    documents: _Documents,
    query: SearchQuery,
    scope: SearchScope,
    *,
    before: SearchPlace | None,
    end: SearchPlace | None,
    now: datetime,
) -> SearchPlace | None:
    """Add the hits in the documents to the window; give back the lowest place that was
    looked at in a Chat's own messages."""
    lowest: SearchPlace | None = None
    texts: list[tuple[SearchPlace, dict[str, Any], StoredMessage | None]] = []

    def take(chat: dict[str, Any], messages: Iterable[StoredMessage]) -> None:
        for message in messages:
            place = SearchPlace(chat["_id"], message["sequence_order"])
            in_window = (before is None or place < before) and (end is None or place >= end)
            if in_window and scope.has(message):
                texts.append((place, chat, message))

    for chat_id in documents.own & documents.chats.keys():
        chat = documents.chats[chat_id]
        if not chat["words"] and chat["updated_at"] <= now - RESTED_AFTER:
            window.wordless_chats.append(PydanticObjectId(chat_id))
        title = SearchPlace(chat_id, OWN)
        if (before is None or title < before) and _titles_too(scope) and chat.get("title"):
            texts.append((title, chat, None))
        take(chat, chat["messages"])
        own = SearchPlace(chat_id, chat["sealed_sequence"] + 1)
        lowest = own if lowest is None else min(lowest, own)
    for bucket in documents.buckets:
        chat = documents.chats[bucket["chat_id"]]
        sealed = [m for m in bucket["messages"] if m["sequence_order"] <= chat["sealed_sequence"]]
        if not bucket["words"] and sealed:
            window.wordless_buckets.append(bucket["_id"])
        take(chat, sealed)
    window.hits += await in_text_thread(_hits, query, texts)
    return lowest


def _titles_too(scope: SearchScope) -> bool:
    return scope.role is None and scope.after is None and scope.before is None


def _hits(
    query: SearchQuery, texts: list[tuple[SearchPlace, dict[str, Any], StoredMessage | None]]
) -> list[SearchHit]:
    hits = []
    for place, chat, message in texts:
        text = chat["title"] if message is None else text_of(message)[:SEARCHED_CHARACTERS]
        score = score_of(query, text)
        if score is None:
            continue
        at = chat["created_at"] if message is None else message["created_at"]
        weight = IN_TITLE if message is None else 1.0
        hits.append(
            SearchHit(round(score * weight, 4), at, place, chat["session_id"], message, text)
        )
    return hits
