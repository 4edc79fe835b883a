"""Searches in the heaviest histories: long texts, many short ones, many words, many chats."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.loop_hold.probe import Holds

_ROUTE = "GET /search"
_PAGES = 4
TITLES = 2_000

HISTORIES: dict[str, Callable[[], Iterator[list[str]]]] = {
    "400 texts of 20,000 characters": lambda: _batches("a b " * 5_000, 400, 100),
    "400 in a script without spaces": lambda: _batches("行李在" * 6_600, 400, 20),
    "marks without end": lambda: _batches("a\u0301\u0316" * 6_600, 400, 20),
    "20,000 texts of a letter": lambda: _batches("a", 20_000, 500),
    "28,000 words with one beginning": lambda: (
        [
            " ".join(f"a{n:06}" for n in range(start + m * 70, start + m * 70 + 70))
            for m in range(50)
        ]
        for start in range(0, 28_000, 3_500)
    ),
}
_QUERIES = ("a", "a ", "b", '"a b"', "a -zz", "zz", "a b", "行李", "在 行", "a0 a")


def _batches(text: str, number: int, at_once: int) -> Iterator[list[str]]:
    for _ in range(0, number, at_once):
        yield [text] * at_once


def measure_searches(of_user: Callable[[str], Holds]) -> None:
    """Of each history by each query, some pages; then eight at once."""
    users = {}
    for number, (name, texts) in enumerate(HISTORIES.items()):
        users[name] = holds = of_user(f"searcher {number}")
        for place, some in enumerate(texts()):
            if place % 10 == 0:
                chat = holds.made("/chats", {"title": "a"})["id"]
            holds.made(
                f"/chats/{chat}/messages", [{"role": "user", "content": text} for text in some]
            )
    titles = users["many chats"] = of_user("searcher of titles")
    for n in range(TITLES):
        titles.made("/chats", {"title": f"a{n} a"})
    for name, holds in users.items():
        for query in _QUERIES:
            _search(holds, name, query)
    holds = users["400 texts of 20,000 characters"]
    with holds.noting(_ROUTE, "eight at once") as statuses, ThreadPoolExecutor(8) as pool:
        parameters: dict[str, Any] = {"params": {"q": "a b", "limit": 100}}
        asked = [pool.submit(holds.request, "GET", "/search", **parameters) for _ in range(8)]
        statuses += [each.result().status_code for each in asked]


def _search(holds: Holds, name: str, query: str) -> None:
    cursor: dict[str, str] = {}
    for page in range(_PAGES):
        answer = holds.send(
            f"{_ROUTE}, {name}",
            f"{query!r}, page {page + 1}",
            "GET",
            "/search",
            params={"q": query, "limit": 100, **cursor},
        )
        if answer.status_code != 200 or not answer.json()["next"]:
            return
        cursor = {"cursor": answer.json()["next"]}
