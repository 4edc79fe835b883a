"""What is wrong with the definitions by themselves. Needs no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexes.declared.model import (
    MOST_INDEXES,
    SPECIAL_KINDS,
    TEXT,
    WILDCARD,
    Definitions,
    Index,
    InvalidDefinition,
)
from indexes.declared.values import frozen

# What no server takes. https://www.mongodb.com/docs/manual/core/index-partial/
_NEVER_PARTIAL = frozenset(
    {
        "$ne", "$nin", "$not", "$nor", "$regex", "$mod", "$size", "$elemMatch", "$expr", "$where",
        "$text", "$near", "$nearSphere", "$jsonSchema", "$bitsAllSet", "$bitsAllClear",
        "$bitsAnySet", "$bitsAnyClear",
    }
)  # fmt: skip
_LISTS = frozenset({"$and", "$or", "$nor"})
_REFERENCE = frozenset({"$ref", "$id", "$db"})
# https://www.mongodb.com/docs/manual/reference/limits/
_MOST_PARTS = 32
_MOST_BITS = 32
_MOST_WEIGHT = 99_999

_found_possible: Definitions | None = None
"""Those that were looked at last, where nothing was wrong with them."""


@dataclass(frozen=True)
class LintFinding:
    """Something wrong. An error is what the server would refuse; the rest is waste."""

    label: str
    text: str
    error: bool


def lint(definitions: Definitions) -> list[LintFinding]:
    """Everything that is wrong: what the server would refuse, and what is waste."""
    findings = _errors(definitions)
    findings += [
        LintFinding(index.label, text, False)
        for index in definitions.indexes
        for text in _wasteful(index)
    ]
    for name in definitions.names:
        findings += _wasteful_together(definitions.of(name))
    return findings


def refuse_impossible(definitions: Definitions) -> None:
    """Raise InvalidDefinition for definitions that the server would refuse, all in one."""
    # A service looks at the same ones again and again, for as long as it runs.
    global _found_possible
    if definitions is _found_possible:
        return
    errors = [f"{each.label}: {each.text}" for each in _errors(definitions)]
    if errors:
        raise InvalidDefinition("; ".join(errors) + ".")
    _found_possible = definitions


def _errors(definitions: Definitions) -> list[LintFinding]:
    """What the server would refuse, in the order of the definitions."""
    findings = [
        LintFinding(index.label, text, True)
        for index in definitions.indexes
        for text in _impossible(index)
    ]
    names = [entry.name for entry in definitions.collections]
    findings += [
        LintFinding(name, "the collection is declared twice", True)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    for name in definitions.names:
        findings += _impossible_together(name, definitions.of(name))
    return findings


def _impossible(index: Index) -> Iterator[str]:
    """What every server would refuse of one index. The rest is for the server to say."""
    kinds = set(index.key.values())
    wildcard = any(WILDCARD in path and kind != TEXT for path, kind in index.key.items())
    yield from _impossible_key(index)
    if index.collection.startswith("system."):
        yield "the server keeps collections of this name for itself"
    if index.expire_after_seconds is not None:
        if len(index.key) > 1:
            yield "an index of several fields cannot expire documents"
        if wildcard:
            yield "a wildcard index cannot expire documents"
        if not 0 <= index.expire_after_seconds <= 2**31 - 1:
            yield "the expiry must be between 0 and 2147483647 seconds"
    if index.partial is not None and index.sparse:
        yield "partial and sparse exclude each other"
    if isinstance(index.partial, Mapping):
        bad = sorted(set(_impossible_operators(index.partial)))
        if bad:
            yield f"a partial filter cannot use {', '.join(bad)}"
    if index.unique and "hashed" in kinds:
        yield "a hashed index cannot be unique"
    if wildcard and index.unique:
        yield "a wildcard index cannot be unique"
    if wildcard and index.sparse:
        yield "a wildcard index cannot be sparse: it is so already"
    if index.wildcard_projection is not None and WILDCARD not in index.key:
        yield f"a projection needs the key {WILDCARD}"
    if "text" in kinds and index.collation not in (None, {"locale": "simple"}):
        yield "a text index has no collation"
    if any(_is_outside(weight, 1, _MOST_WEIGHT) for weight in (index.weights or {}).values()):
        yield f"a weight must be between 1 and {_MOST_WEIGHT}"
    if "2d" in kinds and index.bits is not None and _is_outside(index.bits, 1, _MOST_BITS):
        yield f"the bits must be between 1 and {_MOST_BITS}"


def _impossible_key(index: Index) -> Iterator[str]:
    """What every server would refuse of a key."""
    parts = list(index.key.items())
    if len(parts) > _MOST_PARTS:
        yield f"{len(parts)} fields are more than the {_MOST_PARTS} of an index"
    for path, kind in parts:
        names = path.split(".")
        if "" in names:
            yield f"{path!r} has an empty part"
        plain = names[:-1] if names[-1] == WILDCARD else names
        if any(name.startswith("$") and name not in _REFERENCE for name in plain):
            yield f"{path!r} has a part that begins with $"
        if names[-1] == WILDCARD and (kind in ("hashed", "2dsphere", "2d") or _is_negative(kind)):
            yield "a wildcard is indexed by a number above 0, or as text"
    if [kind for _, kind in parts].count("hashed") > 1:
        yield "only one field can be hashed"
    if "2d" in [kind for _, kind in parts[1:]]:
        yield "a 2d field comes first, and alone of its kind"
    if set(index.key) == {"_id"} and index.key["_id"] in (1, -1) and not index.is_id_index:
        yield "every collection has an index on _id already, which takes no options"


def _is_negative(kind: object) -> bool:
    return isinstance(kind, int) and kind < 0


def _is_outside(value: object, least: int, most: int) -> bool:
    return isinstance(value, int | float) and not least <= int(value) <= most


def _impossible_operators(partial: Mapping[str, object]) -> Iterator[str]:
    """The operators of a filter that no partial index takes; what they are given is data."""
    for name, value in partial.items():
        if name in _LISTS and isinstance(value, list):
            for each in value:
                if isinstance(each, Mapping):
                    yield from _impossible_operators(each)
        if name.startswith("$"):
            yield from {name} & _NEVER_PARTIAL
        elif isinstance(value, Mapping) and not _REFERENCE & set(value):
            yield from set(value) & _NEVER_PARTIAL
            if "$exists" in value and value["$exists"] in (False, 0, None):
                yield "$exists: false"


def _wasteful(index: Index) -> Iterator[str]:
    """What the server takes and does nothing with."""
    if index.is_id_index:
        yield "every collection has an index on _id already"
    if index.expire_after_seconds is not None and set(index.key.values()) & SPECIAL_KINDS:
        yield "only an ascending or descending index expires documents"


def _impossible_together(collection: str, indexes: list[Index]) -> Iterator[LintFinding]:
    """What the server would refuse of the indexes of one collection beside each other."""
    if len(indexes) + 1 > MOST_INDEXES:
        text = f"{len(indexes)} indexes and _id are more than the {MOST_INDEXES} a collection has"
        yield LintFinding(collection, text, True)
    texts = [index for index in indexes if index.is_text]
    for index in texts[1:]:
        yield LintFinding(index.label, f"{texts[0].name} is a text index already", True)
    identities = [_identity(index) for index in indexes]
    for number, index in enumerate(indexes):
        for other, identity in zip(indexes[:number], identities, strict=False):
            if other.name == index.name:
                yield LintFinding(index.label, "the name is declared twice", True)
            if identity == identities[number]:
                yield LintFinding(index.label, f"the same as {other.name}", True)


def _wasteful_together(indexes: list[Index]) -> Iterator[LintFinding]:
    for index in indexes:
        longer = next((other for other in indexes if _covers(other, index)), None)
        if longer is not None:
            yield LintFinding(index.label, f"a prefix of {longer.name}, which serves it too", False)


def _identity(index: Index) -> str:
    return frozen(
        [
            list(index.key.items()), index.unique, index.sparse, index.partial, index.collation,
            index.wildcard_projection,
        ]
    )  # fmt: skip


def _covers(longer: Index, index: Index) -> bool:
    """Whether every query of one index can use the other as well."""
    key, beginning = list(index.key.items()), list(longer.key.items())[: len(index.key)]
    plain = not (index.unique or index.sparse or index.hidden or longer.hidden or longer.sparse)
    return (
        len(longer.key) > len(index.key)
        and plain
        and index.expire_after_seconds is None
        and all(kind in (1, -1) for kind in longer.key.values())
        and not any(WILDCARD in path for path in longer.key)
        and (key == beginning or key == [(path, -int(kind)) for path, kind in beginning])
        and frozen(index.partial) == frozen(longer.partial)
        and frozen(index.collation) == frozen(longer.collation)
    )
