"""What has to be allowed, and what a run is limited to."""

from pathlib import Path

import pytest

from documents.database import Database
from tests.commands.indexes.invoking import Command
from tests.indexes.support import raw_indexes


async def test_a_new_expiry_on_data_is_exit_4_unless_data_may_be_lost(
    command: Command, database: Database
) -> None:
    await database["things"].insert_one({"a": 1})

    plan = await command("plan", on="EXPIRING")
    script = await command("script", on="EXPIRING")
    refused = await command("sync", on="EXPIRING")
    before = await raw_indexes(database, "things")
    agreed = await command("plan", "--allow-data-loss", on="EXPIRING")
    done = await command("sync", "--allow-data-loss", on="EXPIRING")

    codes = (plan.exit_code, script.exit_code, refused.exit_code)
    assert codes == (4, 4, 4)
    assert "! blocked things.at_1: expireAfterSeconds: 60" in plan.stdout
    assert "needs --allow-data-loss" in refused.stderr
    assert list(before) == ["_id_"]
    assert (agreed.exit_code, done.exit_code) == (2, 0)


async def test_a_saved_plan_keeps_its_leave_to_lose_data(
    command: Command, database: Database, tmp_path: Path
) -> None:
    await database["things"].insert_one({"a": 1})
    file = str(tmp_path / "plan.json")

    await command("plan", "--allow-data-loss", "--out", file, on="EXPIRING")
    done = await command("sync", file, on="EXPIRING")

    assert done.exit_code == 0
    assert "at_1" in await raw_indexes(database, "things")


async def test_a_saved_plan_keeps_what_it_is_limited_to(
    command: Command, database: Database, tmp_path: Path
) -> None:
    file = str(tmp_path / "plan.json")

    await command("plan", "--only", "things", "--out", file, on="TWO")
    done = await command("sync", file, on="TWO")

    assert done.exit_code == 0
    assert set(await database.handle.list_collection_names()) >= {"things"}
    assert await raw_indexes(database, "others") == {}


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (["--only", "things"], "--only belongs to `plan --out`"),
        (["--allow-data-loss"], "The plan was made without --allow-data-loss"),
    ],
)
async def test_a_saved_plan_takes_no_option_of_the_plan(
    option: list[str], says: str, command: Command, tmp_path: Path
) -> None:
    file = str(tmp_path / "plan.json")
    await command("plan", "--out", file, on="TWO")

    result = await command("sync", file, *option, on="TWO")

    assert result.exit_code != 0
    assert says in " ".join(result.stderr.replace("│", "").split())


async def test_each_command_can_be_limited_to_a_collection(
    command: Command, database: Database
) -> None:
    limited = ("--only", "things")

    plan = await command("plan", *limited, on="TWO")
    script = await command("script", *limited, on="TWO")
    sync = await command("sync", *limited, on="TWO")
    check, whole = await command("check", *limited, on="TWO"), await command("check", on="TWO")
    status = await command("status", *limited, on="TWO")

    assert plan.stdout.splitlines()[0] == "+ create things.a_1 (safe)"
    assert "others" not in plan.stdout + script.stdout + sync.stdout + status.stdout
    assert "others" not in await database.handle.list_collection_names()
    assert (check.exit_code, whole.exit_code) == (0, 2)


async def test_a_prune_can_be_limited_to_a_collection(command: Command, database: Database) -> None:
    await command("sync", on="TWO")

    result = await command("prune", "--only", "others", on="NONE")

    assert result.exit_code == 0
    assert (await raw_indexes(database, "others"))["b_1"]["hidden"] is True
    assert "hidden" not in (await raw_indexes(database, "things"))["a_1"]


@pytest.mark.parametrize(
    "words", [["plan"], ["sync"], ["check"], ["status"], ["script"], ["prune"], ["lint"]]
)
async def test_a_collection_that_is_not_declared_cannot_be_chosen(
    words: list[str], command: Command
) -> None:
    offline = words == ["lint"]

    result = await command(*words, "--only", "nothing", on="TWO", offline=offline)

    assert result.exit_code == 1
    assert result.stderr.startswith("--only nothing: ")
