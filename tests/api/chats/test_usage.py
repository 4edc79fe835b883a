"""What messages cost: kept as it was said, and summed exactly once."""

import asyncio
import random
from typing import Any

import httpx
import pytest

from documents.aggregates.analytics.tallies import count_new
from documents.database import collection_of
from documents.shapes.usage import UsageTally
from tests.queries import look
from tests.support import Api, a_chat, a_session, got, made, message, messages

USAGE = {
    "model": "m-large",
    "input_tokens": 812,
    "output_tokens": 64,
    "cached_tokens": 512,
    "cost": 0.0031,
}


def total(messages: int, **changes: Any) -> dict[str, Any]:
    """What so many messages with USAGE cost together."""
    tokens = {name: messages * USAGE[name] for name in USAGE if name.endswith("tokens")}  # type: ignore[operator]  # they are numbers
    return {"messages": messages, **tokens, "cost": round(messages * 0.0031, 9), **changes}


async def analytics(user: httpx.AsyncClient, **parameters: Any) -> dict[str, Any]:
    period = {"from": "2026-01-01", "to": "2026-01-01", "only": "usage"}
    usage: dict[str, Any] = (await got(user, "/analytics/me", **period, **parameters))["usage"]
    return usage


async def spent(user: httpx.AsyncClient, chat_id: str) -> dict[str, Any]:
    usage: dict[str, Any] = (await got(user, f"/chats/{chat_id}"))["usage"]
    return usage


