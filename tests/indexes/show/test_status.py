from documents.database import Database
from indexes.show.status import read_status
from tests.indexes.support import one


async def test_the_status_of_a_view_says_why_it_is_not_in_step(database: Database) -> None:
    await database["base"].insert_one({})
    await database.handle.command({"create": "things", "viewOn": "base", "pipeline": []})

    (row,) = (await read_status(database, one(), "1")).indexes

    assert (row.label, row.state) == ("things", "differs")
    assert "things is a view" in row.detail
