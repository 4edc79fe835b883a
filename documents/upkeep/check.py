"""Proving what is stored of chats: numbering, order, ids, sizes, and tool calls.

Reads beside live writers and needs little memory however long a chat is. What
looks wrong is looked at a second time, so that work in progress is not taken
for a fault.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from documents.aggregates.chats.buckets import copies_of, is_copy, messages_bytes
from documents.aggregates.chats.lost import beyond, in_words, recorded_in
from documents.aggregates.chats.reader import stored_buckets
from documents.aggregates.chats.sealed_max import greatest
from documents.aggregates.chats.tool_calls import ToolCall, ToolCalls
from documents.aggregates.forks.unfinished import lapsed
from documents.database import collection_of, snapshot_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import (
    Chat,
    ChatMessage,
    LostRange,
    SealedMax,
    StoredMessage,
)
from documents.shapes.messages import plain_message
from documents.upkeep.attachment_faults import NamedAttachments
from documents.upkeep.findings import ChatFault, ChatFinding, Checked, Detail
from documents.upkeep.fork_check import wrong_of_fork
from documents.upkeep.lost_streams import NamedStreams
from documents.upkeep.orphan_buckets import orphan_buckets
from documents.upkeep.repeated_ids import are_once, repeated_ids
from documents.upkeep.usage_check import SpentUsage
from documents.upkeep.version_check import NamedVersions
from documents.upkeep.well_formed import wrong_of_bucket, wrong_of_chat
from documents.upkeep.word_check import wrong_of_words

BUCKETS_A_READ = 20
CHATS_AT_ONCE = 4
FINDINGS_A_KIND = 100
ABANDONED_AFTER = timedelta(minutes=5)
"""Older than this, a sealing that is not finished has stopped."""


@dataclass(frozen=True)
class ChatsToCheck:
    """Which chats: those ``after`` an id in the order of ids, of which any message, or the chat
    itself, changed ``since`` a time. With None all of them."""

    after: PydanticObjectId | None = None
    since: datetime | None = None


EVERY_CHAT = ChatsToCheck()


async def check_chats(
    *,
    now: datetime,
    conversations: bool = True,
    chats: ChatsToCheck = EVERY_CHAT,
    page_size: int = 100,
) -> AsyncGenerator[Checked]:
    """Check chats in the order of their ids, found ``page_size`` at a time and CHATS_AT_ONCE at
    once; where all are wanted that changed at any time, also the buckets that have none.

    Without ``conversations`` only how messages are stored is looked at, not what
    clients wrote of tool calls.
    """
    running: deque[asyncio.Task[Checked | None]] = deque()
    try:
        async with aclosing(_ids_of(chats, page_size)) as chat_ids:
            async for chat_id in chat_ids:
                if len(running) == CHATS_AT_ONCE and (checked := await running.popleft()):
                    yield checked
                look = check_chat(chat_id, now=now, conversations=conversations)
                running.append(asyncio.create_task(look))
        while running:
            if checked := await running.popleft():
                yield checked
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    if chats.since is not None:
        return
    async for gone, count in orphan_buckets(now - ABANDONED_AFTER):
        text = f"{count} buckets of a chat that does not exist"
        yield Checked(gone, findings=[ChatFinding(gone, ChatFault.ORPHAN_BUCKETS, text)])
    for fork_id in await lapsed(now):
        text = "a fork that was not finished is left over"
        yield Checked(fork_id, findings=[ChatFinding(fork_id, ChatFault.UNFINISHED_FORK, text)])


async def _ids_of(chats: ChatsToCheck, page_size: int) -> AsyncGenerator[PydanticObjectId]:
    condition: dict[str, Any] = {"deleted_at": None}
    if chats.since is not None:
        condition["updated_at"] = {"$gte": chats.since}
    last = chats.after
    while True:
        if last is not None:
            condition["_id"] = {"$gt": last}
        found = collection_of(Chat).find(condition, {"_id": 1}).sort("_id", 1).limit(page_size)
        chat_ids = [chat["_id"] async for chat in found]
        for chat_id in chat_ids:
            yield chat_id
        if len(chat_ids) < page_size:
            return
        last = chat_ids[-1]


async def check_chat(
    chat_id: PydanticObjectId, *, now: datetime, conversations: bool = True
) -> Checked | None:
    """Check one chat; None when there is none (any more)."""
    look = _Look(chat_id, now, conversations)
    first = await look.done()
    if first is None or not first.findings or look.is_settled:
        return first
    second = await _Look(chat_id, now, conversations).done()
    if second is not None:
        seen = {(finding.kind, finding.place) for finding in first.findings}
        second.findings = [f for f in second.findings if (f.kind, f.place) in seen]
    return second


class _Look:
    """One reading of a chat: the Chat in one piece, then its buckets up to that point."""

    def __init__(self, chat_id: PydanticObjectId, now: datetime, conversations: bool) -> None:
        self._now = now
        self._checked = Checked(chat_id)
        self._calls = ToolCalls() if conversations else None
        self._streams = NamedStreams()
        self._versions = NamedVersions()
        self._attachments = NamedAttachments()
        self._usage = SpentUsage({})
        self._kinds: dict[ChatFault, int] = {}
        self._next = 1
        self._max = SealedMax()
        self._recorded: list[LostRange] = []
        self._missing: list[LostRange] = []
        self.is_settled = False
        """Nothing was found but what clients wrote of tool calls, and the chat has not moved
        since it was read: a second look would find the same."""

    def _found(
        self,
        kind: ChatFault,
        text: str,
        place: int | None = None,
        bucket: Any = None,
        last_place: int | None = None,
        detail: Detail | None = None,
    ) -> None:
        self._kinds[kind] = count = self._kinds.get(kind, 0) + 1
        if count > FINDINGS_A_KIND:
            return
        if count == FINDINGS_A_KIND:
            text += " (more of this kind are not shown)"
        chat_id = self._checked.chat_id
        finding = ChatFinding(chat_id, kind, text, place, None, last_place, detail)
        if bucket is not None:
            finding = replace(finding, bucket_id=bucket["_id"])
        self._checked.findings.append(finding)

    async def done(self) -> Checked | None:
        """What was found; None when the chat is gone."""
        there = {"_id": self._checked.chat_id, "deleted_at": None}
        chat = await collection_of(Chat).find_one(there)
        if chat is None:
            return None
        if wrong := wrong_of_chat(chat):
            # Nothing else can be told of it.
            self._found(ChatFault.MALFORMED, f"the chat has no valid {', '.join(wrong)}")
            return self._checked
        sealed: int = chat["sealed_sequence"]
        self._recorded = recorded_in(chat)
        self._usage = await SpentUsage.of(chat)
        self._read_max(chat, sealed)
        await self._read_buckets(chat, sealed)
        self._gap_before(sealed + 1, "in the buckets")
        self._next = sealed + 1
        self._read_tail(chat)
        self._compare_recorded()
        await self._read_copies(chat, sealed)
        await self._look_for_repeated_ids(chat, sealed)
        await self._look_for_versions()
        async for text, place in wrong_of_fork(chat):
            self._found(ChatFault.FORK, text, place)
        for number in await self._streams.lost():
            self._found(ChatFault.STREAM_LOST, f"{number} names a stream that is gone", number)
        async for fault in self._attachments.faults(chat):
            self._found(ChatFault(fault.kind), fault.text, fault.number, detail=fault)
        self._end_calls(closed=chat.get("closed_at") is not None)
        self._doubt_gaps()
        if not self._missing and _DOUBTS.isdisjoint(self._kinds):
            # What is lost was spent all the same.
            async for off in self._usage.faults(self._versions.selected):
                self._found(ChatFault(off.kind), off.text, detail=off)
        if self._checked.findings:
            moved = await collection_of(Chat).find_one(there, dict.fromkeys(_STATE, 1))
            if moved is None:
                return None
            self.is_settled = (
                {finding.kind for finding in self._checked.findings} <= _OF_CLIENTS
                and not self._versions.selected
                and all(moved.get(name) == chat.get(name) for name in _STATE)
            )
        return self._checked

    async def _read_buckets(self, chat: dict[str, Any], sealed: int) -> None:
        if sealed == 0:
            return
        buckets = stored_buckets(
            self._checked.chat_id, sealed, at_once=BUCKETS_A_READ, read=snapshot_of
        )
        async for bucket in buckets:
            self._read_bucket(chat, bucket, sealed)

    def _read_bucket(self, chat: dict[str, Any], bucket: dict[str, Any], sealed: int) -> None:
        first = bucket["first_sequence"]
        if wrong := wrong_of_bucket(bucket):
            text = f"the bucket at {first} has no valid {', '.join(wrong)}"
            self._found(ChatFault.MALFORMED, text, first if isinstance(first, int) else None)
            return
        last: int = bucket["last_sequence"]
        messages: list[StoredMessage] = bucket["messages"]
        numbers = [message.get("sequence_order") for message in messages]
        if not numbers or (numbers[0], numbers[-1]) != (first, last) or last > sealed:
            held = f"{numbers[0]} to {numbers[-1]}" if numbers else "nothing"
            text = f"a bucket of {first} to {last} holds {held}"
            if last > sealed:
                text += f", and only {sealed} are sealed"
            self._found(ChatFault.BUCKET_BOUNDS, text, first, bucket)
        self._read_messages(messages, "in the buckets")
        self._compare_max(messages, first)
        weight = messages_bytes(messages)
        if (told := bucket.get("bytes")) != weight:
            text = f"the bucket at {first} says {told} bytes and weighs {weight}"
            self._found(ChatFault.BUCKET_BYTES, text, first, bucket)
        if bucket.get("user_id") != chat["user_id"]:
            text = f"the bucket at {first} belongs to another user than its chat"
            self._found(ChatFault.BUCKET_OWNER, text, first, bucket)
        self._compare_words(bucket, f"the bucket at {first}", first)

    def _compare_words(self, document: dict[str, Any], name: str, first: int | None = None) -> None:
        # What is malformed cannot be read for words.
        if ChatFault.MALFORMED not in self._kinds and (wrong := wrong_of_words(document)):
            bucket = None if first is None else document
            self._found(ChatFault.WORDS, f"{name} {wrong}", first, bucket)

    def _read_max(self, chat: dict[str, Any], sealed: int) -> None:
        try:
            self._max = SealedMax.model_validate(chat.get("sealed_max", {}), strict=True)
        except ValidationError:
            self._found(ChatFault.SEALED_MAX, "the chat has no valid sealed_max")
            return
        counted = self._max.sequence
        if counted > sealed:
            text = f"sealed_max counts in {counted}, and only {sealed} are sealed"
            self._found(ChatFault.SEALED_MAX, text)
        self._checked.behind = counted < sealed

    def _compare_max(self, messages: list[StoredMessage], first: int) -> None:
        ids = [m.get("id") for m in messages if _within(m, self._max.sequence)]
        for order, rank in greatest(each for each in ids if isinstance(each, str)).items():
            told = getattr(self._max, order)
            if told is None or rank > told:
                text = f"{rank!r} in the bucket at {first} is above the {order} of sealed_max"
                self._found(ChatFault.SEALED_MAX, text, first)

    def _read_tail(self, chat: dict[str, Any]) -> None:
        messages: list[StoredMessage] = chat["messages"]
        self._read_messages(messages, "in the chat itself")
        newest, last = self._next - 1, chat["last_sequence"]
        if newest < last:
            self._gap_before(last + 1, "at the end")
        elif newest > last:
            text = f"the newest message is {newest}, and the chat counts {last}"
            self._found(ChatFault.LAST_SEQUENCE, text)
        weight = messages_bytes(messages)
        if (told := chat.get("tail_bytes")) != weight:
            text = f"the chat says {told} bytes of messages, which weigh {weight}"
            self._found(ChatFault.TAIL_BYTES, text)
        self._compare_words(chat, "the chat")

    def _gap_before(self, number: int, where: str) -> None:
        if self._next < number:
            missing = LostRange(first=self._next, last=number - 1)
            self._missing.append(missing)
            for each in beyond([missing], self._recorded):
                text = f"{in_words([each])} missing {where}"
                self._found(ChatFault.GAP, text, each.first, last_place=each.last)

    def _doubt_gaps(self) -> None:
        """What is missing may be in what cannot be read as it should: then it is not lost."""
        if not _DOUBTS.isdisjoint(self._kinds):
            self._checked.findings = [
                replace(finding, last_place=None) if finding.kind is ChatFault.GAP else finding
                for finding in self._checked.findings
            ]

    def _compare_recorded(self) -> None:
        for recorded in self._recorded:
            there = beyond([recorded], self._missing)
            self._checked.lost += recorded.last - recorded.first + 1
            self._checked.lost -= sum(each.last - each.first + 1 for each in there)
            if there:
                text = f"{in_words([recorded])} recorded as lost, and {in_words(there)} there"
                self._found(ChatFault.FOUND_AGAIN, text, recorded.first, last_place=recorded.last)

    def _read_messages(self, messages: list[StoredMessage], where: str) -> None:
        for message in messages:
            number = message.get("sequence_order")
            if not isinstance(number, int):
                text = f"a message {where} without a number, about {self._next}"
                self._found(ChatFault.MALFORMED, text, self._next)
                continue
            self._checked.messages += 1
            if number < self._next:
                text = f"{number} {where} stands where {self._next} should"
                self._found(ChatFault.ORDER, text, number)
            else:
                self._gap_before(number, where)
                self._next = number + 1
            message = plain_message({"message_metadata": None, **message})
            try:
                ChatMessage.model_validate(message)
            except ValidationError as error:
                names = ", ".join(sorted({str(part["loc"][0]) for part in error.errors()}))
                self._found(ChatFault.MALFORMED, f"{number} has no valid {names}", number)
                continue
            self._streams.see(message)
            self._versions.see(message)
            self._attachments.see(message)
            self._usage.see(message)
            if self._calls is not None:
                self._note_calls(self._calls, message, number)

    def _note_calls(self, calls: ToolCalls, message: StoredMessage, number: int) -> None:
        seen = calls.see(message)
        if seen.stray is not None:
            self._versions.see_stray(message)
            text = f"{number} is a tool message with {seen.stray}"
            self._found(ChatFault.ANSWER_WITHOUT_CALL, text, number)
        for call in seen.unanswered:
            self._unanswered(call)

    def _end_calls(self, *, closed: bool) -> None:
        if self._calls is not None:
            for call in self._calls.end(closed=closed):
                self._unanswered(call)

    def _unanswered(self, call: ToolCall) -> None:
        text = f"the tool call {call.id!r} of {call.sequence_order} has no answer"
        self._found(ChatFault.CALL_UNANSWERED, text, call.sequence_order)

    async def _read_copies(self, chat: dict[str, Any], sealed: int) -> None:
        """What a sealing has copied and not committed, if it has stopped."""
        old = self._now - ABANDONED_AFTER
        async for bucket in copies_of(self._checked.chat_id, sealed=sealed, not_since=old):
            first, last = bucket["first_sequence"], bucket.get("last_sequence")
            if is_copy(bucket, chat):
                text = f"a copy of {first} to {last}, of a sealing that stopped, is left over"
                self._found(ChatFault.ABANDONED_COPY, text, first, bucket)
            else:
                text = f"a bucket of {first} to {last} has what the chat itself has not"
                text += f", and only {sealed} are sealed"
                self._found(ChatFault.BUCKET_BOUNDS, text, first)

    async def _look_for_versions(self) -> None:
        async for wrong in self._versions.wrong(self._checked.chat_id):
            kind = ChatFault.VERSION_NOT_REDACTED if wrong.tells_redacted else ChatFault.VERSIONS
            self._found(kind, wrong.text, wrong.number)
        answered = await self._versions.answers_of_versions(self._checked.chat_id)
        self._checked.findings = [
            finding
            for finding in self._checked.findings
            if finding.kind is not ChatFault.ANSWER_WITHOUT_CALL or finding.place not in answered
        ]

    async def _look_for_repeated_ids(self, chat: dict[str, Any], sealed: int) -> None:
        if sealed == 0 and are_once(chat["messages"]):
            return
        found = repeated_ids(self._checked.chat_id, sealed, at_most=FINDINGS_A_KIND)
        async for message_id, times, place in found:
            text = f"the id {message_id!r} is there {times} times"
            self._found(ChatFault.REPEATED_ID, text, place)


_OF_CLIENTS = frozenset({ChatFault.ANSWER_WITHOUT_CALL, ChatFault.CALL_UNANSWERED})
_STATE = ("revision", "last_sequence", "sealed_sequence", "edit_count", "updated_at", "closed_at")
_DOUBTS = frozenset({ChatFault.MALFORMED, ChatFault.ORDER, ChatFault.BUCKET_BOUNDS})


def _within(message: StoredMessage, sequence: int) -> bool:
    number = message.get("sequence_order")
    return isinstance(number, int) and number <= sequence
