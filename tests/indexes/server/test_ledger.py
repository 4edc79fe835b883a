"""A ledger in which somebody has written: what is no entry counts for nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

import indexes
from documents.database import Database
from indexes import Definitions, SyncOptions
from indexes.apply.prune import PruneOptions, prune
from indexes.show.status import read_status
from tests.indexes.support import one, raw_indexes

PLACE = {"collection": "things", "name": "a_1"}
ENTRY: dict[str, Any] = {
    "_id": PLACE,
    "token": 1,
    "key": '{"a":1}',
    "definition": "a_1",
    "release": "0",
    "made_at": datetime(2026, 1, 1, tzinfo=UTC),
    "hidden_at": None,
    "replaced_by": "",
}
JUNK: dict[str, dict[str, Any]] = {
    "an id of another kind": {"_id": "junk"},
    "an id of numbers": {"_id": {"collection": 1, "name": 2}},
    "half an id": {"_id": {"name": "a_1"}},
    "nothing but the id": {"_id": PLACE},
    "a key that is none": {**ENTRY, "key": 7},
    "no key": {name: value for name, value in ENTRY.items() if name != "key"},
    "a definition that is none": {**ENTRY, "definition": ["a_1"]},
    "a release without order": {**ENTRY, "release": "main"},
    "a release that is none": {**ENTRY, "release": 1.5},
    "a time in words": {**ENTRY, "hidden_at": "yesterday"},
    "a successor that is none": {**ENTRY, "replaced_by": {"a": 1}},
    "a token in words": {**ENTRY, "token": "high"},
    "a token that is not a number": {**ENTRY, "token": float("nan")},
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
async def test_every_command_goes_on_beside_junk_in_the_ledger(
    junk: dict[str, Any], database: Database
) -> None:
    await database["things"].insert_one({"a": 1})
    await database["things"].create_index([("a", 1)])
    await database["index_ledger"].insert_one(junk)

    plan = await indexes.make_plan(database, one(hidden=True))
    status = await read_status(database, one(), "1")
    await prune(database, Definitions([]), PruneOptions(drop=True))
    report = await indexes.sync(database, one(unique=True))
    again = await indexes.sync(database, one(sparse=True), options=SyncOptions(adopt=True))

    assert len(plan.operations) == 1
    assert status.in_step
    assert report.left.in_step
    assert again.left.in_step
    assert set(await raw_indexes(database, "things")) == {"_id_", "a_1"}
