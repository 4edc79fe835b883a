"""A run that dies after any of its steps: what it made is known as its own, and finished."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import indexes
from documents.database import Database, collection_of
from documents.shapes.index_records import IndexRecord
from indexes import IndexesError, SyncOptions
from indexes.apply.executor import Executor
from indexes.compare.plan import Operation
from indexes.steps.kinds_of_step import BuildIndex, RunCommand, Step, StrikeEntry, WriteEntry
from tests.indexes.changes import CHANGES
from tests.indexes.support import one, raw_indexes
from tests.support import FailPoint

OLDER = SyncOptions(release="1.0", allow_gap=True, allow_data_loss=True)
NEWER = SyncOptions(release="2.0", allow_gap=True, allow_data_loss=True)
CASES = {
    "made unique": (None, one(unique=True)),
    **{
        name: (CHANGES[name].before, CHANGES[name].after)
        for name in ("shorter expiry", "plain to unique", "sparse", "direction")
    },
}


class _Died(Exception):
    pass


@contextmanager
def dying(after: int, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Die once so many steps that change something are taken."""
    taken = 0
    take = Executor._take

    async def taking(self: Executor, operation: Operation, step: Step) -> None:
        nonlocal taken
        await take(self, operation, step)
        if isinstance(step, BuildIndex | RunCommand | StrikeEntry | WriteEntry):
            taken += 1
            if taken == after:
                raise _Died

    with patch.context() as patched:
        patched.setattr(Executor, "_take", taking)
        yield


async def entries(database: Database) -> dict[str, dict[str, Any]]:
    found = collection_of(IndexRecord, database).find()
    return {entry["_id"]["name"]: entry async for entry in found}


@pytest.mark.parametrize("name", CASES)
async def test_what_a_run_has_changed_before_its_death_is_recorded_as_its_own(
    name: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an older release would undo it, and no release would ever take it away."""
    before, after = CASES[name]
    died = True
    steps = 0
    while died:
        steps += 1
        await database.client.drop_database(database.name)
        await database["things"].insert_many([{"a": 7, "b": "x"}, {"a": 9, "b": "y"}])
        if before is not None:
            await indexes.sync(database, before, options=OLDER)
        there = await raw_indexes(database, "things")
        with dying(steps, monkeypatch):
            try:
                await indexes.sync(database, after, options=NEWER)
                died = False
            except _Died:
                pass
        known = await entries(database)
        for index, raw in (await raw_indexes(database, "things")).items():
            if there.get(index) not in (raw, {**raw, "hidden": False}) and "hidden" not in raw:
                assert known[index]["release"] == "2.0", (index, steps)
        assert (await indexes.sync(database, after, options=NEWER)).left.in_step
        assert len(await raw_indexes(database, "things")) == 2
    assert steps > 2


async def test_an_older_release_leaves_what_a_newer_one_has_replaced(
    database: Database, fail_point: FailPoint
) -> None:
    """Until it is gone, processes of the newer release may count on it."""
    change = CHANGES["direction"]
    await database["things"].insert_one({"a": 1})
    await indexes.sync(database, change.before, options=NEWER)
    async with fail_point("failCommand", failCommands=["dropIndexes"], errorCode=1):
        with pytest.raises(IndexesError):
            await indexes.sync(database, change.after, options=NEWER)
    there = set(await raw_indexes(database, "things"))

    older = await indexes.sync(database, change.after, options=OLDER)
    assert (older.done, set(await raw_indexes(database, "things"))) == ((), there)
    newer = await indexes.sync(database, change.after, options=NEWER)
    assert len(newer.done) == 1
    assert len(await raw_indexes(database, "things")) == len(there) - 1
