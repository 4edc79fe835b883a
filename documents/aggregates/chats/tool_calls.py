"""Tool calls and their answers in a chat, in the OpenAI chat-completions form.

An assistant message calls by ``tool_calls[].id``; a tool message answers by
``tool_call_id`` (https://platform.openai.com/docs/guides/function-calling). One that has
no such field of its own does so by the same key of its ``message_metadata``, where clients
of older releases put it. A call that has its ``output`` or ``error`` beside it, as a
stream writes them, is answered there. What has another form is passed over: metadata is
the user's own.
"""

from dataclasses import dataclass, field
from typing import Any

from documents.shapes.chats import Role, StoredMessage

MOST_OPEN = 10_000
"""How many calls may wait for their answers; beyond, the oldest counts as unanswered."""


@dataclass(frozen=True)
class ToolCall:
    """A call by its id, the message that made it, and its place in ``tool_calls`` there."""

    id: str
    message_id: str
    sequence_order: int
    place: int


@dataclass
class Seen:
    """What one message told: ``stray`` says why a tool message answers nothing;
    ``unanswered`` are calls that are given up now."""

    stray: str | None = None
    unanswered: list[ToolCall] = field(default_factory=list)


class ToolCalls:
    """Follows a chat's messages in order, keeping only the calls that may be open.

    A redacted message keeps the ids of its calls, or of the call that it answers. Of one
    that an older release redacted they are gone: such an answer is taken for one to
    the newest message with calls open, and there to the first that no other message
    answers; and answers to such a message's calls are no fault.
    """

    def __init__(self) -> None:
        self._open: dict[str, ToolCall] = {}
        # Those that a redacted answer is taken for.
        self._presumed: dict[str, ToolCall] = {}
        self._newest_turn = 0
        self._call_erased = False

    def see(self, message: StoredMessage) -> Seen:
        """Take in the next message, whose metadata is plain JSON."""
        role, number = message["role"], message["sequence_order"]
        erased = message.get("redacted_at") is not None
        answered = call_id_answered(message)
        seen = Seen()
        if role == Role.TOOL and erased and answered is None:
            self._presume_answered()
        elif role == Role.TOOL or (role == Role.FUNCTION and answered is not None):
            seen.stray = self._answer(answered)
        elif role == Role.ASSISTANT:
            self._newest_turn = number
            self._call_erased |= erased and message.get("redacted_digest") is None
            for call in _calls(message):
                self._presumed.pop(call.id, None)
                if call.id in self._open:
                    seen.unanswered.append(self._open.pop(call.id))
                self._open[call.id] = call
            while len(self._open) > MOST_OPEN:
                seen.unanswered.append(self._open.pop(next(iter(self._open))))
        elif role not in (Role.STATUS, Role.FUNCTION) and not erased:
            self._newest_turn = number
        return seen

    def _answer(self, call_id: str | None) -> str | None:
        if call_id is not None:
            if self._open.pop(call_id, None) is not None:
                return None
            presumed = self._presumed.pop(call_id, None)
            if presumed is not None:
                # The redacted answer was to another call of that message, if to any.
                self._presume_answered(presumed.sequence_order)
                return None
        if self._call_erased:
            return None
        if call_id is None:
            return "no tool_call_id"
        return f"the tool_call_id {call_id!r}, which no call before it has"

    def _presume_answered(self, number: int | None = None) -> None:
        """Take a call of message ``number``, or of the newest that has any open, for answered."""
        first = None
        for call in reversed(self._open.values()):
            number = call.sequence_order if number is None else number
            if call.sequence_order < number:
                break
            if call.sequence_order == number:
                first = call
        if first is not None:
            self._presumed[first.id] = self._open.pop(first.id)
            if len(self._presumed) > MOST_OPEN:
                del self._presumed[next(iter(self._presumed))]

    def open(self) -> list[ToolCall]:
        """The calls that no message has answered so far, oldest first."""
        return list(self._open.values())

    def end(self, *, closed: bool) -> list[ToolCall]:
        """The calls that were never answered.

        Those of the newest message but tools' may still be, unless the chat is ``closed``.
        """
        return [call for call in self.open() if closed or call.sequence_order < self._newest_turn]


def calls_in(message: StoredMessage) -> list[Any]:
    """What stands in the list of a message's calls, its own or else its metadata's."""
    calls = message.get("tool_calls")
    if not isinstance(calls, list):
        calls = message["message_metadata"].get("tool_calls")
    return calls if isinstance(calls, list) else []


def calls_made(message: StoredMessage) -> list[dict[str, Any]]:
    """The calls of a message that can be answered: those with an id."""
    return [call for call in calls_in(message) if _has_id(call)]


def call_id_answered(message: StoredMessage) -> str | None:
    """The id of the call that a message answers."""
    for source in (message, message["message_metadata"]):
        if isinstance(call_id := source.get("tool_call_id"), str):
            return call_id
    return None


def _has_id(call: Any) -> bool:
    return isinstance(call, dict) and isinstance(call.get("id"), str)


def _calls(message: StoredMessage) -> list[ToolCall]:
    return [
        ToolCall(call["id"], message["id"], message["sequence_order"], place)
        for place, call in enumerate(calls_in(message))
        if _has_id(call) and not {"output", "error"} & call.keys()
    ]
