from datetime import datetime

import pytest
from beanie import Document
from pydantic import BaseModel

from documents.database import Database
from tests.stored_fields import undeclared_fields


class Leg(BaseModel):
    length: int
    made_by: dict[str, str] = {}


class Table(Document):
    name: str
    legs: list[Leg] = []
    drawer: Leg | None = None
    sold_at: datetime | None = None
    notes: dict[str, object] = {}

    class Settings:
        name = "tables"


GOOD = {
    "name": "t",
    "legs": [{"length": 1, "made_by": {"first": "a"}}],
    "drawer": {"length": 2},
    "sold_at": None,
    "notes": {"anything": {"at": "all"}},
}


async def test_what_the_classes_declare_is_nothing_to_tell_of(database: Database) -> None:
    await database["tables"].insert_many([dict(GOOD), {"name": "older"}])
    assert await undeclared_fields(database, [Table]) == set()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": "red"}, "tables.colour"),
        ({"legs": [{"length": 1}, {"length": 2, "wood": "oak"}]}, "tables.legs.wood"),
        ({"drawer": {"length": 2, "lock": True}}, "tables.drawer.lock"),
    ],
)
async def test_a_field_that_no_class_declares_is_told_of(
    database: Database, change: dict[str, object], path: str
) -> None:
    await database["tables"].insert_many([dict(GOOD), {**GOOD, **change}])
    assert await undeclared_fields(database, [Table]) == {path}


async def test_a_collection_of_no_class_is_told_of(database: Database) -> None:
    await database["chairs"].insert_one({"name": "c"})
    assert await undeclared_fields(database, [Table]) == {"chairs"}
