"""How often a request is sent, and how long is waited in between."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

PASSING = frozenset({408, 425, 429, 502, 503, 504})
"""The statuses that pass: the request is sent again."""


@dataclass(frozen=True)
class BackOff:
    """How long to wait before each further attempt, in seconds; each time twice as long."""

    first: float
    most: float

    def after(self, failures: int, chance: float) -> float:
        """The seconds after so many failures in a row, the first being 1.

        ``chance`` is from 0 to 1: from half of the doubled time to all of it, so that many
        clients do not come back at one instant.
        """
        whole = min(self.most, self.first * 2.0 ** min(failures - 1, 30))
        return whole * (0.5 + chance / 2)


@dataclass(frozen=True)
class RetryPolicy:
    """How often a request is sent before it fails.

    ``attempts`` at most, 1 sends it once; ``patience`` is how long all attempts and the waiting
    between them may take, and ``timeout`` how long nothing may come of an answer, in seconds.
    """

    attempts: int = 5
    patience: float = 60.0
    timeout: float = 30.0
    back_off: BackOff = BackOff(0.25, 8.0)


def retry_after(headers: httpx.Headers, now: float) -> float:
    """The seconds that ``Retry-After`` asks for (RFC 9110); 0 where it asks for none.

    ``now`` is in seconds since 1970.
    """
    told = headers.get("Retry-After")
    if told is None:
        return 0.0
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(now, UTC)).total_seconds())
