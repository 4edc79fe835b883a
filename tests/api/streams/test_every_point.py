"""A short answer stopped, resumed and refreshed at every point: after each event, in each state.

At each point every way to read is tried from every place that a reader may have reached, and
then each thing that anybody may do next.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from documents.aggregates.streams import end
from tests.api.streams.support import Agent, Event, Frame, Reader, an_agent, delta, reading, told
from tests.support import Api, a_session, got

CALL = {"toolCallId": "c1", "toolName": "find_bag"}
EVENTS: list[Event] = [
    {"type": "reasoning-delta", "id": "r1", "delta": "Where may it be?"},
    delta("Let me "),
    {"type": "tool-input-available", **CALL, "input": {"tag": 7}},
    {"type": "tool-output-available", "toolCallId": "c1", "output": "Lisbon"},
    delta("see: Lisbon."),
]
PLACES = range(len(EVENTS) + 1)


@pytest.fixture
def api(alone: Api) -> Api:
    """A service that nobody else has left streams to: the reaper sees to everybody's."""
    return alone


def text_of(events: Sequence[Event]) -> str:
    return "".join(event["delta"] for event in events if event["type"] == "text-delta")


@dataclass
class Point:
    """An answer of which the first ``written`` events were acknowledged."""

    api: Api
    user: httpx.AsyncClient
    session: dict[str, Any]
    agent: Agent
    written: int
    state: str = "streaming"

    @property
    def path(self) -> str:
        return f"{self.agent.path}/events"

    @property
    def streaming(self) -> bool:
        return self.state == "streaming"

    def check(self, message: dict[str, Any]) -> None:
        """That a message is as its acknowledged events and its state say."""
        events = EVENTS[: self.written]
        assert message["content"] == text_of(events)
        assert message.get("reasoning") == (EVENTS[0]["delta"] if self.written > 0 else None)
        calls = message.get("tool_calls") or []
        assert [call.get("output") for call in calls] == [
            *([None] if self.written == 3 else []),
            *(["Lisbon"] if self.written > 3 else []),
        ]
        assert message.get("streaming", False) == self.streaming
        ended_well = self.state in ("streaming", "complete")
        told_of = None if ended_well else self.state
        assert message["message_metadata"].get("finish_reason") == told_of
        assert message["edited_at"] is None

    async def refresh(self) -> None:
        """Read it in every way as who has nothing."""
        chat, name = self.agent.stream["chat_id"], self.agent.stream["message_id"]
        one = await got(self.user, f"/chats/{chat}/messages/{name}")
        self.check(one)
        page = await got(self.user, f"/chats/{chat}/messages")
        whole = await got(self.user, f"/chats/{chat}", include="messages")
        recovery = (await got(self.user, f"/sessions/{self.session['id']}/recovery"))["recovery"]
        for items in (
            page["items"],
            whole["messages"]["items"],
            recovery["chat"]["messages"]["items"],
        ):
            assert items == [one]
        open_calls = [call["id"] for call in recovery["open_tool_calls"]]
        assert open_calls == (["c1"] if self.written == 3 else [])
        stream = await got(self.user, self.agent.path)
        assert (stream["state"], stream["next"]) == (self.state, self.written)
        if not self.streaming:
            assert (await self.user.get(f"/chats/{chat}/stream")).status_code == 204
            frames = await told(self.api, self.user, self.path)
            assert [frame.event for frame in frames] == ["snapshot", "end"]
            for frame in frames:
                self.check(frame.data["message"])

    async def resume(self) -> None:
        """Read the rest from every place that a reader of it may have reached."""
        for place in range(self.written + 1):
            frames = await told(self.api, self.user, self.path, str(place))
            *deltas, last = frames
            assert [e for frame in deltas for e in frame.data["events"]] == self.between(place)
            assert (last.event, last.data["state"]) == ("end", self.state)
            self.check(last.data["message"])
            for words in ("ai-sdk", "ag-ui"):
                shown = await told(self.api, self.user, self.path, str(place), format=words)
                deltas = [f for f in shown if f.data != "[DONE]" and is_text(f.data)]
                text = "".join(frame.data["delta"] for frame in deltas)
                assert text == text_of(self.between(place))

    def between(self, place: int) -> list[Event]:
        return EVENTS[place : self.written]

    async def write_rest(self) -> None:
        for event in EVENTS[self.written :]:
            await self.agent.write(event)
            self.written += 1


def is_text(data: dict[str, Any]) -> bool:
    return data["type"] in ("text-delta", "TEXT_MESSAGE_CONTENT")


async def at(api: Api, user: httpx.AsyncClient, written: int) -> Point:
    session = await a_session(user)
    agent = await an_agent(user, session["chat_id"], id="m-1")
    for event in EVENTS[:written]:
        await agent.write(event)
    return Point(api, user, session, agent, written)


async def complete(point: Point) -> None:
    await point.agent.finish()
    point.state = "complete"


async def fail(point: Point) -> None:
    await point.agent.finish(state="failed", error="overloaded")
    point.state = "failed"


async def stop(point: Point) -> None:
    await point.agent.cancel()
    point.state = "cancelled"


async def die(point: Point) -> None:
    """Its writer is heard of no more."""
    point.api.clock.advance(seconds=16)
    while await point.api.services.streams.reap():
        pass
    point.state = "interrupted"


