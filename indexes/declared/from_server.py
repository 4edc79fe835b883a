"""Declarations made of what a server shows."""

from collections.abc import Mapping
from typing import Any

from documents.database import Decimal128
from indexes.declared.model import SIMPLE_ONLY, TEXT, Capped, Collection, Index, TimeSeries

_SIMPLE = {"locale": "simple"}
_OPTIONS = {
    "partialFilterExpression": "partial",
    "wildcardProjection": "wildcard_projection",
    "default_language": "default_language",
    "language_override": "language_override",
    "textIndexVersion": "text_version",
    "2dsphereIndexVersion": "sphere_version",
    "bits": "bits",
    "min": "minimum",
    "max": "maximum",
    "storageEngine": "storage_engine",
}


def index_of(
    collection: str, raw: Mapping[str, Any], *, serves: str, collation: Any = None
) -> Index:
    """The declaration of an index as listIndexes shows it.

    ``collation`` is the collection's default. Raises InvalidDefinition for what cannot be
    declared.
    """
    key = {path: _kind(kind) for path, kind in raw["key"].items()}
    weights = raw.get("weights")
    if weights is not None:
        key = _text_key(key, weights)
    seconds = raw.get("expireAfterSeconds")
    here = _without_version(raw.get("collation"))
    if SIMPLE_ONLY & set(key.values()) or here == _without_version(collation):
        here = None
    elif here is None:
        here = _SIMPLE
    return Index(
        collection,
        key,
        serves=serves,
        name=str(raw["name"]),
        unique=bool(raw.get("unique", False)),
        sparse=bool(raw.get("sparse", False)),
        hidden=bool(raw.get("hidden", False)),
        expire_after_seconds=None if seconds is None else int(seconds),
        collation=here,
        weights=None if weights is None else {path: int(each) for path, each in weights.items()},
        **{mine: raw[theirs] for theirs, mine in _OPTIONS.items() if raw.get(theirs) is not None},
    )


def collection_of_options(name: str, options: Mapping[str, Any]) -> Collection | None:
    """The declaration of a collection's options as listCollections shows them; None without."""
    series, seconds = options.get("timeseries"), options.get("expireAfterSeconds")
    found = Collection(
        name,
        collation=_without_version(options.get("collation")),
        clustered="clusteredIndex" in options,
        time_series=None if series is None else _time_series(series),
        capped=_capped(options) if options.get("capped") else None,
        expire_after_seconds=None if seconds is None else int(seconds),
    )
    return found if found.options() else None


def _kind(kind: Any) -> int | float | str:
    """A key part; the server keeps the number it was given, and a whole one reads better whole."""
    if isinstance(kind, str):
        return kind
    number = float(kind.to_decimal()) if isinstance(kind, Decimal128) else float(kind)
    return int(number) if number.is_integer() else number


def _text_key(key: Mapping[str, Any], weights: Mapping[str, Any]) -> dict[str, Any]:
    """A text index's key as it is declared: its fields stand where the server shows ``_fts``."""
    declared: dict[str, Any] = {}
    for path, kind in key.items():
        if path == "_fts":
            declared |= dict.fromkeys(weights, TEXT)
        elif path != "_ftsx":
            declared[path] = kind
    return declared


def _without_version(collation: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A collation without the version of the server's library, which nobody declares."""
    if not collation or dict(collation) == _SIMPLE:
        return None
    return {name: value for name, value in collation.items() if name != "version"}


def _time_series(series: Mapping[str, Any]) -> TimeSeries:
    return TimeSeries(
        series["timeField"],
        meta_field=series.get("metaField", ""),
        granularity=series.get("granularity", "seconds"),
    )


def _capped(options: Mapping[str, Any]) -> Capped:
    documents = options.get("max") or None
    return Capped(int(options["size"]), documents=None if documents is None else int(documents))
