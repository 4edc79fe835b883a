"""BSON values as text to compare by, and as JSON."""

import json
import math
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from documents.database import Decimal128, extended_json

# Decimal128 has 34 digits; the context only strips zeros, and never rounds.
_EXACT = Context(prec=40, Emin=-7000, Emax=7000)


def frozen(value: Any) -> str:
    """A value as text that is equal for values the server holds equal.

    Numbers compare by value whatever their type, booleans never equal numbers,
    and the order of a document's fields counts.
    """
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, Decimal128):
        value = value.to_decimal()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value) if value.is_integer() else value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{frozen(k)}:{frozen(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(frozen(item) for item in value) + "]"
    return extended_json(value)


def _decimal(value: Decimal) -> str:
    """A decimal as the float or the whole number of its very value where there is one."""
    if value.is_nan():
        return str(math.nan)
    near = float(value)
    if Decimal(near) == value:
        return frozen(near)
    exact = _EXACT.normalize(value)
    # More digits than any other number type of the server has.
    whole = exact.adjusted() < _EXACT.prec and exact == exact.to_integral_value()
    return str(int(exact)) if whole else f"decimal {exact}"


def plain_json(value: Any) -> Any:
    """A BSON value as JSON values, in relaxed extended JSON."""
    return json.loads(extended_json(value))
