"""Reads the database profiler: which queries went past the indexes, and which indexes none used.

A stage that reads another collection (``$lookup``, ``$unionWith``) stands in no plan that
the profiler keeps, but the server counts each collection's scans. What it counted beyond
those of the profile was such a stage's.

The profiler must be at level 2 with ``slowms`` 0 while the queries run
(``switch_on``). MongoDB keeps 1 MB of entries by default; ``switch_on`` makes room for
``profile_bytes``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from documents.database import Database, extended_json
from indexes import Definitions

PROFILE = "system.profile"
_READING = frozenset({"query", "getmore", "command", "update", "remove"})
_OWN = frozenset({"index_lock", "index_ledger", "leases", PROFILE})
# They look at whole collections by their nature, and only tools send them.
_EXPLAIN = "explain"
_WHOLE = (_EXPLAIN, "$indexStats", "$collStats", "$listSessions", "$currentOp")


@dataclass(frozen=True)
class _Counts:
    """What the server has counted of a collection since it was made."""

    scans: int = 0
    keys: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)
    """By the names of its indexes."""
    uses: dict[str, int] = field(default_factory=dict)
    """By the names of its indexes."""


_before: dict[str, dict[str, _Counts]] = {}
"""By database: what its collections had counted when the profiler was switched on."""


@dataclass(frozen=True)
class Offence:
    """A command that should not have been as it was."""

    collection: str
    problem: str
    command: str
    plan: str

    def __str__(self) -> str:
        return f"{self.problem} on {self.collection}: {self.command} [{self.plan}]"


@dataclass
class Profile:
    """What the profiler saw."""

    commands: int = 0
    collection_scans: list[Offence] = field(default_factory=list)
    memory_sorts: list[Offence] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    """Declared indexes (``collection.name``) that no query's plan used."""

    @property
    def problems(self) -> list[str]:
        """Every problem, a line each, without repetition."""
        offences = [*self.collection_scans, *self.memory_sorts]
        lines = [str(offence) for offence in offences]
        lines += [f"no query used {label}" for label in self.unused]
        return list(dict.fromkeys(lines))


async def switch_on(database: Database, profile_bytes: int = 256 * 1024 * 1024) -> None:
    """Profile every command of this database from now on."""
    await switch_off(database)
    await database.handle.drop_collection(PROFILE)
    await database.handle.command({"create": PROFILE, "capped": True, "size": profile_bytes})
    _before[database.name] = await _counts(database)
    await database.handle.command({"profile": 2, "slowms": 0})


async def switch_off(database: Database) -> None:
    """Profile nothing; what was seen stays to be read."""
    await database.handle.command({"profile": 0})


async def read_profile(
    database: Database, definitions: Definitions, *, ignored_client: str = ""
) -> Profile:
    """What the profiler saw of the declared collections.

    The commands of a client with the application name ``ignored_client`` do not count.

    A collection scan counts even when a limit or a small collection made it
    quick. An index counts as used when it stands in the plan of a command, or when
    the server has counted a use of it since ``switch_on``.
    """
    profile = Profile()
    declared = set(definitions.names)
    used: set[tuple[str, str]] = set()
    counted = {"op": {"$in": sorted(_READING)}, "appName": {"$ne": ignored_client}}
    async for kind in database[PROFILE].aggregate([{"$match": counted}, _BY_KIND]):
        alike = kind["_id"]
        collection = str(alike.get("ns", "")).removeprefix(f"{database.name}.")
        if collection in _OWN or collection not in declared or alike["first"] in _WHOLE:
            continue
        profile.commands += kind["commands"]
        plan = str(alike.get("plan", ""))
        used |= {(collection, key) for key in _keys(plan)}
        if "COLLSCAN" in plan or alike.get("sorts"):
            async for entry in database[PROFILE].find(counted | _like(alike)):
                shown = _shown(entry)
                if _is_a_tool_s(entry):
                    continue
                if "COLLSCAN" in plan:
                    scan = Offence(collection, "collection scan", shown, plan)
                    profile.collection_scans.append(scan)
                if alike.get("sorts"):
                    profile.memory_sorts.append(Offence(collection, "sort in memory", shown, plan))
    before = _before.get(database.name, {})
    counts = await _counts(database)
    for name in sorted(declared & set(counts)):
        now, then = counts[name], before.get(name, _Counts())
        if await _scans_unseen(database, name, now.scans - then.scans) > 0:
            problem = "collection scan in a stage that reads it"
            shown = await _naming(database, name, counted)
            profile.collection_scans.append(Offence(name, problem, shown, "COLLSCAN"))
        # A $lookup's stand in no plan. An index that was built anew counts from nothing.
        used |= {
            (name, index)
            for index, uses in now.uses.items()
            if uses not in (0, then.uses.get(index))
        }
    for index in definitions.indexes:
        if index.expire_after_seconds is not None:
            # It serves the server's own removal.
            continue
        key = list(index.key.items())
        keys = counts.get(index.collection, _Counts()).keys
        names = [_key_text(index.key), *(name for name, its in keys.items() if its == key)]
        if not used & {(index.collection, name) for name in names}:
            profile.unused.append(index.label)
    return profile


