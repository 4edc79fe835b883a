"""Numbers of a chat that have no message any more: a bucket that was lost, as a rule.

A number stays taken, and no other message gets it. Readers serve the rest and name the
range; ``chats check --repair`` records it with the chat (``lost``), and from then on the
chat is whole but for it. What is recorded and yet there is read: the record never hides it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from documents.shapes.chats import LostRange


def recorded_in(chat: dict[str, Any]) -> list[LostRange]:
    """The ranges that are recorded with a stored chat, in order."""
    ranges = [LostRange.model_validate(each) for each in chat.get("lost") or []]
    return sorted(ranges, key=lambda each: each.first)


def gaps(numbers: Iterable[int], low: int, high: int) -> list[LostRange]:
    """Which of ``low`` to ``high`` are not among the numbers, which ascend."""
    found = []
    for number in [*numbers, high + 1]:
        if number > low:
            found.append(LostRange(first=low, last=number - 1))
        low = number + 1
    return found


def beyond(missing: Sequence[LostRange], recorded: Sequence[LostRange]) -> list[LostRange]:
    """What of the missing ranges is not recorded; both are in order."""
    left = []
    for each in missing:
        low = each.first
        for known in recorded:
            if known.last < low or known.first > each.last:
                continue
            if known.first > low:
                left.append(LostRange(first=low, last=known.first - 1))
            low = known.last + 1
        if low <= each.last:
            left.append(LostRange(first=low, last=each.last))
    return left


def reach(start: int, numbers: Iterable[int], recorded: Sequence[LostRange]) -> int:
    """How far, from ``start`` on, each number is there or recorded as lost; ``start - 1``
    where not even that one is."""
    place = start - 1
    spans = [(number, number) for number in numbers]
    for first, last in sorted([*spans, *((each.first, each.last) for each in recorded)]):
        if first > place + 1:
            break
        place = max(place, last)
    return place


def joined(ranges: Sequence[LostRange]) -> list[LostRange]:
    """The ranges, which are in order, with those made one that follow each other at once."""
    made: list[LostRange] = []
    for each in ranges:
        if made and made[-1].last + 1 == each.first:
            each = LostRange(first=made.pop().first, last=each.last)
        made.append(each)
    return made


def in_words(ranges: Sequence[LostRange]) -> str:
    """The ranges as a person reads them."""
    return ", ".join(
        f"{each.first}" if each.first == each.last else f"{each.first} to {each.last}"
        for each in ranges
    )
