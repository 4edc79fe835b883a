"""Ids for what this client makes."""

import os
import threading
import time
from collections.abc import Callable
from uuid import UUID


class Uuid7Maker:
    """Makes UUIDs of version 7 (RFC 9562, section 5.7), each greater than the one before.

    Also within one millisecond and when the clock goes back (section 6.2, method 1: twelve bits
    count), and from several threads.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.time,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._now, self._random = now, random
        self._lock = threading.Lock()
        self._millisecond = -1
        self._count = 0

    def next(self) -> str:
        """The next one, in its usual form."""
        chance = int.from_bytes(self._random(10))
        with self._lock:
            now = int(self._now() * 1000)
            if now > self._millisecond:
                self._millisecond = now
                # The uppermost bit stays free, for there to be room to count.
                self._count = chance >> 62 & 0x7FF
            elif self._count < 0xFFF:
                self._count += 1
            else:
                self._millisecond += 1
                self._count = 0
            head = self._millisecond << 16 | 0x7000 | self._count
        return str(UUID(int=head << 64 | 0b10 << 62 | chance & (1 << 62) - 1))
