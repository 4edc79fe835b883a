"""Whatever is killed, and wherever: every event arrives, those of a session in order."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from documents import leases
from documents.aggregates.chats.new_messages import NewMessage
from documents.aggregates.sessions.change import SessionChanges
from documents.aggregates.webhooks import deliveries, places
from documents.aggregates.webhooks.places import WEBHOOKS
from documents.database import Trail, TrailLost
from documents.leases import LeaseLost
from documents.shapes.webhooks import EventKind
from services.webhooks.deliverer import PAUSES
from services.webhooks.sender import SendOutcome
from services.webhooks.service import WebhookChanges
from services.webhooks.work import WebhookWork
from tests.services.webhooks.support import ARRIVED, REFUSED, URL, Process

CREATED, CHANGED = EventKind.SESSION_CREATED, EventKind.SESSION_CHANGED


class _Killed(BaseException):
    pass


def _die(*_: Any) -> Any:
    raise _Killed


STEPS = (
    (deliveries, "record"),
    (places, "note_place"),
    (deliveries, "note_delivered"),
    (deliveries, "note_failed"),
    (deliveries, "put_off"),
    (deliveries, "remove_empty"),
)
"""What is written while events are recorded and sent, each at once."""


class Killer:
    """Kills before or after a step, by chance, so many times at most."""

    def __init__(self, chance: random.Random, most: int) -> None:
        self.chance = chance
        self.left = most

    def around(self, step: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def stepped(*args: Any, **kwargs: Any) -> Any:
            self._perhaps()
            result = await step(*args, **kwargs)
            self._perhaps()
            return result

        return stepped

    def _perhaps(self) -> None:
        if self.left and self.chance.random() < 0.25:
            self.left -= 1
            raise _Killed


async def happen(process: Process, sessions: int, changes: int) -> None:
    made = [await process.a_session() for _ in range(sessions)]
    for number in range(changes):
        for session in made:
            await process.services.sessions.update_session(
                "alice", session.id, SessionChanges(name=f"number {number}")
            )


async def recorded(process: Process) -> None:
    """Record all, however often it is killed."""
    while True:
        try:
            await process.record()
        except _Killed:
            continue
        return


async def delivered(process: Process) -> None:
    """Send all, however often it is killed."""
    while await process.deliveries(state="pending"):
        for lane in await process.lanes():
            webhook = await process.webhook(lane["webhook_id"])
            try:
                await process.deliverer.see_to(webhook, lane)
            except _Killed:
                continue
        process.clock.advance(minutes=6)


def check_order(process: Process, url: str = URL) -> None:
    """What has arrived of each session, each for the first time, is in order."""
    seen: defaultdict[str, list[int]] = defaultdict(list)
    known = set[str]()
    for to, message_id, told in process.receivers.arrived:
        if to == url and message_id not in known:
            known.add(message_id)
            seen[told["data"]["session_id"]].append(told["data"]["revision"])
    for revisions in seen.values():
        assert revisions == list(range(1, len(revisions) + 1))


@pytest.mark.slow("it is killed at every step, and each time another process takes over")
@pytest.mark.parametrize("seed", range(3))
async def test_killed_at_any_step_everything_arrives_in_order(
    process: Process, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    await process.a_webhook(kinds=[CREATED, CHANGED])
    await happen(process, sessions=3, changes=4)
    killer = Killer(chance, most=12)
    for module, name in STEPS:
        monkeypatch.setattr(module, name, killer.around(getattr(module, name)))
    process.receivers.answer = lambda _url, _told: REFUSED if chance.random() < 0.2 else ARRIVED
    await recorded(process)
    await delivered(process)
    assert killer.left < 12
    assert len(await process.deliveries(state="delivered")) == 15
    assert len({message_id for _, message_id, _ in process.receivers.arrived}) == 15
    check_order(process)


async def test_killed_before_the_place_is_noted_nothing_is_recorded_twice(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    await process.a_webhook(kinds=[CREATED])
    await happen(process, sessions=2, changes=0)
    note = places.note_place
    kills = 0

    async def dies(*args: Any) -> None:
        nonlocal kills
        if kills < 2:
            kills += 1
            raise _Killed
        await note(*args)

    monkeypatch.setattr(places, "note_place", dies)
    with pytest.raises(_Killed):
        await process.record()
    first = await process.deliveries()
    assert len(first) == 2
    await process.deliver()
    await recorded(process)
    await process.deliver()
    assert [each["_id"] for each in await process.deliveries()] == [each["_id"] for each in first]
    assert len(process.receivers.arrived) == 2
    assert await process.lanes() == []


async def test_killed_halfway_through_recording_it_is_sent_though_its_session_is_gone(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    await process.a_webhook(kinds=[EventKind.MESSAGE_CREATED])
    session = await process.a_session()
    await process.record()
    said = NewMessage("user", "hello")
    await process.services.messages.add_message("alice", session.chat.ref.id, said)
    with monkeypatch.context() as dying:
        dying.setattr(deliveries, "_added_to", _die)
        with pytest.raises(_Killed):
            await process.record()
    await process.services.sessions.delete_session("alice", session.id, None)
    await process.services.background.finish()
    await process.record()
    await process.deliver()
    (told,) = process.receivers.told()
    assert told["data"]["session_id"] == str(session.id)
    assert await process.deliveries(state="pending") == []


async def test_one_who_has_lost_the_lease_notes_no_place(process: Process) -> None:
    await process.a_webhook(kinds=[CREATED])
    await happen(process, sessions=1, changes=0)
    async with leases.hold(process.database, WEBHOOKS, wait_seconds=0) as lease:
        await lease.release()
        async with leases.hold(process.database, WEBHOOKS, wait_seconds=0):
            with pytest.raises(LeaseLost):
                await process.record_under(lease)
    assert await process.place() is None
    # What it has recorded is what the other one records.
    before = await process.deliveries()
    await process.record()
    assert await process.deliveries() == before


async def test_of_two_processes_one_works_at_a_time_and_the_other_goes_on(
    process: Process, other: Process
) -> None:
    await process.a_webhook(kinds=[CREATED])
    working = [
        WebhookWork(
            each.database, each.webhooks, lambda: 0.0, each.counts, lambda: process.receivers
        )
        for each in (process, other)
    ]
    first = asyncio.create_task(working[0].once())
    await happen(process, sessions=1, changes=0)
    async with asyncio.timeout(60):
        while len(process.receivers.arrived) < 1:
            process.webhooks.woken.set()
            await asyncio.wait([first], timeout=0.05)
        # The other finds the lease held, and does nothing.
        await working[1].once()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await happen(process, sessions=1, changes=0)
        second = asyncio.create_task(working[1].once())
        while len(process.receivers.arrived) < 2:
            other.webhooks.woken.set()
            await asyncio.wait([second], timeout=0.05)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    assert len(await process.deliveries(state="delivered")) == 2


async def test_nothing_is_followed_where_no_webhook_is_enabled(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: Trail) -> None:
        raise AssertionError("a change stream is read")

    monkeypatch.setattr(Trail, "read", never)
    webhook_id = await process.a_webhook()
    await process.webhooks.update_webhook(webhook_id, WebhookChanges(enabled=False), None)
    work = WebhookWork(process.database, process.webhooks, lambda: 0.0)
    await work.once()
    await process.record()
    assert await process.place() is None


@pytest.mark.parametrize("kills", [0, 1])
async def test_events_that_the_server_has_forgotten_are_told_as_a_gap_once(
    process: Process, monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])
    await happen(process, sessions=1, changes=0)
    await process.record()
    read, note = Trail.read, places.note_gap_at
    lost = 0

    async def forgotten(self: Trail) -> Any:
        nonlocal lost
        if lost <= kills and "resume_after" in self._from:
            lost += 1
            raise TrailLost("ChangeStreamHistoryLost")
        return await read(self)

    async def note_or_die(*args: Any) -> None:
        if lost <= kills:
            raise _Killed
        await note(*args)

    monkeypatch.setattr(Trail, "read", forgotten)
    monkeypatch.setattr(places, "note_gap_at", note_or_die)
    await happen(process, sessions=1, changes=0)
    await recorded(process)
    await happen(process, sessions=1, changes=0)
    await process.record()
    await process.deliver()
    assert sorted(process.receivers.kinds()) == ["session.created"] * 2 + ["webhooks.gap"]
    (gap,) = [told for told in process.receivers.told() if told["type"] == "webhooks.gap"]
    assert set(gap["data"]) == {"lost_after", "resumed_at"}
    webhook = await process.webhook(webhook_id)
    assert (webhook["gaps"], webhook["gap_at"]) == (1, process.clock.now)
    assert process.counts.webhook_gaps == 1


async def test_a_place_that_the_server_does_not_know_any_more_is_a_gap(
    process: Process,
) -> None:
    await process.a_webhook(kinds=[CREATED])
    await happen(process, sessions=1, changes=0)
    await process.record()
    fail = {
        "configureFailPoint": "failCommand",
        "mode": {"times": 1},
        "data": {"failCommands": ["aggregate"], "errorCode": 286},
    }
    await process.database.client.admin.command(fail)
    await process.record()
    await happen(process, sessions=1, changes=0)
    await process.record()
    await process.deliver()
    assert sorted(process.receivers.kinds()) == ["session.created"] * 2 + ["webhooks.gap"]


async def test_where_nothing_can_be_told_from_now_on_either_one_gap_is_told_and_not_a_thousand(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook_id = await process.a_webhook(kinds=[CREATED])

    async def forgotten(_: Trail) -> Any:
        raise TrailLost("ChangeStreamFatalError")

    monkeypatch.setattr(Trail, "read", forgotten)
    await WebhookWork(process.database, process.webhooks, lambda: 0.0).once()
    assert (await process.webhook(webhook_id))["gaps"] == 1


async def test_a_new_webhook_is_not_told_of_a_gap_from_before_it(process: Process) -> None:
    old = await process.a_webhook(kinds=[CREATED])
    await happen(process, sessions=1, changes=0)
    await process.record()
    await process.webhooks.delete_webhook(old, None)
    await process.services.background.finish()
    await happen(process, sessions=1, changes=0)
    await asyncio.sleep(1.1)
    await process.a_webhook("https://new.example/", [CREATED])
    await happen(process, sessions=1, changes=0)
    await process.record()
    await process.deliver()
    assert process.receivers.kinds("https://new.example/") == ["session.created"]


@pytest.mark.slow("it draws some hundred steps, each of which the database takes")
@pytest.mark.parametrize("seed", range(3))
async def test_whatever_receivers_answer_each_delivery_goes_its_way(
    process: Process, seed: int
) -> None:
    chance = random.Random(seed)
    urls = ["https://a.example/", "https://b.example/"]
    ids = [await process.a_webhook(url, [CREATED, CHANGED]) for url in urls]
    await happen(process, sessions=3, changes=3)
    await process.record()
    badness = dict.fromkeys(urls, 0.0)

    def answer(url: str, _: dict[str, Any]) -> SendOutcome:
        bad = chance.random() < badness[url]
        return (
            chance.choice([REFUSED, SendOutcome(302), SendOutcome(None, "timeout")])
            if bad
            else ARRIVED
        )

    process.receivers.answer = answer
    before = {each["_id"]: each for each in await process.deliveries()}
    for _ in range(25):
        badness = {url: chance.choice([0.0, 0.5, 1.0]) for url in urls}
        if chance.random() < 0.3:
            await process.webhooks.send_dead_again(chance.choice(ids))
            before = {each["_id"]: each for each in await process.deliveries()}
        await process.deliver()
        now = {each["_id"]: each for each in await process.deliveries()}
        for each in now.values():
            was = before[each["_id"]]
            assert each["body"] == was["body"]
            assert each["attempts"] >= was["attempts"]
            assert each["attempts"] <= len(PAUSES) + 1
            assert (each["state"] == "dead") == (each["attempts"] == len(PAUSES) + 1)
            if was["state"] != "pending":
                assert each == was
            assert (each["next_attempt_at"] is None) == (each["state"] != "pending")
        before = now
        process.clock.advance(seconds=chance.choice([3, 300, 40_000]))
    badness = dict.fromkeys(urls, 0.0)
    for _ in range(10):
        await process.deliver()
        process.clock.advance(hours=30)
    left = await process.deliveries(state="pending")
    enabled = {each for each in ids if (await process.webhook(each))["enabled"]}
    assert [each for each in left if each["webhook_id"] in enabled] == []
    assert timedelta(days=3) < sum(PAUSES, timedelta())
