"""What tests of content start from."""

import httpx
import pytest

from tests.workflow_support import Json, a_mission, an_asset


@pytest.fixture
async def asset(user: httpx.AsyncClient) -> Json:
    return await an_asset(user, await a_mission(user))
