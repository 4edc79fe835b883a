"""A database that a test had before is like one that was just made."""

from collections.abc import Awaitable, Callable

import pytest

from documents.database import Database
from tests.template import Pool, Template, is_quiet


async def ids(database: Database, template: Template) -> set[str]:
    """What the server calls the collections, each of which it makes once."""
    found = database.handle.list_collections()
    return {
        str(entry["info"]["uuid"]) async for entry in await found if template.has(entry["name"])
    }


async def an_array_as_user(database: Database) -> None:
    await database["chats"].insert_one({"_id": "c", "user_id": ["a", "b"]})


async def another_index(database: Database) -> None:
    await database["chats"].create_index([("x", 1)])


async def one_index_less(database: Database) -> None:
    await database["chat_buckets"].drop_index("chat_id_1_messages.id_1")


async def another_validator(database: Database) -> None:
    await database.handle.command({"collMod": "chats", "validator": {"x": 1}})


async def a_view(database: Database) -> None:
    await database.handle.command({"create": "seen", "viewOn": "chats", "pipeline": []})


@pytest.fixture
async def had(database: Database, template: Template) -> Database:
    """A database that an earlier test has left full."""
    await Pool().make_like(template, database)
    for name in ("chats", "strangers"):
        await database[name].insert_many([{"_id": f"{name}-{n}", "user_id": "a"} for n in range(9)])
    await database["chats"].find({"user_id": "a", "deleted_at": None}).to_list(None)
    await database["index_ledger"].delete_one({})
    return database


async def test_it_holds_what_the_template_holds_and_no_more(
    had: Database, template: Template
) -> None:
    await Pool().make_like(template, had)

    assert await template.fits(had)
    assert await template.touched(had) == set()


async def test_its_collections_stay(had: Database, template: Template) -> None:
    before = await ids(had, template)

    await Pool().make_like(template, had)

    assert await ids(had, template) == before


@pytest.mark.parametrize(
    "change", [an_array_as_user, another_index, one_index_less, another_validator, a_view]
)
async def test_one_of_another_shape_is_made_anew(
    change: Callable[[Database], Awaitable[None]], had: Database, template: Template
) -> None:
    before = await ids(had, template)
    await change(had)

    await Pool().make_like(template, had)

    assert not before & await ids(had, template)
    assert await template.fits(had)


async def test_a_server_with_an_open_transaction_is_not_quiet(had: Database) -> None:
    async with await had.client.start_session() as session:
        session.start_transaction()
        await had["hops"].insert_one({"_id": 1}, session=session)
        assert not await is_quiet(had)
        await session.abort_transaction()

    assert await is_quiet(had)


def test_a_database_rests_while_others_have_their_turn() -> None:
    pool = Pool()
    first = pool.take()
    pool.give_back(first)

    others = []
    while (name := pool.take()) != first:
        others.append(name)
        pool.give_back(name)

    assert len(others) >= 4
