"""Answers are written and followed, by both Python clients, whatever the connection does."""

import asyncio
import threading
from collections import deque
from contextlib import aclosing
from typing import TypeVar

import httpx
import pytest
from threadkeep_client import (
    AsyncFollowing,
    AsyncThreadkeep,
    Threadkeep,
    ThreadkeepProblem,
    apply_events,
)
from threadkeep_client.models import MessageOut
from threadkeep_client.news import (
    ChangedMessages,
    Delta,
    End,
    FeedNews,
    Gone,
    NewMessages,
    Reset,
    Snapshot,
    StreamChanged,
    Told,
)

from tests.clients.conftest import Served
from tests.clients.python.lossy import Lossy

News = TypeVar("News", bound=Told)
CALL = {"id": "c1", "type": "function", "function": {"name": "find_bag", "arguments": '{"tag":1}'}}


async def written(threadkeep: AsyncThreadkeep, chat_id: str) -> MessageOut:
    async with threadkeep.chat(chat_id).stream() as answer:
        await answer.reasoning("I look.")
        await answer.tool_call_start("c1", "find_bag")
        await answer.tool_call_delta("c1", '{"tag":1}')
        await answer.tool_call("c1", "find_bag", {"tag": 1})
        await answer.tool_output("c1", "In Lisbon.")
        await answer.data("place", {"city": "Lisbon"}, id="p1")
        await answer.data("place", {"city": "Porto"}, id="p1")
        await answer.data("seen", 1, transient=True)
        await answer.text("It is ")
        await answer.text("in Lisbon.")
    assert answer.message is not None
    return answer.message


def check(message: MessageOut) -> None:
    told = message.model_dump(mode="json", exclude_unset=True)
    assert (told["content"], told["reasoning"]) == ("It is in Lisbon.", "I look.")
    assert told["tool_calls"] == [{**CALL, "output": "In Lisbon."}]
    place = {"type": "data-place", "id": "p1", "data": {"city": "Porto"}}
    assert told["message_metadata"]["data"] == [place]


