from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from beanie import Document, Link
from pydantic import BaseModel, Field

from documents import ENTITIES
from documents.database import Database, DBRef, ObjectId, OperationFailure
from indexes import PlanRefused
from indexes.validators.changing import ValidatorOptions, plan_validators, sync_validators
from indexes.validators.json_schema import schema_of
from tests.indexes.support import Recorder


class Colour(StrEnum):
    RED = "red"


class Part(BaseModel):
    name: str
    weight: float = 1.0


class Thing(Document):
    name: str = Field(max_length=5)
    colour: Colour = Colour.RED
    amount: int = Field(0, ge=0, lt=10)
    price: Decimal | None = None
    when: datetime
    parts: list[Part] = []
    kind: Literal["a", "b"] = "a"
    either: int | str | None = None
    owner: Link[Document] | None = None
    tags: Annotated[list[str], Field(max_length=2)] = []
    free: dict[str, Any] = {}
    numbers: dict[str, int] = {}
    anything: Any = None
    stored: str = Field("x", alias="storedAs")

    class Settings:
        name = "things"


ERROR = ValidatorOptions(action="error")
REFUSE = ValidatorOptions(action="error", allow_data_loss=True)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
GOOD = {
    "name": "x", "colour": "red", "amount": 3, "price": None, "when": NOW, "kind": "b",
    "parts": [{"name": "p", "weight": 2}], "either": "s", "owner": DBRef("o", ObjectId()),
    "tags": ["t"], "free": {"a": [1]}, "numbers": {"n": 1}, "anything": 3, "storedAs": "y",
    "not declared": True,
}  # fmt: skip
BAD = {
    "a field is missing": {"name": "x"},
    "a wrong type": {**GOOD, "name": 3},
    "too long": {**GOOD, "name": "longer"},
    "no such value": {**GOOD, "colour": "blue"},
    "too small": {**GOOD, "amount": -1},
    "too large": {**GOOD, "amount": 10},
    "no date": {**GOOD, "when": "2026-01-01"},
    "a bad part": {**GOOD, "parts": [{"weight": 1}]},
    "none of the literals": {**GOOD, "kind": "c"},
    "none of the types": {**GOOD, "either": 1.5},
    "no reference": {**GOOD, "owner": "someone"},
    "too many": {**GOOD, "tags": ["a", "b", "c"]},
    "a bad value in an object": {**GOOD, "numbers": {"n": "one"}},
    "a wrong type under its alias": {**GOOD, "storedAs": 5},
}


async def passes(database: Database, document: dict[str, Any]) -> bool:
    await database["things"].insert_one(document)
    schema = {"$jsonSchema": schema_of(Thing)}
    return await database["things"].count_documents(schema) == 1


async def test_a_good_document_passes_the_schema(database: Database) -> None:
    assert await passes(database, GOOD.copy())


async def test_a_document_from_before_a_default_was_added_passes(database: Database) -> None:
    assert await passes(database, {"name": "x", "when": NOW})


@pytest.mark.parametrize("document", BAD.values(), ids=BAD.keys())
async def test_a_bad_document_does_not(document: dict[str, Any], database: Database) -> None:
    assert not await passes(database, document.copy())


async def test_the_service_s_documents_have_validators_the_server_takes(
    database: Database,
) -> None:
    changed = await sync_validators(database, ENTITIES, ERROR)

    assert len(changed) == len(ENTITIES)
    assert await sync_validators(database, ENTITIES, ERROR) == []


async def test_a_second_sync_writes_nothing(
    database: Database, recorded: tuple[Database, Recorder]
) -> None:
    await sync_validators(database, [Thing])
    again, recorder = recorded

    assert await sync_validators(again, [Thing]) == []
    assert recorder.writes() == []


async def test_documents_that_would_not_pass_are_counted(database: Database) -> None:
    await database["things"].insert_many([{**GOOD}, {"name": 1}, {"name": 2}])

    (change,) = await plan_validators(database, [Thing])

    assert (change.documents, change.violators) == (3, 2)


async def test_by_default_a_bad_write_is_let_through(database: Database) -> None:
    await sync_validators(database, [Thing])

    await database["things"].insert_one({"name": 1})


async def test_writes_are_refused_only_when_the_stored_documents_pass(database: Database) -> None:
    await database["things"].insert_one({"_id": 1, "name": 1})

    with pytest.raises(PlanRefused, match="1 of things"):
        await sync_validators(database, [Thing], REFUSE)
    await sync_validators(database, [Thing], replace(REFUSE, allow_violators=True))

    with pytest.raises(OperationFailure, match="failed validation"):
        await database["things"].insert_one({"name": 1})
    # Moderate: what did not pass before may still be changed.
    await database["things"].update_one({"_id": 1}, {"$set": {"name": 2}})


async def test_a_change_of_level_alone_is_a_change(database: Database) -> None:
    await sync_validators(database, [Thing])

    (change,) = await plan_validators(database, [Thing], ValidatorOptions(level="strict"))

    assert change.changes == ("level: moderate → strict",)
