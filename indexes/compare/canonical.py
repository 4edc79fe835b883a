"""Indexes in one canonical form, so that what means the same compares equal.

The server fills in and rewrites what it is given: collations get all their
fields, a text key becomes ``_fts``, seconds are cut to whole ones, and partial
filters are compared by meaning. Filters and collations are therefore sent
through ``explain`` of a find, which reads nothing and shows them normalised,
even for a collection that does not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.database import Database
from indexes.declared.model import SIMPLE_ONLY, TEXT, Index
from indexes.declared.values import frozen

STORAGE = "storageEngine"
# Never created: explain normalises without a collection, and plans nothing then.
_NOWHERE = "threadkeep_no_such_collection"
_TEXT_DEFAULTS = {"default_language": "english", "language_override": "language"}
_TWO_D_DEFAULTS: dict[str, float] = {"bits": 26, "min": -180, "max": 180}


@dataclass(frozen=True)
class Shape:
    """An index in canonical form: two with equal shapes are the same to every query."""

    key: str
    unique: bool
    sparse: bool
    partial: str
    collation: str
    projection: str
    hidden: bool
    expire_after_seconds: int | None
    built_in: tuple[tuple[str, str], ...]
    """Options fixed at the build that the server does not tell indexes apart by."""
    version: int | None
    """Of a text or 2dsphere index; None in a definition that takes any."""

    @property
    def identity(self) -> tuple[str, bool, str, str, str, bool]:
        """What the server tells indexes apart by; two of one identity cannot coexist."""
        return (self.key, self.sparse, self.partial, self.collation, self.projection, self.unique)

    @property
    def identity_without_unique(self) -> tuple[str, bool, str, str, str]:
        """The identity but for ``unique``, which can change in place."""
        return self.identity[:5]


class Canonicaliser:
    """Brings declared and existing indexes of one database to their Shape.

    Remembers what the server made of each filter and collation, so a comparison
    costs one explain for each different one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._explained: dict[str, tuple[str, str]] = {}

    async def declared(self, index: Index, collection_collation: Any) -> Shape:
        """The shape a declared index will have on a collection of that default collation.

        Raises OperationFailure when the server knows no such filter or collation.
        """
        collation = index.collation
        if collation is None and not SIMPLE_ONLY & set(index.key.values()):
            collation = collection_collation
        spec = index.spec()
        if index.is_text:
            spec |= _text_as_stored(index)
        return await self._shape(spec, collation)

    async def existing(self, raw: Mapping[str, Any]) -> Shape:
        """The shape of an index as listIndexes shows it."""
        return await self._shape(raw, raw.get("collation"))

    async def collation(self, collation: Any) -> str:
        """A collation with all the server's fields; empty for byte order."""
        return (await self._explain({}, collation))[1]

    async def _shape(self, spec: Mapping[str, Any], collation: Any) -> Shape:
        partial, full_collation = await self._explain(
            spec.get("partialFilterExpression"), collation
        )
        seconds = spec.get("expireAfterSeconds")
        return Shape(
            key=frozen(spec["key"]),
            unique=bool(spec.get("unique", False)),
            sparse=bool(spec.get("sparse", False)),
            partial=partial,
            collation=full_collation,
            projection=_projection(spec.get("wildcardProjection")),
            hidden=bool(spec.get("hidden", False)),
            expire_after_seconds=None if seconds is None else int(seconds),
            built_in=_built_in(spec),
            version=spec.get("textIndexVersion", spec.get("2dsphereIndexVersion")),
        )

    async def _explain(self, partial: Any, collation: Any) -> tuple[str, str]:
        collation = collation or {"locale": "simple"}
        if partial is None and collation == {"locale": "simple"}:
            return "", ""
        asked = frozen([partial, collation])
        if asked not in self._explained:
            # `version` is the server's to give; an index of an older library's keeps it.
            given = {name: value for name, value in collation.items() if name != "version"}
            find = {"find": _NOWHERE, "filter": partial or {}, "collation": given}
            answer = await self._database.handle.command(
                {"explain": find, "verbosity": "queryPlanner"}
            )
            planner = answer["queryPlanner"]
            full = dict(planner.get("collation", {}))
            full.pop("version", None)
            self._explained[asked] = (
                "" if partial is None else frozen(planner["parsedQuery"]),
                frozen(dict(sorted(full.items()))) if full else "",
            )
        return self._explained[asked]


def _text_as_stored(index: Index) -> dict[str, Any]:
    """A text index's key and weights the way the server rewrites them."""
    key: dict[str, Any] = {}
    weights = dict(index.weights or {})
    for path, kind in index.key.items():
        if kind != TEXT:
            key[path] = kind
            continue
        weights.setdefault(path, 1)
        key |= {"_fts": TEXT, "_ftsx": 1}
    return {"key": key, "weights": weights}


def _projection(projection: Mapping[str, Any] | None) -> str:
    """A wildcard projection as sorted dotted paths; `_id` is left out unless asked for."""
    if projection is None:
        return ""
    flat: dict[str, bool] = {}

    def walk(prefix: str, document: Mapping[str, Any]) -> None:
        for name, value in document.items():
            path = f"{prefix}{name}"
            if isinstance(value, Mapping):
                walk(f"{path}.", value)
            else:
                flat[path] = bool(value)

    walk("", projection)
    if flat.get("_id") is False and len(flat) > 1:
        del flat["_id"]
    return frozen(dict(sorted(flat.items())))


def _built_in(spec: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Text, 2d and storage options, with the server's defaults filled in."""
    # Other tools make keys of decimals, which have no hash.
    kinds = {kind for kind in spec["key"].values() if isinstance(kind, str)}
    facts: dict[str, Any] = {}
    if TEXT in kinds:
        weights = sorted(spec.get("weights", {}).items())
        facts["weights"] = {path: _whole(weight) for path, weight in weights}
        facts |= {name: spec.get(name, value) for name, value in _TEXT_DEFAULTS.items()}
    if "2d" in kinds:
        facts |= {name: spec.get(name, value) for name, value in _TWO_D_DEFAULTS.items()}
    if spec.get(STORAGE):
        facts[STORAGE] = spec[STORAGE]
    return tuple((name, frozen(value)) for name, value in facts.items())


def _whole(weight: Any) -> Any:
    """A weight as the server cuts it."""
    return int(weight) if isinstance(weight, float) else weight
