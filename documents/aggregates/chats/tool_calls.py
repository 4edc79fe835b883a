"""Tool calls and their answers in a chat, in the OpenAI chat-completions form.

An assistant message calls by ``message_metadata.tool_calls[].id``; a tool message
answers by ``message_metadata.tool_call_id``
(https://platform.openai.com/docs/guides/function-calling). A call that has its ``output``
or ``error`` beside it, as a stream writes them, is answered there. What has another form is
passed over: metadata is the user's own.
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

    A redacted answer no longer says which call it answers: it is taken for one to
    the newest message with calls open, and there to the first that no other message
    answers. Answers to a redacted message's calls are no fault.
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
        metadata = message["message_metadata"]
        erased = message.get("redacted_at") is not None
        seen = Seen()
        if role == Role.TOOL:
            if erased:
                self._presume_answered()
            else:
                seen.stray = self._answer(metadata.get("tool_call_id"))
        elif role == Role.ASSISTANT:
            self._newest_turn = number
            self._call_erased |= erased
            for call in _calls(message):
                self._presumed.pop(call.id, None)
                if call.id in self._open:
                    seen.unanswered.append(self._open.pop(call.id))
                self._open[call.id] = call
            while len(self._open) > MOST_OPEN:
                seen.unanswered.append(self._open.pop(next(iter(self._open))))
        elif role != Role.STATUS and not erased:
            self._newest_turn = number
        return seen

    def _answer(self, call_id: Any) -> str | None:
        if isinstance(call_id, str):
            if self._open.pop(call_id, None) is not None:
                return None
            presumed = self._presumed.pop(call_id, None)
            if presumed is not None:
                # The redacted answer was to another call of that message, if to any.
                self._presume_answered(presumed.sequence_order)
                return None
        if self._call_erased:
            return None
        if not isinstance(call_id, str):
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


def _calls(message: StoredMessage) -> list[ToolCall]:
    calls = message["message_metadata"].get("tool_calls")
    return [
        ToolCall(call["id"], message["id"], message["sequence_order"], place)
        for place, call in enumerate(calls if isinstance(calls, list) else [])
        if isinstance(call, dict)
        and isinstance(call.get("id"), str)
        and not {"output", "error"} & call.keys()
    ]
