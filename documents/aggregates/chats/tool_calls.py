"""Tool calls and their answers in a chat, in the OpenAI chat-completions form.

An assistant message calls by ``message_metadata.tool_calls[].id``; a tool message
answers by ``message_metadata.tool_call_id``
(https://platform.openai.com/docs/guides/function-calling).
"""

from dataclasses import dataclass, field
from typing import Any

from documents.shapes.chats import Role, StoredMessage

MOST_OPEN = 10_000
"""How many calls may wait for their answers; beyond, the oldest counts as unanswered."""


@dataclass
class Seen:
    """What one message told: ``stray`` says why a tool message answers nothing;
    ``unanswered`` are calls, by id and the number of their message, given up now."""

    stray: str | None = None
    unanswered: list[tuple[str, int]] = field(default_factory=list)


class ToolCalls:
    """Follows a chat's messages in order, keeping only the calls that are open.

    A redacted message may have been a call or an answer: what it leaves in doubt
    is not told as a fault.
    """

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._newest_turn = 0
        self._call_erased = False

    def see(self, message: StoredMessage) -> Seen:
        """Take in the next message."""
        role, number = message["role"], message["sequence_order"]
        metadata = message["message_metadata"]
        seen = Seen()
        if message.get("redacted_at") is not None:
            if role == Role.TOOL:
                self._open.clear()
            elif role == Role.ASSISTANT:
                self._call_erased = True
                self._newest_turn = number
            return seen
        if role == Role.TOOL:
            seen.stray = self._answer(metadata.get("tool_call_id"))
        elif role == Role.ASSISTANT:
            self._newest_turn = number
            for call_id in _calls(metadata.get("tool_calls")):
                if call_id in self._open:
                    seen.unanswered.append((call_id, self._open.pop(call_id)))
                self._open[call_id] = number
            while len(self._open) > MOST_OPEN:
                oldest = next(iter(self._open))
                seen.unanswered.append((oldest, self._open.pop(oldest)))
        elif role != Role.STATUS:
            self._newest_turn = number
        return seen

    def _answer(self, call_id: Any) -> str | None:
        if isinstance(call_id, str) and self._open.pop(call_id, None) is not None:
            return None
        if self._call_erased:
            return None
        if not isinstance(call_id, str):
            return "no tool_call_id"
        return f"the tool_call_id {call_id!r}, which no call before it has"

    def end(self, *, closed: bool) -> list[tuple[str, int]]:
        """The calls that were never answered.

        Those of the newest message but tools' may still be, unless the chat is ``closed``.
        """
        return [
            (call_id, number)
            for call_id, number in self._open.items()
            if closed or number < self._newest_turn
        ]


def _calls(tool_calls: Any) -> list[str]:
    if not isinstance(tool_calls, list):
        return []
    ids = [call.get("id") for call in tool_calls if isinstance(call, dict)]
    return [call_id for call_id in ids if isinstance(call_id, str)]
