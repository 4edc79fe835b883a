"""What a terminal sees, and how a watch tells a pipe."""

import io

import pytest
from rich.console import Console

import indexes
from commands.indexes.lines import LinesOutput
from commands.indexes.terminal import TerminalOutput, status_table
from documents.database import Database
from indexes import Definitions, Index, SyncOptions
from indexes.apply.events import Finished, Notice, Planned, Progress, Started, StepStarted
from indexes.server.running_builds import RunningBuild
from indexes.show.status import IndexStatus, Status, read_status

PLAIN = Definitions([Index("things", {"a": 1}, serves="things by a")])
UNIQUE = Definitions([Index("things", {"a": 1}, unique=True, serves="one thing for each a")])
TEXT = Definitions([Index("things", {"t": "text"}, serves="search")])
WEIGHED = Definitions([Index("things", {"t": "text"}, weights={"t": 3}, serves="search")])


def building_status(done: int, *, in_step: bool = False) -> Status:
    build = RunningBuild("things", ("a_1",), "scanning collection", done, 1000, done)
    here = IndexStatus("things", "a_1", "building", build=build)
    if in_step:
        here = IndexStatus("things", "a_1", "ready")
    return Status("app", (here, IndexStatus("things", "b_1", "ready")), None, in_step)


def test_a_watched_build_is_told_of_once_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    output = LinesOutput()

    for done in range(0, 1000, 50):
        output.watched(building_status(done))

    told = capsys.readouterr().out.splitlines()
    assert len(told) == 11
    assert told[1] == "things.b_1, ready"
    assert told[2] == "things.a_1, building, scanning collection 10 % (100 of 1,000)"


def test_a_terminal_watches_what_is_not_ready_and_sees_all_at_the_end() -> None:
    output, stream = terminal()

    with output:
        output.watched(building_status(500))
        during = stream.getvalue()
        output.settled(building_status(0, in_step=True))

    after = stream.getvalue().removeprefix(during)
    assert "50 %  scanning collection" in during
    assert "b_1" not in during
    assert "app: in step" in after
    assert "b_1" in after


def drawn(output: TerminalOutput, stream: io.StringIO) -> str:
    with output:
        pass
    return stream.getvalue()


def terminal() -> tuple[TerminalOutput, io.StringIO]:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=120, color_system=None)
    return TerminalOutput(console, console), stream


async def test_a_terminal_sees_the_plan_as_a_tree(database: Database) -> None:
    await database["things"].insert_one({"a": 1, "t": "x"})
    await indexes.sync(database, Definitions([*PLAIN.indexes, *TEXT.indexes]))
    plan = await indexes.make_plan(database, Definitions([*UNIQUE.indexes, *WEIGHED.indexes]))
    output, stream = terminal()

    output.plan(plan)

    text = drawn(output, stream)
    assert "    └── ! t_text  blocked  gap" in text
    assert "    ├── ~ a_1  modify  constraint" in text
    assert "unique: no → yes" in text
    assert "one thing for each a" in text


async def test_a_terminal_sees_a_bar_while_it_builds(database: Database) -> None:
    plan = await indexes.make_plan(database, PLAIN)
    (operation,) = plan.operations
    output, stream = terminal()

    for event in (
        Planned(plan),
        Started(operation, 1, 1),
        StepStarted(operation, "building"),
        Progress(operation, "scanning collection", 500, 1000),
        Notice("The server is away, trying again."),
    ):
        output.event(event)
    under_way = output.building
    output.event(Finished(operation, 61))

    text = drawn(output, stream)
    assert under_way
    assert not output.building
    assert "500 of 1,000" in text
    assert "✓ things.a_1  create  1 min 1 s" in text
    assert "The server is away" in text


async def test_a_terminal_sees_one_bar_though_another_run_did_the_first_operation(
    database: Database,
) -> None:
    (operation,) = (await indexes.make_plan(database, PLAIN)).operations
    output, stream = terminal()

    output.event(Started(operation, 1, 2))
    output.event(Started(operation, 2, 2))
    before = len(stream.getvalue())
    output.event(Progress(operation, "scanning collection", 500, 1000))

    frame = stream.getvalue()[before:]
    drawn(output, stream)
    assert "[2/2] things.a_1" in frame
    assert "[1/2]" not in frame


async def test_a_terminal_sees_each_index_with_its_state(database: Database) -> None:
    await indexes.sync(database, PLAIN, options=SyncOptions())
    status = await read_status(database, UNIQUE, "1")
    stream = io.StringIO()

    Console(file=stream, width=120).print(status_table(status))

    assert "not in step" in stream.getvalue()
    assert "unique: no → yes" in stream.getvalue()


async def test_a_terminal_is_not_moved_by_the_name_of_a_stranger_s_index(
    database: Database,
) -> None:
    await database["things"].create_index([("b", 1)], name="two\n\x1b[31mlines")
    output, stream = terminal()

    output.plan(await indexes.make_plan(database, PLAIN))

    assert "two\\n\\x1b[31mlines" in drawn(output, stream)
