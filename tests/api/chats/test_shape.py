"""What a message may be: OpenAI's shape, kept as it was given."""

from typing import Any

import httpx
import pytest

from documents.database import ObjectId
from tests.support import Api, a_chat, got

CALL = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"n":1}'}}
IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}}
TEXT = {"type": "text", "text": "look"}


async def path_of_a_chat(client: httpx.AsyncClient) -> str:
    return f"/chats/{(await a_chat(client))['id']}/messages"


@pytest.mark.parametrize(
    "body",
    [
        {"role": "developer", "content": "be brief", "name": "policy"},
        {"role": "assistant", "content": None, "tool_calls": [CALL], "refusal": None},
        {"role": "tool", "content": [TEXT], "tool_call_id": "c1"},
        {"role": "function", "content": "3", "name": "find"},
        {"role": "assistant", "content": "42", "reasoning": "six times seven"},
        {"role": "assistant", "content": None, "refusal": "I will not"},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "no"}]},
        {"role": "user", "content": []},
        {"role": "user", "content": [{**TEXT, "cache_control": {"z": 1, "a": [1.0]}}, IMAGE]},
        {
            "role": "user",
            "content": [{"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}}],
        },
        {"role": "user", "content": [{"type": "file", "file": {"file_id": "f-1"}}]},
        {"role": "user", "content": [{"$ref": "a", "$id": 1, "type": "video", "fps": [2]}]},
        {"role": "assistant", "tool_calls": [{"id": "c2", "type": "custom", "custom": {"$a": 1}}]},
        {"role": "user", "content": "x", "message_metadata": {"transcript": {"parts": []}}},
    ],
)
async def test_what_was_given_comes_back_equal(
    user: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    path = await path_of_a_chat(user)
    made = await user.post(path, json={**body, "id": "m"})
    assert made.status_code == 201, made.text
    again = await user.post(path, json={**body, "id": "m"})
    assert (again.status_code, again.json()) == (200, made.json())
    (listed,) = (await got(user, path))["items"]
    assert listed == await got(user, f"{path}/m") == made.json()
    given = {"content": "", "message_metadata": {}, **body}
    its_own = {"id", "sequence_order", "created_at", "edited_at", "redacted_at"}
    assert {name: value for name, value in listed.items() if name not in its_own} == given
    assert str(listed["content"]) == str(given["content"]), "in the order that was given"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"content": 3}, "/content"),
        ({"content": {}}, "/content"),
        ({"content": ["text"]}, "/content/0"),
        ({"content": [TEXT, {"text": "no type"}]}, "/content/1"),
        ({"content": [{"type": "text"}]}, "/content/0"),
        ({"content": [{"type": "text", "text": 1}]}, "/content/0/text"),
        ({"content": [{"type": "image_url", "image_url": "x"}]}, "/content/0/image_url"),
        ({"content": [{"type": "image_url", "image_url": {}}]}, "/content/0/image_url"),
        ({"content": [{"type": "file", "file": {"file_id": 1}}]}, "/content/0/file/file_id"),
        ({"tool_calls": {}}, "/tool_calls"),
        ({"tool_calls": [{"type": "function"}]}, "/tool_calls/0"),
        ({"tool_calls": [{**CALL, "function": {"name": "f"}}]}, "/tool_calls/0/function"),
        (
            {"tool_calls": [{**CALL, "function": {"name": "f", "arguments": {}}}]},
            "/tool_calls/0/function/arguments",
        ),
        ({"name": "n" * 256}, "/name"),
        ({"name": 1}, "/name"),
        ({"tool_call_id": 1}, "/tool_call_id"),
        ({"reasoning": []}, "/reasoning"),
        ({"function_call": {"name": "f"}}, "/function_call"),
        ({"as_imported": {"role": "x"}}, "/as_imported"),
    ],
)
async def test_what_has_another_form_is_refused_and_its_place_is_named(
    user: httpx.AsyncClient, fields: dict[str, Any], pointer: str
) -> None:
    path = await path_of_a_chat(user)
    alone = await user.post(path, json={"role": "assistant", **fields})
    listed = await user.post(path, json=[{"role": "user"}, {"role": "assistant", **fields}])
    assert (alone.status_code, listed.status_code) == (422, 422)
    assert alone.json()["errors"][0]["pointer"] == pointer
    assert listed.json()["errors"][0]["pointer"] == f"/1{pointer}"
    assert (await got(user, path))["items"] == []


