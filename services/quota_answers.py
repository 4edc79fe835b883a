"""What the quotas of requests answer."""

from dataclasses import dataclass
from typing import Literal

from documents.shapes.errors.quotas import OverQuota

MINUTE_SECONDS = 60

Of = Literal["user", "service"]
"""Whose a quota of requests is: a user's, or of all users together."""


@dataclass(frozen=True)
class QuotaStanding:
    """How a quota of requests stands: ``left`` of the ``most`` of a minute, which ends after
    ``resets_seconds``."""

    of: Of
    most: int
    left: int
    resets_seconds: int


@dataclass(frozen=True)
class Taken:
    """How the quotas stand after a request asked for its place; ``refusal`` where it has none."""

    standings: tuple[QuotaStanding, ...]
    refusal: OverQuota | None = None
