"""The places that a process holds in quotas over all processes, a user's and of all users."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

import structlog

from documents.aggregates.quotas.places import (
    Kind,
    QuotaPlace,
    keep_places,
    let_places_go,
    take_place,
)
from documents.database import Database, DatabaseError, error_told
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.quotas import ALL_USERS
from services.quota_answers import Of

log = structlog.get_logger()

PLACE_LASTS = timedelta(seconds=60)
"""After how long the places of a process that was killed are free again."""

KEPT_EVERY_SECONDS = 20.0

Sleep = Callable[[float], Awaitable[None]]
"""Lets so many seconds pass."""


class HeldPlaces:
    """The places of one kind, how many a user may have, and all users together."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        kind: Kind,
        *,
        of_user: int | None,
        in_all: int | None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._clock = clock
        self._kind = kind
        self._of_user = of_user
        self._in_all = in_all
        self._sleep = sleep
        self._held: dict[PydanticObjectId, list[QuotaPlace]] = {}

    async def take(self, user_id: str, id: PydanticObjectId, weight: int = 1) -> Of | None:
        """Take a place for a user, or more weight for one; whose quota has no room, if one has
        none. Then it has the place no more."""
        now = self._clock()
        for of, most, place in self._asked(user_id, id, weight):
            with self._database.within_timeout(user=user_id):
                has_room = await take_place(
                    self._kind, place, most=most, now=now, until=now + PLACE_LASTS
                )
            if not has_room:
                await self.let_go(user_id, id)
                return of
        return None

    def hold(self, user_id: str, id: PydanticObjectId, weight: int = 1) -> None:
        """Keep a place from now on: until then it lapses by itself."""
        self._held[id] = [place for _, _, place in self._asked(user_id, id, weight)]

    async def let_go(self, user_id: str, id: PydanticObjectId) -> None:
        """Give a place back; while the database is away it lapses by itself."""
        self._held.pop(id, None)
        await self._let_go([place for _, _, place in self._asked(user_id, id, 1)])

    async def keep(self) -> None:
        """Keep the places that are held for longer."""
        kept = [place for places in self._held.values() for place in places]
        if not kept:
            return
        with self._database.within_timeout():
            await keep_places(self._kind, kept, until=self._clock() + PLACE_LASTS)
        # What was given back meanwhile may have been taken again just now.
        await self._let_go([place for place in kept if place.id not in self._held])

    async def run(self) -> None:
        """Keep them for ever."""
        while True:
            await self._sleep(KEPT_EVERY_SECONDS)
            try:
                await self.keep()
            except DatabaseError as error:
                log.warning("places not kept", of=self._kind, error=error_told(error))

    async def _let_go(self, places: Iterable[QuotaPlace]) -> None:
        try:
            with self._database.within_timeout():
                await let_places_go(self._kind, places)
        except DatabaseError as error:
            log.debug("places not given back", of=self._kind, error=error_told(error))

    def _asked(
        self, user_id: str, id: PydanticObjectId, weight: int
    ) -> list[tuple[Of, int, QuotaPlace]]:
        found: list[tuple[Of, int, QuotaPlace]] = []
        if self._of_user is not None:
            found.append(("user", self._of_user, QuotaPlace(user_id, id, weight)))
        if self._in_all is not None:
            found.append(("service", self._in_all, QuotaPlace(ALL_USERS, id, weight)))
        return found
