"""The contract of whoever writes a stream over HTTP."""

import asyncio
from typing import Any

import httpx
import pytest

from services.stream_answers import MAX_EVENT_BYTES
from tests.api.streams.support import an_agent, delta
from tests.support import Api, a_chat, a_session, got, made, message

TYPE = "urn:threadkeep:problem:"


async def test_opening_says_where_to_begin(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    response = await user.post(f"/chats/{chat['id']}/streams")
    assert response.status_code == 201
    stream = response.json()
    assert response.headers["Location"] == f"/streams/{stream['id']}"
    assert (stream["state"], stream["next"], stream["epoch"]) == ("streaming", 0, 0)
    assert stream["lease_until"] == "2026-01-01T12:00:15Z"
    assert await got(user, f"/streams/{stream['id']}") == stream
    shown = await got(user, f"/chats/{chat['id']}/messages/{stream['message_id']}")
    assert (shown["role"], shown["content"], shown.get("streaming")) == (
        "assistant",
        "",
        True,
    )
    assert shown["stream_id"] == stream["id"]


async def test_opening_again_answers_alike(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    path, body = f"/chats/{chat['id']}/streams", {"id": "m/1", "lease_seconds": 2}
    first = await made(user, path, body)
    again = await user.post(path, json=body)
    assert (again.status_code, again.json()) == (200, first)
    other = await user.post(path, json={**body, "message_metadata": {"a": 1}})
    assert (other.status_code, other.json()["type"]) == (409, f"{TYPE}message-id-taken")


async def test_a_closed_chat_opens_no_stream(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    assert (await user.post(f"/sessions/{session['id']}/complete")).status_code == 200
    response = await user.post(f"/chats/{session['chat_id']}/streams")
    assert (response.status_code, response.json()["type"]) == (409, f"{TYPE}chat-closed")


async def test_requests_are_taken_once_and_in_their_turn(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    first = await agent.send(delta("a"), seq=0)
    assert (first.status_code, first.json()) == (200, {"next": 1, "state": "streaming"})
    assert (first.headers["Producer-Epoch"], first.headers["Producer-Seq"]) == ("0", "0")
    again = await agent.send(delta("a"), seq=0)
    assert (again.status_code, again.text, again.headers["Producer-Seq"]) == (204, "", "0")
    gap = await agent.send(delta("c"), seq=3)
    assert (gap.status_code, gap.json()["type"]) == (409, f"{TYPE}sequence-gap")
    assert gap.headers["Producer-Expected-Seq"] == "1"
    assert gap.headers["Producer-Received-Seq"] == "3"
    more = await agent.send([delta("b"), delta("c")], seq=1)
    assert more.json()["next"] == 3


async def test_a_zombie_is_told_the_epoch_that_took_over(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    await agent.say("a")
    agent.epoch, agent.seq = 2, 0
    await agent.say("b")
    agent.epoch, agent.seq = 0, 1
    zombie = await agent.send(delta("z"))
    assert (zombie.status_code, zombie.json()["type"]) == (403, f"{TYPE}stale-epoch")
    assert zombie.headers["Producer-Epoch"] == "2"
    lease = await user.post(
        f"{agent.path}/lease", headers={"Producer-Id": "agent", "Producer-Epoch": "0"}
    )
    assert lease.status_code == 403


async def test_a_finished_message_is_the_answer_and_the_retry_s_too(
    user: httpx.AsyncClient,
) -> None:
    agent = await an_agent(user, message_metadata={"model": "m"})
    await agent.say("Once ", "upon ", "a time")
    shown = await agent.finish(message_metadata={"tokens": 4})
    assert (shown["content"], shown.get("streaming", False)) == ("Once upon a time", False)
    assert shown["message_metadata"] == {"model": "m", "tokens": 4}
    assert shown["edited_at"] is None
    assert await agent.finish(message_metadata={"tokens": 4}) == shown
    chat = agent.stream["chat_id"]
    assert (await got(user, f"/chats/{chat}/messages"))["items"] == [shown]


async def test_a_stop_keeps_what_there_is_and_is_not_an_edit(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    await agent.say("so far")
    stopped = await agent.cancel()
    assert (stopped["content"], stopped["edited_at"]) == ("so far", None)
    assert stopped["message_metadata"] == {"finish_reason": "cancelled"}
    late = await agent.send(delta("late"))
    assert (late.status_code, late.json()["type"]) == (409, f"{TYPE}stream-ended")
    assert late.json()["state"] == "cancelled"
    assert await agent.cancel() == stopped
    finish = await user.post(f"{agent.path}/finish", headers=agent.headers())
    assert finish.status_code == 409


async def test_a_failed_one_says_why(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    await agent.say("half")
    shown = await agent.finish(state="failed", error="overloaded")
    assert shown["message_metadata"] == {"finish_reason": "failed", "error": "overloaded"}
    assert (await got(user, agent.path))["error"] == "overloaded"
    cancelled = await user.post(f"{agent.path}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (409, "failed")


async def test_the_text_so_far_stands_wherever_the_message_is_read(
    user: httpx.AsyncClient,
) -> None:
    session = await a_session(user)
    chat = session["chat_id"]
    await made(user, f"/chats/{chat}/messages", message("a question"))
    agent = await an_agent(user, chat)
    await agent.say("so ", "far")
    one = await got(user, f"/chats/{chat}/messages/{agent.stream['message_id']}")
    assert (one["content"], one["streaming"]) == ("so far", True)
    page = await got(user, f"/chats/{chat}/messages")
    whole = await got(user, f"/chats/{chat}", include="messages")
    recovered = (await got(user, f"/sessions/{session['id']}/recovery"))["recovery"]
    shown = await got(user, f"/sessions/{session['id']}", include="chat")
    for items in (
        page["items"],
        whole["messages"]["items"],
        recovered["chat"]["messages"]["items"],
        shown["chat"]["messages"]["items"],
    ):
        assert items[1] == one
    first = await user.get(f"/chats/{chat}", params={"include": "messages"})
    again = {"If-None-Match": first.headers["ETag"]}
    where = {"include": "messages"}
    assert (await user.get(f"/chats/{chat}", params=where, headers=again)).status_code == 304
    await agent.say(".")
    assert (await user.get(f"/chats/{chat}", params=where, headers=again)).status_code == 200


async def test_a_message_s_etag_moves_with_its_text(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    path = f"/chats/{agent.stream['chat_id']}/messages/{agent.stream['message_id']}"
    tags = []
    for text in ("a", "b"):
        await agent.say(text)
        tags.append((await user.get(path)).headers["ETag"])
    await agent.finish()
    tags.append((await user.get(path)).headers["ETag"])
    assert len(set(tags)) == 3
    edited = await user.patch(path, json={"content": "c"}, headers={"If-Match": tags[-1]})
    assert edited.status_code == 200


async def test_a_message_that_is_written_is_not_edited(user: httpx.AsyncClient, api: Api) -> None:
    agent = await an_agent(user)
    await agent.say("a")
    path = f"/chats/{agent.stream['chat_id']}/messages/{agent.stream['message_id']}"
    refused = await user.patch(path, json={"content": "b"})
    assert (refused.status_code, refused.json()["type"]) == (409, f"{TYPE}message-streaming")
    assert refused.json()["current"]["content"] == "a"
    api.clock.advance(minutes=1)
    await api.services.streams.reap()
    edited = await user.patch(path, json={"content": "b"})
    assert (edited.status_code, edited.json()["content"]) == (200, "b")
    agent.epoch, agent.seq = 1, 0
    assert (await agent.send(delta("c"))).status_code == 409


async def test_a_redaction_ends_the_stream_and_leaves_none_of_its_text(
    user: httpx.AsyncClient,
) -> None:
    for ended in (False, True):
        agent = await an_agent(user)
        await agent.say("a secret")
        if ended:
            await agent.finish()
        path = f"/chats/{agent.stream['chat_id']}/messages/{agent.stream['message_id']}"
        assert (await user.delete(path)).status_code == 204
        shown = await got(user, path)
        assert (shown["content"], shown.get("streaming", False)) == ("", False)
        assert (await user.get(agent.path)).status_code == 404
        assert (await agent.send(delta("more"))).status_code == 404


async def test_a_redaction_ends_no_stream_of_another_message(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    await agent.say("goes on")
    messages = f"/chats/{agent.stream['chat_id']}/messages"
    other = await made(user, messages, {"role": "user", "content": "not so"})
    assert (await user.delete(f"{messages}/{other['id']}")).status_code == 204
    shown = await got(user, f"{messages}/{agent.stream['message_id']}")
    assert (shown["content"], shown["streaming"]) == ("goes on", True)
    assert (await agent.send(delta("more"))).status_code == 200


async def test_another_user_s_stream_is_not_there(user: httpx.AsyncClient, api: Api) -> None:
    agent = await an_agent(user)
    stranger = await api.user()
    chat = agent.stream["chat_id"]
    for method, path in (
        ("GET", agent.path),
        ("GET", f"{agent.path}/events"),
        ("POST", f"{agent.path}/events"),
        ("POST", f"{agent.path}/lease"),
        ("POST", f"{agent.path}/finish"),
        ("POST", f"{agent.path}/cancel"),
        ("POST", f"/chats/{chat}/streams"),
        ("GET", f"/chats/{chat}/stream"),
    ):
        body: dict[str, Any] = {"json": delta("x")} if path.endswith("/events") else {}
        if method == "GET":
            body = {}
        response = await stranger.request(method, path, headers=agent.headers(), **body)
        assert response.status_code == 404, path
    assert (await got(user, agent.path))["state"] == "streaming"


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"Producer-Seq": "-1"}, "Producer-Seq"),
        ({"Producer-Seq": "1.0"}, "Producer-Seq"),
        ({"Producer-Seq": "01"}, "Producer-Seq"),
        ({"Producer-Epoch": "9007199254740992"}, "Producer-Epoch"),
        ({"Producer-Epoch": ""}, "Producer-Epoch"),
        ({"Producer-Id": ""}, "Producer-Id"),
        ({"Producer-Id": "x" * 256}, "Producer-Id"),
    ],
)
async def test_producer_headers_that_are_none_are_refused(
    user: httpx.AsyncClient, headers: dict[str, str], named: str
) -> None:
    agent = await an_agent(user)
    given = {**agent.headers(), **headers}
    for action, body in (("events", delta("x")), ("finish", {})):
        response = await user.post(f"{agent.path}/{action}", json=body, headers=given)
        assert response.status_code == 422
        assert response.json()["errors"][0]["parameter"] == named
    assert (await got(user, agent.path))["next"] == 0


async def test_half_of_the_producer_headers_is_refused(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    for left_out in agent.headers():
        given = {name: value for name, value in agent.headers().items() if name != left_out}
        for action, body in (("events", delta("x")), ("finish", {})):
            response = await user.post(f"{agent.path}/{action}", json=body, headers=given)
            assert response.status_code == 422, (left_out, action)


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        ({}, "/0/type"),
        ({"type": ""}, "/0/type"),
        ({"type": 1}, "/0/type"),
        ({"type": "x" * 101}, "/0/type"),
        ({"type": "text-delta"}, "/0/delta"),
        ({"type": "text-delta", "delta": 1}, "/0/delta"),
        ({"type": "tool-input-available", "toolCallId": "c", "toolName": "t"}, "/0/input"),
    ],
)
async def test_an_event_that_could_not_be_told_is_refused(
    user: httpx.AsyncClient, event: dict[str, Any], pointer: str
) -> None:
    agent = await an_agent(user)
    response = await agent.send([event])
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


async def test_a_request_has_no_more_than_it_may(user: httpx.AsyncClient) -> None:
    agent = await an_agent(user)
    overhead = len('{"type":"text-delta","delta":""}')
    for size, status in ((MAX_EVENT_BYTES + 1, 413), (MAX_EVENT_BYTES, 200)):
        event = {"type": "text-delta", "delta": "x" * (size - overhead)}
        assert (await agent.send(event)).status_code == status
    agent.seq = 1
    assert (await agent.send([delta("x")] * 257)).status_code == 413
    assert (await agent.send([delta("x")] * 256)).status_code == 200
    assert (await agent.send([])).status_code == 422


async def test_a_text_does_not_outgrow_a_message(user: httpx.AsyncClient, api: Api) -> None:
    agent = await an_agent(user)
    most = api.settings.max_content_bytes
    full = "x" * 65_000
    for _ in range(most // len(full)):
        await agent.say(full)
    assert (await agent.send(delta(full))).status_code == 413
    shown = await agent.finish()
    assert len(shown["content"]) == most // len(full) * len(full)


async def test_a_user_has_no_more_streams_open_than_may_be(
    user: httpx.AsyncClient, api: Api
) -> None:
    chat = await a_chat(user)
    most = api.settings.max_user_streams
    await asyncio.gather(*(an_agent(user, chat["id"]) for _ in range(most - 1)))
    last = await an_agent(user, chat["id"])
    refused = await user.post(f"/chats/{chat['id']}/streams")
    assert (refused.status_code, refused.json()["type"]) == (429, f"{TYPE}quota-exceeded")
    assert (await got(user, f"/chats/{chat['id']}"))["last_sequence"] == most
    await last.finish()
    await an_agent(user, chat["id"])


async def test_the_lease_is_prolonged_by_every_request(user: httpx.AsyncClient, api: Api) -> None:
    agent = await an_agent(user, lease_seconds=10)
    api.clock.advance(seconds=8)
    await agent.say("a")
    api.clock.advance(seconds=8)
    stream = (await user.post(f"{agent.path}/lease")).json()
    api.clock.advance(seconds=8)
    await api.services.streams.reap()
    assert (await got(user, agent.path))["lease_until"] == stream["lease_until"]
    longer = await user.post(f"{agent.path}/lease", json={"lease_seconds": 600})
    assert longer.json()["lease_until"] > stream["lease_until"]
    await user.post(f"{agent.path}/cancel")
    late = await user.post(f"{agent.path}/lease")
    assert (late.status_code, late.json()["state"]) == (409, "cancelled")


async def test_a_stream_goes_with_its_session(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    agent = await an_agent(user, session["chat_id"])
    await agent.say("a")
    assert (await user.delete(f"/sessions/{session['id']}")).status_code == 204
    assert (await agent.send(delta("b"))).status_code == 404
    assert (await user.get(agent.path)).status_code == 404
