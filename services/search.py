"""Searching the caller's messages and titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from documents.aggregates.chats.heads import find_heads
from documents.aggregates.chats.search_words import put_words_of_bucket, put_words_of_chat
from documents.aggregates.search.find import (
    SearchHit,
    SearchScope,
    SearchWindow,
    search_window,
)
from documents.aggregates.search.places import SearchPlace
from documents.aggregates.search.query import NothingToFind, SearchQuery, read_query
from documents.aggregates.search.ranking import Piece, snippet_of
from documents.database import ObjectId
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.chats import ChatHead
from documents.text_thread import in_text_thread
from services.background import Background
from services.errors import InvalidArgument
from services.pagination import Cursors, Page

_WINDOWS_A_PAGE = 3


@dataclass(frozen=True)
class FoundText:
    """A hit as it is shown: with its chat, and the part of its text that matches."""

    hit: SearchHit
    chat: ChatHead
    snippet: Sequence[Piece]


@dataclass(frozen=True)
class _Place:
    """Where a page begins: in the window between two places, after a rank."""

    before: SearchPlace | None = None
    end: SearchPlace | None = None
    after: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class SearchService:
    """Searches what the caller's chats say."""

    clock: Clock
    cursors: Cursors
    background: Background

    async def search(
        self, user_id: str, text: str, scope: SearchScope, *, cursor: str | None, limit: int
    ) -> Page[FoundText]:
        """One page of what is found, the best first.

        Raises InvalidArgument for a bad cursor, and for a text that looks for nothing.
        """
        try:
            query = read_query(text)
        except NothingToFind as error:
            raise InvalidArgument(str(error), parameter="q") from error
        listing = f"search {text!r} {scope}"
        place = _Place()
        if cursor is not None:
            place = _read(self.cursors.read(cursor, user_id=user_id, listing=listing))
        found: list[SearchHit] = []
        going_on: _Place | None = place
        now = self.clock()
        for _ in range(_WINDOWS_A_PAGE):
            if going_on is None or len(found) == limit:
                break
            place = going_on
            window = await search_window(
                user_id, query, scope, before=place.before, end=place.end, now=now
            )
            self._give_words(user_id, window, now)
            hits = [h for h in window.hits if place.after is None or h.rank < place.after]
            wanted = limit - len(found)
            found += hits[:wanted]
            if len(hits) > wanted:
                going_on = _Place(place.before, window.end, hits[wanted - 1].rank)
            else:
                going_on = None if window.end is None else _Place(before=window.end)
        after = None
        if going_on is not None:
            after = self.cursors.make(_told(going_on), user_id=user_id, listing=listing)
        return Page(await _shown(user_id, query, found), after)

    def _give_words(self, user_id: str, window: SearchWindow, now: datetime) -> None:
        """Let the next search find by an index what this one had to look into."""
        if window.wordless_chats or window.wordless_buckets:
            self.background.start(("words", user_id), partial(_put_words, window, now))


async def _put_words(window: SearchWindow, now: datetime) -> None:
    for chat_id in window.wordless_chats:
        await put_words_of_chat(chat_id, now=now)
    for bucket_id in window.wordless_buckets:
        await put_words_of_bucket(bucket_id)


async def _shown(user_id: str, query: SearchQuery, hits: Sequence[SearchHit]) -> list[FoundText]:
    chats = await find_heads(user_id, [PydanticObjectId(hit.place.chat_id) for hit in hits])
    there = [hit for hit in hits if PydanticObjectId(hit.place.chat_id) in chats]
    # Of long texts a page of snippets takes some time, in which other searches go on.
    snippets = [await in_text_thread(snippet_of, query, hit.text) for hit in there]
    return [
        FoundText(hit, chats[PydanticObjectId(hit.place.chat_id)], snippet)
        for hit, snippet in zip(there, snippets, strict=True)
    ]


def _told(place: _Place) -> list[Any]:
    after = place.after
    rank = None if after is None else [after[0], after[1], str(after[2]), after[3]]
    bounds = [
        None if each is None else [str(each.chat_id), each.sequence]
        for each in (place.before, place.end)
    ]
    return [*bounds, rank]


def _read(told: list[Any]) -> _Place:
    before, end, rank = told
    after = None if rank is None else (rank[0], rank[1], ObjectId(rank[2]), rank[3])
    return _Place(_bound(before), _bound(end), after)


def _bound(told: list[Any] | None) -> SearchPlace | None:
    return None if told is None else SearchPlace(ObjectId(told[0]), told[1])
