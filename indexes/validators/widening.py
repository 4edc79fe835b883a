"""Whether one schema lets through all that another does."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from documents.database import Decimal128
from indexes.declared.values import frozen

# They say something of the schema, and nothing of a document.
_REMARKS = frozenset({"title", "description"})
_AT_MOST = frozenset({"maxLength", "maxItems", "maxProperties"})
_AT_LEAST = frozenset({"minLength", "minItems", "minProperties"})
_BOUNDS = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


def is_wider(schema: Mapping[str, Any], than: Mapping[str, Any]) -> bool:
    """Whether every document that passes ``than`` certainly passes ``schema`` too.

    Knows the keywords that derived schemas have; of any other it is sure only where both
    say the same. So False means: perhaps not.
    """
    return all(
        _allows(keyword, schema, than)
        for keyword in schema
        if keyword not in _REMARKS and keyword not in _BOUNDS.values()
    )


def _allows(keyword: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether what the new schema demands by one keyword is demanded by the old one too."""
    if keyword == "properties":
        known = old.get("properties", {})
        # A field that was not named could hold anything.
        return all(is_wider(each, known.get(name, {})) for name, each in new[keyword].items())
    if keyword == "additionalProperties":
        return _allows_others(new, old)
    if keyword == "anyOf":
        # What has no alternatives is one.
        before = old.get(keyword, [old])
        return all(any(is_wider(each, one) for each in new[keyword]) for one in before)
    if keyword not in old:
        return False
    here, before = new[keyword], old[keyword]
    if keyword == "bsonType":
        return _types(before) <= _types(here)
    if keyword == "enum":
        return {frozen(each) for each in before} <= {frozen(each) for each in here}
    if keyword == "required":
        return set(here) <= set(before)
    if keyword == "items" and isinstance(before, Mapping):
        return isinstance(here, Mapping) and is_wider(here, before)
    if keyword in _AT_MOST:
        return _number(here) >= _number(before)
    if keyword in _AT_LEAST:
        return _number(here) <= _number(before)
    if keyword in _BOUNDS:
        one, other = _number(here), _number(before)
        further = one < other if keyword == "minimum" else one > other
        excludes = _BOUNDS[keyword]
        return further or (one == other and (not new.get(excludes) or bool(old.get(excludes))))
    return frozen(here) == frozen(before)


def _allows_others(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """The same of ``additionalProperties``, which is said of the fields that have no name.

    Those that only the old schema names are among them now.
    """
    here, before = new["additionalProperties"], old.get("additionalProperties", True)
    if here is True:
        return True
    if "patternProperties" in old:
        return False
    named = old.get("properties", {})
    freed = [named[name] for name in named if name not in new.get("properties", {})]
    if here is False:
        return before is False and not freed
    others = freed if before is False else [{} if before is True else before, *freed]
    return all(is_wider(here, each) for each in others)


def _number(value: Any) -> float | Decimal:
    """A bound that can be compared with any other."""
    number: float | Decimal = value.to_decimal() if isinstance(value, Decimal128) else value
    return math.nan if isinstance(number, Decimal) and number.is_nan() else number


def _types(kinds: str | list[str]) -> set[str]:
    return {kinds} if isinstance(kinds, str) else set(kinds)
