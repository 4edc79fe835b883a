"""What the console says of a service, and when it no longer holds."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console

from commands.serve.announcing import Announcement
from commands.serve.preparing import OpenedDatabase
from services.settings import Settings


async def test_a_service_that_ends_before_it_is_ready_does_not_say_that_it_is(
    tmp_path: Path,
) -> None:
    shown = io.StringIO()
    settings = Settings(data_folder=tmp_path)
    announcement = Announcement(Console(file=shown), settings, [], "a token")

    nothing: list[str] = []

    async def stopped_meanwhile() -> AsyncIterator[str]:
        announcement.stopping()
        for why in nothing:
            yield why

    await announcement.tell(
        OpenedDatabase("mongodb://localhost", "localhost", ours=False), stopped_meanwhile()
    )

    assert shown.getvalue() == "Stopping ...\n"
