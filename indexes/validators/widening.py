"""Whether one schema lets through all that another does."""

from collections.abc import Mapping
from typing import Any

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
    if keyword not in old:
        return False
    here, before = new[keyword], old[keyword]
    if keyword == "bsonType":
        return _types(before) <= _types(here)
    if keyword == "enum":
        return {frozen(each) for each in before} <= {frozen(each) for each in here}
    if keyword == "required":
        return set(here) <= set(before)
    if keyword in {"items", "additionalProperties"} and isinstance(before, Mapping):
        return isinstance(here, Mapping) and is_wider(here, before)
    if keyword == "anyOf":
        return all(any(is_wider(each, one) for each in here) for one in before)
    if keyword in _AT_MOST:
        return bool(here >= before)
    if keyword in _AT_LEAST:
        return bool(here <= before)
    if keyword in _BOUNDS:
        further = here < before if keyword == "minimum" else here > before
        excludes = _BOUNDS[keyword]
        return further or (here == before and (not new.get(excludes) or bool(old.get(excludes))))
    return frozen(here) == frozen(before)


def _types(kinds: str | list[str]) -> set[str]:
    return {kinds} if isinstance(kinds, str) else set(kinds)
