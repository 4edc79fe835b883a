"""What a definition of an index and of a collection looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TEXT = "text"
SPECIAL_KINDS = frozenset({TEXT, "2d", "2dsphere", "hashed"})
SIMPLE_ONLY = frozenset({TEXT, "2d"})
WILDCARD = "$**"
# The server's limit: https://www.mongodb.com/docs/manual/reference/limits/
MOST_INDEXES = 64
GRANULARITIES = ("seconds", "minutes", "hours")


class InvalidDefinition(ValueError):
    """A definition no server would take; the message names it and says why."""


@dataclass(frozen=True)
class Index:
    """One index that a collection must have, and the query it is there for.

    ``key`` maps field paths to ``1``, ``-1``, ``"text"``, ``"2d"``, ``"2dsphere"``
    or ``"hashed"``, in order. The other options carry the server's meaning:
    https://www.mongodb.com/docs/manual/reference/command/createIndexes/

    ``collation`` None means the collection's default; ``{"locale": "simple"}``
    means byte order whatever the default is.

    Raises InvalidDefinition for a key or a name that cannot be.
    """

    collection: str
    key: Mapping[str, int | float | str]
    serves: str = field(kw_only=True)
    name: str = field(default="", kw_only=True)
    unique: bool = field(default=False, kw_only=True)
    sparse: bool = field(default=False, kw_only=True)
    partial: Mapping[str, Any] | None = field(default=None, kw_only=True)
    expire_after_seconds: int | None = field(default=None, kw_only=True)
    collation: Mapping[str, Any] | None = field(default=None, kw_only=True)
    hidden: bool = field(default=False, kw_only=True)
    wildcard_projection: Mapping[str, Any] | None = field(default=None, kw_only=True)
    weights: Mapping[str, int] | None = field(default=None, kw_only=True)
    default_language: str | None = field(default=None, kw_only=True)
    language_override: str | None = field(default=None, kw_only=True)
    text_version: int | None = field(default=None, kw_only=True)
    sphere_version: int | None = field(default=None, kw_only=True)
    bits: int | None = field(default=None, kw_only=True)
    minimum: float | None = field(default=None, kw_only=True)
    maximum: float | None = field(default=None, kw_only=True)
    storage_engine: Mapping[str, Any] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        where = f"An index of {self.collection or 'no collection'}"
        if not self.collection or "$" in self.collection or "\0" in self.collection:
            raise InvalidDefinition(f"{where}: a collection needs a name without $ or NUL.")
        if not self.key:
            raise InvalidDefinition(f"{where}: the key is empty.")
        for path, kind in self.key.items():
            number = isinstance(kind, (int, float)) and not isinstance(kind, bool) and kind != 0
            if not path or "\0" in path or not (number or kind in SPECIAL_KINDS):
                raise InvalidDefinition(
                    f"{where}: {path!r}: {kind!r} is no key part; use 1, -1 or one of "
                    f"{', '.join(sorted(SPECIAL_KINDS))}."
                )
        if not self.serves.strip():
            raise InvalidDefinition(f"{where}: `serves` must name the query it is for.")
        if not self.name:
            object.__setattr__(self, "name", default_name(self.key))
        if self.name in {"*", "_id_"} or "\0" in self.name:
            raise InvalidDefinition(f"{where}: {self.name!r} cannot be an index's name.")

    @property
    def label(self) -> str:
        """``collection.name``: how plans and messages call this definition."""
        return f"{self.collection}.{self.name}"

    @property
    def is_text(self) -> bool:
        """Whether this is a text index, of which a collection can have one."""
        return TEXT in self.key.values()

    @property
    def is_id_index(self) -> bool:
        """Whether this is the index that every collection has."""
        return dict(self.key) == {"_id": 1} and set(self.spec()) == {"key", "name"}

    def spec(self, name: str | None = None) -> dict[str, Any]:
        """The entry for the server's createIndexes command, under another name if given."""
        collation = self.collation
        if collation is None and SIMPLE_ONLY & set(self.key.values()):
            # Else the server refuses it on a collection with a default collation.
            collation = {"locale": "simple"}
        options: dict[str, Any] = {
            "partialFilterExpression": self.partial,
            "expireAfterSeconds": self.expire_after_seconds,
            "collation": collation,
            "wildcardProjection": self.wildcard_projection,
            "weights": self.weights,
            "default_language": self.default_language,
            "language_override": self.language_override,
            "textIndexVersion": self.text_version,
            "2dsphereIndexVersion": self.sphere_version,
            "bits": self.bits,
            "min": self.minimum,
            "max": self.maximum,
            "storageEngine": self.storage_engine,
        }
        spec: dict[str, Any] = {"key": dict(self.key), "name": name or self.name}
        spec |= {flag: True for flag in ("unique", "sparse", "hidden") if getattr(self, flag)}
        return spec | {option: value for option, value in options.items() if value is not None}


