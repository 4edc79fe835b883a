from pathlib import Path

import pytest

from documents.database import Database, UnsuitableServer
from tests.servers import replica_set, standalone


async def test_an_acknowledged_write_outlives_the_kill_of_the_primary(tmp_path: Path) -> None:
    async with replica_set(tmp_path) as members:
        database = Database(members.uri, timeout_seconds=20)
        await database["things"].insert_one({"_id": 1})
        killed = await members.primary()
        await killed.kill()
        assert await members.primary() is not killed
        assert await database["things"].count_documents({"_id": 1}) == 1
        killed.start()
        await members.healthy()
        await database.close()


async def test_a_standalone_server_is_unsuitable(tmp_path: Path) -> None:
    async with standalone(tmp_path) as member:
        database = Database(f"mongodb://{member.host}")
        with pytest.raises(UnsuitableServer, match="replica set"):
            await database.check_server()
        await database.close()
