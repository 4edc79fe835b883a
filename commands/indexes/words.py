"""Figures in words."""

import json
import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from indexes import Plan
from indexes.declared.values import plain_json


def visible(text: str) -> str:
    """With control characters written out: an index's name may hold any, but NUL."""
    return "".join(
        repr(each)[1:-1] if unicodedata.category(each) == "Cc" else each for each in text
    )


def extent_words(documents: int, size_bytes: int) -> str:
    """``200,000 documents, 15.2 MB``."""
    return f"{documents:,} document{'s' if documents != 1 else ''}, {size_words(size_bytes)}"


def size_words(size_bytes: int) -> str:
    """``1.5 MB``, by powers of 1024 as the server counts."""
    size = float(size_bytes)
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"


def time_words(seconds: float) -> str:
    """``0.2 s`` or ``3 min 20 s``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def use_words(uses: int, since: datetime | None) -> str:
    """How often an index was used, and since when that is known."""
    times = {0: "not used", 1: "used once"}.get(uses, f"used {uses:,} times")
    return f"{times} since {since:%Y-%m-%d %H:%M}" if since else times


def plan_words(plan: Plan) -> str:
    """A plan in one sentence."""
    if plan.in_step:
        return f"{plan.database} {plan.nothing}."
    counts = Counter(str(operation.kind) for operation in plan.operations)
    parts = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    number = len(plan.operations)
    return f"{plan.database}: {number} change{'s' if number > 1 else ''} ({parts})."


def validator_words(validator: Mapping[str, Any]) -> str:
    """A collection's validator in one line of JSON."""
    return visible(json.dumps(plain_json(validator), ensure_ascii=False))
