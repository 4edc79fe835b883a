"""BSON values as text to compare by, and as JSON."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from documents.database import Decimal128, extended_json


def frozen(value: Any) -> str:
    """A value as text that is equal for values the server holds equal.

    Numbers compare by value whatever their type, booleans never equal numbers,
    and the order of a document's fields counts.
    """
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, Decimal128):
        value = value.to_decimal()
    if isinstance(value, (int, float, Decimal)):
        whole = value == value and abs(value) != float("inf") and value == int(value)
        return str(int(value) if whole else float(value))
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{extended_json(k)}:{frozen(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(frozen(item) for item in value) + "]"
    return extended_json(value)


def plain_json(value: Any) -> Any:
    """A BSON value as JSON values, in relaxed extended JSON."""
    return json.loads(extended_json(value))