async def test_a_message_that_has_none_of_them_shows_none_of_them(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    made = (await user.post(path, json={"role": "user", "content": "x"})).json()
    assert list(made) == [
        *("id", "sequence_order", "role", "content", "message_metadata"),
        *("created_at", "edited_at", "redacted_at"),
    ]


@pytest.mark.parametrize(
    "change",
    [{"content": None}, {"content": [TEXT]}, {"name": "Ann"}, {"refusal": None}],
)
async def test_the_same_id_with_another_field_is_refused(
    user: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    path = await path_of_a_chat(user)
    body = {"id": "m", "role": "assistant", "content": "look"}
    await user.post(path, json=body)
    assert (await user.post(path, json={**body, **change})).status_code == 409


async def test_an_edit_replaces_the_parts_or_only_the_text(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    parts = [IMAGE, {**TEXT, "id": 1}, {"type": "text", "text": "there"}]
    await user.post(path, json={"id": "m", "role": "user", "content": parts})
    message = f"{path}/m"
    edited = (await user.patch(message, json={"text": "see"})).json()
    assert edited["content"] == [IMAGE, {**TEXT, "id": 1, "text": "see"}]
    assert edited["edited_at"] is not None
    assert (await user.patch(message, json={"content": [IMAGE]})).json()["content"] == [IMAGE]
    edited = (await user.patch(message, json={"text": "again"})).json()
    assert edited["content"] == [{"type": "text", "text": "again"}, IMAGE]
    assert (await user.patch(message, json={"content": None})).json()["content"] is None
    assert (await user.patch(message, json={"text": "words"})).json()["content"] == "words"
    both = await user.patch(message, json={"text": "a", "content": "b"})
    assert both.status_code == 422
    assert (await got(user, message))["content"] == "words"


async def test_an_edit_sets_the_other_fields_and_null_takes_them_off(
    user: httpx.AsyncClient,
) -> None:
    path = await path_of_a_chat(user)
    body = {"id": "m", "role": "assistant", "content": "x", "name": "Ann", "refusal": None}
    await user.post(path, json=body)
    change = {"name": None, "refusal": "no", "tool_calls": [CALL], "reasoning": "so"}
    edited = (await user.patch(f"{path}/m", json=change)).json()
    assert "name" not in edited
    assert (edited["refusal"], edited["tool_calls"], edited["reasoning"]) == ("no", [CALL], "so")
    for fixed in ({"role": "user"}, {"tool_call_id": "c1"}):
        assert (await user.patch(f"{path}/m", json=fixed)).status_code == 422


@pytest.mark.parametrize("native", [True, False])
async def test_a_redaction_keeps_what_pairs_a_call_with_its_answer_and_nothing_else(
    api: Api, user: httpx.AsyncClient, native: bool
) -> None:
    path = await path_of_a_chat(user)
    call: dict[str, Any] = {"tool_calls": [CALL]}
    answer: dict[str, Any] = {"tool_call_id": "c1"}
    if not native:
        call, answer = {"message_metadata": call}, {"message_metadata": answer}
    said = {"content": "secret", "name": "secret", "reasoning": "secret"}
    await user.post(path, json={"id": "m", "role": "assistant", **said, **call})
    await user.post(path, json={"id": "n", "role": "tool", "content": "secret", **answer})
    for message in ("m", "n"):
        assert (await user.delete(f"{path}/{message}")).status_code == 204
    first, second = (await got(user, path))["items"]
    named = {"id": "c1", "type": "function", "function": {"name": "find"}}
    assert (first["tool_calls"], first["content"]) == ([named], "")
    assert (second["tool_call_id"], second["message_metadata"]) == ("c1", {})
    assert "name" not in first
    assert "reasoning" not in first
    chat = await api.services.database["chats"].find_one({"_id": ObjectId(path.split("/")[2])})
    assert "secret" not in str(chat)
    assert "original_digest" not in str(chat)


async def test_a_redaction_keeps_the_name_of_a_call_of_any_type(user: httpx.AsyncClient) -> None:
    path = await path_of_a_chat(user)
    calls = [
        {"id": "c1", "type": "custom", "custom": {"name": "grep", "input": "secret"}},
        {"id": "c2", "type": "mcp", "name": "find", "arguments": "secret"},
        {"id": "c3", "type": "odd", "odd": "secret", "name": 7},
        {"id": "c4", "type": "name", "name": "whoami"},
    ]
    await user.post(path, json={"id": "m", "role": "assistant", "tool_calls": calls})
    await user.delete(f"{path}/m")
    assert (await got(user, f"{path}/m"))["tool_calls"] == [
        {"id": "c1", "type": "custom", "custom": {"name": "grep"}},
        {"id": "c2", "type": "mcp", "name": "find"},
        {"id": "c3", "type": "odd"},
        {"id": "c4", "type": "name", "name": "whoami"},
    ]


async def test_a_redacted_id_takes_the_same_body_for_a_retry_and_refuses_another(
    user: httpx.AsyncClient,
) -> None:
    path = await path_of_a_chat(user)
    body = {"id": "m", "role": "user", "content": "first"}
    await user.post(path, json=body)
    await user.patch(f"{path}/m", json={"content": "edited"})
    await user.delete(f"{path}/m")
    again = await user.post(path, json=body)
    assert (again.status_code, again.json()["content"]) == (200, "")
    for other in ("edited", "", "other"):
        assert (await user.post(path, json={**body, "content": other})).status_code == 409


async def test_a_message_redacted_by_an_older_release_takes_any_body(
    api: Api, user: httpx.AsyncClient
) -> None:
    path = await path_of_a_chat(user)
    await user.post(path, json={"id": "m", "role": "user", "content": "first"})
    await user.delete(f"{path}/m")
    await api.services.database["chats"].update_one(
        {"_id": ObjectId(path.split("/")[2])}, {"$unset": {"messages.0.redacted_digest": 1}}
    )
    other = await user.post(path, json={"id": "m", "role": "user", "content": "other"})
    assert other.status_code == 200


async def test_calls_of_older_clients_mean_the_same(user: httpx.AsyncClient) -> None:
    session = (await user.post("/sessions", json={})).json()
    path = f"/chats/{session['chat_id']}/messages"
    await user.post(
        path,
        json=[
            {"role": "assistant", "message_metadata": {"tool_calls": [CALL, {"id": "c2"}]}},
            {"role": "assistant", "content": None, "tool_calls": [{**CALL, "id": "c3"}]},
            {"role": "tool", "content": "1", "tool_call_id": "c2"},
            {"role": "tool", "content": "1", "message_metadata": {"tool_call_id": "c3"}},
        ],
    )
    recovery = (await got(user, "/sessions/active", include="recovery"))["recovery"]
    assert [call["id"] for call in recovery["open_tool_calls"]] == ["c1"]
    assert recovery["open_tool_calls"][0]["tool_call"] == CALL
