"""Several large requests at once, as several clients send them."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.loop_hold.heavy import DENSE, TEXT
from bench.loop_hold.probe import Holds
from bench.loop_hold.refused import of_values

AT_ONCE = 8


def measure_at_once(of_user: Callable[[str], Holds]) -> None:
    """Bodies that are taken, bodies that are refused, answers and uploads, eight of each."""
    # A user's bytes are bounded, so each has its own.
    users = [of_user(f"at-once-{n}") for n in range(AT_ONCE)]
    chats = [each.made("/chats", {})["id"] for each in users]
    append, messages = "POST /chats/{chat_id}/messages", "/chats/{}/messages"
    message: dict[str, Any] = {"role": "user", "content": "x"}
    for what, body in {
        "500 messages of 8 KB": [message | {"content": "x" * 8000}] * 500,
        "500 messages with 180 values": [message | {"message_metadata": {"a": [1] * 180}}] * 500,
        "3 dense messages": [message | {"message_metadata": DENSE}] * 3,
        "3 messages of 1 MB": [message | {"content": "é" * 500_000}] * 3,
    }.items():
        content = json.dumps(body, ensure_ascii=False).encode()
        _together(users, append, what, "POST", [messages.format(chat) for chat in chats], content)
    for what, text in of_values(99_900).items():
        paths = [f"/chats/{chat}" for chat in chats]
        body_of_keys = f'{{"context_data":{text}}}'.encode()
        _together(users, "PUT /chats/{chat_id}", what, "PUT", paths, body_of_keys)
        paths = [messages.format(chat) for chat in chats]
        _together(users, append, what, "POST", paths, text.encode())
    for what, heavy in (("texts", TEXT), ("dense", DENSE)):
        for user, chat in zip(users, chats, strict=True):
            for _ in range(30):
                user.made(messages.format(chat), [message | {"message_metadata": heavy}] * 2)
        paths = [f"{messages.format(chat)}?limit=500" for chat in chats]
        _together(users, "GET /chats/{chat_id}/messages", what, "GET", paths)
    _uploads(users)


def _uploads(users: list[Holds]) -> None:
    paths = []
    for user in users:
        mission = user.made("/missions", {"name": "m"})["id"]
        asset = {"name": "a", "scope_type": "mission", "scope_id": mission, "role": "input"}
        paths.append(f"/assets/{user.made('/assets', asset)['id']}/content")
    route = "PUT /assets/{asset_id}/content"
    for what, content in {
        "files of 20 MB": json.dumps("x" * 20_000_000).encode(),
        "99,000 values": json.dumps([1] * 99_000).encode(),
    }.items():
        _together(users, route, what, "PUT", paths, content)


def _together(
    users: list[Holds],
    route: str,
    what: str,
    method: str,
    paths: list[str],
    content: bytes | None = None,
) -> None:
    first = users[0]
    with (
        first.noting(f"{route}, {AT_ONCE} at once", what) as statuses,
        ThreadPoolExecutor() as pool,
    ):
        for response in pool.map(
            lambda each: each[0].request(method, each[1], content),
            zip(users, paths, strict=True),
        ):
            statuses.append(response.status_code)