async def test_an_answer_is_written_with_its_tool_calls(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    message = await written(threadkeep, chat_id)
    check(message)
    assert await threadkeep.list_messages(chat_id).all() == [message]


async def test_what_is_followed_is_the_message_as_it_becomes(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    async with threadkeep.chat(chat_id).stream() as answer:
        await answer.text("It ")
        await answer.flush()
        follower = threadkeep.follow_stream(answer.stream.id)
        async with follower as news:
            first = await anext(news)
            assert isinstance(first, Snapshot)
            message = first.message
            await answer.event({"type": "text-delta", "id": "text", "delta": "is in Lisbon."})
            await answer.tool_call("c1", "find_bag", {"tag": 1})
            await answer.tool_output("c1", "In Lisbon.")
            await answer.finish()
            async for told in news:
                if isinstance(told, Delta):
                    message = apply_events(message, told.events)
                elif isinstance(told, End):
                    assert told.state == "complete"
                    assert told.message.content == message.content == "It is in Lisbon."
                    assert told.message.tool_calls == message.tool_calls


async def test_events_are_stored_once_whatever_is_lost(served: Served) -> None:
    transport = Lossy(chosen=lambda request: "/streams/" in request.url.path)
    async with httpx.AsyncClient(transport=transport) as http:
        client = AsyncThreadkeep(served.url, served.token, http=http)
        chat = client.chat((await client.create_chat()).id)
        async with chat.stream(flush_seconds=0) as answer:
            for number in range(9):
                transport.fates.append(("after", "before", None)[number % 3])
                await answer.text(f"{number} ")
                await answer.flush()
        assert answer.message is not None
        assert answer.message.content == "".join(f"{number} " for number in range(9))


async def test_a_block_that_raises_leaves_a_message_that_failed(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with threadkeep.chat(chat_id).stream() as answer:
            await answer.text("Once")
            raise ZeroDivisionError("no model")
    (message,) = await threadkeep.list_messages(chat_id).all()
    assert message.content == "Once"
    assert message.message_metadata["finish_reason"] == "failed"
    assert message.message_metadata["error"] == "no model"


async def test_a_block_that_is_cancelled_cancels_its_message(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    stored = asyncio.Event()

    async def write() -> None:
        async with threadkeep.chat(chat_id).stream() as answer:
            await answer.text("Once")
            await answer.flush()
            stored.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write())
    await stored.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    (message,) = await threadkeep.list_messages(chat_id).all()
    assert message.content == "Once"
    assert message.message_metadata["finish_reason"] == "cancelled"


async def test_a_writer_is_told_that_somebody_stopped_it(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    with pytest.raises(ThreadkeepProblem) as raised:
        async with threadkeep.chat(chat_id).stream(flush_seconds=0) as answer:
            await answer.text("Once")
            await answer.flush()
            await threadkeep.cancel_stream(answer.stream.id)
            await answer.text(" upon")
            await answer.flush()
    assert (raised.value.name, raised.value.members["state"]) == ("stream-ended", "cancelled")
    assert answer.stopped is raised.value


async def test_a_second_writer_goes_on_and_the_first_is_refused(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    chat = threadkeep.chat(chat_id)
    first = await chat.stream(id="m-1").open()
    await first.text("Once ")
    await first.flush()
    async with chat.stream(id="m-1") as second:
        assert second.message is not None
        assert second.message.content == "Once "
        await first.text("lost")
        with pytest.raises(ThreadkeepProblem) as raised:
            await first.flush()
        await second.text("upon")
    assert raised.value.name == "stale-epoch"
    await first.close()
    assert second.message.content == "Once upon"


async def test_a_long_text_goes_in_requests_that_the_service_takes(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    text = "é\U0001f9f3\x00 " * 40_000
    async with threadkeep.chat(chat_id).stream() as answer:
        await answer.text(text.replace("\x00", ""))
    assert answer.message is not None
    assert answer.message.content == text.replace("\x00", "")


async def test_a_feed_goes_on_where_it_was(served: Served) -> None:
    transport = Lossy(deque(), chosen=lambda request: request.url.path.endswith("/events"))
    async with httpx.AsyncClient(transport=transport) as http:
        client = AsyncThreadkeep(served.url, served.token, http=http)
        session = await client.create_session()
        recovery = (await client.recover_session(session.id)).recovery
        assert recovery is not None
        transport.fates.extend(["before"])
        chat = client.chat(session.chat_id)
        after = recovery.listen_from.last_event_id
        async with client.follow_session(session.id, after=after) as feed:
            sent = await chat.append("user", "Where is my bag?")
            told = await until(feed, NewMessages)
            assert [each.id for each in told.items] == [sent.id]
        await client.edit_message(chat.id, sent.id, content="Where?")
        async with client.follow_session(session.id, after=told.last_event_id) as feed:
            changed = await until(feed, ChangedMessages)
            assert [each.content for each in changed.items] == ["Where?"]
            async with chat.stream() as answer:
                await answer.text("In Lisbon.")
            stream = await until(feed, StreamChanged)
            assert stream.message_id == answer.stream.message_id
            end = await until(feed, End)
            assert (end.stream_id, end.message.content) == (stream.stream_id, "In Lisbon.")


async def until(feed: AsyncFollowing[FeedNews], kind: type[News]) -> News:
    """The next of this kind."""
    async for told in feed:
        if isinstance(told, kind):
            return told
    raise AssertionError(kind)


async def test_a_feed_ends_with_what_it_followed(threadkeep: AsyncThreadkeep, chat_id: str) -> None:
    async with threadkeep.follow_chat(chat_id) as feed:
        await anext(feed)
        await threadkeep.delete_chat(chat_id)
        assert isinstance([told async for told in feed][-1], Gone)
    other = (await threadkeep.create_chat()).id
    async with threadkeep.follow_chat(other, after="of-nowhere") as feed:
        assert [type(told) async for told in feed] == [Reset]
    async with aclosing(threadkeep.follow_chat("0" * 24)) as none:
        with pytest.raises(ThreadkeepProblem):
            await anext(none)


def test_threads_write_and_follow_as_coroutines_do(in_threads: Threadkeep) -> None:
    session = in_threads.resume_session(name="Lost bag")
    chat = in_threads.chat(session.chat_id)
    chat.append("user", "Where is my bag?")
    told: list[MessageOut] = []

    def follow(stream_id: str) -> None:
        with in_threads.follow_stream(stream_id) as news:
            told.extend(each.message for each in news if isinstance(each, End))

    with chat.stream() as answer:
        follower = threading.Thread(target=follow, args=(answer.stream.id,))
        follower.start()
        answer.reasoning("I look.")
        answer.tool_call("c1", "find_bag", {"tag": 1})
        answer.tool_output("c1", "In Lisbon.")
        answer.data("place", {"city": "Porto"}, id="p1")
        answer.text("It is ")
        answer.flush()
        answer.text("in Lisbon.")
    follower.join()
    assert told == [answer.message]
    check(told[0])
    assert [each.role for each in chat.messages()] == ["user", "assistant"]
    assert [each.role for each in chat.newest(limit=1)] == ["assistant", "user"]


def test_a_block_that_raises_in_a_thread_leaves_a_message_that_failed(
    in_threads: Threadkeep,
) -> None:
    chat = in_threads.chat(in_threads.create_chat().id)
    with pytest.raises(ZeroDivisionError), chat.stream() as answer:
        answer.text("Once")
        raise ZeroDivisionError("no model")
    (message,) = chat.messages()
    assert (message.content, message.message_metadata["error"]) == ("Once", "no model")


def test_threads_are_refused_and_repeat_as_coroutines_do(served: Served) -> None:
    transport = Lossy(deque())
    with httpx.Client(transport=transport) as http:
        client = Threadkeep(served.url, lambda _: served.token, http=http)
        chat = client.chat(client.create_chat().id)
        transport.fates.append("after")
        stored = chat.append("user", "Hello", id="m-1")
        assert [each.id for each in chat.messages().all()] == [stored.id]
        with pytest.raises(ThreadkeepProblem, match="Already used"):
            chat.append("user", "Other", id="m-1")
