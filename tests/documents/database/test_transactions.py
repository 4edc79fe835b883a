"""Transactions wherever MONGODB_URI sends reads."""

import pytest

from commands.embedded import EmbeddedServer
from commands.embedded.server import SET_NAME
from documents import DOCUMENTS
from documents.database import Database, Transaction, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat


@pytest.mark.parametrize("preferred", ["secondary", "secondaryPreferred", "nearest"])
async def test_a_transaction_reads_from_the_primary_wherever_reads_go(
    mongod: EmbeddedServer, bound: Database, preferred: str
) -> None:
    elsewhere = f"replicaSet={SET_NAME}&readPreference={preferred}"
    uri = mongod.uri.replace("directConnection=true", elsewhere)
    assert elsewhere in uri
    database = Database(uri, name=bound.name, timeout_seconds=5)
    await database.bind(DOCUMENTS)

    async def work(transaction: Transaction) -> object:
        chats = collection_of(Chat)
        return await chats.find_one({"_id": PydanticObjectId()}, session=transaction)

    assert await database.in_transaction(work) is None
    await database.close()
