"""What the console says of a service, and when it no longer holds."""

import io
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import jwt
import pytest
from rich.console import Console

from commands.serve.announcing import Announcement
from commands.serve.preparing import OpenedDatabase
from services.settings import Settings
from services.tokens import local_secret


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


@pytest.fixture
def loopback() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening


@pytest.fixture
def everywhere() -> Iterator[socket.socket]:
    with closing(socket.create_server(("0.0.0.0", 0))) as listening:
        yield listening


async def told(settings: Settings, listening: socket.socket, *, terminal: bool = False) -> str:
    """The line of what is announced that says where the browser's console is."""
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=terminal, color_system=None, width=60)
    announcement = Announcement(console, settings, [listening], "a token")
    nothing: list[str] = []

    async def at_once() -> AsyncIterator[str]:
        for why in nothing:
            yield why

    await announcement.tell(
        OpenedDatabase("mongodb://localhost", "localhost", ours=False), at_once()
    )
    (line,) = (each for each in shown.getvalue().splitlines() if "Console" in each)
    return line.split()[-1]


async def test_the_link_to_the_console_is_signed_in_on_this_machine(
    tmp_path: Path, loopback: socket.socket
) -> None:
    link = await told(Settings(data_folder=tmp_path), loopback)
    page, token = link.split("#token=")
    assert page == f"http://127.0.0.1:{loopback.getsockname()[1]}/console/"
    claims = jwt.decode(token, local_secret(tmp_path), algorithms=["HS256"])
    assert claims["sub"] == "alice"
    assert claims["scope"] == "admin act"


async def test_the_link_to_the_console_has_no_token_where_others_get_there(
    tmp_path: Path, everywhere: socket.socket
) -> None:
    settings = Settings(data_folder=tmp_path, token_secret="s" * 40)
    link = await told(settings, everywhere, terminal=True)
    assert link == f"http://localhost:{everywhere.getsockname()[1]}/console/"


@pytest.mark.parametrize("terminal", [True, False])
async def test_a_secret_that_was_set_signs_a_link_for_a_terminal_alone(
    tmp_path: Path, loopback: socket.socket, terminal: bool
) -> None:
    settings = Settings(data_folder=tmp_path, token_secret="s" * 40)
    assert ("#token=" in await told(settings, loopback, terminal=terminal)) is terminal


async def test_the_link_to_the_console_has_no_token_of_an_identity_provider(
    tmp_path: Path, loopback: socket.socket
) -> None:
    settings = Settings(data_folder=tmp_path, token_jwks_url="https://id.example.com/jwks")
    assert (await told(settings, loopback)).endswith("/console/")
