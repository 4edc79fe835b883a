"""How many bytes of bodies are held at once: of each user, and in all."""

from dataclasses import dataclass, field

from api.metrics import count_refusal
from api.problems import QuotaExceededProblem, Unavailable
from services.body_quota import BodyRoom


class Held:
    """The bytes of one request, until the end of its block; made by ``BytesInFlight.hold``."""

    def __init__(self, counts: "BytesInFlight", user_id: str) -> None:
        self._counts = counts
        self._user_id = user_id
        self.size = 0
        self.room: BodyRoom | None = None
        """What it has of the quotas over all processes, where there are any."""

    async def take(self, size: int) -> None:
        """Hold ``size`` bytes, in the quotas over all processes too. Raises as ``grow``, and
        OverQuota."""
        self.grow(size)
        if self.room is not None:
            await self.room.grow(self.size)

    def grow(self, size: int) -> None:
        """Hold ``size`` bytes, where they are more than it holds already.

        Raises QuotaExceededProblem or Unavailable where others are held and there is no
        room beside them: alone, any request that is no larger than its route takes has it.
        """
        more = size - self.size
        if more <= 0:
            return
        counts, of_user = self._counts, self._counts.by_user.get(self._user_id, 0)
        if of_user > self.size and of_user + more > counts.most_of_user:
            count_refusal("bytes_in_flight", "user")
            raise QuotaExceededProblem(
                "Too many bytes of your requests are on their way at once.",
                quota="bytes_in_flight",
                of="user",
                retry_after_seconds=1,
            )
        if counts.total > self.size and counts.total + more > counts.most:
            count_refusal("bytes_in_flight", "process")
            raise Unavailable("Too many bytes are on their way at once.", retry_after_seconds=1)
        self._add(more)

    def __enter__(self) -> "Held":
        return self

    def __exit__(self, *_: object) -> None:
        if self.size:
            self._add(-self.size)

    def _add(self, more: int) -> None:
        self.size += more
        self._counts.total += more
        of_user = self._counts.by_user.pop(self._user_id, 0) + more
        if of_user:
            self._counts.by_user[self._user_id] = of_user


@dataclass
class BytesInFlight:
    """The bytes that are held, and how many there may be."""

    most: int
    most_of_user: int
    total: int = 0
    by_user: dict[str, int] = field(default_factory=dict)

    def hold(self, user_id: str) -> Held:
        """Bytes of one request of a user, held until the end of the block."""
        return Held(self, user_id)
