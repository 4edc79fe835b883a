"""What a message cost: its tokens and its price, as its writer says; and their sums."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from beanie import Document
from pydantic import BaseModel

from documents.shapes.base import PydanticObjectId

USAGE = "usage"
"""The field of a message that holds it."""

MAX_MODEL_CHARACTERS = 255
MAX_COUNT = 10**12
"""The most tokens, and the highest price, of one message."""

TOKENS = ("input_tokens", "output_tokens", "cached_tokens")
SUMS = ("messages", *TOKENS, "cost_billionths")

_BILLIONTH = Decimal("1e9")


class MessageUsage(BaseModel):
    """What a message cost, as far as its writer has said.

    ``cost`` is in the currency of whoever says it; ``cached_tokens`` are input that the model
    had kept, counted as its provider counts them.
    """

    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None


class UsageSums(BaseModel):
    """Sums over messages. Numbers of double precision, which no sum makes fail.

    ``messages`` is how many of them said what they cost, each of their versions by itself. The
    cost is in billionths, so that it adds up without the errors of fractions.
    """

    messages: float = 0
    input_tokens: float = 0
    output_tokens: float = 0
    cached_tokens: float = 0
    cost_billionths: float = 0


class UsageTally(Document):
    """What the messages of one model cost that a chat got in the quarter of an hour from ``at``.

    ``model`` is None where they did not name it. ``hidden`` while the chat is deleted.
    ``tallied`` is what the figures of its user's day have of it, if anything, and ``untallied``
    is there while that is perhaps not what they should have.
    """

    chat_id: PydanticObjectId
    at: datetime
    model: str | None = None
    user_id: str
    hidden: bool = False
    sums: UsageSums = UsageSums()
    tallied: UsageSums | None = None
    untallied: PydanticObjectId | None = None

    class Settings:
        name = "usage_tallies"


@dataclass(frozen=True)
class UsageTotal:
    """What messages cost together: how many said so, their tokens, and the cost."""

    messages: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost: float = 0.0

    @classmethod
    def of(cls, sums: Mapping[str, Any] | None) -> "UsageTotal":
        """The total that stored sums stand for."""
        found = sums or {}
        counts = {name: int(found.get(name) or 0) for name in ("messages", *TOKENS)}
        return cls(**counts, cost=float(Decimal(found.get("cost_billionths") or 0) / _BILLIONTH))


def check_usage(value: object) -> tuple[tuple[str, ...], str] | None:
    """What is wrong with the usage of a message: the path in it, and why; None for none."""
    if value is None:
        return None
    if not isinstance(value, dict) or not value:
        return (), f"an object with any of {', '.join(MessageUsage.model_fields)}, or null"
    for name, given in value.items():
        if name not in MessageUsage.model_fields:
            return (name,), "no such field"
        if given is None:
            continue
        if name == "model":
            if not isinstance(given, str) or not 0 < len(given) <= MAX_MODEL_CHARACTERS:
                return (name,), f"a model has 1 to {MAX_MODEL_CHARACTERS} characters"
        elif name == "cost":
            if isinstance(given, bool) or not isinstance(given, (int, float)):
                return (name,), "a cost is a number"
            if not math.isfinite(given) or not 0 <= given <= MAX_COUNT:
                return (name,), f"a cost is 0 to {MAX_COUNT}"
        elif not _is_whole(given) or not 0 <= given <= MAX_COUNT:
            return (name,), f"a whole number from 0 to {MAX_COUNT}"
    return None


def _is_whole(number: object) -> bool:
    # 5.0 is an integer of JSON, too.
    if isinstance(number, float):
        return number.is_integer()
    return isinstance(number, int) and not isinstance(number, bool)


def sums_of(usages: Iterable[Mapping[str, Any] | None]) -> dict[str, float]:
    """What the usages of messages are together, as UsageSums; empty where none says anything."""
    sums: dict[str, float] = {}
    for usage in usages:
        if usage is None:
            continue
        one = {name: float(usage.get(name) or 0) for name in TOKENS}
        cost = Decimal(str(usage.get("cost") or 0)) * _BILLIONTH
        one["cost_billionths"] = float(cost.to_integral_value(ROUND_HALF_EVEN))
        for name, number in {"messages": 1.0, **one}.items():
            sums[name] = sums.get(name, 0.0) + number
    return sums
