"""Every kind of index: declared, synced, in step, and left alone from then on."""

from datetime import UTC, datetime

import pytest

import indexes
from documents.database import Database
from indexes import Capped, Collection, Definitions, Index, SyncOptions, TimeSeries
from tests.indexes.support import Recorder, one

ENGLISH = {"locale": "en", "strength": 2}


KINDS = {
    "single": one({"a": 1}),
    "descending": one({"a": -1}),
    "compound": one({"a": 1, "b": -1, "c.d": 1}),
    "unique": one({"a": 1}, unique=True),
    "unique compound": one({"a": 1, "b": 1}, unique=True),
    "of a reference": one({"chat.$id": 1}, unique=True),
    "sparse": one({"a": 1}, sparse=True),
    "unique sparse": one({"a": 1}, sparse=True, unique=True),
    "partial": one({"a": 1}, partial={"b": {"$exists": True}, "a": {"$gt": 5}}),
    "partial by equality": one({"a": 1}, partial={"$and": [{"b": True}, {"c": {"$eq": 1.0}}]}),
    "unique partial": one({"a": 1}, unique=True, partial={"a": {"$exists": True}}),
    "TTL": one({"a": 1}, expire_after_seconds=3600),
    "TTL at once": one({"a": 1}, expire_after_seconds=0),
    "unique TTL": one({"a": 1}, unique=True, expire_after_seconds=3600),
    "partial TTL": one({"a": 1}, expire_after_seconds=9, partial={"b": 1}),
    "collation": one({"a": 1}, collation=ENGLISH),
    "collation of another locale": one({"a": 1}, collation={"locale": "fr_CA"}),
    "simple collation": one({"a": 1}, collation={"locale": "simple"}),
    "wildcard": one({"$**": 1}),
    "wildcard of a subtree": one({"a.$**": 1}),
    "wildcard with projection": one({"$**": 1}, wildcard_projection={"a": 1, "b": {"c": True}}),
    "wildcard leaving out": one({"$**": 1}, wildcard_projection={"a": 0, "_id": 0}),
    "text": one({"a": "text"}),
    "text of several": one(
        {"z": 1, "b": "text", "a": "text", "c": -1},
        weights={"b": 5},
        default_language="french",
        language_override="idioma",
    ),
    "text of everything": one({"$**": "text"}),
    "2dsphere": one({"a": "2dsphere", "b": 1}),
    "2dsphere of version 2": one({"a": "2dsphere"}, sphere_version=2),
    "2d": one({"a": "2d", "b": 1}),
    "2d with bounds": one({"a": "2d"}, bits=20, minimum=-10, maximum=10),
    "hashed": one({"a": "hashed"}),
    "compound hashed": one({"a": 1, "b": "hashed"}),
    "hidden": one({"a": 1}, hidden=True),
    "hidden unique": one({"a": 1}, hidden=True, unique=True),
    "named": one({"a": 1}, name="by a"),
    "storage engine": one(
        {"a": 1}, storage_engine={"wiredTiger": {"configString": "block_compressor=zlib"}}
    ),
    "on a collection with a default collation": Definitions(
        [
            Index("things", {"a": 1}, serves="a test"),
            Index("things", {"b": 1}, collation={"locale": "simple"}, serves="a test"),
            Index("things", {"c": "text"}, serves="a test"),
            Index("things", {"d": "2d"}, serves="a test"),
            Index("things", {"e": "hashed"}, serves="a test"),
            Index("things", {"f": "2dsphere"}, serves="a test"),
            Index("things", {"g": 1}, partial={"g": {"$gt": "m"}}, serves="a test"),
        ],
        [Collection("things", collation=ENGLISH)],
    ),
    "on a clustered collection": Definitions(
        [Index("things", {"a": 1}, serves="a test")],
        [Collection("things", clustered=True, expire_after_seconds=3600)],
    ),
    "clustered alone": Definitions([], [Collection("things", clustered=True)]),
    "a time series": Definitions(
        [
            Index("things", {"m.a": 1, "at": -1}, serves="a test"),
            Index("things", {"v": 1}, partial={"v": {"$gt": 1}}, serves="a test"),
            Index("things", {"m.b": "2dsphere"}, hidden=True, serves="a test"),
            Index("things", {"m.$**": 1}, serves="a test"),
            Index("things", {"m.c": "hashed"}, serves="a test"),
            Index("things", {"m.d": 1}, collation={"locale": "simple"}, serves="a test"),
        ],
        [
            Collection(
                "things",
                time_series=TimeSeries("at", meta_field="m", granularity="minutes"),
                collation=ENGLISH,
                expire_after_seconds=3600,
            )
        ],
    ),
    "a time series alone": Definitions([], [Collection("things", time_series=TimeSeries("at"))]),
    "a capped collection": Definitions(
        [Index("things", {"a": 1}, unique=True, serves="a test")],
        [Collection("things", capped=Capped(5000, documents=7))],
    ),
    "a small capped collection alone": Definitions([], [Collection("things", capped=Capped(1))]),
    "several of one key": Definitions(
        [
            Index("things", {"a": 1}, serves="a test"),
            Index("things", {"a": 1}, name="a u", unique=True, serves="a test"),
            Index("things", {"a": 1}, name="a s", sparse=True, serves="a test"),
            Index("things", {"a": 1}, name="a c", collation=ENGLISH, serves="a test"),
            Index("things", {"a": 1}, name="a p", partial={"b": 1}, serves="a test"),
            Index("things", {"a": 1}, name="a q", partial={"b": True}, serves="a test"),
        ]
    ),
}


@pytest.mark.parametrize("with_data", [False, True], ids=["empty", "with data"])
@pytest.mark.parametrize("definitions", KINDS.values(), ids=KINDS.keys())
async def test_a_synced_index_of_every_kind_is_in_step_and_never_written_again(
    definitions: Definitions,
    with_data: bool,
    database: Database,
    recorded: tuple[Database, Recorder],
) -> None:
    if with_data:
        if definitions.collections:
            await database.handle.command(
                {"create": "things", **definitions.collection("things").options()}
            )
        note = {"note": "there before", "at": datetime(2026, 1, 1, tzinfo=UTC)}
        await database["things"].insert_one(note)

    allowed = SyncOptions(allow_data_loss=True)
    report = await indexes.sync(database, definitions, options=allowed)
    again, recorder = recorded
    second = await indexes.sync(again, definitions)

    assert report.left.in_step
    assert len(report.done) >= len(definitions.indexes)
    assert second.done == ()
    assert second.left.remarks == ()
    assert recorder.sent
    assert recorder.writes() == []


async def test_the_service_s_own_definitions_are_in_step_after_a_sync(
    database: Database, recorded: tuple[Database, Recorder]
) -> None:
    await indexes.sync(database)
    again, recorder = recorded

    assert await indexes.differences(again) == ()
    assert recorder.writes() == []
