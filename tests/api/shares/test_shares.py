"""Links that read a chat without an account."""

import hashlib
import json
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from api.shares.page import HEADERS
from documents.database import collection_of
from documents.shapes.shares import ChatShare
from services.settings import Settings
from tests.queries import look
from tests.support import (
    Api,
    SetClock,
    a_chat,
    a_session,
    got,
    made,
    message,
    messages,
    running_api,
    settings_for,
)

LONG_AGO = "2025-12-31T00:00:00Z"
TOMORROW = "2026-01-02T12:00:00Z"
HOSTILE = [
    "<script>alert(1)</script>",
    "</p></article></body><h1>owned</h1>",
    '"><img src=x onerror=alert(1)>',
    "<style>*{display:none}</style>",
    "javascript:alert(1) [a](javascript:alert(1))",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "{title} {0} {body.__class__} %s",
    "\u202etxet edih\u202c \u2066 \x00 \x0b",
    "]]><!-- --><![CDATA[<b>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
]


async def a_shared_chat(
    user: httpx.AsyncClient, number: int = 3, **share: Any
) -> tuple[str, dict[str, Any]]:
    """The id of a new chat with messages m-1 to m-n, and its share."""
    chat = await a_chat(user, title="Lost bag")
    sent = [{**each, "id": f"m-{n}"} for n, each in enumerate(messages(number), 1)]
    await made(user, f"/chats/{chat['id']}/messages", sent)
    return chat["id"], await made(user, f"/chats/{chat['id']}/shares", share)


async def read(client: httpx.AsyncClient, share: dict[str, Any], **parameters: Any) -> Any:
    return await got(client, f"{share['path']}/messages", **parameters)


async def status_of(client: httpx.AsyncClient, share: dict[str, Any]) -> int:
    """The status of both forms of what is shared, which is one."""
    (status,) = {(await client.get(share["path"] + end)).status_code for end in ("", "/messages")}
    return status


async def test_whoever_has_the_link_reads_the_chat_without_an_account(api: Api) -> None:
    user, stranger = await api.user(), await api.anonymous()
    chat_id, share = await a_shared_chat(user)
    assert share["chat_id"] == chat_id
    assert share["path"] == f"/shared/{share['token']}"
    shared = await read(stranger, share)
    assert shared["title"] == "Lost bag"
    assert [each["content"] for each in shared["items"]] == [f"message {n}" for n in (1, 2, 3)]
    assert (shared["through"], shared["next"], shared["lost"]) == (3, None, [])
    page = await stranger.get(share["path"])
    assert page.headers["Content-Type"].startswith("text/html")
    assert "message 3" in page.text
    for path in (f"/chats/{chat_id}", f"/chats/{chat_id}/messages", f"/chats/{chat_id}/shares"):
        assert (await stranger.get(path)).status_code == 401
        bearer = {"Authorization": f"Bearer {share['token']}"}
        assert (await stranger.get(path, headers=bearer)).status_code == 401


async def test_a_link_reads_what_was_there_when_it_was_made_and_no_more(api: Api) -> None:
    user, stranger = await api.user(), await api.anonymous()
    chat_id, share = await a_shared_chat(user)
    await made(user, f"/chats/{chat_id}/messages", message("a later secret"))
    shared = await read(stranger, share)
    assert [each["sequence_order"] for each in shared["items"]] == [1, 2, 3]
    assert shared["next"] is None
    assert (await read(stranger, share, after=3))["items"] == []
    assert (await read(stranger, share, after=2**53 - 1))["items"] == []
    assert "a later secret" not in (await stranger.get(share["path"])).text
    assert "a later secret" not in (await stranger.get(f"{share['path']}?after=3")).text


@pytest.mark.parametrize("through", [0, 2, 3, 200])
async def test_a_link_reads_through_the_number_that_it_was_made_for(api: Api, through: int) -> None:
    user, stranger = await api.user(), await api.anonymous()
    chat_id, share = await a_shared_chat(user, 3, through=through)
    await made(user, f"/chats/{chat_id}/messages", message())
    shared = await read(stranger, share)
    assert [each["sequence_order"] for each in shared["items"]] == list(
        range(1, min(through, 4) + 1)
    )
    assert (shared["through"], shared["next"]) == (through, None)


