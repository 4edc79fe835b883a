"""Streams in a storm: what is acknowledged arrives, whatever is killed."""

import asyncio
import os
import random
from pathlib import Path

import pytest

from documents import DOCUMENTS
from documents.database import Database
from documents.shapes.base import PydanticObjectId, utc_now
from documents.upkeep.check import check_chat
from indexes import sync
from tests.api.streams.serving import services
from tests.api.streams.storm import Storm
from tests.queries import looking_from
from tests.servers import replica_set

SECONDS = float(os.environ.get("STORM_SECONDS", "300"))


@pytest.mark.long
@pytest.mark.timeout(SECONDS + 900)
async def test_a_storm_loses_nothing_and_leaves_nothing_streaming(
    tmp_path: Path, pytestconfig: pytest.Config, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two services on a replica set of three, agents in processes of their own: all are killed.

    Every acknowledged event reaches every reader once and in order, every message ends with
    the text of its events, and none is left ``streaming`` past its lease and the reaper.
    """
    async with replica_set(tmp_path) as members:
        with looking_from(members.uri):
            database = Database(members.uri, name="storm", timeout_seconds=30)
            await sync(database)
            await database.bind(DOCUMENTS)
            with services(2, members.uri, database.name) as serving:
                await asyncio.gather(*(each.ready() for each in serving))
                storm = Storm(serving, members, database, SECONDS, random.Random(14))
                try:
                    await storm.rage()
                    await storm.check()
                finally:
                    with capfd.disabled():
                        pytestconfig.get_terminal_writer().line(f"\n{storm.summary()}")
                for chat in storm.chats:
                    checked = await check_chat(PydanticObjectId(chat), now=utc_now())
                    assert checked is not None
                    assert checked.findings == []
            await database.close()