@pytest.mark.parametrize(
    "usage",
    [USAGE, {"model": "m"}, {"cost": 0}, {"input_tokens": 10**12, "cost": 1e12}, None],
)
async def test_a_message_says_what_it_cost_and_it_comes_back_equal(
    user: httpx.AsyncClient, usage: Any
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    stored = await made(user, path, message(id="m", usage=usage))
    assert stored["usage"] == usage
    assert await got(user, f"{path}/m") == stored
    assert (await got(user, path))["items"] == [stored]


async def test_a_message_without_usage_shows_none(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    assert "usage" not in await made(user, f"/chats/{chat['id']}/messages", message())
    assert await spent(user, chat["id"]) == total(0)


@pytest.mark.parametrize(
    ("usage", "pointer"),
    [
        ({}, "/usage"),
        ([], "/usage"),
        (7, "/usage"),
        ({"tokens": 7}, "/usage/tokens"),
        ({"model": ""}, "/usage/model"),
        ({"model": "x" * 256}, "/usage/model"),
        ({"model": 7}, "/usage/model"),
        ({"input_tokens": -1}, "/usage/input_tokens"),
        ({"input_tokens": 1.5}, "/usage/input_tokens"),
        ({"output_tokens": True}, "/usage/output_tokens"),
        ({"output_tokens": 10**12 + 1}, "/usage/output_tokens"),
        ({"cached_tokens": "7"}, "/usage/cached_tokens"),
        ({"cost": -0.1}, "/usage/cost"),
        ({"cost": 1e13}, "/usage/cost"),
        ({"cost": "0.1"}, "/usage/cost"),
        ({"cost": True}, "/usage/cost"),
    ],
)
async def test_what_is_no_usage_is_refused_with_its_place(
    user: httpx.AsyncClient, usage: Any, pointer: str
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    response = await user.post(path, json=message(usage=usage))
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    response = await user.post(path, json=[message(), message(usage=usage)])
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/1{pointer}"]
    assert await spent(user, chat["id"]) == total(0)


async def test_usage_is_a_part_of_the_body_and_an_edit_of_the_text_leaves_it(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    await made(user, path, message(id="m", usage=USAGE))
    other = message(id="m", usage={**USAGE, "cost": 1})
    assert (await user.post(path, json=other)).status_code == 409
    response = await user.patch(f"{path}/m", json={"content": "edited"})
    assert response.json()["usage"] == USAGE


async def test_a_chat_shows_what_its_messages_cost_at_once(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    path = f"/chats/{session['chat_id']}/messages"
    for number in range(3):
        await made(user, path, [message(usage=USAGE), message(), message(usage=USAGE)])
        assert await spent(user, session["chat_id"]) == total(2 * number + 2)
    (chat,) = (await got(user, "/chats"))["items"]
    assert chat["usage"] == total(6)
    whole = await got(user, f"/sessions/{session['id']}", include="chat")
    assert whole["chat"]["usage"] == total(6)


async def test_what_is_sent_again_or_changed_is_summed_once(
    user: httpx.AsyncClient, api: Api
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    sent = [message(f"message {n}", id=f"m-{n}", usage=USAGE) for n in range(120)]
    for _ in range(2):
        for start in range(0, 120, 40):
            await user.post(path, json=sent[start : start + 40])
        await api.services.background.finish()
    for number in (3, 110):
        await user.patch(f"{path}/m-{number}", json={"content": "edited"})
    await user.delete(f"{path}/m-5")
    assert (await analytics(user))["total"] == total(120)
    # After they were counted, too.
    await user.patch(f"{path}/m-3", json={"content": "edited again"})
    await user.delete(f"{path}/m-3")
    await user.post(path, json=sent[3])
    for _ in range(2):
        assert (await analytics(user))["total"] == total(120)
        assert await spent(user, chat["id"]) == total(120)
    redacted = await got(user, f"{path}/m-3")
    assert (redacted["content"], redacted["usage"]) == ("", USAGE)


async def test_who_writes_and_counts_at_once_sums_each_message_once(
    user: httpx.AsyncClient, api: Api
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"

    async def write(writer: int) -> None:
        for number in range(10):
            body = message(id=f"{writer}-{number}", usage=USAGE)
            await asyncio.gather(user.post(path, json=body), user.post(path, json=body))

    async def count() -> None:
        for _ in range(10):
            await count_new(api.services.database)
            await asyncio.sleep(0)

    await asyncio.gather(*(write(writer) for writer in range(4)), count(), count())
    assert await spent(user, chat["id"]) == total(40)
    assert (await analytics(user))["total"] == total(40)


async def test_costs_add_up_without_the_errors_of_fractions(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    await made(user, path, [message(usage={"cost": 0.1}) for _ in range(30)])
    assert (await spent(user, chat["id"]))["cost"] == 3.0
    assert (await analytics(user))["total"]["cost"] == 3.0


async def test_sums_that_no_integer_holds_break_nothing(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    most = {"input_tokens": 10**12, "cost": 1e12}
    for _ in range(2):
        await made(user, path, [message(usage=most) for _ in range(30)])
    assert (await spent(user, chat["id"]))["cost"] == pytest.approx(6e13)
    assert (await analytics(user))["total"]["cost"] == pytest.approx(6e13)


async def test_usage_is_told_by_day_model_and_chat_with_its_session_and_mission(api: Api) -> None:
    user = await api.user()
    mission = await made(user, "/missions", {"name": "a mission"})
    session = await a_session(user, mission_id=mission["id"])
    lone = await a_chat(user)
    first, second = f"/chats/{session['chat_id']}/messages", f"/chats/{lone['id']}/messages"
    await made(user, first, [message(usage=USAGE), message(usage=USAGE)])
    await made(user, second, message(usage={**USAGE, "model": "m-small", "cost": 0.001}))
    await made(user, second, message(usage={"output_tokens": 1}))
    api.clock.advance(days=1)
    await made(user, first, message(usage=USAGE))
    period = {"from": "2026-01-01", "to": "2026-01-03"}
    report = await got(user, "/analytics/me", **period, only="usage,chats")
    usage = report["usage"]
    assert [bucket["usage"]["messages"] for bucket in usage["buckets"]] == [4, 1, 0]
    assert usage["buckets"][1] == {"start": "2026-01-02", "usage": total(1)}
    small = total(1, cost=0.001)
    unnamed = {**total(0), "messages": 1, "output_tokens": 1, "cost": 0.0}
    assert usage["models"] == [
        {"model": "m-large", "usage": total(3)},
        {"model": "m-small", "usage": small},
        {"model": None, "usage": unnamed},
    ]
    assert [{k: v for k, v in chat.items() if k != "usage"} for chat in report["chats"]] == [
        {"chat_id": session["chat_id"], "session_id": session["id"], "mission_id": mission["id"]},
        {"chat_id": lone["id"], "session_id": None, "mission_id": None},
    ]
    assert report["chats"][0]["usage"] == total(3)
    assert usage["total"]["cost"] == 0.0103
    assert (usage["other_models"], report["other_chats"]) == (0, 0)
    assert (await got(user, "/analytics/me", **period))["chats"] is None


async def test_of_very_many_models_the_dearest_are_told_one_by_one(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    prices = random.Random(7).sample(range(1000), 130)
    for start in range(0, 130, 65):
        await made(
            user,
            f"/chats/{chat['id']}/messages",
            [message(usage={"model": f"m-{p}", "cost": p}) for p in prices[start : start + 65]],
        )
    usage = await analytics(user)
    named = [each["model"] for each in usage["models"]]
    assert named == [f"m-{price}" for price in sorted(prices, reverse=True)[:100]]
    assert usage["other_models"] == 30
    assert usage["total"]["cost"] == sum(prices)


async def test_an_administrator_sees_what_all_cost_and_a_user_only_the_own(alone: Api) -> None:
    alice, bob, admin = await alone.user(), await alone.user(), await alone.user(admin=True)
    for user, number in ((alice, 2), (bob, 3)):
        chat = await a_chat(user)
        await made(
            user,
            f"/chats/{chat['id']}/messages",
            [{**each, "usage": USAGE} for each in messages(number)],
        )
        assert (await analytics(user))["total"] == total(number)
    period = {"from": "2026-01-01", "to": "2026-01-01", "only": "usage"}
    assert (await got(admin, "/analytics", **period))["usage"]["total"] == total(5)


async def test_what_a_deleted_session_cost_is_hidden_until_it_is_restored(alone: Api) -> None:
    user = await alone.user()
    session = await a_session(user)
    await made(user, f"/chats/{session['chat_id']}/messages", message(usage=USAGE))
    assert (await analytics(user))["total"] == total(1)
    tallies = look(collection_of(UsageTally, alone.services.database))
    assert (await user.delete(f"/sessions/{session['id']}")).status_code == 204
    assert (await analytics(user))["total"] == total(0)
    await alone.services.background.finish()
    await alone.services.upkeep.sweep()
    assert await tallies.count_documents({}) == 0


async def test_a_stream_says_at_its_end_what_its_message_cost(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    stream = await made(user, f"/chats/{chat['id']}/streams", {"id": "m"})
    # Its place is counted before anybody knows what it costs.
    assert (await analytics(user))["total"] == total(0)
    for _ in range(2):
        response = await user.post(f"/streams/{stream['id']}/finish", json={"usage": USAGE})
        assert response.status_code == 200, response.text
        assert response.json()["usage"] == USAGE
    assert (await got(user, f"/chats/{chat['id']}/messages/m"))["usage"] == USAGE
    for _ in range(2):
        assert await spent(user, chat["id"]) == total(1)
        assert (await analytics(user))["total"] == total(1)
    assert (await user.delete(f"/chats/{chat['id']}/messages/m")).status_code == 204
    assert (await analytics(user))["total"] == total(1)


async def test_a_stream_that_ends_long_after_its_message_was_sealed_is_summed_once(
    user: httpx.AsyncClient, api: Api
) -> None:
    chat = await a_chat(user)
    stream = await made(user, f"/chats/{chat['id']}/streams", {"id": "m", "lease_seconds": 600})
    for _ in range(3):
        await made(user, f"/chats/{chat['id']}/messages", messages(60))
        await api.services.background.finish()
    finish = {"usage": USAGE}
    ended = await asyncio.gather(
        *(user.post(f"/streams/{stream['id']}/finish", json=finish) for _ in range(3)),
        analytics(user),
    )
    assert [each.status_code for each in ended[:3] if isinstance(each, httpx.Response)] == [200] * 3
    assert await spent(user, chat["id"]) == total(1)
    assert (await analytics(user))["total"] == total(1)


async def test_what_a_fork_took_over_is_summed_where_it_was_spent(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}"
    await made(user, f"{path}/messages", [message(usage=USAGE), message(usage=USAGE)])
    fork = await made(user, f"{path}/fork", {"through": 2})
    copied = (await got(user, f"/chats/{fork['id']}/messages"))["items"]
    assert [each["usage"] for each in copied] == [USAGE] * 2
    assert await spent(user, fork["id"]) == total(0)
    await made(user, f"/chats/{fork['id']}/messages", message(usage=USAGE))
    assert await spent(user, fork["id"]) == total(1)
    assert (await analytics(user))["total"] == total(3)


async def test_what_is_no_usage_ends_no_stream(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    stream = await made(user, f"/chats/{chat['id']}/streams")
    response = await user.post(f"/streams/{stream['id']}/finish", json={"usage": {"cost": -1}})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/usage/cost"
    assert (await got(user, f"/streams/{stream['id']}"))["state"] == "streaming"
    await user.post(f"/streams/{stream['id']}/cancel")
