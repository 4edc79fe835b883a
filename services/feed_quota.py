"""How many feeds may be open over all processes, of a user and in all."""

import asyncio

from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.quotas import OverQuota
from services.held_places import HeldPlaces, Sleep

UNTIL_CLOSED_SECONDS = 5


class FeedQuota:
    """The places of this process's feeds, and how many a user may have, and all users."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        of_user: int | None,
        in_all: int | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._of_user = of_user
        self._in_all = in_all
        self.places = HeldPlaces(
            database, clock, "feeds", of_user=of_user, in_all=in_all, sleep=sleep
        )

    async def take(self, user_id: str) -> PydanticObjectId:
        """Take a place for a feed, which lapses unless it is held. Raises OverQuota."""
        place = PydanticObjectId()
        of = await self.places.take(user_id, place)
        if of is None:
            return place
        most, whose, setting = (
            (self._of_user, "a user", "THREADKEEP_QUOTA_USER_FEEDS")
            if of == "user"
            else (self._in_all, "all users together", "THREADKEEP_QUOTA_FEEDS")
        )
        raise OverQuota(
            f"{most} feeds are open, which is as many as {whose} may have ({setting})",
            quota="feeds",
            of=of,
            retry_after_seconds=UNTIL_CLOSED_SECONDS,
        )
