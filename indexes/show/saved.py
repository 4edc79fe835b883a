"""Plans in files: made and read by one, agreed to by another, done by a third."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.database import Database
from indexes.compare.plan import Plan
from indexes.errors import IndexesError, StalePlan, WrongDatabase
from indexes.server.identity import identity, is_same
from indexes.show.describe import describe_plan

FORMAT = 1
# They say how big it is now, not what is done.
_PASSING = ("documents", "size_bytes", "risk", "serves")


@dataclass(frozen=True)
class SavedPlan:
    """A plan as it was when it was saved."""

    identity: Mapping[str, str]
    allow_gap: bool
    adopt: bool
    allow_data_loss: bool
    only: tuple[str, ...]
    """The collections that it is limited to; none for all."""
    plan: Mapping[str, Any]

    async def check_database(self, database: Database) -> None:
        """Raise WrongDatabase unless the plan was made for this one."""
        here = await identity(database)
        if not is_same(here, self.identity):
            raise WrongDatabase(f"The plan is for {_named(self.identity)}; this is {_named(here)}.")

    def check_fresh(self, plan: Plan) -> None:
        """Raise StalePlan unless the plan made now is the same one."""
        now = describe_plan(plan)
        if now["state"] != self.plan["state"]:
            moved = sorted(
                name
                for name in {*now["state"], *self.plan["state"]}
                if now["state"].get(name) != self.plan["state"].get(name)
            )
            raise _moved_on(", ".join(moved))
        ours, theirs = _lasting(now), _lasting(self.plan)
        if ours == theirs:
            return
        if _declared(ours) == _declared(theirs):
            # Documents have come or gone, or the ledger has changed.
            raise _moved_on(
                "; ".join(
                    f"{one['collection']}.{one['name']}: {one['reason'] or one['operation']}"
                    for one, other in zip(ours, theirs, strict=True)
                    if one != other
                )
            )
        raise StalePlan("The definitions are not those the plan was made of. Make a new plan.")


async def save_plan(
    database: Database,
    plan: Plan,
    *,
    allow_gap: bool = False,
    adopt: bool = False,
    allow_data_loss: bool = False,
    only: Sequence[str] = (),
) -> str:
    """The text of a plan file. ``only`` are the collections that the plan was limited to."""
    document = {
        "threadkeep_index_plan": FORMAT,
        "identity": await identity(database),
        "allow_gap": allow_gap,
        "adopt": adopt,
        "allow_data_loss": allow_data_loss,
        "only": list(only),
        "plan": describe_plan(plan),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def load_plan(text: str) -> SavedPlan:
    """A plan from the text of its file. Raises IndexesError for anything else."""
    try:
        document = json.loads(text)
        if document["threadkeep_index_plan"] != FORMAT:
            raise IndexesError("The plan file is of another version of Threadkeep.")
        where, plan = document["identity"], document["plan"]
        if not isinstance(plan["state"], dict):
            raise TypeError
        _lasting(plan)
        return SavedPlan(
            {name: str(where[name]) for name in {"database", "hosts"} | {"cluster"} & set(where)},
            bool(document["allow_gap"]),
            bool(document.get("adopt", False)),
            bool(document.get("allow_data_loss", False)),
            tuple(map(str, document.get("only", ()))),
            plan,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexesError("This is no plan file of `threadkeep indexes plan --out`.") from error


def _named(identity: Mapping[str, str]) -> str:
    cluster = f" (cluster {identity['cluster']})" if "cluster" in identity else ""
    return f"the database {identity['database']!r} on {identity['hosts']}{cluster}"


def _moved_on(what: str) -> StalePlan:
    return StalePlan(
        f"The database has moved on since the plan was saved: {what}. Make a new plan."
    )


def _declared(operations: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """What of operations stands in the definitions."""
    fields = ("collection", "name", "spec", "options")
    return [[operation.get(field) for field in fields] for operation in operations]


def _lasting(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    operations = [
        {name: value for name, value in operation.items() if name not in _PASSING}
        for operation in plan["operations"]
    ]
    return sorted(operations, key=lambda each: (each["collection"], each["name"]))
