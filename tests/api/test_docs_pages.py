"""The pages on the API work without the internet."""

import re
from urllib.parse import urljoin

import httpx
import pytest

from tests.support import Api

LOADED = re.compile(r'(?:src|href|spec-url)="([^"]*)"')


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
async def test_a_page_loads_from_the_service_alone(api: Api, page: str) -> None:
    client = await api.anonymous()
    answer = await client.get(page)
    assert answer.status_code == 200
    assert "text/html" in answer.headers["Content-Type"]
    assert "//" not in answer.text
    loaded = LOADED.findall(answer.text)
    assert len(loaded) >= 3
    for address in loaded:
        part = await client.get(urljoin(page, address))
        assert part.status_code == 200, address
        assert len(part.content) > 100


async def test_a_page_may_load_nothing_from_elsewhere(api: Api) -> None:
    for page in ("/docs", "/redoc"):
        answer = await (await api.anonymous()).get(page)
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(policy)
        assert "<script>" not in answer.text


async def test_the_page_asks_nobody_to_validate_the_document(api: Api) -> None:
    start = await (await api.anonymous()).get("/docs/start.js")
    assert start.headers["Content-Type"].startswith("text/javascript")
    assert 'validatorUrl: "none"' in start.text
    assert 'url: "openapi.json"' in start.text


async def test_what_is_no_file_of_the_pages_is_a_problem(user: httpx.AsyncClient) -> None:
    answer = await user.get("/docs/files/..%2f..%2fcore.py")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
