"""How the indexes stand and what would change, told to administrators."""

from documents.database import collection_of
from documents.shapes.missions import Mission
from tests.support import Api, got

GONE = "user_id_1__id_-1"


async def test_in_step_every_index_is_ready_and_nothing_is_planned(alone: Api) -> None:
    admin = await alone.user(admin=True)

    told = await got(admin, "/upkeep/indexes")

    assert told["in_step"] is True
    assert told["plan"] == []
    assert told["lock"] is None
    assert len(told["indexes"]) > 50
    assert {each["state"] for each in told["indexes"]} == {"ready"}
    assert all(each["size_bytes"] > 0 for each in told["indexes"])


async def test_an_index_that_is_gone_is_missing_and_planned(alone: Api) -> None:
    admin = await alone.user(admin=True)
    missions = collection_of(Mission, alone.services.database)
    await missions.drop_index(GONE)

    told = await got(admin, "/upkeep/indexes")

    assert told["in_step"] is False
    (missing,) = [each for each in told["indexes"] if each["state"] == "missing"]
    assert (missing["collection"], missing["name"]) == ("missions", GONE)
    assert missing["serves"] == "a user's missions, newest first"
    (planned,) = told["plan"]
    assert (planned["kind"], planned["name"], planned["risk"]) == ("create", GONE, "safe")


async def test_an_index_of_another_maker_is_told_of(alone: Api) -> None:
    admin = await alone.user(admin=True)
    missions = collection_of(Mission, alone.services.database)
    await missions.create_index([("goal", 1)], name="by_goal")

    told = await got(admin, "/upkeep/indexes")

    assert told["in_step"] is True
    (other,) = [each for each in told["indexes"] if each["name"] == "by_goal"]
    assert other["state"] == "undeclared"
    assert [each["name"] for each in told["remarks"]] == ["by_goal"]
