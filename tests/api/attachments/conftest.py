"""What tests of attachments start from."""

from uuid import uuid4

import httpx
import pytest

from tests.support import Api, a_chat
from tests.workflow_support import Json


@pytest.fixture
def user_id() -> str:
    return f"user-{uuid4().hex}"


@pytest.fixture
async def user(api: Api, user_id: str) -> httpx.AsyncClient:
    return await api.user(user_id)


@pytest.fixture
async def chat(user: httpx.AsyncClient) -> Json:
    return await a_chat(user)
