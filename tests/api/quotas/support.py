"""What tests of quotas are made of: services that have them, side by side."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx

from tests.support import Api, SetClock, running_api, settings_for

QUOTA_EXCEEDED = "urn:threadkeep:problem:quota-exceeded"


@asynccontextmanager
async def services_with(
    uri: str, database_name: str, number: int = 1, **quotas: Any
) -> AsyncIterator[list[Api]]:
    """So many services on one database and by one clock, each with the quotas."""
    settings, clock = settings_for(uri, database_name, **quotas), SetClock()
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(running_api(settings, clock)) for _ in range(number)]


def refused(response: httpx.Response, quota: str, of: str = "user") -> bool:
    """Whether this is the one answer to whoever has no room in a quota."""
    if response.status_code != 429:
        return False
    problem = response.json()
    assert problem["type"] == QUOTA_EXCEEDED
    assert (problem["quota"], problem["of"]) == (quota, of)
    assert int(response.headers["Retry-After"]) > 0
    return True


async def refusals(api: Api, quota: str, of: str = "user") -> float:
    """How many refusals the metrics count for a quota."""
    text = (await (await api.anonymous()).get("/metrics")).text
    found = re.search(
        rf'^threadkeep_quota_refusals_total{{of="{of}",quota="{quota}"}} (\S+)$', text, re.MULTILINE
    )
    assert found is not None
    return float(found[1])
