"""Transactions wherever MONGODB_URI sends reads."""

from typing import cast

import pytest
from pymongo.errors import AutoReconnect

from commands.embedded import EmbeddedServer
from commands.embedded.server import SET_NAME
from documents import DOCUMENTS
from documents.database import Database, Transaction, collection_of, transactions
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


class Uncertain:
    """A transaction of whose commit nobody knows; the server says nothing so often."""

    def __init__(self, silent: int) -> None:
        self._silent = silent
        self.asked = 0
        self.let_go = 0

    async def commit_transaction(self) -> None:
        self.asked += 1
        if self.asked <= self._silent:
            raise AutoReconnect("no answer")

    async def end_session(self) -> None:
        self.let_go += 1


async def settled(database: Database, transaction: Uncertain) -> Uncertain:
    endings = transactions._Endings(database.client)
    endings.add(cast(Transaction, transaction), transactions._Way.COMMIT)
    await endings.settle(10)
    return transaction


async def test_a_commit_is_asked_for_until_its_outcome_is_known_and_no_more(
    database: Database,
) -> None:
    found = await settled(database, Uncertain(silent=2))
    assert (found.asked, found.let_go) == (3, 1)


async def test_a_commit_is_asked_for_no_longer_than_the_server_holds_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "_GIVEN_UP_AFTER_SECONDS", 0.0)
    found = await settled(database, Uncertain(silent=1000))
    assert (found.asked, found.let_go) == (1, 1)
