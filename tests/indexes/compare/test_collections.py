"""Collections of a kind of their own: time series, capped ones, views."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

import indexes
from documents.database import Database
from indexes import (
    Capped,
    Collection,
    Definitions,
    InvalidDefinition,
    OperationKind,
    PlanRefused,
    TimeSeries,
)
from indexes.show.status import read_status
from tests.indexes.support import one, raw_indexes, until_building
from tests.support import FailPoint

SERIES = TimeSeries("at", meta_field="m", granularity="minutes")


def declared(**options: Any) -> Definitions:
    return Definitions([], [Collection("things", **options)])


async def options_of(database: Database) -> dict[str, Any]:
    (entry,) = await (await database.handle.list_collections(filter={"name": "things"})).to_list(1)
    options: dict[str, Any] = entry["options"]
    return options


async def test_a_time_series_of_another_hand_has_its_declared_indexes(database: Database) -> None:
    await database.handle.create_collection("things", timeseries={"timeField": "at"})

    report = await indexes.sync(database, one({"v": 1}))

    assert report.left.in_step
    assert set(await raw_indexes(database, "things")) == {"v_1"}


async def test_an_index_of_a_time_series_changes_like_any_other(database: Database) -> None:
    await indexes.sync(database, declared(time_series=SERIES))
    await database["things"].insert_one({"at": datetime(2026, 1, 1, tzinfo=UTC), "m": 1, "v": 1})
    await indexes.sync(database, one({"v": 1}))

    hidden = await indexes.sync(database, one({"v": 1}, hidden=True))
    shown = await indexes.sync(database, one({"v": 1}))
    report = await indexes.sync(database, one({"v": 1}, partial={"v": {"$gt": 1}}))

    assert [each.kind for each in hidden.done] == [OperationKind.MODIFY]
    assert [each.kind for each in shown.done] == [OperationKind.MODIFY]
    assert [each.kind for each in report.done] == [OperationKind.REPLACE]
    assert len(await raw_indexes(database, "things")) == 1


async def test_the_status_shows_the_build_on_a_time_series(
    database: Database, fail_point: FailPoint
) -> None:
    await indexes.sync(database, declared(time_series=SERIES))
    await database["things"].insert_one({"at": datetime(2026, 1, 1, tzinfo=UTC), "v": 1})
    async with fail_point("hangAfterStartingIndexBuildUnlocked"):
        build = asyncio.ensure_future(database["things"].create_index([("v", 1)]))
        await until_building(database)
        (row,) = (await read_status(database, one({"v": 1}), "1")).indexes
    await build
    (after,) = (await read_status(database, one({"v": 1}), "1")).indexes

    assert (row.name, row.state) == ("v_1", "building")
    assert row.build is not None
    assert after.state == "ready"


@pytest.mark.parametrize("kind", ["a collection", "a view"])
async def test_what_is_no_time_series_does_not_become_one(kind: str, database: Database) -> None:
    await database["base"].insert_one({})
    view = {"viewOn": "base", "pipeline": []} if kind == "a view" else {}
    await database.handle.command({"create": "things", **view})
    before = await options_of(database)

    with pytest.raises(PlanRefused, match=r"copy it into a new one|is a view"):
        await indexes.sync(database, declared(time_series=SERIES))

    assert await options_of(database) == before


@pytest.mark.parametrize(
    ("here", "there", "says"),
    [
        (
            {"time_series": SERIES},
            {"time_series": TimeSeries("when", granularity="hours")},
            ("timeField: at → when", "metaField: m → none", "granularity: minutes → hours"),
        ),
        (
            {"capped": Capped(8192, documents=5)},
            {"capped": Capped(16384)},
            ("capped size: 8192 → 16384 bytes", "capped documents: 5 → no limit"),
        ),
        ({"clustered": True}, {"capped": Capped(4096)}, ("capped: no → yes",)),
        ({"capped": Capped(4096)}, {"clustered": True}, ("clustered: no → yes",)),
        ({"capped": Capped(4096)}, {"time_series": SERIES}, ("time series: no → yes",)),
    ],
)
async def test_options_that_differ_are_told_and_not_changed(
    here: dict[str, Any], there: dict[str, Any], says: tuple[str, ...], database: Database
) -> None:
    await indexes.sync(database, declared(**here))
    before = await options_of(database)

    (operation,) = (await indexes.make_plan(database, declared(**there))).operations
    with pytest.raises(PlanRefused):
        await indexes.sync(database, declared(**there))

    assert operation.kind is OperationKind.BLOCKED
    assert operation.changes == says
    assert await options_of(database) == before


async def test_a_capped_collection_of_a_size_that_the_server_rounded_is_in_step(
    database: Database,
) -> None:
    await indexes.sync(database, declared(capped=Capped(1000)))

    assert (await options_of(database))["size"] == 1024
    assert await indexes.differences(database, declared(capped=Capped(1000))) == ()


async def test_the_expiry_of_a_time_series_changes_in_place(database: Database) -> None:
    await indexes.sync(database, declared(time_series=SERIES, expire_after_seconds=3600))

    report = await indexes.sync(database, declared(time_series=SERIES, expire_after_seconds=7200))

    assert [each.changes for each in report.done] == [("expire after: 3600 s → 7200 s",)]
    assert (await options_of(database))["expireAfterSeconds"] == 7200


@pytest.mark.parametrize(
    "options",
    [
        {"clustered": True, "capped": Capped(4096)},
        {"time_series": SERIES, "capped": Capped(4096)},
        {"capped": Capped(4096), "expire_after_seconds": 5},
    ],
)
def test_a_collection_is_of_one_kind(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidDefinition, match="Collection things"):
        Collection("things", **options)


def test_a_capped_collection_holds_something() -> None:
    with pytest.raises(InvalidDefinition, match="one byte"):
        Capped(0)


def test_a_time_series_is_of_a_granularity_that_there_is() -> None:
    with pytest.raises(InvalidDefinition, match="'days'"):
        TimeSeries("at", granularity="days")
