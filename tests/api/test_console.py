"""The console's page is the service's own, and may load nothing from elsewhere."""

import re

import httpx
import pytest

from api import console
from tests.support import Api

LOADED = re.compile(r'(?:src|href)="([^"]*)"')


async def test_the_console_is_served_with_all_that_its_page_loads(api: Api) -> None:
    client = await api.anonymous()
    page = await client.get("/console/")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    loaded = LOADED.findall(page.text)
    assert len(loaded) >= 3
    for address in loaded:
        assert address.startswith("./")
        part = await client.get(f"/console/{address}")
        assert part.status_code == 200, address
        assert len(part.content) > 100


async def test_the_console_without_a_slash_leads_there_whatever_the_host_is_said_to_be(
    api: Api,
) -> None:
    answer = await (await api.anonymous()).get("/console", headers={"Host": "evil.example"})
    assert answer.status_code == 307
    assert answer.headers["Location"] == "console/"


@pytest.mark.parametrize("path", ["/console", "/console/", "/console/favicon.svg"])
async def test_the_console_has_a_strict_policy(api: Api, path: str) -> None:
    answer = await (await api.anonymous()).get(path)
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    } <= set(policy)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_a_browser_keeps_what_never_changes_and_asks_again_for_the_page(api: Api) -> None:
    client = await api.anonymous()
    page = await client.get("/console/")
    assert page.headers["Cache-Control"] == "no-cache"
    script = next(each for each in LOADED.findall(page.text) if each.endswith(".js"))
    kept = await client.get(f"/console/{script}")
    assert "immutable" in kept.headers["Cache-Control"]
    again = await client.get("/console/", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" in again.headers


async def test_what_is_no_file_of_the_console_is_a_problem(user: httpx.AsyncClient) -> None:
    for path in ("/console/assets", "/console/nothing", "/console/..%2f__init__.py"):
        answer = await user.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_files_of_the_console_are_in_the_package() -> None:
    folder = console.FOLDER
    assert (folder / "index.html").is_file()
    assert {each.suffix for each in (folder / "assets").iterdir()} == {".js", ".css"}
