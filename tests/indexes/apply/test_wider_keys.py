"""A unique index gets a field before its own, as a shard key asks: never is nothing unique."""

from typing import Any

import pytest

from documents.database import Database, DuplicateKeyError
from indexes import DEFINITIONS, Definitions, Index, OperationKind, make_plan, sync

BEFORE: dict[str, dict[str, int]] = {
    "user_sessions": {"mission.$id": 1},
    "assets": {"scope_id": 1, "name": 1},
}


def now(collection: str) -> Index:
    key = ["user_id", *BEFORE[collection]]
    (found,) = (i for i in DEFINITIONS.indexes if i.collection == collection and [*i.key] == key)
    return found


@pytest.fixture(params=BEFORE)
async def collection(request: pytest.FixtureRequest, database: Database) -> str:
    """One of an older release, that has its index."""
    name: str = request.param
    older = Index(
        name, BEFORE[name], unique=True, partial=now(name).partial, serves="the older release"
    )
    await sync(database, Definitions([older]))
    return name


async def test_the_new_one_is_made_before_the_old_one_is_let_go(
    collection: str, database: Database
) -> None:
    plan = await make_plan(database, Definitions([now(collection)]))
    kinds = [operation.kind for operation in plan.operations]
    assert kinds == [OperationKind.CREATE, OperationKind.STOP]


async def test_what_was_refused_before_is_refused_after(
    collection: str, database: Database
) -> None:
    await sync(database, Definitions([now(collection)]))
    one: dict[str, Any] = {"user_id": "u", "deleted_at": None, "scope_id": 1, "name": "n"}
    one["mission"] = {"$ref": "missions", "$id": 1}
    await database[collection].insert_one({**one})
    with pytest.raises(DuplicateKeyError):
        await database[collection].insert_one({**one})
