"""Byte ranges of content (RFC 9110, section 14)."""

import re

_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE)
_BEYOND_DIGITS = 18
"""A position of more digits is beyond any content; int() would take its time."""


class Unsatisfiable(Exception):
    """No byte of the content lies in the range."""


def range_in(header: str | None, size: int) -> tuple[int, int] | None:
    """The first and last byte that a Range asks for; None for the whole content.

    Several ranges, other units and what is malformed are answered with the whole,
    as a server may and must. Raises Unsatisfiable.
    """
    match = _RANGE.fullmatch(header) if header else None
    if match is None:
        return None
    first, last = _position(match[1]), _position(match[2])
    if first is not None:
        if last is not None and last < first:
            return None
        if first >= size:
            raise Unsatisfiable
        return first, size - 1 if last is None else min(last, size - 1)
    if last is None:
        return None
    if last == 0 or size == 0:
        raise Unsatisfiable
    return max(0, size - last), size - 1


def _position(digits: str) -> int | None:
    if not digits:
        return None
    significant = digits.lstrip("0")
    return int(significant[: _BEYOND_DIGITS + 1] or 0)
