"""Compares the collections' validators with the derived ones, and sets them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beanie import Document

from documents.database import Database, collection_of, name_of
from documents.leases import hold
from indexes.declared.values import frozen
from indexes.errors import PlanRefused
from indexes.server.ledger import INDEX_LOCK
from indexes.validators.json_schema import Schema, schema_of


@dataclass(frozen=True)
class ValidatorChange:
    """What a collection's validator is and should be."""

    collection: str
    schema: Schema
    level: str
    action: str
    changes: tuple[str, ...]
    documents: int
    violators: int

    @property
    def in_step(self) -> bool:
        """Whether it is as it should be."""
        return not self.changes


async def plan_validators(
    database: Database,
    models: Sequence[type[Document]],
    *,
    level: str = "moderate",
    action: str = "warn",
) -> list[ValidatorChange]:
    """Each collection's change, with the documents that would not pass. Reads only.

    Counting reads whole collections.
    """
    options: dict[str, Mapping[str, Any]] = {}
    async for entry in await database.handle.list_collections():
        options[entry["name"]] = entry.get("options", {})
    changes = []
    for model in models:
        name = name_of(model)
        here, schema = options.get(name), schema_of(model)
        documents = violators = 0
        if here is not None:
            collection = collection_of(model, database)
            documents = await collection.estimated_document_count()
            violators = await collection.count_documents({"$nor": [{"$jsonSchema": schema}]})
        changes.append(
            ValidatorChange(
                name, schema, level, action,
                _changes(here, schema, level, action), documents, violators,
            )
        )  # fmt: skip
    return changes


async def sync_validators(
    database: Database,
    models: Sequence[type[Document]],
    *,
    level: str = "moderate",
    action: str = "warn",
    allow_violators: bool = False,
    lock_wait: float = 60.0,
) -> list[ValidatorChange]:
    """Set the validators that are not as they should be; gives back what was changed.

    Writes nothing when all are. Raises PlanRefused when writes would be refused
    (``action`` error) while stored documents do not pass, and LeaseHeld.
    """
    plan = await plan_validators(database, models, level=level, action=action)
    if all(change.in_step for change in plan):
        return []
    async with hold(database, INDEX_LOCK, wait_seconds=lock_wait) as lease:
        plan = await plan_validators(database, models, level=level, action=action)
        waiting = [change for change in plan if not change.in_step]
        bad = [change for change in waiting if change.violators]
        if action == "error" and bad and not allow_violators:
            counts = ", ".join(f"{change.violators} of {change.collection}" for change in bad)
            raise PlanRefused(
                f"Documents that would not pass: {counts}. Mend them, keep --action warn, "
                "or add --allow-violators."
            )
        for change in waiting:
            await lease.renew()
            await _apply(database, change)
    return waiting


async def _apply(database: Database, change: ValidatorChange) -> None:
    options = {
        "validator": {"$jsonSchema": change.schema},
        "validationLevel": change.level,
        "validationAction": change.action,
    }
    names = await database.handle.list_collection_names(filter={"name": change.collection})
    verb = "collMod" if names else "create"
    await database.handle.command({verb: change.collection, **options})


def _changes(
    here: Mapping[str, Any] | None, schema: Schema, level: str, action: str
) -> tuple[str, ...]:
    if here is None:
        return ("no collection yet → one with a validator",)
    changes = []
    validator = here.get("validator")
    if not validator:
        changes.append("validator: none → from the document")
    elif frozen(_sorted(validator)) != frozen(_sorted({"$jsonSchema": schema})):
        changes.append("validator: another → from the document")
    has = (here.get("validationLevel", "strict"), here.get("validationAction", "error"))
    if validator and has[0] != level:
        changes.append(f"level: {has[0]} → {level}")
    if validator and has[1] != action:
        changes.append(f"action: {has[1]} → {action}")
    return tuple(changes)


def _sorted(value: Any) -> Any:
    """With the fields of every document in order: in a schema their order means nothing."""
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value