@dataclass(frozen=True)
class TimeSeries:
    """How a time series collection keeps its measurements.

    https://www.mongodb.com/docs/manual/core/timeseries-collections/
    """

    time_field: str
    meta_field: str = field(default="", kw_only=True)
    granularity: str = field(default="seconds", kw_only=True)

    def __post_init__(self) -> None:
        if self.granularity not in GRANULARITIES:
            raise InvalidDefinition(
                f"A time series cannot have the granularity {self.granularity!r}; "
                f"use {', '.join(GRANULARITIES)}."
            )

    def options(self) -> dict[str, Any]:
        """The value of the create command's ``timeseries``."""
        meta = {"metaField": self.meta_field} if self.meta_field else {}
        return {"timeField": self.time_field, **meta, "granularity": self.granularity}


@dataclass(frozen=True)
class Capped:
    """How much a capped collection holds: bytes, and documents where they are limited too.

    The server rounds the bytes up to a multiple of 256.
    """

    size_bytes: int
    documents: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.size_bytes < 1 or (self.documents is not None and self.documents < 1):
            raise InvalidDefinition("A capped collection holds one byte and one document at least.")


@dataclass(frozen=True)
class Collection:
    """Options that a collection must be created with; but for an expiry they stay.

    Only a collection that needs one of them is declared: any other comes into
    being with its first index or document.
    """

    name: str
    collation: Mapping[str, Any] | None = field(default=None, kw_only=True)
    clustered: bool = field(default=False, kw_only=True)
    time_series: TimeSeries | None = field(default=None, kw_only=True)
    capped: Capped | None = field(default=None, kw_only=True)
    expire_after_seconds: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        where = f"Collection {self.name}"
        if self.expire_after_seconds is not None and not self.clustered and not self.time_series:
            raise InvalidDefinition(
                f"{where}: documents expire by a TTL index unless it is clustered or a time series."
            )
        if sum(map(bool, (self.clustered, self.time_series, self.capped))) > 1:
            raise InvalidDefinition(
                f"{where}: only one of clustered, a time series and capped can be."
            )

    def options(self) -> dict[str, Any]:
        """The options for the server's create command."""
        options: dict[str, Any] = {}
        if self.collation is not None:
            options["collation"] = dict(self.collation)
        if self.clustered:
            options["clusteredIndex"] = {"key": {"_id": 1}, "unique": True}
        if self.time_series is not None:
            options["timeseries"] = self.time_series.options()
        if self.capped is not None:
            options |= {"capped": True, "size": self.capped.size_bytes}
            options |= {"max": self.capped.documents} if self.capped.documents else {}
        if self.expire_after_seconds is not None:
            options["expireAfterSeconds"] = self.expire_after_seconds
        return options


@dataclass(frozen=True)
class Definitions:
    """Everything that is declared for one database."""

    indexes: Sequence[Index]
    collections: Sequence[Collection] = ()
    limited: bool = False
    """Whether these are only some of the declared collections."""

    @property
    def names(self) -> list[str]:
        """The declared collections, each once, in the order of their first mention."""
        names = [entry.name for entry in self.collections]
        return list(dict.fromkeys(names + [index.collection for index in self.indexes]))

    def of(self, collection: str) -> list[Index]:
        """The indexes declared for one collection."""
        return [index for index in self.indexes if index.collection == collection]

    def only(self, names: Sequence[str]) -> "Definitions":
        """What is declared of these collections."""
        return Definitions(
            [index for index in self.indexes if index.collection in names],
            [entry for entry in self.collections if entry.name in names],
            limited=True,
        )

    def collection(self, name: str) -> Collection:
        """The options declared for one collection; none when it is not mentioned."""
        for entry in self.collections:
            if entry.name == name:
                return entry
        return Collection(name)


def default_name(key: Mapping[str, Any]) -> str:
    """The name that every driver gives an index of this key: ``a_1_b_-1``."""
    return "_".join(f"{path}_{kind}" for path, kind in key.items())