ENDS = [complete, fail, stop, die]
End = Callable[[Point], Awaitable[None]]


@pytest.mark.parametrize("ending", ENDS)
@pytest.mark.parametrize("written", PLACES)
async def test_whoever_is_there_when_it_ends_has_all_of_it(
    user: httpx.AsyncClient, api: Api, written: int, ending: End
) -> None:
    """Readers who came after each event, all of whom stay."""
    point = await at(api, user, 0)
    async with AsyncExitStack() as stack:
        readers: list[Reader] = []
        for event in EVENTS[: written + 1]:
            resumed: dict[str, Any] = {"after": point.written} if point.written else {}
            coming = reading(api, user, point.path, **resumed)
            readers.append(await stack.enter_async_context(coming))
            await point.refresh()
            if point.written < written:
                await point.agent.write(event)
                point.written += 1
        await ending(point)
        for place, reader in enumerate(readers):
            frames = await reader.rest()
            assert made_of(frames) == text_of(point.between(place))
            assert (frames[-1].event, frames[-1].data["state"]) == ("end", point.state)
            point.check(frames[-1].data["message"])


def made_of(frames: list[Frame]) -> str:
    text, place = "", None
    for frame in frames:
        if frame.event == "snapshot":
            assert place is None
            text, place = frame.data["message"]["content"], frame.data["next"]
        elif frame.event == "delta":
            assert place in (None, frame.data["from"])
            text += text_of(frame.data["events"])
            place = frame.data["from"] + len(frame.data["events"])
    return text


@pytest.mark.parametrize("ending", ENDS)
@pytest.mark.parametrize("written", PLACES)
async def test_whoever_comes_after_its_end_has_all_of_it(
    user: httpx.AsyncClient, api: Api, written: int, ending: End
) -> None:
    point = await at(api, user, written)
    await ending(point)
    await point.refresh()
    await point.resume()


@pytest.mark.parametrize("ending", ENDS)
@pytest.mark.parametrize("written", PLACES)
async def test_a_process_that_dies_right_after_the_end_takes_nothing_with_it(
    user: httpx.AsyncClient,
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    written: int,
    ending: End,
) -> None:
    """The text is not in the message yet: readers have it, and the reaper writes it."""

    async def dies(*_: Any, **__: Any) -> None:
        pass

    point = await at(api, user, written)
    with monkeypatch.context() as patch:
        patch.setattr(end, "write_message", dies)
        patch.setattr("documents.aggregates.streams.reap.write_message", dies)
        await ending(point)
        await point.refresh()
        await point.resume()
    api.clock.advance(seconds=11)
    while await api.services.streams.reap():
        pass
    await point.refresh()
    await point.resume()


@pytest.mark.parametrize("ending", ENDS)
@pytest.mark.parametrize("written", PLACES)
async def test_its_writer_hears_of_the_end_and_changes_nothing(
    user: httpx.AsyncClient, api: Api, written: int, ending: End
) -> None:
    point = await at(api, user, written)
    await ending(point)
    # A finish has taken the next number: there it is the same request again.
    finished = ending in (complete, fail)
    late = await point.agent.send(delta("late"), seq=written + finished)
    assert (late.status_code, late.json()["state"]) == (409, point.state)
    if written:
        again = await point.agent.send(EVENTS[written - 1], seq=written - 1)
        assert again.status_code == 204
    if ending is not die:
        takes_over = replace(point.agent, epoch=1, seq=0)
        assert (await takes_over.send(delta("late"))).status_code == 409
        stopped = await user.post(f"{point.agent.path}/cancel")
        assert stopped.status_code == (200 if ending is stop else 409)
    await point.refresh()
    await point.resume()


@pytest.mark.parametrize("written", PLACES)
async def test_a_stop_after_the_writer_died_says_so(
    user: httpx.AsyncClient, api: Api, written: int
) -> None:
    point = await at(api, user, written)
    await die(point)
    await stop(point)
    await point.refresh()
    await point.resume()


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize("written", PLACES)
async def test_a_writer_that_starts_anew_goes_on_where_it_was(
    user: httpx.AsyncClient, api: Api, written: int, silent: bool, known: bool
) -> None:
    """``silent``: for longer than its lease; ``known``: readers stay, or come back."""
    point = await at(api, user, written)
    async with AsyncExitStack() as stack:
        places = list(range(written + 1)) if known and not silent else []
        readers = [
            await stack.enter_async_context(reading(api, user, point.path, str(place)))
            for place in places
        ]
        if silent:
            await die(point)
            await point.refresh()
            await point.resume()
        path = f"/chats/{point.agent.stream['chat_id']}/streams"
        again = (await user.post(path, json={"id": "m-1"})).json()
        assert (again["next"], again["state"], again["epoch"]) == (written, point.state, 0)
        zombie, point.agent = point.agent, replace(point.agent, epoch=again["epoch"] + 1, seq=0)
        point.state = "streaming"
        await point.write_rest()
        if point.agent.seq:
            assert (await zombie.send(delta("zombie"))).status_code == 403
        else:
            # It had all: only its end is left to say.
            await point.agent.write({"type": "text-end", "id": "t1"})
        await complete(point)
        point_of_end = [await reader.rest() for reader in readers]
        for place, frames in zip(places, point_of_end, strict=True):
            assert made_of(frames) == text_of(EVENTS[place:])
            assert frames[-1].data["state"] == "complete"
