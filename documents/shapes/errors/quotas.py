"""What a user has as much of as a user may have, or all users together."""

from typing import Literal

Whose = Literal["user", "service", "process", "link"]
"""Whose a quota is: a user's, of all users together, of one process, or of one link."""


class OverQuota(Exception):
    """There is no room in a quota; the message names it.

    ``quota`` is its name and ``of`` whose it is. ``retry_after_seconds`` is when there may be.
    """

    def __init__(self, told: str, *, quota: str, of: Whose, retry_after_seconds: int) -> None:
        super().__init__(told)
        self.quota = quota
        self.of = of
        self.retry_after_seconds = retry_after_seconds