async def test_a_long_chat_is_read_in_pages(api: Api) -> None:
    user, stranger = await api.user(), await api.anonymous()
    chat = await a_chat(user)
    for _ in range(4):
        await made(user, f"/chats/{chat['id']}/messages", messages(80))
        await api.services.background.finish()
    share = await made(user, f"/chats/{chat['id']}/shares", {"through": 250})
    found: list[int] = []
    after: int | None = 0
    while after is not None:
        page = await read(stranger, share, after=after, limit=70)
        found += [each["sequence_order"] for each in page["items"]]
        after = page["next"]
    assert found == list(range(1, 251))
    first = await stranger.get(share["path"])
    assert 'href="?after=100"' in first.text
    last = await stranger.get(f"{share['path']}?after=200")
    assert "href" not in last.text


async def test_what_is_the_applications_is_not_shared(api: Api) -> None:
    user, stranger = await api.user(), await api.anonymous()
    chat = await a_chat(user, context_data={"secret": 1})
    await made(
        user,
        f"/chats/{chat['id']}/messages",
        message("said", message_metadata={"secret": 2}, usage={"cost": 0.1234}),
    )
    share = await made(user, f"/chats/{chat['id']}/shares")
    for end in ("", "/messages"):
        text = (await stranger.get(share["path"] + end)).text
        assert "said" in text
        for hidden in ("secret", "0.1234", "metadata", "usage", chat["id"], chat["user_id"]):
            assert hidden not in text


async def test_an_edit_and_a_redaction_show_at_the_next_look(api: Api) -> None:
    user, stranger = await api.user(), await api.anonymous()
    chat_id, share = await a_shared_chat(user)
    path = f"/chats/{chat_id}/messages"
    await user.patch(f"{path}/m-1", json={"content": "edited since"})
    await user.delete(f"{path}/m-2")
    shared = await read(stranger, share)
    assert [each["content"] for each in shared["items"]] == ["edited since", "", "message 3"]
    assert shared["items"][1]["redacted_at"] is not None
    page = (await stranger.get(share["path"])).text
    assert "edited since" in page
    assert "This message was removed." in page
    assert "message 2" not in page


async def test_a_revoked_link_reads_nothing_and_others_go_on(api: Api) -> None:
    user, stranger = await api.user(), await api.anonymous()
    chat_id, first = await a_shared_chat(user)
    second = await made(user, f"/chats/{chat_id}/shares")
    assert first["token"] != second["token"]
    assert await status_of(stranger, first) == 200
    path = f"/chats/{chat_id}/shares/{first['id']}"
    assert (await user.delete(path)).status_code == 204
    assert await status_of(stranger, first) == 404
    assert await status_of(stranger, second) == 200
    assert (await user.delete(path)).status_code == 404


async def test_a_link_ends_when_it_was_told_to(api: Api) -> None:
    user, stranger = await api.user(), await api.anonymous()
    _, share = await a_shared_chat(user, expires_at=TOMORROW)
    assert share["expires_at"] == TOMORROW
    api.clock.advance(hours=23, minutes=59, seconds=59)
    assert await status_of(stranger, share) == 200
    api.clock.advance(seconds=1)
    assert await status_of(stranger, share) == 404


async def test_a_link_goes_with_the_session_and_comes_back_with_it(
    api: Api,
) -> None:
    user, stranger = await api.user(), await api.anonymous()
    session = await a_session(user)
    await made(user, f"/chats/{session['chat_id']}/messages", message())
    share = await made(user, f"/chats/{session['chat_id']}/shares")
    lone_id, lone = await a_shared_chat(user)
    for where in (f"/sessions/{session['id']}", f"/chats/{lone_id}"):
        assert (await user.delete(where)).status_code == 204
    assert await status_of(stranger, share) == 404
    assert await status_of(stranger, lone) == 404


