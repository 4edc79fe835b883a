"""What waits for a webhook: sent in the order of each session, tried again, and given up."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.sessions.change import SessionChanges
from documents.aggregates.webhooks import deliveries
from documents.shapes.webhooks import EventKind, WebhookDelivery
from services.webhooks import deliverer
from services.webhooks.deliverer import DISABLED_AFTER, PAUSES
from services.webhooks.sender import SendOutcome
from services.webhooks.service import WebhookChanges
from tests.services.webhooks.support import ARRIVED, REFUSED, URL, Process

CREATED, CHANGED = EventKind.SESSION_CREATED, EventKind.SESSION_CHANGED


async def renamed(process: Process, session: Any, *names: str) -> None:
    for name in names:
        await process.services.sessions.update_session(
            "alice", session.id, SessionChanges(name=name)
        )


async def test_events_of_a_session_wait_for_one_that_failed_and_others_do_not(
    process: Process,
) -> None:
    await process.a_webhook(kinds=[CREATED, CHANGED])
    one, other = await process.a_session(), await process.a_session()
    await renamed(process, one, "b", "c")
    await renamed(process, other, "d")
    await process.record()
    failed = set[str]()

    def once_refused(_: str, told: dict[str, Any]) -> SendOutcome:
        if told["data"]["session_id"] == str(one.id) and not failed:
            failed.add("once")
            return REFUSED
        return ARRIVED

    process.receivers.answer = once_refused
    await process.deliver()
    assert {told["data"]["session_id"] for told in process.receivers.told()} == {str(other.id)}
    process.clock.advance(seconds=4)
    await process.deliver()
    assert len(process.receivers.told()) == 2
    process.clock.advance(seconds=2)
    await process.deliver()
    told = [t for t in process.receivers.told() if t["data"]["session_id"] == str(one.id)]
    assert [each["type"] for each in told] == ["session.created", *["session.changed"] * 2]
    revisions = [each["data"]["revision"] for each in told]
    assert revisions == sorted(revisions)
    assert await process.lanes() == []


async def test_one_that_fails_is_tried_for_three_days_and_then_is_dead(process: Process) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])
    await process.a_session()
    await process.record()
    process.receivers.answer = lambda _url, _told: REFUSED
    for pause in PAUSES:
        await process.deliver()
        (delivery,) = await process.deliveries()
        assert delivery["state"] == "pending"
        assert delivery["next_attempt_at"] == process.clock.now + pause
        process.clock.advance(seconds=pause.total_seconds())
    await process.deliver()
    (delivery,) = await process.deliveries()
    assert (delivery["state"], delivery["attempts"]) == ("dead", len(PAUSES) + 1)
    assert delivery["last_status"] == 503
    assert len(process.receivers.requests) == len(PAUSES) + 1
    assert len({headers["webhook-id"] for _, headers, _ in process.receivers.requests}) == 1
    assert sum(PAUSES, timedelta()) > timedelta(days=3)
    assert process.counts.webhook_attempts == {"failed": len(PAUSES) + 1, "dead": 1}
    assert (await process.webhook(webhook_id))["enabled"]


async def test_what_comes_after_a_dead_one_is_sent(process: Process) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED, CHANGED])
    session = await process.a_session()
    await renamed(process, session, "b")
    await process.record()
    process.receivers.answer = lambda _url, told: (
        REFUSED if told["type"] == "session.created" else ARRIVED
    )
    for pause in PAUSES:
        await process.deliver()
        process.clock.advance(seconds=pause.total_seconds())
    await process.deliver()
    assert process.receivers.kinds() == ["session.changed"]
    process.receivers.answer = lambda _url, _told: ARRIVED
    assert await process.webhooks.send_dead_again(webhook_id) == 1
    assert await process.webhooks.send_dead_again(webhook_id) == 0
    await process.deliver()
    assert process.receivers.kinds() == ["session.changed", "session.created"]
    assert [each["state"] for each in await process.deliveries()] == ["delivered"] * 2


async def test_one_that_has_arrived_is_sent_again_with_the_same_id(process: Process) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])
    await process.a_session()
    await process.record()
    await process.deliver()
    (delivery,) = await process.deliveries()
    await process.webhooks.send_again(webhook_id, delivery["_id"])
    await process.deliver()
    (first, second) = process.receivers.requests
    assert first[1]["webhook-id"] == second[1]["webhook-id"] == str(delivery["_id"])
    assert first[2] == second[2]


async def test_a_webhook_at_which_nothing_arrives_for_days_is_disabled(process: Process) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])
    other_id = await process.a_webhook("https://other.example/", [CREATED])
    process.receivers.answer = lambda url, _: REFUSED if url == URL else ARRIVED
    for _ in range(7):
        await process.a_session()
        await process.record()
        await process.deliver()
        process.clock.advance(days=1)
    failing = await process.webhook(webhook_id)
    assert (failing["enabled"], failing["disabled_reason"]) == (False, "failing")
    assert (await process.webhook(other_id))["enabled"]
    assert process.counts.webhooks_disabled == {"failing": 1}
    sent = len(process.receivers.requests)
    await process.deliver()
    assert len(process.receivers.requests) == sent
    assert timedelta(days=5) == DISABLED_AFTER


async def test_a_webhook_fails_no_longer_once_something_arrives(process: Process) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])
    await process.a_session()
    await process.record()
    process.receivers.answer = lambda _url, _told: REFUSED
    await process.deliver()
    assert (await process.webhook(webhook_id))["failing_since"] == process.clock.now
    process.receivers.answer = lambda _url, _told: ARRIVED
    process.clock.advance(seconds=6)
    await process.deliver()
    assert (await process.webhook(webhook_id))["failing_since"] is None


async def test_a_receiver_that_says_it_is_gone_is_sent_nothing_more(process: Process) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])
    await process.a_session()
    await process.a_session()
    await process.record()
    process.receivers.answer = lambda _url, _told: SendOutcome(410)
    await process.deliver()
    process.clock.advance(days=1)
    await process.deliver()
    assert len(process.receivers.requests) <= 2
    assert (await process.webhook(webhook_id))["disabled_reason"] == "gone"


async def test_what_waited_for_a_disabled_webhook_is_sent_when_it_is_enabled(
    process: Process,
) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])
    waiting = await process.a_session()
    await process.record()
    await process.webhooks.update_webhook(webhook_id, WebhookChanges(enabled=False), None)
    await process.a_session()
    await process.webhooks.update_webhook(webhook_id, WebhookChanges(enabled=True), None)
    late = await process.a_session()
    await process.record()
    await process.deliver()
    told = [each["data"]["session_id"] for each in process.receivers.told()]
    assert sorted(told) == sorted([str(waiting.id), str(late.id)])


async def test_a_webhook_for_which_too_much_waits_is_disabled(process: Process) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED, CHANGED])
    session = await process.a_session()
    await renamed(process, session, "b", "c")
    await process.record()
    process.deliverer.limits = replace(process.webhooks.limits, pending=3)
    await process.deliverer.look()
    await process.deliverer.settle()
    assert (await process.webhook(webhook_id))["disabled_reason"] == "behind"


async def test_a_session_with_much_to_tell_lets_others_have_their_turn(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliverer, "DELIVERIES_A_TURN", 2)
    await process.a_webhook(kinds=[CREATED, CHANGED])
    for _ in range(deliverer.LANES_AT_ONCE):
        await renamed(process, await process.a_session(), "b", "c", "d", "e")
    await process.record()
    process.clock.advance(seconds=1)
    late = await process.a_session()
    await process.record()
    for _ in range(2):
        process.clock.advance(seconds=1)
        await process.deliverer.look()
        await process.deliverer.settle()
    assert str(late.id) in {told["data"]["session_id"] for told in process.receivers.told()}
    await process.deliver()
    assert await process.deliveries(state="pending") == []


async def test_one_that_is_sent_again_as_an_attempt_fails_is_not_put_off(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])
    await process.a_session()
    await process.record()
    (delivery,) = await process.deliveries()
    put_off = deliveries.put_off

    async def sent_again_before(*args: Any) -> None:
        await process.webhooks.send_again(webhook_id, delivery["_id"])
        await put_off(*args)

    monkeypatch.setattr(deliveries, "put_off", sent_again_before)
    process.receivers.answer = lambda _url, _told: REFUSED
    await process.deliverer.look()
    await process.deliverer.settle()
    process.receivers.answer = lambda _url, _told: ARRIVED
    await process.deliver()
    assert process.receivers.kinds() == ["session.created"]


async def test_of_dead_ones_the_oldest_are_sent_again_first(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "SENT_AGAIN_AT_ONCE", 1)
    monkeypatch.setattr(deliveries, "_SENT_AGAIN_A_STEP", 1)
    webhook_id = await process.a_webhook(kinds=[CREATED, CHANGED])
    await renamed(process, await process.a_session(), "b")
    await process.record()
    await process.collection(WebhookDelivery).update_many({}, {"$set": {"state": "dead"}})
    for kinds in (["session.created"], ["session.created", "session.changed"]):
        assert await process.webhooks.send_dead_again(webhook_id) == 1
        await process.deliver()
        assert process.receivers.kinds() == kinds