async def _scans_unseen(database: Database, collection: str, scans: int) -> int:
    """How many of so many scans stand in no plan of the profile."""
    if scans <= 0:
        return 0
    # A later batch of a scan shows its plan again.
    seen = {
        "ns": f"{database.name}.{collection}",
        "planSummary": {"$regex": "COLLSCAN"},
        "op": {"$ne": "getmore"},
    }
    return scans - await database[PROFILE].count_documents(seen)


async def _counts(database: Database) -> dict[str, _Counts]:
    """What the server has counted of each collection, in one aggregation of them all."""
    names = await database.handle.list_collection_names(filter={"type": "collection"})
    of_each: list[tuple[str, dict[str, Any]]] = [
        (name, {"$set": {"in": name}}) for name in names if name != PROFILE
    ]
    if not of_each:
        return {}
    (first, label), *others = of_each
    scans: dict[str, Any] = {"$collStats": {"queryExecStats": {}}}
    uses: dict[str, Any] = {"$indexStats": {}}
    pipeline: list[dict[str, Any]] = [scans, label]
    pipeline += [
        {"$unionWith": {"coll": name, "pipeline": [scans, label]}} for name, label in others
    ]
    pipeline += [
        {"$unionWith": {"coll": name, "pipeline": [uses, label]}} for name, label in of_each
    ]
    counted: dict[str, _Counts] = {}
    async for entry in database[first].aggregate(pipeline):
        if "queryExecStats" in entry:
            total = int(entry["queryExecStats"]["collectionScans"]["total"])
            counted[entry["in"]] = _Counts(total, {}, {})
        else:
            counts = counted[entry["in"]]
            counts.keys[entry["name"]] = list(entry["key"].items())
            counts.uses[entry["name"]] = int(entry["accesses"]["ops"])
    return counted


_BY_KIND: dict[str, Any] = {
    "$group": {
        "_id": {
            "ns": "$ns",
            "plan": "$planSummary",
            "sorts": "$hasSortStage",
            "first": {
                "$cond": [
                    {"$isArray": "$command.pipeline"},
                    {
                        "$first": {
                            "$map": {
                                "input": {
                                    "$objectToArray": {
                                        "$ifNull": [{"$first": "$command.pipeline"}, {}]
                                    }
                                },
                                "in": "$$this.k",
                            }
                        }
                    },
                    {"$cond": [{"$gt": ["$command.explain", None]}, _EXPLAIN, None]},
                ]
            },
        },
        "commands": {"$sum": 1},
    }
}
"""What the profile tells of commands, and how often: there are thousands, and few kinds."""


def _like(alike: Mapping[str, Any]) -> dict[str, Any]:
    """What finds the entries of a kind, and perhaps a tool's."""
    fields = {"ns": "ns", "plan": "planSummary", "sorts": "hasSortStage"}
    return {path: alike.get(name, {"$exists": False}) for name, path in fields.items()}


async def _naming(database: Database, collection: str, counted: Mapping[str, Any]) -> str:
    """The last command, to another collection, that names this one."""
    shown = "a command that is not known"
    elsewhere = {"ns": {"$ne": f"{database.name}.{collection}"}}
    async for entry in database[PROFILE].find({**counted, **elsewhere}):
        if not _is_a_tool_s(entry) and f'"{collection}"' in _shown(entry):
            shown = _shown(entry)
    return shown


def _is_a_tool_s(entry: Mapping[str, Any]) -> bool:
    command = entry.get("command", {})
    pipeline = command.get("pipeline", [])
    first = next(iter(pipeline[0]), "") if pipeline else ""
    return "explain" in command or first in _WHOLE


def _shown(entry: Mapping[str, Any]) -> str:
    return extended_json(_without_noise(entry.get("command", {})))[:500]


def _keys(plan: str) -> Iterator[str]:
    """The keys in a plan summary: ``IXSCAN { a: 1, b: -1 }, IXSCAN { c: 1 }``."""
    for part in plan.split("IXSCAN ")[1:]:
        yield part.split("}")[0].strip("{ ")


def _key_text(key: Mapping[str, Any]) -> str:
    """A key as a plan summary writes it."""
    return ", ".join(
        f'{path}: "{kind}"' if isinstance(kind, str) else f"{path}: {kind}"
        for path, kind in key.items()
    )


def _without_noise(command: Mapping[str, Any]) -> dict[str, Any]:
    noise = {"lsid", "$clusterTime", "$db", "$readPreference", "txnNumber", "readConcern"}
    return {name: value for name, value in command.items() if name not in noise}
