import asyncio
import json

import pytest

import indexes
from documents.database import Database
from documents.leases import hold
from indexes import Definitions, Index, IndexesError, StalePlan, SyncOptions, WrongDatabase
from indexes.server.ledger import INDEX_LOCK
from indexes.show.saved import load_plan, save_plan
from tests.indexes.support import one, raw_indexes
from tests.support import FailPoint

DEFINITIONS = Definitions(
    [
        Index("things", {"a": 1}, unique=True, serves="a test"),
        Index("things", {"b": 1}, partial={"b": {"$gt": 1}}, serves="a test"),
    ]
)


async def saved(database: Database) -> str:
    return await save_plan(
        database, await indexes.make_plan(database, DEFINITIONS), allow_gap=False
    )


async def test_a_saved_plan_is_done_as_it_stands(database: Database) -> None:
    await database["things"].insert_one({"a": 1})
    plan = load_plan(await saved(database))
    await database["things"].insert_one({"a": 2})

    await plan.check_database(database)
    report = await indexes.sync(database, DEFINITIONS, expected=plan.check_fresh)

    assert report.left.in_step
    assert len(report.done) == 2


async def test_a_plan_is_stale_once_an_index_has_changed(database: Database) -> None:
    plan = load_plan(await saved(database))
    await database["things"].create_index([("c", 1)])
    before = await raw_indexes(database, "things")

    with pytest.raises(StalePlan, match="things"):
        await indexes.sync(database, DEFINITIONS, expected=plan.check_fresh)

    assert await raw_indexes(database, "things") == before


async def test_a_plan_is_stale_once_the_definitions_have_changed(database: Database) -> None:
    plan = load_plan(await saved(database))

    with pytest.raises(StalePlan, match="definitions"):
        await indexes.sync(
            database, Definitions(DEFINITIONS.indexes[:1]), expected=plan.check_fresh
        )


async def test_a_plan_that_was_done_is_stale(database: Database) -> None:
    plan = load_plan(await saved(database))
    await indexes.sync(database, DEFINITIONS, options=SyncOptions())

    with pytest.raises(StalePlan):
        await indexes.sync(database, DEFINITIONS, expected=plan.check_fresh)


async def test_a_plan_of_another_database_is_refused(database: Database) -> None:
    text = (await saved(database)).replace(database.name, "another")

    with pytest.raises(WrongDatabase, match="another"):
        await load_plan(text).check_database(database)


async def test_a_plan_of_a_database_of_the_same_name_elsewhere_is_refused(
    database: Database,
) -> None:
    document = json.loads(await saved(database))
    document["identity"]["cluster"] = "0" * 24

    with pytest.raises(WrongDatabase, match="cluster 000000"):
        await load_plan(json.dumps(document)).check_database(database)


@pytest.mark.parametrize("maker_may_ask", [True, False])
async def test_a_user_who_may_not_read_the_cluster_s_id_knows_the_database_by_its_hosts(
    maker_may_ask: bool, database: Database, fail_point: FailPoint
) -> None:
    may_not_ask = fail_point("failCommand", failCommands=["replSetGetConfig"], errorCode=13)
    text = await saved(database)
    async with may_not_ask:
        if not maker_may_ask:
            text = await saved(database)
        elsewhere = json.loads(text)
        elsewhere["identity"]["hosts"] = "rs0/elsewhere:27017"

        await load_plan(text).check_database(database)
        with pytest.raises(WrongDatabase, match="elsewhere"):
            await load_plan(json.dumps(elsewhere)).check_database(database)
    await load_plan(text).check_database(database)


async def test_a_plan_is_stale_once_there_are_documents_that_it_would_delete(
    database: Database,
) -> None:
    expiring = one({"at": 1}, expire_after_seconds=60)
    await database["things"].create_index([("b", 1)])
    text = await save_plan(database, await indexes.make_plan(database, expiring))
    await database["things"].insert_one({})

    with pytest.raises(StalePlan) as stale:
        await indexes.sync(database, expiring, expected=load_plan(text).check_fresh)

    assert "things.at_1: documents would expire that are kept today" in str(stale.value)
    assert "definitions" not in str(stale.value)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "", "{}", "[]", '{"threadkeep_index_plan": 1, "plan": 3}', "nul"]
)
def test_what_is_no_plan_is_said_to_be_none(text: str) -> None:
    with pytest.raises(IndexesError, match="no plan file"):
        load_plan(text)


def test_a_plan_of_another_format_is_said_to_be_so() -> None:
    with pytest.raises(IndexesError, match="another version"):
        load_plan('{"threadkeep_index_plan": 2}')


async def test_a_plan_that_goes_stale_while_the_lock_is_waited_for_is_not_done(
    database: Database,
) -> None:
    plan = load_plan(await saved(database))
    waits = asyncio.Event()
    async with hold(database, INDEX_LOCK, wait_seconds=0):
        syncing = asyncio.create_task(
            indexes.sync(
                database,
                DEFINITIONS,
                expected=plan.check_fresh,
                report=lambda _: waits.set(),
            )
        )
        await waits.wait()
        await database["things"].create_index([("a", 1)], name="made meanwhile")
    with pytest.raises(StalePlan):
        await syncing
    assert set(await raw_indexes(database, "things")) == {"_id_", "made meanwhile"}
