"""Reads the database profiler: which commands a router of a sharded cluster could not target.

There is no router in the tests. What it asks of a command can be read from the command: an
update, a delete or a findAndModify of one document carries the whole shard key by equality,
one of many and a read its first field, and a transaction joins no other collection. What
does not is listed below, with the reason: the list shrinks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.database import Database
from indexes.shard_keys import SHARD_KEYS
from tests.profiler import PROFILE

WRITES = frozenset({"update", "remove", "findAndModify"})
READS = frozenset({"query", "aggregate", "count", "distinct"})


@dataclass(frozen=True)
class Shape:
    """A command as a router sees it."""

    collection: str
    operation: str
    equal: frozenset[str]
    """The fields that its filter has the values of."""
    among: frozenset[str]
    """Those of which it has several values to choose from."""
    of_many: bool = False
    in_transaction: bool = False
    joins: bool = False

    def __str__(self) -> str:
        fields = sorted(self.equal) + [f"{field} among some" for field in sorted(self.among)]
        many = " of many" if self.of_many else ""
        inside = " in a transaction" if self.in_transaction else ""
        joined = " with a join" if self.joins else ""
        named = ", ".join(fields) or "no field"
        return f"{self.operation}{many}{joined}{inside} of {self.collection} by {named}"


@dataclass(frozen=True)
class Scatters:
    """Commands of a collection that may go to every shard: those by ``by``, with the reason.

    ``by`` is a field of the filter, or nothing for those that name no value at all.
    """

    collection: str
    kind: str
    by: str
    why: str

    def covers(self, shape: Shape) -> bool:
        if shape.collection != self.collection or (shape.joins and shape.in_transaction):
            return False
        if (shape.operation in WRITES) is not (self.kind == "write"):
            return False
        # An operator of several conditions, as `$or`, says nothing for all of them.
        named = {field for field in shape.equal | shape.among if not field.startswith("$")}
        return self.by in named if self.by else not named


def is_targeted(shape: Shape, key: tuple[str, ...]) -> bool:
    """Whether a router knows the shards of a command, and lets it through."""
    if shape.joins and shape.in_transaction:
        return False
    if shape.operation in WRITES and not shape.of_many:
        return shape.equal.issuperset(key)
    return key[0] in shape.equal | shape.among


def untargeted(
    shapes: Iterable[Shape],
    keys: Mapping[str, tuple[str, ...]] = SHARD_KEYS,
    allowed: Iterable[Scatters] = (),
) -> list[Shape]:
    """The commands that a router could not target and that nothing allows to scatter."""
    listed = list(allowed)
    return [
        shape
        for shape in shapes
        if shape.collection in keys
        and not is_targeted(shape, keys[shape.collection])
        and not any(each.covers(shape) for each in listed)
    ]


async def read_shapes(database: Database, *, ignored_client: str = "") -> list[Shape]:
    """The commands to distributed collections that the profiler saw."""
    namespaces = [f"{database.name}.{name}" for name in SHARD_KEYS]
    seen = {
        "ns": {"$in": namespaces},
        "op": {"$in": ["query", "command", "update", "remove"]},
        "appName": {"$ne": ignored_client},
        # A command of megabytes is not kept whole.
        "command.$truncated": {"$exists": False},
        "command.explain": {"$exists": False},
    }
    shapes = []
    async for kind in database[PROFILE].aggregate([{"$match": seen}, *_BY_SHAPE]):
        alike = kind["_id"]
        if alike["operation"] not in WRITES | READS or alike.get("first") in _OF_TOOLS:
            continue
        kinds = {term["k"]: term["kind"] for term in alike["terms"]}
        shapes.append(
            Shape(
                alike["ns"].removeprefix(f"{database.name}."),
                alike["operation"],
                frozenset(name for name, how in kinds.items() if how == "equal"),
                frozenset(name for name, how in kinds.items() if how == "among"),
                alike["many"],
                alike["inside"],
                alike["joins"],
            )
        )
    return shapes


_OF_TOOLS = ("$indexStats", "$collStats")


def _of(document: Any, name: str) -> dict[str, Any]:
    return {"$getField": {"field": {"$literal": name}, "input": document}}


def _names(document: Any) -> dict[str, Any]:
    return {
        "$map": {"input": {"$objectToArray": document}, "as": "pair", "in": "$$pair.k"},
    }


_STAGES = {"$cond": [{"$isArray": "$command.pipeline"}, "$command.pipeline", []]}
_CONDITION = {
    "$ifNull": [
        "$command.q",
        "$command.filter",
        "$command.query",
        _of({"$first": _STAGES}, "$match"),
        {},
    ]
}
_FIRST_NAME = {"$first": _names("$$term.v")}
_HOW = {
    "$switch": {
        "branches": [
            {"case": {"$eq": [{"$type": "$$term.v"}, "regex"]}, "then": "other"},
            {"case": {"$ne": [{"$type": "$$term.v"}, "object"]}, "then": "equal"},
            {"case": {"$eq": [_FIRST_NAME, {"$literal": "$eq"}]}, "then": "equal"},
            {"case": {"$eq": [_FIRST_NAME, {"$literal": "$ref"}]}, "then": "equal"},
            {"case": {"$eq": [_FIRST_NAME, {"$literal": "$in"}]}, "then": "among"},
        ],
        # A value that is an object has names of its own.
        "default": {
            "$cond": [
                {"$eq": [{"$substrCP": [{"$ifNull": [_FIRST_NAME, ""]}, 0, 1]}, {"$literal": "$"}]},
                "other",
                "equal",
            ]
        },
    }
}
_BY_SHAPE: list[dict[str, Any]] = [
    {"$set": {"condition": _CONDITION, "stages": _STAGES}},
    {
        "$group": {
            "_id": {
                "ns": "$ns",
                "operation": {
                    "$cond": [{"$eq": ["$op", "command"]}, {"$first": _names("$command")}, "$op"]
                },
                "first": {"$first": _names({"$ifNull": [{"$first": "$stages"}, {}]})},
                "terms": {
                    "$setUnion": {
                        "$map": {
                            "input": {
                                "$concatArrays": [
                                    {"$objectToArray": "$condition"},
                                    {
                                        "$reduce": {
                                            "input": {"$ifNull": [_of("$condition", "$and"), []]},
                                            "initialValue": [],
                                            "in": {
                                                "$concatArrays": [
                                                    "$$value",
                                                    {"$objectToArray": "$$this"},
                                                ]
                                            },
                                        }
                                    },
                                ]
                            },
                            "as": "term",
                            "in": {"k": "$$term.k", "kind": _HOW},
                        }
                    }
                },
                "many": {
                    "$or": [
                        {"$eq": ["$command.multi", True]},
                        {"$and": [{"$eq": ["$op", "remove"]}, {"$eq": ["$command.limit", 0]}]},
                    ]
                },
                "inside": {"$eq": ["$command.autocommit", False]},
                "joins": {
                    "$anyElementTrue": {
                        "$map": {
                            "input": "$stages",
                            "as": "stage",
                            "in": {
                                "$in": [
                                    {"$first": _names("$$stage")},
                                    {"$literal": ["$lookup", "$graphLookup"]},
                                ]
                            },
                        }
                    }
                },
            }
        }
    },
]
"""What a router looks at, and each kind of it once: there are thousands, and few kinds."""
