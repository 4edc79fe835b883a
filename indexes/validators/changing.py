"""Compares the collections' validators with the derived ones, and sets them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beanie import Document

from documents.database import Database, collection_of, name_of
from documents.leases import hold
from indexes.declared.values import frozen
from indexes.errors import PlanRefused
from indexes.server.ledger import INDEX_LOCK
from indexes.validators.json_schema import Schema, schema_of
from indexes.validators.widening import is_wider

LEVEL, ACTION = "moderate", "warn"
"""What a validator gets where none was before and nothing else is asked for."""
TITLE = "Derived by threadkeep indexes validators"
"""The title that tells our schemas from a validator of another hand."""
NARROWER = "writes that pass today would be refused: needs --allow-data-loss"


@dataclass(frozen=True)
class ValidatorOptions:
    """How the validators are to be.

    ``level`` and ``action`` None keep what a collection's validator has. With
    ``allow_violators`` writes may be refused though stored documents do not pass, with
    ``allow_data_loss`` those that pass today.
    """

    level: str | None = None
    action: str | None = None
    allow_violators: bool = False
    allow_data_loss: bool = False


@dataclass(frozen=True)
class ValidatorChange:
    """What a collection's validator is and should be.

    ``foreign`` is a validator of another hand that would be replaced. ``reason`` says why
    it cannot be done as things stand. ``violators`` is None where nobody counted.
    """

    collection: str
    schema: Schema
    level: str
    action: str
    changes: tuple[str, ...]
    documents: int = 0
    violators: int | None = None
    foreign: Mapping[str, Any] | None = None
    reason: str = ""

    @property
    def in_step(self) -> bool:
        """Whether it is as it should be."""
        return not self.changes and not self.reason


Shown = Callable[[list[ValidatorChange]], None]


async def plan_validators(
    database: Database,
    models: Sequence[type[Document]],
    options: ValidatorOptions | None = None,
    *,
    count: bool = True,
) -> list[ValidatorChange]:
    """Each collection's change. Reads only.

    With ``count`` also how many documents would not pass, which reads whole collections.
    """
    there: dict[str, Mapping[str, Any]] = {}
    async for entry in await database.handle.list_collections():
        there[entry["name"]] = entry
    chosen = options or ValidatorOptions()
    return [
        await _change(database, model, there.get(name_of(model)), chosen, count) for model in models
    ]


async def sync_validators(
    database: Database,
    models: Sequence[type[Document]],
    options: ValidatorOptions | None = None,
    *,
    lock_wait: float = 60.0,
    report: Shown | None = None,
) -> list[ValidatorChange]:
    """Set the validators that are not as they should be; gives back what was changed.

    ``report`` is shown them before the first is set. Writes nothing when all are as they
    should be. Raises LeaseHeld, and PlanRefused with nothing done: where a collection
    cannot have a validator, where writes would be refused while stored documents do not
    pass, and where writes would be refused that pass today.
    """
    chosen = options or ValidatorOptions()
    plan = await plan_validators(database, models, chosen)
    if all(change.in_step for change in plan):
        return []
    _refuse(plan, chosen)
    async with hold(database, INDEX_LOCK, wait_seconds=lock_wait) as lease:
        plan = await plan_validators(database, models, chosen)
        _refuse(plan, chosen)
        waiting = [change for change in plan if not change.in_step]
        if report is not None:
            report(waiting)
        for change in waiting:
            await lease.renew()
            await _apply(database, change)
    return waiting


def _refuse(plan: Sequence[ValidatorChange], options: ValidatorOptions) -> None:
    stopped = [f"{change.collection}: {change.reason}" for change in plan if change.reason]
    if stopped:
        raise PlanRefused("; ".join(stopped))
    bad = [
        change
        for change in plan
        if not change.in_step and change.action == "error" and change.violators
    ]
    if bad and not options.allow_violators:
        counts = ", ".join(f"{change.violators} of {change.collection}" for change in bad)
        raise PlanRefused(
            f"Documents that would not pass: {counts}. Mend them, take --action warn, "
            "or add --allow-violators."
        )


async def _change(
    database: Database,
    model: type[Document],
    entry: Mapping[str, Any] | None,
    options: ValidatorOptions,
    count: bool,
) -> ValidatorChange:
    """What is to be done about one collection; ``entry`` is what listCollections shows."""
    name, schema = name_of(model), {"title": TITLE, **schema_of(model)}
    if entry is None:
        level, action = options.level or LEVEL, options.action or ACTION
        return ValidatorChange(
            name, schema, level, action, ("no collection yet → one with a validator",)
        )
    here: Mapping[str, Any] = entry.get("options", {})
    level, action = _kept(here, options)
    kind = entry.get("type", "collection")
    if kind != "collection":
        reason = f"it is a {kind}, which cannot have a validator"
        return ValidatorChange(name, schema, level, action, (), reason=reason)
    changes = _changes(here, schema, level, action)
    collection = collection_of(model, database)
    documents = await collection.estimated_document_count()
    violators = None
    if count:
        violators = await collection.count_documents({"$nor": [{"$jsonSchema": schema}]})
    narrower = documents > 0 and _narrows(here, schema, level, action)
    foreign = here.get("validator") or None
    ours = foreign is not None and foreign.get("$jsonSchema", {}).get("title") == TITLE
    return ValidatorChange(
        name,
        schema,
        level,
        action,
        changes,
        documents,
        violators,
        foreign=None if ours or not changes else foreign,
        reason=NARROWER if changes and narrower and not options.allow_data_loss else "",
    )


async def _apply(database: Database, change: ValidatorChange) -> None:
    options = {
        "validator": {"$jsonSchema": change.schema},
        "validationLevel": change.level,
        "validationAction": change.action,
    }
    names = await database.handle.list_collection_names(filter={"name": change.collection})
    verb = "collMod" if names else "create"
    await database.handle.command({verb: change.collection, **options})


def _kept(here: Mapping[str, Any], options: ValidatorOptions) -> tuple[str, str]:
    """The level and the action: those asked for, else those of the validator that is there."""
    if not here.get("validator"):
        return options.level or LEVEL, options.action or ACTION
    level, action = _enforced(here)
    return options.level or level, options.action or action


def _enforced(here: Mapping[str, Any]) -> tuple[str, str]:
    # The server's defaults: https://www.mongodb.com/docs/manual/reference/command/collMod/
    return here.get("validationLevel", "strict"), here.get("validationAction", "error")


def _changes(here: Mapping[str, Any], schema: Schema, level: str, action: str) -> tuple[str, ...]:
    validator = here.get("validator")
    if not validator:
        return ("validator: none → from the document",)
    changes = []
    if not _same(validator, schema):
        changes.append("validator: another → from the document")
    for what, old, new in zip(("level", "action"), _enforced(here), (level, action), strict=True):
        if old != new:
            changes.append(f"{what}: {old} → {new}")
    return tuple(changes)


def _narrows(here: Mapping[str, Any], schema: Schema, level: str, action: str) -> bool:
    """Whether writes may be refused that are let through as things stand."""
    if level == "off" or action != "error":
        return False
    validator = here.get("validator") or {}
    old_level, old_action = _enforced(here)
    if not validator or old_level == "off" or old_action != "error":
        return True
    if level == "strict" and old_level != "strict":
        return True
    if _same(validator, schema):
        return False
    return set(validator) != {"$jsonSchema"} or not is_wider(schema, validator["$jsonSchema"])


def _same(validator: Mapping[str, Any], schema: Schema) -> bool:
    return frozen(_sorted(validator)) == frozen(_sorted({"$jsonSchema": schema}))


def _sorted(value: Any) -> Any:
    """With the fields of every document in order: in a schema their order means nothing."""
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value
