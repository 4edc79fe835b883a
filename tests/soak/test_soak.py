"""A service that runs for long holds no more than at its beginning, and has lost nothing."""

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
from tests.queries import looking_from
from tests.servers import replica_set
from tests.soak.soak import Soak

SECONDS = 60 * float(os.environ.get("SOAK_MINUTES", "5"))

ALLOWED = {"memory": 0.03, "files": 0.05, "connections": 0.05}
"""By how much of its mean each may rise for sure: pools and the heap grow in steps."""


@pytest.mark.long
@pytest.mark.timeout(2 * SECONDS + 1800)
async def test_a_soak_leaves_nothing_open_and_loses_nothing(
    tmp_path: Path, pytestconfig: pytest.Config, capfd: pytest.CaptureFixture[str]
) -> None:
    """Mixed load at half the machine; beside it kills, sweeps, streams, feeds and index syncs."""
    async with replica_set(tmp_path) as members:
        with looking_from(members.uri):
            database = Database(members.uri, name="soak", timeout_seconds=30)
            await sync(database)
            await database.bind(DOCUMENTS)
            workers = {"THREADKEEP_WORKERS": "2"}
            with services(2, members.uri, database.name, **workers) as serving:
                await asyncio.gather(*(each.ready() for each in serving))
                soak = Soak(serving, members, database, SECONDS, random.Random(18))
                await soak.run()
                with capfd.disabled():
                    for line in soak.summary():
                        pytestconfig.get_terminal_writer().line(f"\n{line}")
                await soak.check()
                for room in soak.load.rooms:
                    if not room.is_deleted:
                        checked = await check_chat(PydanticObjectId(room.chat), now=utc_now())
                        assert checked is not None
                        assert checked.findings == []
            await database.close()
    for name, slope in soak.slopes().items():
        assert slope.rises_by() <= ALLOWED[name] * slope.mean, f"{name}: {slope.told()}"
