import indexes
from documents.database import Database


async def test_an_empty_database_differs_in_every_declared_index(database: Database) -> None:
    found = await indexes.differences(database)

    assert {operation.label for operation in found} == {
        index.label for index in indexes.DEFINITIONS.indexes
    }


async def test_a_synced_database_is_in_step(database: Database) -> None:
    report = await indexes.sync(database)

    assert len(report.done) == len(indexes.DEFINITIONS.indexes)
    assert await indexes.differences(database) == ()


async def test_a_second_sync_has_nothing_to_do(database: Database) -> None:
    await indexes.sync(database)

    assert (await indexes.sync(database)).done == ()
