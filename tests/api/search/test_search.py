"""What a search finds, and what it does not."""

import asyncio
from typing import Any

import httpx
import pytest

from documents.aggregates.chats.search_words import put_words_of_chat
from documents.aggregates.search import find, places
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat, ChatBucket
from tests.api.search.support import hits, marked, plain, saying, texts
from tests.support import Api, a_chat, a_session, got, made, message, messages


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Where is my black suitcase?", "suitcase"),
        ("Where is my black suitcase?", "SUITCASE black"),
        ("Where is my black suitcase?", "black suit"),
        ("Where is my black suitcase?", '"black suitcase"'),
        ("Where is my black suitcase?", "suitcase -hat"),
        ("Where is my black suitcase?", 'suitcase -"suitcase black"'),
        ("Crème brûlée", "creme brulee"),
        ("Creme brulee", "crème"),
        ("Straße", "STRASSE"),
        ("e\u0301te\u0301", "été"),
        ("call tool_call_id now", "tool_call"),
        ("write to a.b@example.com", "a.b@example.com"),
        ("我的行李在哪里", "行李"),
        ("我的行李在哪里", "里"),
        ("我的行李在哪里", "李"),
        ("ฉันทำกระเป๋าหาย", "กระเป๋า"),
        ("東京タワーはどこですか", "タワー"),
        ("도서관에서 책을", "도서관"),
        ("हिन्दी में लिखो", "हिन्दी"),
        ("שלום עולם", "עולם"),
        ("привет, МИР", "мир"),
        ("iPhone手机壳", "手机"),
        ("iPhone手机壳", "iphone"),
        ("😀 smile", "smile"),
        ("⑴⑵ are in circles", "⑴"),
        ("⑴⑵ are in circles", "⑴⑵"),
        ("⑴" * 20, "⑴" * 14),
    ],
)
async def test_a_text_is_found_by(text: str, query: str, user: httpx.AsyncClient) -> None:
    chat_id = await saying(user, "something else", text)
    (hit,) = await hits(user, query)
    assert (hit["chat_id"], hit["sequence_order"]) == (chat_id, 2)
    assert plain(hit) == text
    assert marked(hit)


@pytest.mark.parametrize(
    "query",
    ["suit ", "case", "black hat", '"suitcase black"', "suitcase -black", '"black suit"', "里行"],
)
async def test_a_text_is_not_found_by(query: str, user: httpx.AsyncClient) -> None:
    await saying(user, "Where is my black suitcase?", "我的行李在哪里")
    assert await hits(user, query) == []


@pytest.mark.parametrize("query", ["", " ", "?!", "-hat", '""', "a " * 17])
async def test_a_search_for_nothing_is_refused(query: str, user: httpx.AsyncClient) -> None:
    answer = await user.get("/search", params={"q": query})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "q"


async def test_what_was_looked_for_is_marked_in_pieces_of_plain_text(
    user: httpx.AsyncClient,
) -> None:
    await saying(user, f"{'before ' * 40}<b>My BAG</b> and the bags {'after ' * 40}")
    (hit,) = await hits(user, "bag")
    assert marked(hit) == ["BAG", "bags"]
    assert "<b>My BAG</b>" in plain(hit)
    assert plain(hit).startswith("…before")
    assert plain(hit).endswith("after…")
    assert len(plain(hit)) <= 202


async def test_a_hit_in_a_run_of_characters_marks_those_alone(user: httpx.AsyncClient) -> None:
    await saying(user, "我的行李在哪里")
    (hit,) = await hits(user, "行李")
    assert marked(hit) == ["行李"]


async def test_titles_are_found_before_messages_and_new_ones_at_once(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user, title="Lost luggage")
    await made(user, f"/chats/{chat['id']}/messages", message("About the luggage, again"))
    first, second = await hits(user, "luggage")
    assert (first["message_id"], plain(first)) == (None, "Lost luggage")
    assert second["sequence_order"] == 1
    await user.put(f"/chats/{chat['id']}", json={"title": "Found baggage"})
    assert [hit["sequence_order"] for hit in await hits(user, "luggage")] == [1]
    assert [hit["sequence_order"] for hit in await hits(user, "baggage")] == [None]


