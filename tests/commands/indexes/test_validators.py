"""``indexes validators`` on what others have put in its way, and what it remembers."""

import json
from typing import Any

from documents.database import Database
from tests.commands.indexes.invoking import Command, lines

THEIRS = {"$jsonSchema": {"required": ["a field of theirs"]}}


async def options_of(database: Database, collection: str) -> dict[str, Any]:
    listed = await database.handle.list_collections(filter={"name": collection})
    (entry,) = await listed.to_list(None)
    options: dict[str, Any] = entry["options"]
    return options


async def with_validators(database: Database) -> set[str]:
    listed = await database.handle.list_collections(filter={"options.validator": {"$exists": True}})
    return {entry["name"] for entry in await listed.to_list(None)}


async def test_a_view_of_a_collection_s_name_is_exit_4_before_anything_is_done(
    command: Command, database: Database
) -> None:
    await database.handle.command({"create": "missions", "viewOn": "base", "pipeline": []})

    plan = await command("validators", "plan")
    sync = await command("validators", "sync")

    assert (plan.exit_code, sync.exit_code) == (4, 4)
    assert "missions: it is a view, which cannot have a validator" in plan.stdout
    assert sync.stderr == "missions: it is a view, which cannot have a validator\n"
    assert await with_validators(database) == set()


async def test_a_time_series_of_a_collection_s_name_is_exit_4_before_anything_is_done(
    command: Command, database: Database
) -> None:
    await database.handle.create_collection("missions", timeseries={"timeField": "at"})

    sync = await command("validators", "sync")

    assert sync.exit_code == 4
    assert "missions: it is a timeseries" in sync.stderr
    assert await with_validators(database) <= {"system.buckets.missions"}


async def test_a_validator_of_another_hand_is_shown_before_it_is_replaced(
    command: Command, database: Database
) -> None:
    await database.handle.create_collection("missions", validator=THEIRS)

    plan = await command("validators", "plan")
    told = lines(await command("validators", "plan", "--json"))
    sync = await command("validators", "sync")
    again = await command("validators", "plan")

    shown = f"  it takes the place of {json.dumps(THEIRS)}"
    assert shown in plan.stdout.splitlines()
    assert shown in sync.stdout.splitlines()
    assert [each.get("replaces") for each in told if each.get("collection") == "missions"] == [
        THEIRS
    ]
    assert "takes the place" not in again.stdout


async def test_what_was_asked_for_once_stays_until_something_else_is(
    command: Command, database: Database
) -> None:
    await command("validators", "sync", "--level", "strict", "--action", "error")

    again = await command("validators", "sync")
    kept = await options_of(database, "missions")
    await command("validators", "sync", "--action", "warn")
    changed = await options_of(database, "missions")

    assert again.stdout == "The validators are in step.\n"
    assert (kept["validationLevel"], kept["validationAction"]) == ("strict", "error")
    assert (changed["validationLevel"], changed["validationAction"]) == ("strict", "warn")


async def test_a_narrower_validator_is_exit_4_unless_data_may_be_lost(
    command: Command, database: Database
) -> None:
    await database["missions"].insert_one({"_id": 1})
    await database["chats"].insert_one({"_id": 1})
    words = ("validators", "sync", "--action", "error", "--allow-violators", "--only", "missions")

    plan = await command("validators", "plan", "--action", "error", "--only", "missions")
    refused = await command(*words)
    before = await with_validators(database)
    done = await command(*words, "--allow-data-loss")

    assert (plan.exit_code, refused.exit_code, done.exit_code) == (4, 4, 0)
    assert "missions: writes that pass today would be refused" in refused.stderr
    assert before == set()
    assert await with_validators(database) == {"missions"}


async def test_a_wider_validator_needs_no_leave(command: Command, database: Database) -> None:
    await database["missions"].insert_one({"_id": 1})
    loose = ("--only", "missions", "--allow-violators")
    await command("validators", "sync", "--action", "error", "--allow-data-loss", *loose)
    narrow = (await options_of(database, "missions"))["validator"]
    narrow["$jsonSchema"]["required"].append("another field")
    await database.handle.command({"collMod": "missions", "validator": narrow})

    wider = await command("validators", "sync", *loose)

    assert wider.exit_code == 0
    assert "missions: validator: another → from the document" in wider.stdout


async def test_a_check_is_exit_2_until_every_validator_is_in_step(command: Command) -> None:
    before = await command("validators", "check")
    await command("validators", "sync")
    after = await command("validators", "check")

    assert (before.exit_code, after.exit_code) == (2, 0)
    assert "missions: no collection yet → one with a validator" in before.stdout.splitlines()
    assert after.stdout == "The validators are in step.\n"


async def test_a_collection_that_is_none_of_ours_cannot_be_chosen(command: Command) -> None:
    result = await command("validators", "check", "--only", "nothing")

    assert result.exit_code == 1
    assert "--only nothing" in result.stderr
