"""The plan as a mongosh script: what it says, and, where there is a mongosh, what it does."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import indexes
from commands.embedded import EmbeddedServer
from documents.database import Database, Decimal128
from documents.leases import hold
from documents.release import this_release
from indexes import Definitions, Index, OperationKind, PlanRefused
from indexes.server.ledger import INDEX_LOCK
from indexes.show.script import make_script
from tests.indexes.changes import ALLOWED, CHANGES, GAPS, Change
from tests.indexes.compare.test_matrix import KINDS
from tests.indexes.support import one, raw_indexes, until_building
from tests.support import FailPoint

MONGOSH = shutil.which("mongosh")
with_mongosh = pytest.mark.skipif(MONGOSH is None, reason="there is no mongosh on PATH")


async def script_of(database: Database, definitions: Definitions) -> str:
    return make_script(
        await indexes.make_plan(database, definitions, allow_gap=True, allow_data_loss=True),
        this_release(),
    )


@pytest.fixture
def mongosh(
    mongod: EmbeddedServer, tmp_path: Path
) -> Callable[[str], "asyncio.Future[tuple[int, str]]"]:
    """Runs a script and gives back its exit code and what it printed."""

    async def run(script: str) -> tuple[int, str]:
        file = tmp_path / "script.js"
        file.write_text(script)
        process = await asyncio.create_subprocess_exec(
            str(MONGOSH), mongod.uri, "--quiet", "--norc", "--file", str(file),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        printed, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, printed.decode()

    return lambda script: asyncio.ensure_future(run(script))


Mongosh = Callable[[str], "asyncio.Future[tuple[int, str]]"]


async def test_nothing_to_do_makes_a_script_that_does_nothing(database: Database) -> None:
    script = await script_of(database, Definitions([]))

    body = script.split("The lock is held by")[1]
    assert "build(" not in body
    assert "collMod(" not in body


async def test_a_blocked_plan_makes_no_script(database: Database) -> None:
    change = GAPS["text weights"]
    await indexes.sync(database, change.before, options=ALLOWED)

    with pytest.raises(PlanRefused, match="allow-gap"):
        make_script(await indexes.make_plan(database, change.after), "1.0")


async def test_a_script_gives_mongosh_each_number_as_it_was_declared(database: Database) -> None:
    large = 2**53 + 1
    filters = {"a": {"$gt": large}, "b": {"$gt": 1.0}, "c": {"$gt": Decimal128("0.1")}}

    script = await script_of(database, one(partial=filters))

    (line,) = (each for each in script.splitlines() if "createIndexes" in each)
    text, _, rest = line.removeprefix("run(EJSON.parse(").rpartition(", { relaxed: false })")
    (spec,) = json.loads(json.loads(text))["indexes"]
    assert rest == ", []);"
    assert spec["partialFilterExpression"] == {
        "a": {"$gt": {"$numberLong": str(large)}},
        "b": {"$gt": {"$numberDouble": "1.0"}},
        "c": {"$gt": {"$numberDecimal": "0.1"}},
    }


async def test_names_cannot_break_out_of_their_strings(database: Database) -> None:
    name = "x\n*/ db.dropDatabase() //\"'\u2028"
    definitions = Definitions([Index("things", {"a": 1}, name=name, serves="a test")])

    script = await script_of(database, definitions)

    code = [line for line in script.splitlines() if not line.startswith("//")]
    assert not any("*/" in line and "\\n*/" not in line for line in code)
    naming = [line for line in code if "dropDatabase" in line]
    assert naming
    assert all("\\n*/ db.dropDatabase" in line for line in naming)


@with_mongosh
@pytest.mark.long
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_mongosh_makes_each_change(
    change: Change, database: Database, mongosh: Mongosh
) -> None:
    await database["things"].insert_many([{"a": [7, 8], "b": "x"}, {"a": [9, 10], "b": "y"}])
    await indexes.sync(database, change.before, options=ALLOWED)

    code, printed = await mongosh(await script_of(database, change.after))

    assert code == 0, printed
    assert await indexes.differences(database, change.after) == ()
    assert len(await raw_indexes(database, "things")) == 2


@with_mongosh
@pytest.mark.long
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_script_can_be_run_again(
    change: Change, database: Database, mongosh: Mongosh
) -> None:
    await database["things"].insert_many([{"a": [7, 8], "b": "x"}, {"a": [9, 10], "b": "y"}])
    await indexes.sync(database, change.before, options=ALLOWED)
    script = await script_of(database, change.after)

    codes = [await mongosh(script), await mongosh(script)]

    assert [code for code, _ in codes] == [0, 0], codes
    assert await indexes.differences(database, change.after) == ()


@with_mongosh
async def test_a_script_takes_up_what_an_earlier_run_left(
    database: Database, mongosh: Mongosh
) -> None:
    await database["things"].insert_one({"a": 1})
    script = await script_of(database, one(unique=True))
    await database["things"].create_index([("a", 1)])
    await database.handle.command(
        {"collMod": "things", "index": {"name": "a_1", "prepareUnique": True}}
    )

    codes = [await mongosh(script), await mongosh(script)]

    assert [code for code, _ in codes] == [0, 0], codes
    assert await indexes.differences(database, one(unique=True)) == ()


@with_mongosh
@pytest.mark.parametrize(
    "name",
    ["on a collection with a default collation", "on a clustered collection", "of a reference"],
)
async def test_mongosh_makes_collections_and_their_indexes(
    name: str, database: Database, mongosh: Mongosh
) -> None:
    code, printed = await mongosh(await script_of(database, KINDS[name]))

    assert code == 0, printed
    assert await indexes.differences(database, KINDS[name]) == ()


@with_mongosh
async def test_mongosh_names_duplicates_and_leaves_the_index_plain(
    database: Database, mongosh: Mongosh
) -> None:
    await database["things"].insert_many([{"_id": 1, "a": 5}, {"_id": 2, "a": 5}])
    await indexes.sync(database, one())
    before = await raw_indexes(database, "things")

    code, printed = await mongosh(await script_of(database, one(unique=True)))

    assert code != 0
    assert '"ids":[1,2]' in printed
    assert await raw_indexes(database, "things") == before


@with_mongosh
async def test_a_script_waits_for_a_stranger_s_build_on_the_collection(
    database: Database, mongosh: Mongosh, fail_point: FailPoint
) -> None:
    async def refused() -> int:
        status = await database.handle.command({"serverStatus": 1})
        return int(status["metrics"]["commands"]["collMod"]["failed"])

    await database["things"].insert_one({"a": 1})
    await indexes.sync(database, one())
    script, before = await script_of(database, one(hidden=True)), await refused()

    async with fail_point("hangAfterStartingIndexBuildUnlocked"):
        build = asyncio.ensure_future(database["things"].create_index([("b", 1)]))
        await until_building(database)
        running = mongosh(script)
        while await refused() == before and not running.done():  # noqa: ASYNC110 - a server tells only when asked
            await asyncio.sleep(0.05)
    code, printed = await running
    await build

    assert code == 0, printed
    assert "waiting for a build to end" in printed
    assert (await raw_indexes(database, "things"))["a_1"]["hidden"] is True


@with_mongosh
async def test_mongosh_stops_at_a_lock_that_is_held(database: Database, mongosh: Mongosh) -> None:
    script = await script_of(database, one())
    async with hold(database, INDEX_LOCK, wait_seconds=0):
        code, printed = await mongosh(script)

    assert code != 0
    assert "The lock is held by" in printed
    assert await raw_indexes(database, "things") == {}


@with_mongosh
async def test_what_a_script_made_is_ours_to_replace(database: Database, mongosh: Mongosh) -> None:
    await mongosh(await script_of(database, one({"a": 1}, name="mine")))

    report = await indexes.sync(database, one({"b": 1}, name="mine"))

    assert [operation.kind for operation in report.done] == [OperationKind.REPLACE]
    assert len(await raw_indexes(database, "things")) == 2
