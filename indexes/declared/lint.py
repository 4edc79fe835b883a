"""What is wrong with the definitions by themselves. Needs no database."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexes.declared.model import MOST_INDEXES, WILDCARD, Definitions, Index, InvalidDefinition
from indexes.declared.values import frozen

# https://www.mongodb.com/docs/manual/core/index-partial/
_PARTIAL_OPERATORS = frozenset(
    {
        "$eq", "$exists", "$gt", "$gte", "$lt", "$lte", "$type", "$and", "$or", "$in",
        "$geoWithin", "$geoIntersects",
    }
)  # fmt: skip


@dataclass(frozen=True)
class LintFinding:
    """Something wrong. An error is what the server would refuse; the rest is waste."""

    label: str
    text: str
    error: bool


def lint(definitions: Definitions) -> list[LintFinding]:
    """Everything that is wrong, in the order of the definitions."""
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
        findings += _together(name, definitions.of(name))
    return findings


def refuse_impossible(definitions: Definitions) -> None:
    """Raise InvalidDefinition for definitions that the server would refuse, all in one."""
    errors = [f"{each.label}: {each.text}" for each in lint(definitions) if each.error]
    if errors:
        raise InvalidDefinition("; ".join(errors) + ".")


def _impossible(index: Index) -> Iterator[str]:
    """What the server would refuse of one index."""
    kinds = set(index.key.values())
    compound, wildcard = len(index.key) > 1, any(WILDCARD in path for path in index.key)
    if index.expire_after_seconds is not None:
        if compound:
            yield "an index of several fields cannot expire documents"
        if wildcard or kinds & {"text", "2d", "2dsphere", "hashed"}:
            yield "only an ascending or descending index can expire documents"
        if not 0 <= index.expire_after_seconds <= 2**31 - 1:
            yield "the expiry must be between 0 and 2147483647 seconds"
    if index.partial is not None and index.sparse:
        yield "partial and sparse exclude each other"
    if index.partial is not None:
        bad = sorted(_operators(index.partial) - _PARTIAL_OPERATORS)
        if bad:
            yield f"a partial filter cannot use {', '.join(bad)}"
    if index.unique and "hashed" in kinds:
        yield "a hashed index cannot be unique"
    if wildcard and index.unique:
        yield "a wildcard index cannot be unique"
    if wildcard and index.sparse:
        yield "a wildcard index cannot be sparse: it is so already"
    if index.wildcard_projection is not None and set(index.key) != {WILDCARD}:
        yield f"a projection needs the key {WILDCARD}"
    if "text" in kinds and index.collation not in (None, {"locale": "simple"}):
        yield "a text index has no collation"
    if set(index.key) == {"_id"} and index.key["_id"] in (1, -1):
        yield "every collection has an index on _id already"


def _operators(value: object) -> set[str]:
    found: set[str] = set()
    if isinstance(value, dict):
        for name, inner in value.items():
            if str(name).startswith("$"):
                found.add(str(name))
            found |= _operators(inner)
    elif isinstance(value, list):
        for inner in value:
            found |= _operators(inner)
    return found


def _together(collection: str, indexes: list[Index]) -> Iterator[LintFinding]:
    """What is wrong with the indexes of one collection beside each other."""
    if len(indexes) + 1 > MOST_INDEXES:
        text = f"{len(indexes)} indexes and _id are more than the {MOST_INDEXES} a collection has"
        yield LintFinding(collection, text, True)
    texts = [index for index in indexes if index.is_text]
    for index in texts[1:]:
        yield LintFinding(index.label, f"{texts[0].name} is a text index already", True)
    for number, index in enumerate(indexes):
        for other in indexes[:number]:
            if other.name == index.name:
                yield LintFinding(index.label, "the name is declared twice", True)
            if _identity(other) == _identity(index):
                yield LintFinding(index.label, f"the same as {other.name}", True)
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