@pytest.mark.parametrize(
    "body",
    [
        {"through": -1},
        {"through": 2**53},
        {"through": "3"},
        {"through": 1.5},
        {"through": None},
        {"expires_at": LONG_AGO},
        {"expires_at": "2026-01-01T12:00:00Z"},
        {"expires_at": "2026-01-03T00:00:00"},
        {"expires_at": "tomorrow"},
        {"expires_at": 4102444800},
        {"expires_at": "4102444800"},
        {"expires_at": "9999-12-31T23:59:59-14:00"},
        {"expires_at": "0001-01-01T00:00:00+14:00"},
        {"until": TOMORROW},
    ],
)
async def test_what_cannot_be_shared_so_is_refused(user: httpx.AsyncClient, body: Any) -> None:
    chat = await a_chat(user)
    response = await user.post(f"/chats/{chat['id']}/shares", json=body)
    assert response.status_code == 422, response.text
    assert (await got(user, f"/chats/{chat['id']}/shares"))["items"] == []


async def test_shares_are_listed_without_their_tokens_the_newest_first(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/shares"
    shares = [await made(user, path, {"through": n}) for n in range(5)]
    found, cursor = [], None
    while True:
        more: dict[str, str] = {} if cursor is None else {"cursor": cursor}
        page = await got(user, path, limit=2, **more)
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [each["id"] for each in found] == [each["id"] for each in reversed(shares)]
    assert all(share["token"] not in json.dumps(found) for share in shares)


async def test_only_the_owner_shares_lists_and_revokes(api: Api) -> None:
    user, other, stranger = await api.user(), await api.user(), await api.anonymous()
    chat_id, share = await a_shared_chat(user)
    mine = await a_chat(other)
    assert (await other.post(f"/chats/{chat_id}/shares", json={})).status_code == 404
    assert (await other.get(f"/chats/{chat_id}/shares")).status_code == 404
    for owner in (chat_id, mine["id"]):
        response = await other.delete(f"/chats/{owner}/shares/{share['id']}")
        assert response.status_code == 404
    assert await status_of(stranger, share) == 200


@pytest.mark.parametrize(
    "token", ["x", "A" * 42, "A" * 43, "A" * 44, "A" * 5000, "%00" * 43, "..", "é" * 43, "a%2Fb"]
)
async def test_what_is_no_link_reads_nothing(api: Api, token: str) -> None:
    stranger = await api.anonymous()
    for end in ("", "/messages"):
        response = await stranger.get(f"/shared/{token}{end}")
        assert response.status_code == 404
        if response.headers["Content-Type"].startswith("text/html"):
            assert "does not work" in response.text


async def test_only_the_hash_of_a_token_is_stored(alone: Api) -> None:
    user = await alone.user()
    _, share = await a_shared_chat(user)
    stored = look(collection_of(ChatShare, alone.services.database))
    (found,) = [each async for each in stored.find({})]
    assert share["token"] not in str(found)
    assert found["token_digest"] == hashlib.sha256(share["token"].encode()).hexdigest()


async def test_shares_are_exported_and_go_with_the_chat_and_the_user(alone: Api) -> None:
    user, admin = await alone.user("alice"), await alone.user(admin=True)
    stranger = await alone.anonymous()
    stored = look(collection_of(ChatShare, alone.services.database))
    chat_id, _ = await a_shared_chat(user)
    _, share = await a_shared_chat(user)
    export = await admin.get("/users/export", params={"user_id": "alice"})
    kinds = [json.loads(line)["type"] for line in export.text.splitlines()]
    assert kinds.count("chat_share") == 2
    await user.delete(f"/chats/{chat_id}")
    await alone.services.background.finish()
    assert await stored.count_documents({}) == 1
    receipt = await admin.post("/users/erase", json={"user_id": "alice"})
    assert receipt.json()["documents"]["chat_shares"] == 1
    assert await status_of(stranger, share) == 404
    assert await stored.count_documents({}) == 0


class Tags(HTMLParser):
    """Every tag of a page, and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


PLAIN = {
    *("html", "head", "meta", "title", "style", "body", "h1", "article", "header", "time"),
    *("p", "pre", "bdi", "a"),
}


@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_users_wrote_is_text_on_the_page(api: Api, text: str) -> None:
    user, stranger = await api.user(), await api.anonymous()
    chat = await a_chat(user, title=text)
    call = {"id": text, "type": "function", "function": {"name": text, "arguments": text}}
    parts = [
        {"type": "text", "text": text},
        {"type": "refusal", "refusal": text},
        {"type": "image_url", "image_url": {"url": text}},
        {"type": "file", "file": {"filename": text}},
        {"type": text},
    ]
    await made(
        user,
        f"/chats/{chat['id']}/messages",
        [
            message(text, name=text, refusal=text, reasoning=text),
            message(parts, role="assistant", tool_calls=[call, {"id": "c", "type": "other"}]),
        ],
    )
    share = await made(user, f"/chats/{chat['id']}/shares")
    response = await stranger.get(share["path"])
    assert response.status_code == 200
    page = Tags()
    page.feed(response.text)
    assert {tag for tag, _ in page.tags} <= PLAIN
    assert [tag for tag, _ in page.tags].count("h1") == 1
    attributes = {name for _, given in page.tags for name in given}
    assert attributes <= {"lang", "charset", "name", "content", "dir", "class", "datetime"}
    assert [given for tag, given in page.tags if tag == "meta" and "http-equiv" in given] == []
    # The title, the name, what was said, refused and thought, and four of the second message.
    assert page.text.count(text.replace("\0", "\ufffd")) >= 8


async def test_the_answers_forbid_what_a_page_could_do(api: Api) -> None:
    user, stranger = await api.user(), await api.anonymous()
    _, share = await a_shared_chat(user)
    answers = [await stranger.get(share["path"] + end) for end in ("", "/messages")]
    answers += [await stranger.get(f"/shared/{'A' * 43}"), await stranger.head(share["path"])]
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert "noindex" in HEADERS["X-Robots-Tag"]


@pytest.fixture
def few(api: Api) -> Settings:
    """Settings with few reads a minute."""
    assert api.settings.mongodb_uri is not None
    assert api.settings.database_name is not None
    return settings_for(
        api.settings.mongodb_uri.get_secret_value(),
        api.settings.database_name,
        max_share_reads_per_minute=6,
        max_other_reads_per_minute=4,
    )


async def test_a_link_is_read_so_often_in_a_minute_and_no_oftener(few: Settings) -> None:
    clock = SetClock()
    async with running_api(few, clock) as api:
        user, stranger = await api.user(), await api.anonymous()
        _, share = await a_shared_chat(user)
        _, another = await a_shared_chat(user)
        for _ in range(6):
            await read(stranger, share)
        response = await stranger.get(share["path"])
        assert response.status_code == 429
        assert response.json()["type"].endswith(":quota-exceeded")
        assert response.headers["Retry-After"] == "10"
        await read(stranger, another)
        clock.advance(seconds=10)
        await read(stranger, share)
        assert (await stranger.get(share["path"])).status_code == 429


async def test_who_guesses_at_links_keeps_nobody_from_reading_those_in_use(few: Settings) -> None:
    async with running_api(few) as api:
        user, stranger = await api.user(), await api.anonymous()
        _, share = await a_shared_chat(user)
        await read(stranger, share)
        statuses = [
            (await stranger.get(f"/shared/{number:043}/messages")).status_code
            for number in range(5)
        ]
        assert statuses == [404] * 3 + [429] * 2
        await read(stranger, share)


async def test_no_log_has_a_token(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[dict[str, Any]] = []

    class Log:
        def info(self, event: str, **said: Any) -> None:
            lines.append({"event": event, **said})

    monkeypatch.setattr("api.telemetry.log", Log())
    user, stranger = await api.user(), await api.anonymous()
    _, share = await a_shared_chat(user)
    for end in ("", "/messages", "/else", "?after=1"):
        await stranger.get(share["path"] + end)
    assert len([line for line in lines if line["path"].startswith("/shared/")]) == 4
    assert share["token"] not in str(lines)
