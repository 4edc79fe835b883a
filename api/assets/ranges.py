"""Byte ranges of content (RFC 9110, section 14)."""

import re

_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE)
_DIGITS = 18


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
    first, last = match[1], match[2]
    if len(first) > _DIGITS or len(last) > _DIGITS:
        # Beyond any content; int() would take its time.
        first, last = first[:_DIGITS], last[:_DIGITS]
    if first:
        start = int(first)
        if last and int(last) < start:
            return None
        if start >= size:
            raise Unsatisfiable
        return start, min(int(last), size - 1) if last else size - 1
    if not last:
        return None
    if int(last) == 0 or size == 0:
        raise Unsatisfiable
    return max(0, size - int(last)), size - 1
