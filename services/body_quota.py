"""How many bytes of bodies may be on their way at once over all processes."""

import asyncio

from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.quotas import OverQuota
from services.held_places import HeldPlaces, Sleep
from services.quota_answers import Of

ASKED_FROM_BYTES = 256 * 1024
"""Smaller bodies are not counted: what they are together a quota of requests bounds."""

UNTIL_ANSWERED_SECONDS = 1


class BodyQuota:
    """The quotas of bytes in flight, a user's and of all users together."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        of_user: int | None,
        in_all: int | None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._of_user = of_user
        self._in_all = in_all
        self.places = HeldPlaces(
            database, clock, "bodies", of_user=of_user, in_all=in_all, sleep=sleep
        )

    def room(self, user_id: str) -> "BodyRoom":
        """What the body of one request of a user takes."""
        return BodyRoom(self, user_id)

    def refusal(self, of: Of) -> OverQuota:
        """The refusal of who has no room."""
        most, whose, setting = (
            (self._of_user, "one user", "THREADKEEP_QUOTA_USER_BYTES_IN_FLIGHT")
            if of == "user"
            else (self._in_all, "all users together", "THREADKEEP_QUOTA_BYTES_IN_FLIGHT")
        )
        return OverQuota(
            f"{most} bytes of requests are all that {whose} may have on their way at once "
            f"({setting})",
            quota="bytes_in_flight",
            of=of,
            retry_after_seconds=UNTIL_ANSWERED_SECONDS,
        )


class BodyRoom:
    """The bytes of one request's body, which is asked for when it is large."""

    def __init__(self, quota: BodyQuota, user_id: str) -> None:
        self._quota = quota
        self._user_id = user_id
        self._id = PydanticObjectId()
        self._had = 0

    async def grow(self, size: int) -> None:
        """Let it have so many bytes. Raises OverQuota."""
        if size < ASKED_FROM_BYTES or size <= self._had:
            return
        # Where nobody has said how long it will be, it asks a few times, not for each part.
        size = max(size, 2 * self._had)
        places = self._quota.places
        try:
            of = await places.take(self._user_id, self._id, size)
        except BaseException:
            # Perhaps it has it nevertheless.
            self._had = size
            raise
        if of is not None:
            self._had = 0
            raise self._quota.refusal(of)
        self._had = size
        places.hold(self._user_id, self._id, size)

    async def end(self) -> None:
        """Give them back."""
        if self._had:
            self._had = 0
            await self._quota.places.let_go(self._user_id, self._id)
