"""What a writer of a stream may rely on."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.streams import end
from documents.aggregates.streams.parts import MAX_HELD_BYTES
from documents.aggregates.streams.read import find_stream, lay_over
from documents.aggregates.streams.write import MAX_STREAM_BYTES, prolong
from documents.database import Database, NotInTime, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.chats import ChatClosed, MessageIdTaken
from documents.shapes.errors.streams import (
    EpochNotBegun,
    SequenceGap,
    StaleEpoch,
    StreamEnded,
    StreamMissing,
    StreamTooLarge,
)
from documents.shapes.streams import MessageStream, MessageStreamPart, StreamState
from tests.documents.aggregates.chats.engine import Engine
from tests.documents.aggregates.chats.engine import said as message
from tests.documents.aggregates.streams.writing import (
    Writer,
    a_writer,
    cancel,
    events_of,
    message_of,
    opened,
    page_of,
    raw_stream,
    reaped,
    said,
)
from tests.support import BEGINNING


@pytest.fixture
async def chat(bound: Database) -> Engine:
    return await Engine.made(bound)


async def test_an_opened_stream_has_its_place_in_the_chat(chat: Engine) -> None:
    await chat.append(message("a question"))
    stream = await opened(chat)
    await chat.append(message("another"))
    assert stream["sequence_order"] == 2
    shown = (await page_of(chat))[1]
    assert (shown["content"], shown["role"], shown.get("streaming")) == (
        "",
        "assistant",
        True,
    )
    assert [m["sequence_order"] for m in await page_of(chat)] == [1, 2, 3]


async def test_opening_again_with_the_same_id_gives_the_same_stream(chat: Engine) -> None:
    first = await opened(chat, model="m")
    many = await asyncio.gather(*(opened(chat, model="m") for _ in range(5)))
    assert {stream["_id"] for stream in many} == {first["_id"]}
    assert len(await chat.upward()) == 1
    with pytest.raises(MessageIdTaken):
        await opened(chat, model="another")


async def test_of_many_who_open_at_once_one_makes_the_message(chat: Engine) -> None:
    many = await asyncio.gather(*(opened(chat) for _ in range(8)))
    assert len({stream["_id"] for stream in many}) == 1
    assert len(await chat.upward()) == 1


async def test_the_id_of_another_message_is_no_stream_s(chat: Engine) -> None:
    await chat.append(message("", "m-1"))
    with pytest.raises(MessageIdTaken):
        await opened(chat)
    assert await collection_of(MessageStream).count_documents({"chat_id": chat.chat_id}) == 0


async def test_a_message_shows_its_text_so_far_and_then_for_good(chat: Engine) -> None:
    writer = await a_writer(chat, model="m")
    await writer.say("Once ", "upon ")
    so_far = await message_of(chat, writer.stream_id)
    assert (so_far["content"], so_far.get("streaming", False)) == ("Once upon ", True)
    await writer.say("a time")
    done = await writer.finish(message_metadata={"tokens": 4})
    assert done["content"] == "Once upon a time"
    assert done["message_metadata"] == {"model": "m", "tokens": 4}
    stored = (await chat.raw())["messages"][0]
    assert stored["content"] == "Once upon a time"
    assert not {"streaming", "stream_id", "edited_at", "original_digest"} & stored.keys()


async def test_a_request_counts_once_and_in_its_turn(chat: Engine) -> None:
    writer = await a_writer(chat)
    assert (await writer.write(*said("a"), seq=0)).next == 1
    again = await writer.write(*said("a"), seq=0)
    assert (again.repeated, again.next) == (True, 1)
    with pytest.raises(SequenceGap) as gap:
        await writer.write(*said("c"), seq=2)
    assert (gap.value.expected, gap.value.received) == (1, 2)
    assert (await writer.write(*said("b"), seq=1)).next == 2
    assert await events_of(writer.stream_id) == said("a", "b")


async def test_the_first_request_of_all_has_the_number_0(chat: Engine) -> None:
    writer = await a_writer(chat)
    with pytest.raises(SequenceGap) as gap:
        await writer.write(*said("b"), seq=1)
    assert gap.value.expected == 0


async def test_a_higher_epoch_takes_over_and_the_zombie_hears_it(chat: Engine) -> None:
    zombie = await a_writer(chat)
    await zombie.say("a")
    heir = Writer(chat, zombie.stream_id, epoch=1)
    with pytest.raises(EpochNotBegun):
        await heir.write(*said("c"), seq=3)
    await heir.say("b")
    with pytest.raises(StaleEpoch) as stale:
        await zombie.say("z")
    assert stale.value.epoch == 1
    with pytest.raises(StaleEpoch):
        await zombie.finish()
    assert (await heir.finish())["content"] == "ab"


async def test_another_writer_of_the_same_epoch_is_no_heir(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("a")
    other = Writer(chat, writer.stream_id, id="other")
    with pytest.raises(StaleEpoch):
        await other.say("x")
    assert (await writer.finish())["content"] == "a"


async def test_two_heirs_at_once_do_not_mix(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("a")
    heirs = [Writer(chat, writer.stream_id, id=f"heir-{n}", epoch=1) for n in range(4)]
    answers = await asyncio.gather(*(h.say(h.id) for h in heirs), return_exceptions=True)
    won = [h for h, a in zip(heirs, answers, strict=True) if not isinstance(a, BaseException)]
    assert len(won) == 1
    assert (await won[0].finish())["content"] == f"a{won[0].id}"


async def test_finish_counts_as_a_request_and_answers_its_retry_alike(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("a")
    with pytest.raises(SequenceGap):
        await writer.finish(seq=0)
    first = await writer.finish(seq=1)
    assert await writer.finish(seq=1) == first
    with pytest.raises(StreamEnded):
        await writer.finish(StreamState.FAILED, seq=2)


async def test_after_the_end_a_writer_hears_how_it_ended(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("a")
    stopped = await cancel(chat, writer.stream_id)
    assert stopped["content"] == "a"
    assert stopped["message_metadata"] == {"finish_reason": "cancelled"}
    assert (await writer.write(*said("a"), seq=0)).repeated
    with pytest.raises(StreamEnded) as ended:
        await writer.say("b")
    assert ended.value.state == StreamState.CANCELLED
    heir = Writer(chat, writer.stream_id, epoch=1)
    with pytest.raises(StreamEnded):
        await heir.say("b")
    assert await cancel(chat, writer.stream_id) == stopped


async def test_a_failed_message_keeps_its_text_and_says_why(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("half")
    failed = await writer.finish(StreamState.FAILED, error="$overloaded")
    assert failed["content"] == "half"
    assert failed["message_metadata"] == {"finish_reason": "failed", "error": "$overloaded"}


async def test_a_silent_writer_is_taken_for_dead(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("so far")
    chat.now += timedelta(seconds=14)
    assert await reaped(chat) == 0
    chat.now += timedelta(seconds=1)
    assert await reaped(chat) == 1
    shown = await message_of(chat, writer.stream_id)
    assert (shown["content"], shown.get("streaming", False)) == ("so far", False)
    assert shown["message_metadata"] == {"finish_reason": "interrupted"}
    assert (await chat.raw())["messages"][0]["content"] == "so far"
    with pytest.raises(StreamEnded):
        await writer.say("more")


async def test_a_lease_that_is_prolonged_holds(chat: Engine) -> None:
    writer = await a_writer(chat)
    chat.now += timedelta(seconds=10)
    for lease_seconds in (None, 600.0):
        await prolong(
            chat.user_id,
            writer.stream_id,
            lease_seconds=lease_seconds,
            writer=("writer", 0),
            now=chat.now,
        )
    chat.now += timedelta(seconds=500)
    assert await reaped(chat) == 0
    await Writer(chat, writer.stream_id, epoch=1).say("heir")
    with pytest.raises(StaleEpoch):
        await prolong(
            chat.user_id, writer.stream_id, lease_seconds=None, writer=("writer", 0), now=chat.now
        )


async def test_an_interrupted_stream_is_gone_on_with_by_a_higher_epoch(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("a")
    chat.now += timedelta(minutes=30)
    await reaped(chat)
    heir = Writer(chat, writer.stream_id, epoch=1)
    await heir.say("b")
    so_far = await message_of(chat, writer.stream_id)
    assert (so_far["content"], so_far.get("streaming", False)) == ("ab", True)
    assert so_far["message_metadata"] == {}
    done = await heir.finish()
    assert (done["content"], done["message_metadata"]) == ("ab", {})


async def test_an_interrupted_stream_can_be_cancelled(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("a")
    chat.now += timedelta(minutes=1)
    await reaped(chat)
    stopped = await cancel(chat, writer.stream_id)
    assert stopped["message_metadata"] == {"finish_reason": "cancelled"}
    with pytest.raises(StreamEnded):
        await Writer(chat, writer.stream_id, epoch=1).say("b")


async def test_after_an_hour_nobody_goes_on_with_it_and_its_events_go(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("a")
    chat.now += timedelta(minutes=1)
    await reaped(chat)
    chat.now += timedelta(hours=1)
    await reaped(chat)
    with pytest.raises(StreamEnded):
        await Writer(chat, writer.stream_id, epoch=1).say("b")
    assert "stream_id" not in (await chat.raw())["messages"][0]
    chat.now += timedelta(hours=1)
    await reaped(chat)
    stream = await raw_stream(writer.stream_id)
    assert (stream["events"], stream["lease_until"]) == ([], None)
    shown = (await page_of(chat))[0]
    assert (shown["content"], shown["message_metadata"]) == ("a", {"finish_reason": "interrupted"})
    assert await reaped(chat) == 0


async def test_older_events_move_to_parts_and_are_read_in_order(chat: Engine) -> None:
    writer = await a_writer(chat)
    size = MAX_HELD_BYTES // 5
    texts = [f"{number} " + "x" * size for number in range(17)]
    for text in texts:
        await writer.say(text)
    stream = await raw_stream(writer.stream_id)
    assert stream["events_bytes"] <= MAX_HELD_BYTES
    parts = collection_of(MessageStreamPart)
    assert await parts.count_documents({"stream_id": writer.stream_id}) == 3
    for after in (0, 1, 4, 5, 16, 17):
        assert await events_of(writer.stream_id, after) == said(*texts[after:])
    assert (await message_of(chat, writer.stream_id))["content"] == "".join(texts)
    assert (await writer.finish())["content"] == "".join(texts)
    chat.now += timedelta(hours=2)
    await reaped(chat)
    assert await parts.count_documents({"stream_id": writer.stream_id}) == 0


async def test_a_stream_takes_no_more_than_a_message_can_hold(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.say("x" * 900_000)
    with pytest.raises(StreamTooLarge):
        await writer.say("x" * 200_000)
    await collection_of(MessageStream).update_one(
        {"_id": writer.stream_id}, {"$set": {"bytes": MAX_STREAM_BYTES - 10}}
    )
    with pytest.raises(StreamTooLarge):
        await writer.write({"type": "data-x", "data": "more than ten bytes"})
    assert len((await writer.finish())["content"]) == 900_000


async def test_what_looks_like_an_expression_is_text(chat: Engine) -> None:
    writer = await a_writer(chat, note="$user_id")
    writer.id = "$producer"
    await writer.write(
        {"type": "text-delta", "delta": "$user_id"},
        {"type": "data-x", "data": {"$ref": "a", "$id": 1, "a.b": {"$add": [1]}}},
    )
    done = await writer.finish(message_metadata={"finish": "$next"})
    assert done["content"] == "$user_id"
    assert done["message_metadata"]["note"] == "$user_id"
    assert done["message_metadata"]["finish"] == "$next"
    data = done["message_metadata"]["data"][0]["data"]
    assert data == {"$ref": "a", "$id": 1, "a.b": {"$add": [1]}}


async def test_another_user_s_stream_is_none(chat: Engine) -> None:
    writer = await a_writer(chat)
    with pytest.raises(StreamMissing):
        await find_stream("bob", writer.stream_id)
    chat.user_id = "bob"
    with pytest.raises(StreamMissing):
        await writer.say("x")
    with pytest.raises(StreamMissing):
        await cancel(chat, writer.stream_id)


async def test_tools_and_reasoning_become_the_message_s_own_fields(
    chat: Engine,
) -> None:
    writer = await a_writer(chat)
    call = {"toolCallId": "c1", "toolName": "search"}
    data = {"type": "data-place", "id": "d1", "data": {"at": "Lisbon"}}
    await writer.write(
        {"type": "reasoning-delta", "id": "r", "delta": "Let me "},
        {"type": "reasoning-delta", "id": "r", "delta": "look."},
        {"type": "tool-input-start", **call},
        {"type": "tool-input-delta", "toolCallId": "c1", "inputTextDelta": '{"q'},
        {"type": "tool-input-available", **call, "input": {"q": 1}},
        {"type": "tool-output-available", "toolCallId": "c1", "output": [2]},
        {"type": "data-place", "id": "d1", "data": {"at": "Porto"}},
        {"type": "data-gone", "data": 1, "transient": True},
        data,
        {"type": "something-else", "any": "thing"},
    )
    shown = await writer.finish()
    function = {"name": "search", "arguments": '{"q":1}'}
    assert shown["reasoning"] == "Let me look."
    call_made = {"id": "c1", "type": "function", "function": function, "output": [2]}
    assert shown["tool_calls"] == [call_made]
    assert shown["message_metadata"] == {"data": [data]}


async def test_whoever_sees_a_message_finds_its_stream(chat: Engine) -> None:
    stream = await opened(chat)
    for work in (find_stream, cancel_it):
        await collection_of(MessageStream).update_one(
            {"_id": stream["_id"]}, {"$set": {"sequence_order": None}}
        )
        await work(chat.user_id, stream["_id"])
        assert (await raw_stream(stream["_id"]))["sequence_order"] == 1


async def cancel_it(user_id: str, stream_id: PydanticObjectId) -> None:
    await end.cancel(user_id, stream_id, now=BEGINNING)


async def test_an_opening_that_was_left_is_ended_by_the_reaper(chat: Engine) -> None:
    stream = await opened(chat)
    streams = collection_of(MessageStream)
    await streams.update_one({"_id": stream["_id"]}, {"$set": {"sequence_order": None}})
    left = {**await raw_stream(stream["_id"]), "_id": PydanticObjectId(), "message_id": "m-2"}
    await streams.insert_one(left)
    chat.now += timedelta(minutes=1)
    await reaped(chat)
    assert await streams.find_one({"_id": left["_id"]}) is None
    assert (await raw_stream(stream["_id"]))["sequence_order"] == 1


async def test_a_stream_that_is_damaged_keeps_no_other_from_ending(chat: Engine) -> None:
    damaged, sound = await a_writer(chat), await a_writer(chat, "m-2")
    await sound.say("sound")
    await collection_of(MessageStream).update_one(
        {"_id": damaged.stream_id}, {"$set": {"message_metadata": 1}}
    )
    chat.now += timedelta(minutes=1)
    assert await reaped(chat) == 2
    for writer in (damaged, sound):
        assert (await message_of(chat, writer.stream_id)).get("streaming", False) is False
    assert await reaped(chat) == 0


async def test_a_stream_that_cannot_be_seen_to_keeps_no_other_from_ending(
    chat: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    hard, easy = await a_writer(chat), await a_writer(chat, "m-2")
    await easy.say("easy")
    whole = end.give_up

    async def give_up(stream_id: Any, **given: Any) -> bool:
        if stream_id == hard.stream_id:
            raise TypeError
        return await whole(stream_id, **given)

    monkeypatch.setattr("documents.aggregates.streams.reap.give_up", give_up)
    chat.now += timedelta(minutes=1)
    with pytest.raises(TypeError):
        await reaped(chat)
    assert (await message_of(chat, easy.stream_id)).get("streaming", False) is False
    assert await reaped(chat) == 0


async def test_a_database_that_is_away_lets_no_stream_rest(
    chat: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers = [await a_writer(chat), await a_writer(chat, "m-2")]
    before = [await raw_stream(writer.stream_id) for writer in writers]

    async def give_up(_: Any, **__: Any) -> bool:
        raise NotInTime

    monkeypatch.setattr("documents.aggregates.streams.reap.give_up", give_up)
    chat.now += timedelta(minutes=1)
    with pytest.raises(NotInTime):
        await reaped(chat)
    assert [await raw_stream(writer.stream_id) for writer in writers] == before


async def test_an_opening_that_is_refused_takes_no_other_with_it(chat: Engine) -> None:
    async def is_cut_off(_: Any) -> Any:
        raise NotInTime

    async def is_refused(_: Any) -> Any:
        raise ChatClosed

    for message_id, append, error in (
        ("m-1", is_cut_off, NotInTime),
        ("m-2", is_refused, ChatClosed),
    ):
        with pytest.raises(error):
            await opened(chat, message_id, append=append)
    left = collection_of(MessageStream).find({"chat_id": chat.chat_id})
    assert [stream["message_id"] async for stream in left] == ["m-1"]


async def test_events_that_were_moved_only_half_are_read_once(chat: Engine) -> None:
    writer = await a_writer(chat)
    texts = [f"{number} " + "x" * (MAX_HELD_BYTES // 5) for number in range(7)]
    for text in texts:
        await writer.say(text)
    stream = await raw_stream(writer.stream_id)
    parts = collection_of(MessageStreamPart)
    part = await parts.find_one({"stream_id": writer.stream_id})
    assert part is not None
    # Whoever moved them died before the stream let them go.
    copy = {"first": stream["moved"], "next": stream["next"], "events": stream["events"]}
    await parts.insert_one({**part, "_id": PydanticObjectId(), **copy})
    assert (await message_of(chat, writer.stream_id))["content"] == "".join(texts)
    assert await events_of(writer.stream_id) == said(*texts)
    assert (await writer.finish())["content"] == "".join(texts)


async def test_a_message_that_was_read_before_its_text_was_written_is_shown_with_it(
    chat: Engine,
) -> None:
    writer = await a_writer(chat)
    await writer.say("all of it")
    messages = await chat.upward()
    await writer.finish()
    await lay_over(messages)
    (shown,) = messages
    assert shown["content"] == "all of it"
    assert not {"streaming", "stream_id"} & shown.keys()


async def test_a_written_stream_whose_time_is_damaged_is_over_at_once(chat: Engine) -> None:
    writer = await a_writer(chat)
    await writer.finish()
    await collection_of(MessageStream).update_one(
        {"_id": writer.stream_id}, {"$set": {"expires_at": "x"}}
    )
    assert await end.end_damaged(writer.stream_id, now=chat.now)
    stream = await raw_stream(writer.stream_id)
    times = (stream["expires_at"], stream["lease_until"])
    assert (*times, stream["state"]) == (chat.now, chat.now, StreamState.COMPLETE)
