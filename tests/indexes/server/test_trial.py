"""The server judges definitions on a collection of its own, before anything is built."""

from dataclasses import replace

import pytest

import indexes
from documents.database import Database, OperationFailure
from indexes import (
    Capped,
    Collection,
    Definitions,
    Index,
    InvalidDefinition,
    SyncOptions,
    TimeSeries,
)
from indexes.apply.events import Event, Notice
from indexes.declared.lint import lint
from indexes.server.identity import server_time
from indexes.server.trial import try_definitions
from tests.indexes.judged import REFUSED, TAKEN
from tests.indexes.support import one
from tests.support import FailPoint

FINE = Index("others", {"z": 1}, serves="a test")


async def names(database: Database) -> list[str]:
    return sorted(await database.handle.list_collection_names())


async def takes(database: Database, index: Index) -> bool:
    """Whether the server builds it."""
    try:
        await database.handle.command(
            {"createIndexes": index.collection, "indexes": [index.spec()]}
        )
    except OperationFailure:
        return False
    return True


@pytest.mark.parametrize("index", REFUSED.values(), ids=REFUSED.keys())
async def test_what_the_server_refuses_is_found_before_anything_is_built(
    index: Index, database: Database
) -> None:
    definitions = Definitions([FINE, index])

    with pytest.raises(InvalidDefinition) as refused:
        await indexes.sync(database, definitions, options=SyncOptions(allow_data_loss=True))

    assert index.label in str(refused.value) or index.collection in str(refused.value)
    assert set(await names(database)) <= {"index_lock"}
    assert not await takes(database, index)


@pytest.mark.parametrize("index", TAKEN.values(), ids=TAKEN.keys())
async def test_what_the_server_takes_is_never_refused_and_is_in_step_from_then_on(
    index: Index, database: Database
) -> None:
    leave = SyncOptions(allow_data_loss=True)
    definitions = Definitions([index])

    report = await indexes.sync(database, definitions, options=leave)

    assert [finding for finding in lint(definitions) if finding.error] == []
    assert (await try_definitions(database, definitions, [index])).findings == ()
    assert report.left.in_step
    assert (await indexes.sync(database, definitions, options=leave)).done == ()


async def test_the_index_that_every_collection_has_is_in_step(database: Database) -> None:
    await database["things"].insert_one({})

    assert await indexes.differences(database, one({"_id": 1})) == ()
    assert [finding.error for finding in lint(one({"_id": 1}))] == [False]


IMPOSSIBLE = {
    "an unknown locale": Collection("odd", collation={"locale": "klingon"}),
    "a path for the time": Collection("odd", time_series=TimeSeries("a.b")),
    "more bytes than can be": Collection("odd", capped=Capped(2**60)),
}


@pytest.mark.parametrize("odd", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
async def test_a_collection_that_the_server_refuses_is_found_before_anything_is_made(
    odd: Collection, database: Database
) -> None:
    definitions = Definitions([FINE], [Collection("last", capped=Capped(4096)), odd])

    with pytest.raises(InvalidDefinition, match=r"^odd: the server refuses it"):
        await indexes.sync(database, definitions)

    assert set(await names(database)) <= {"index_lock"}


async def test_an_expiry_that_the_server_refuses_is_found_before_anything_is_done(
    database: Database,
) -> None:
    readings = Collection("readings", time_series=TimeSeries("at"))
    await indexes.sync(database, Definitions([], [readings]))
    expiring = Definitions([FINE], [replace(readings, expire_after_seconds=-1)])

    with pytest.raises(InvalidDefinition, match=r"^readings: the server refuses it"):
        await indexes.sync(database, expiring, options=SyncOptions(allow_data_loss=True))

    assert "others" not in await names(database)


async def test_a_change_in_place_that_the_server_refuses_is_found_before_anything_is_done(
    database: Database,
) -> None:
    capped = Collection("last", capped=Capped(4096))
    by_time = Index("last", {"at": 1}, serves="a test")
    await indexes.sync(database, Definitions([by_time], [capped]))
    expiring = Definitions([FINE, replace(by_time, expire_after_seconds=60)], [capped])

    with pytest.raises(InvalidDefinition, match=r"^last\.at_1: the server refuses it"):
        await indexes.sync(database, expiring)

    assert "others" not in await names(database)


async def test_what_is_declared_of_a_collection_is_tried_on_top_of_what_it_is(
    database: Database,
) -> None:
    english = Collection("last", collation={"locale": "en"})
    await database.handle.create_collection(
        "last", capped=True, size=4096, collation=english.collation
    )
    expiring = Index("last", {"at": 1}, expire_after_seconds=60, serves="a test")

    trial = await try_definitions(
        database, Definitions([expiring], [english]), [expiring], ["last"]
    )

    assert [finding.label for finding in trial.findings] == ["last.at_1"]


async def test_two_that_are_one_to_the_server_are_refused(database: Database) -> None:
    twice = [
        Index("things", {"a": 1}, name=name, partial=filter_, serves="a test")
        for name, filter_ in (("one", {"b": 1}), ("two", {"b": {"$eq": 1}}))
    ]

    with pytest.raises(InvalidDefinition, match="the same as one"):
        await indexes.sync(database, Definitions(twice))


async def test_an_index_is_tried_on_a_collection_of_the_same_options(database: Database) -> None:
    english = Collection("things", collation={"locale": "en"})
    text, plane = (Index("things", {"a": kind}, serves="a test") for kind in ("text", "2d"))
    definitions = Definitions([text, plane], [english])

    trial = await try_definitions(database, definitions, [text, plane])

    assert trial.findings == ()


async def test_a_trial_leaves_nothing_behind(database: Database) -> None:
    await try_definitions(database, Definitions([FINE]), [FINE, *list(REFUSED.values())[:3]])

    assert await names(database) == []


async def test_what_a_trial_left_that_died_is_dropped_by_a_later_one(database: Database) -> None:
    now = int((await server_time(database)).timestamp())
    left, under_way = f"index_trial_{now - 3600}_0123abcd", f"index_trial_{now}_0123abcd"
    for name in (left, under_way, "index_trial_of_mine"):
        await database.handle.create_collection(name)

    await try_definitions(database, Definitions([FINE]), [FINE])

    assert await names(database) == sorted([under_way, "index_trial_of_mine"])


@pytest.mark.parametrize("command", ["create", "drop", "createIndexes"])
async def test_a_user_who_may_not_try_is_told_and_goes_on(
    command: str, database: Database, fail_point: FailPoint
) -> None:
    async with fail_point("failCommand", failCommands=[command], errorCode=13):
        trial = await try_definitions(database, Definitions([FINE]), [FINE])

    assert trial.findings == ()
    assert "this user may not create and drop a collection" in trial.unasked


async def test_a_sync_goes_on_where_the_server_may_not_be_asked(
    database: Database, fail_point: FailPoint
) -> None:
    told: list[Event] = []
    async with fail_point("failCommand", failCommands=["drop"], errorCode=13):
        report = await indexes.sync(database, Definitions([FINE]), report=told.append)

    assert report.left.in_step
    assert "was not asked" in str([event for event in told if isinstance(event, Notice)])
