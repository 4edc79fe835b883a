"""Clients in Python of a running service, for coroutines and for threads."""

from collections.abc import AsyncIterator, Iterator

import pytest
from threadkeep_client import AsyncThreadkeep, Threadkeep

from tests.clients.conftest import Served


@pytest.fixture
async def threadkeep(served: Served) -> AsyncIterator[AsyncThreadkeep]:
    """The client of a user whom nobody had before."""
    async with AsyncThreadkeep(served.url, served.token) as client:
        yield client


@pytest.fixture
def in_threads(served: Served) -> Iterator[Threadkeep]:
    """The same for threads."""
    with Threadkeep(served.url, served.token) as client:
        yield client


@pytest.fixture
async def chat_id(threadkeep: AsyncThreadkeep) -> str:
    return (await threadkeep.create_chat()).id