async def test_a_search_can_be_of_one_chat_a_role_or_a_time(
    api: Api, user: httpx.AsyncClient
) -> None:
    session = await a_session(user)
    path = f"/chats/{session['chat_id']}/messages"
    first = await made(user, path, message("a bag"))
    api.clock.advance(hours=1)
    answer = await made(user, path, {"role": "assistant", "content": "the bag"})
    await saying(user, "another bag")
    assert len(await hits(user, "bag")) == 3
    of_chat = await hits(user, "bag", chat_id=session["chat_id"])
    assert {hit["session_id"] for hit in of_chat} == {session["id"]}
    assert len(of_chat) == 2
    assert await texts(user, "bag", role="assistant") == ["the bag"]
    assert await texts(user, "bag", created_before=answer["created_at"]) == ["a bag"]
    later = await texts(user, "bag", created_after=answer["created_at"])
    assert sorted(later) == ["another bag", "the bag"]
    assert await hits(user, "bag", created_before=first["created_at"]) == []


async def test_nobody_finds_what_others_say(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    chat_id = await saying(alice, "a secret bag")
    assert await hits(bob, "bag") == []
    assert await hits(bob, "bag", chat_id=chat_id) == []


async def a_sealed_chat(api: Api, user: httpx.AsyncClient) -> tuple[str, list[dict[str, Any]]]:
    """The path of a chat whose first messages are sealed, and all of them."""
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    sent = (await made(user, path, messages(260)))["items"]
    await api.services.background.finish()
    stored = await collection_of(Chat).find_one({"_id": PydanticObjectId(chat["id"])})
    assert stored is not None
    assert stored["sealed_sequence"] >= 100
    return path, sent


async def test_sealed_messages_are_found_by_their_words(api: Api, user: httpx.AsyncClient) -> None:
    path, _ = await a_sealed_chat(api, user)
    chat_id = PydanticObjectId(path.split("/")[2])
    buckets = await collection_of(ChatBucket).find({"chat_id": chat_id}).to_list(None)
    assert buckets
    for bucket in buckets:
        assert {"message", str(bucket["first_sequence"])} <= set(bucket["words"])
    assert await texts(user, '"message 7"') == ["message 7"]
    assert len(await hits(user, "message", limit=100)) == 260


async def test_a_part_that_looks_like_a_reference_is_found_once_it_is_sealed(
    api: Api, user: httpx.AsyncClient
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    part = {"$ref": "c", "$id": 1, "type": "text", "text": "a suitcase"}
    await made(user, path, [message([part]), *messages(250)])
    await api.services.background.finish()
    stored = await collection_of(Chat).find_one({"_id": PydanticObjectId(chat["id"])})
    assert stored is not None
    assert stored["sealed_sequence"] >= 100
    # Long enough that what was sealed is not read for that alone.
    api.clock.advance(hours=1)
    assert await texts(user, "suitcase") == ["a suitcase"]


@pytest.mark.parametrize("place", [0, 259], ids=["sealed", "not sealed"])
async def test_an_edit_is_found_at_once_and_what_it_replaced_is_not(
    place: int, api: Api, user: httpx.AsyncClient
) -> None:
    path, sent = await a_sealed_chat(api, user)
    await user.patch(f"{path}/{sent[place]['id']}", json={"content": "umbrella"})
    assert await texts(user, "umbrella") == ["umbrella"]
    assert await texts(user, f'"{sent[place]["content"]}"') == []


@pytest.mark.parametrize("place", [0, 259], ids=["sealed", "not sealed"])
async def test_redacted_text_is_not_found_and_no_word_of_it_is_kept(
    place: int, api: Api, user: httpx.AsyncClient
) -> None:
    path, sent = await a_sealed_chat(api, user)
    of_message = f"{path}/{sent[place]['id']}"
    await user.patch(of_message, json={"content": "umbrella"})
    await texts(user, "umbrella")
    await api.services.background.finish()
    await user.delete(of_message)
    assert await hits(user, "umbrella") == []
    chat_id = PydanticObjectId(path.split("/")[2])
    for model, condition in ((Chat, {"_id": chat_id}), (ChatBucket, {"chat_id": chat_id})):
        documents = await collection_of(model).find(condition).to_list(None)
        assert documents
        for document in documents:
            assert "umbrella" not in (document.get("words") or [])
    await hits(user, "message")
    await api.services.background.finish()
    assert await hits(user, "umbrella") == []


async def test_a_search_gives_words_to_what_it_had_to_read(
    api: Api, user: httpx.AsyncClient
) -> None:
    path, sent = await a_sealed_chat(api, user)
    chat_id = PydanticObjectId(path.split("/")[2])
    await user.patch(f"{path}/{sent[0]['id']}", json={"content": "umbrella"})
    api.clock.advance(hours=1)
    assert len(await hits(user, "umbrella")) == 1
    await api.services.background.finish()
    chat = await collection_of(Chat).find_one({"_id": chat_id})
    assert chat is not None
    assert "message" in chat["words"]
    bucket = await collection_of(ChatBucket).find_one({"chat_id": chat_id, "first_sequence": 1})
    assert bucket is not None
    assert "umbrella" in bucket["words"]
    assert len(await hits(user, "umbrella")) == 1


@pytest.mark.parametrize("way", ["append", "edit", "redaction", "title"])
async def test_each_write_takes_the_words_of_a_chat_off(
    way: str, api: Api, user: httpx.AsyncClient
) -> None:
    chat_id = await saying(user, "a bag")
    now = api.clock.advance(hours=1)
    assert await put_words_of_chat(PydanticObjectId(chat_id), now=now)
    assert len(await hits(user, "bag")) == 1
    path = f"/chats/{chat_id}/messages"
    (sent,) = (await got(user, path))["items"]
    if way == "append":
        await made(user, path, message("a hat"))
    elif way == "edit":
        await user.patch(f"{path}/{sent['id']}", json={"content": "a hat"})
    elif way == "redaction":
        await user.delete(f"{path}/{sent['id']}")
    else:
        await user.put(f"/chats/{chat_id}", json={"title": "a hat"})
    stored = await collection_of(Chat).find_one({"_id": PydanticObjectId(chat_id)})
    assert stored is not None
    assert "words" not in stored
    assert len(await hits(user, "hat")) == (0 if way == "redaction" else 1)
    assert len(await hits(user, "bag")) == (0 if way in ("edit", "redaction") else 1)


async def test_two_that_append_at_once_are_both_found(user: httpx.AsyncClient) -> None:
    chat_id = await saying(user)
    path = f"/chats/{chat_id}/messages"
    await asyncio.gather(*(made(user, path, message(f"bag number {n}")) for n in range(8)))
    assert len(await hits(user, "bag")) == 8


async def test_a_deleted_chat_is_not_found(user: httpx.AsyncClient) -> None:
    chat_id = await saying(user, "a bag")
    assert (await user.delete(f"/chats/{chat_id}")).status_code == 204
    assert await hits(user, "bag") == []


async def test_hits_come_the_best_first_and_the_youngest_of_equals(
    api: Api, user: httpx.AsyncClient
) -> None:
    chat_id = await saying(
        user, "bag and much else that is said of it beside that", "bag bag", "bag"
    )
    api.clock.advance(seconds=1)
    await made(user, f"/chats/{chat_id}/messages", message("bag"))
    found = await hits(user, "bag ")
    assert [hit["sequence_order"] for hit in found] == [2, 4, 3, 1]
    assert [hit["score"] for hit in found] == sorted((h["score"] for h in found), reverse=True)


@pytest.mark.parametrize("documents", [1, 2, 3, 200])
async def test_pages_have_each_hit_once_whatever_is_sealed_between_them(
    documents: int, api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "DOCUMENTS_A_WINDOW", documents)
    chats = []
    for n in range(3):
        chat_id = await saying(user, *(f"bag {n} {m}" for m in range(70)))
        chats.append(chat_id)
    expected = {f"bag {n} {m}" for n in range(3) for m in range(70)}
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await got(user, "/search", q="bag", limit=25, **cursor)
        found += [plain(hit) for hit in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
        # So much that the older ones are sealed.
        more = [message(f"hat {len(found)} {m}") for m in range(40)]
        for chat_id in chats:
            await made(user, f"/chats/{chat_id}/messages", more)
        await api.services.background.finish()
    assert sorted(found) == sorted(expected)


async def test_what_is_sealed_while_a_search_reads_is_found(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = await saying(user, *(f"bag {n}" for n in range(70)))
    places_of = places.find_places

    async def before_a_sealing(*arguments: Any, **named: Any) -> Any:
        found = await places_of(*arguments, **named)
        await made(user, f"/chats/{chat_id}/messages", messages(60))
        await api.services.background.finish()
        return found

    monkeypatch.setattr(find, "find_places", before_a_sealing)
    page = await got(user, "/search", q="bag", limit=100)
    assert len(page["items"]) == 70
    stored = await collection_of(Chat).find_one({"_id": PydanticObjectId(chat_id)})
    assert stored is not None
    assert stored["sealed_sequence"] > 0


async def test_pages_lead_on_past_a_word_that_is_everywhere(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MAX_PLACES", 2)
    monkeypatch.setattr(find, "DOCUMENTS_A_WINDOW", 1)
    for n in range(3):
        await saying(user, *(f"bag {n} {m}" for m in range(160)))
    await api.services.background.finish()
    api.clock.advance(hours=1)
    await hits(user, "bag ")
    await api.services.background.finish()
    found = await texts(user, "bag ", limit=50)
    assert sorted(found) == sorted(f"bag {n} {m}" for n in range(3) for m in range(160))


async def test_pages_skip_nothing_when_so_many_come_between_them_that_places_run_out(
    api: Api, user: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MAX_PLACES", 2)

    async def a_resting_chat(text: str) -> None:
        await saying(user, text)
        api.clock.advance(hours=1)
        await hits(user, "nothing")
        await api.services.background.finish()

    await a_resting_chat("bag one")
    await a_resting_chat("bag two")
    page = await got(user, "/search", q="bag ", limit=1)
    found = [plain(hit) for hit in page["items"]]
    for n in range(3):
        await a_resting_chat(f"bag of later {n}")
    while page["next"] is not None:
        page = await got(user, "/search", q="bag ", limit=1, cursor=page["next"])
        found += [plain(hit) for hit in page["items"]]
    assert {"bag one", "bag two"} <= set(found)
    assert len(found) == len(set(found))


async def test_a_cursor_of_another_search_is_refused(user: httpx.AsyncClient) -> None:
    await saying(user, "bag", "bag")
    cursor = (await got(user, "/search", q="bag", limit=1))["next"]
    for parameters in ({"q": "hat"}, {"q": "bag", "role": "user"}):
        answer = await user.get("/search", params={**parameters, "cursor": cursor})
        assert answer.status_code == 422


async def test_a_text_of_very_many_words_is_found_by_each(
    api: Api, user: httpx.AsyncClient
) -> None:
    chat_id = await saying(user, " ".join(f"w{n}" for n in range(3000)))
    await made(user, f"/chats/{chat_id}/messages", message(" ".join(f"v{n}" for n in range(3000))))
    api.clock.advance(hours=1)
    await hits(user, "w1")
    await api.services.background.finish()
    stored = await collection_of(Chat).find_one({"_id": PydanticObjectId(chat_id)})
    assert stored is not None
    assert stored["words"] == ["*"]
    assert len(await hits(user, "w2999 ")) == 1
