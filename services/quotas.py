"""How often a user, and all of them together, may ask in a minute, whichever process answers."""

from collections import OrderedDict
from datetime import datetime, timedelta

from limits import RateLimitItemPerMinute
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from documents.aggregates.quotas.windows import WindowOf
from documents.database import Database
from documents.shapes.base import Clock
from documents.shapes.errors.quotas import OverQuota
from documents.shapes.quotas import ALL_USERS
from services.quota_answers import MINUTE_SECONDS, Of, QuotaStanding, Taken

_REMEMBERED = 10_000


class RequestQuotas:
    """The quotas of requests. What is refused is not counted, and asks the database no more
    until there may be room again."""

    def __init__(
        self, database: Database, clock: Clock, of_user: int | None, in_all: int | None
    ) -> None:
        self._database = database
        self._clock = clock
        self._of_user = None if of_user is None else RateLimitItemPerMinute(of_user)
        self._in_all = None if in_all is None else RateLimitItemPerMinute(in_all)
        self._full_until: OrderedDict[str, tuple[datetime, datetime]] = OrderedDict()

    async def take(self, user_id: str) -> Taken:
        """Take a request of a user's from what is left: of his first, then of what all have."""
        standings: list[QuotaStanding] = []
        for limit, subject, of in self._quotas(user_id):
            standing, wait_seconds = await self._take_one(limit, subject, of)
            standings.append(standing)
            if wait_seconds is not None:
                whose = "one user" if of == "user" else "all users together"
                refusal = OverQuota(
                    f"{limit.amount} requests a minute are all that {whose} may make",
                    quota="requests",
                    of=of,
                    # Whole seconds, and a little more than what is left.
                    retry_after_seconds=int(wait_seconds) + 1,
                )
                return Taken(tuple(standings), refusal)
        return Taken(tuple(standings))

    def _quotas(self, user_id: str) -> list[tuple[RateLimitItemPerMinute, str, Of]]:
        found: list[tuple[RateLimitItemPerMinute, str, Of]] = []
        if self._of_user is not None:
            found.append((self._of_user, user_id, "user"))
        if self._in_all is not None:
            found.append((self._in_all, ALL_USERS, "service"))
        return found

    async def _take_one(
        self, limit: RateLimitItemPerMinute, subject: str, of: Of
    ) -> tuple[QuotaStanding, float | None]:
        """How the quota stands then, and where it is full in how many seconds it is not."""
        now = self._clock()
        if (full := self._full_until.get(subject)) is not None:
            until, resets_at = full
            if now < until:
                return (
                    QuotaStanding(of, limit.amount, 0, _whole((resets_at - now).total_seconds())),
                    (until - now).total_seconds(),
                )
            del self._full_until[subject]
        window = WindowOf(subject, self._clock)
        limiter = SlidingWindowCounterRateLimiter(window)
        with self._database.within_timeout(user=subject or None):
            has_room = await limiter.hit(limit)
        left = (await limiter.get_window_stats(limit)).remaining
        resets = window.left_seconds(MINUTE_SECONDS)
        if has_room:
            return QuotaStanding(of, limit.amount, left, _whole(resets)), None
        wait = window.wait_seconds(limit.amount, MINUTE_SECONDS)
        self._remember(subject, now + timedelta(seconds=wait), now + timedelta(seconds=resets))
        return QuotaStanding(of, limit.amount, 0, _whole(resets)), wait

    def _remember(self, subject: str, until: datetime, resets_at: datetime) -> None:
        """Nobody can have room before: what was counted only weighs less with time."""
        self._full_until[subject] = (until, resets_at)
        if len(self._full_until) > _REMEMBERED:
            self._full_until.popitem(last=False)


def _whole(seconds: float) -> int:
    return max(1, int(seconds + 0.999))
