from datetime import timedelta

import pytest

import indexes
from documents.database import Database
from documents.database.driver import blocking
from indexes import Definitions, Index, IndexesError, OperationKind, Plan, SyncOptions
from indexes.apply.events import Event, Notice, Started
from indexes.apply.prune import PruneOptions, parse_age, prune
from tests.indexes.support import raw_indexes

OLD = Definitions(
    [Index("things", {"a": 1}, serves="a test"), Index("things", {"b": 1}, serves="t")]
)
NEW = Definitions(OLD.indexes[:1])
AT_ONCE = PruneOptions(drop=True, older_than=timedelta(0))


def done(plan: Plan) -> list[tuple[OperationKind, str]]:
    return [(operation.kind, operation.name) for operation in plan.operations]


async def test_what_is_no_longer_declared_is_hidden_then_dropped(database: Database) -> None:
    await indexes.sync(database, OLD)

    first = await prune(database, NEW, AT_ONCE)
    hidden = await raw_indexes(database, "things")
    second = await prune(database, NEW, AT_ONCE)

    assert done(first) == [(OperationKind.HIDE, "b_1")]
    assert hidden["b_1"]["hidden"] is True
    assert done(second) == [(OperationKind.DROP, "b_1")]
    assert set(await raw_indexes(database, "things")) == {"_id_", "a_1"}
    assert (await prune(database, NEW, AT_ONCE)).in_step


async def test_what_was_hidden_lately_is_kept(database: Database) -> None:
    await indexes.sync(database, OLD)
    await prune(database, NEW, PruneOptions())

    plan = await prune(database, NEW, PruneOptions(drop=True))

    assert plan.in_step
    assert "may go in 7.0 days" in plan.remarks[0].text


async def test_what_was_shown_again_by_hand_starts_anew(database: Database) -> None:
    await indexes.sync(database, OLD)
    await prune(database, NEW, PruneOptions())
    await database.handle.command({"collMod": "things", "index": {"name": "b_1", "hidden": False}})

    assert done(await prune(database, NEW, AT_ONCE)) == [(OperationKind.HIDE, "b_1")]


async def test_what_is_shown_again_while_a_prune_runs_is_left(database: Database) -> None:
    await indexes.sync(database, OLD)
    await prune(database, NEW, PruneOptions())
    told: list[Event] = []

    def interfere(event: Event) -> None:
        told.append(event)
        if isinstance(event, Started):
            blocking(database.handle).command(
                {"collMod": "things", "index": {"name": "b_1", "hidden": False}}
            )

    await prune(database, NEW, AT_ONCE, report=interfere)

    assert "b_1" in await raw_indexes(database, "things")
    assert isinstance(told[-1], Notice)


async def test_a_hidden_index_that_is_declared_again_comes_back(database: Database) -> None:
    await indexes.sync(database, OLD)
    await prune(database, NEW, PruneOptions())

    report = await indexes.sync(database, OLD)

    assert [operation.changes for operation in report.done] == [("hidden: yes → no",)]
    assert "hidden" not in (await raw_indexes(database, "things"))["b_1"]


async def test_a_stranger_s_index_goes_only_by_name(database: Database) -> None:
    await database["things"].create_index([("theirs", 1)])
    await indexes.sync(database, NEW)

    unnamed = await prune(database, NEW, AT_ONCE)
    named = PruneOptions(drop=True, older_than=timedelta(0), names=["things.theirs_1"])
    steps = [done(await prune(database, NEW, named)) for _ in range(2)]

    assert unnamed.in_step
    assert steps == [[(OperationKind.HIDE, "theirs_1")], [(OperationKind.DROP, "theirs_1")]]


async def test_a_stranger_s_hidden_index_stays_a_stranger_s(database: Database) -> None:
    await database["things"].create_index([("theirs", 1)])
    await prune(database, NEW, PruneOptions(names=["things.theirs_1"]))

    assert (await prune(database, NEW, AT_ONCE)).in_step
    plan = await indexes.make_plan(database, NEW)
    assert "not made by this command" in plan.remarks[0].text


@pytest.mark.parametrize("name", ["things.nope", "things.a_1", "things._id_", "nothing"])
async def test_only_an_index_that_exists_and_is_not_declared_can_be_named(
    name: str, database: Database
) -> None:
    await indexes.sync(database, NEW)

    with pytest.raises(IndexesError):
        await prune(database, NEW, PruneOptions(names=[name]))


async def test_an_older_release_leaves_what_a_newer_one_made(database: Database) -> None:
    await indexes.sync(database, OLD, options=SyncOptions(release="2.0"))

    plan = await prune(database, NEW, AT_ONCE, options=SyncOptions(release="1.0"))

    assert plan.in_step
    assert "newer release (2.0)" in plan.remarks[0].text


async def test_a_collection_that_is_no_longer_declared_is_pruned_too(database: Database) -> None:
    await indexes.sync(database, OLD)

    plan = await prune(database, Definitions([]), PruneOptions())

    assert done(plan) == [(OperationKind.HIDE, "a_1"), (OperationKind.HIDE, "b_1")]


@pytest.mark.parametrize(
    ("text", "span"),
    [("7d", timedelta(days=7)), ("12h", timedelta(hours=12)), ("0s", timedelta(0))],
)
def test_an_age_is_a_number_and_a_unit(text: str, span: timedelta) -> None:
    assert parse_age(text) == span


@pytest.mark.parametrize("text", ["", "7", "d", "-1d", "1.5h", "7 days", "99999999999d"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no age"):
        parse_age(text)
