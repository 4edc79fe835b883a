"""Ids of messages that the server makes: UUIDs of version 7, each greater than the one before.

A chat knows without a look that an id above all that it has sealed is new
(``documents.aggregates.chats.sealed_max``). A few lines and no library: from Python
3.14 on ``uuid.uuid7`` does the same, and neither it nor the libraries take time and
chance from their caller.
"""

from collections.abc import Callable

from documents.shapes.base import Clock

_CHANCE_BITS = 74
_STEP_BITS = 32


class MessageIds:
    """Makes ids of 32 hex digits: the time in milliseconds, then chance.

    Within a millisecond, and while the clock has been set back, the 74 bits of chance grow
    by a random step instead ("Monotonic Random",
    https://www.rfc-editor.org/rfc/rfc9562#name-monotonicity-and-counters).
    ``chance`` gives so many random bits.
    """

    def __init__(self, clock: Clock, chance: Callable[[int], int]) -> None:
        self._clock = clock
        self._chance = chance
        self._milliseconds = 0
        self._random = 0

    def __call__(self) -> str:
        """An id that no other message has."""
        now = round(self._clock().timestamp() * 1000)
        if now > self._milliseconds:
            self._begin(now)
        else:
            self._random += 1 + self._chance(_STEP_BITS)
            if self._random >> _CHANCE_BITS:
                self._begin(self._milliseconds + 1)
        above, below = self._random >> 62, self._random & (1 << 62) - 1
        return f"{self._milliseconds:012x}{0x7000 | above:04x}{0x8 << 60 | below:016x}"

    def _begin(self, milliseconds: int) -> None:
        self._milliseconds = milliseconds
        self._random = self._chance(_CHANCE_BITS)
