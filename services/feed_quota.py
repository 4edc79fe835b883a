"""How many feeds a user may have open over all processes."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from documents.aggregates.quotas.places import keep_places, let_place_go, take_place
from documents.database import Database, DatabaseError, error_told
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.quotas import OverQuota

log = structlog.get_logger()

PLACE_LASTS = timedelta(seconds=60)
"""After how long the places of a process that was killed are free again."""

KEPT_EVERY_SECONDS = 20.0
UNTIL_CLOSED_SECONDS = 5


class FeedQuota:
    """The places of this process's feeds, and how many a user may have.

    ``sleep`` lets so many seconds pass.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        most: int,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._clock = clock
        self._most = most
        self._sleep = sleep
        self._held: dict[PydanticObjectId, str] = {}

    async def take(self, user_id: str) -> PydanticObjectId:
        """Take a place for a feed. Raises OverQuota."""
        place, now = PydanticObjectId(), self._clock()
        until = now + PLACE_LASTS
        if not await take_place(user_id, place, most=self._most, now=now, until=until):
            raise OverQuota(
                f"{self._most} feeds are open, which is as many as a user may have "
                "(THREADKEEP_QUOTA_USER_FEEDS)",
                quota="feeds",
                of="user",
                retry_after_seconds=UNTIL_CLOSED_SECONDS,
            )
        return place

    def hold(self, user_id: str, place: PydanticObjectId) -> None:
        """Keep a place from now on, whose feed has begun: until then it lapses by itself."""
        self._held[place] = user_id

    async def let_go(self, user_id: str, place: PydanticObjectId) -> None:
        """Give a place back; while the database is away it lapses by itself."""
        self._held.pop(place, None)
        try:
            with self._database.within_timeout():
                await let_place_go(user_id, place)
        except DatabaseError as error:
            log.debug("place of a feed not given back", error=error_told(error))

    async def keep(self) -> None:
        """Keep the places that are held for longer."""
        places: defaultdict[str, list[PydanticObjectId]] = defaultdict(list)
        for place, user_id in self._held.items():
            places[user_id].append(place)
        with self._database.within_timeout():
            await keep_places(places, until=self._clock() + PLACE_LASTS)

    async def run(self) -> None:
        """Keep them for ever."""
        while True:
            await self._sleep(KEPT_EVERY_SECONDS)
            try:
                await self.keep()
            except DatabaseError as error:
                log.warning("places of feeds not kept", error=error_told(error))
