"""Building the messages that one message of another form is: OpenAI's has a call's answer apart."""

from typing import Any

from documents.json_values import JsonObject
from services.formats.conversations import text_in

_OF_EACH = ("id", "created_at")
"""What each message has that a single one becomes."""

ROLES = {
    "human": "user",
    "user": "user",
    "customer": "user",
    "prompter": "user",
    "ai": "assistant",
    "AIMessageChunk": "assistant",
    "assistant": "assistant",
    "model": "assistant",
    "bot": "assistant",
    "chatbot": "assistant",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bing": "assistant",
    "bard": "assistant",
    "claude": "assistant",
    "function_call": "assistant",
    "system": "system",
    "developer": "developer",
    "tool": "tool",
    "tool_response": "tool",
    "tool_responses": "tool",
    "observation": "tool",
    "function": "function",
    "function_response": "function",
    "status": "status",
}
"""The roles of a message for those that others give it; in capitals or not."""


def role_of(name: str) -> str:
    """The role that a name stands for; an unknown one as it is."""
    return ROLES.get(name) or ROLES.get(name.lower(), name)


class Turn:
    """What one message says, put together piece by piece.

    ``extras`` are its further keys: the first message has them all.
    """

    def __init__(self, role: str, extras: JsonObject | None = None) -> None:
        self.role = role
        self._extras = extras or {}
        self._parts: list[JsonObject] = []
        self._thoughts: list[str] = []
        self._calls: list[JsonObject] = []
        self._answers: list[JsonObject] = []
        self._made: list[JsonObject] = []

    def text(self, text: str, **others: Any) -> None:
        """It says this."""
        if text:
            self.part({"type": "text", "text": text, **others})

    def part(self, part: JsonObject) -> None:
        """It has this part."""
        self._go_on()
        self._parts.append(part)

    def thought(self, text: str) -> None:
        """It was reasoned so."""
        if text:
            self._go_on()
            self._thoughts.append(text)

    def call(self, call_id: Any, name: Any, arguments: Any) -> None:
        """It calls a function."""
        self._go_on()
        called = text_in(name) or "function"
        said = arguments if isinstance(arguments, str) else text_in(arguments or {})
        function = {"name": called, "arguments": said}
        self._calls.append(
            {"id": text_in(call_id) or called, "type": "function", "function": function}
        )

    def tool_call(self, call: JsonObject) -> None:
        """It makes a call that is in OpenAI's form already."""
        self._go_on()
        self._calls.append(call)

    def answer(self, call_id: Any, content: Any, **others: Any) -> None:
        """A call has this answer: a text, or parts."""
        answered = {"tool_call_id": text_in(call_id)} if call_id is not None else {}
        kept = {key: value for key, value in others.items() if value is not None}
        self._answers.append({"role": "tool", "content": content, **answered, **kept})

    def finish(self) -> list[JsonObject]:
        """The messages, in order. At least one: of what says nothing an empty one."""
        if self.role == "assistant":
            self._flush()
        else:
            self._made, self._answers = self._answers, []
            if self._has_own() or not self._made:
                self._made.append(self._own())
        if not self._made:
            self._made.append(self._own())
        of_each = {key: self._extras[key] for key in _OF_EACH if key in self._extras}
        own = next((m for m in self._made if m["role"] == self.role), self._made[0])
        return [
            {**(self._extras if message is own else of_each), **message} for message in self._made
        ]

    def _has_own(self) -> bool:
        return bool(self._parts or self._thoughts or self._calls)

    def _go_on(self) -> None:
        if self._answers and self.role == "assistant":
            self._flush()

    def _flush(self) -> None:
        if self._has_own():
            self._made.append(self._own())
        self._made += self._answers
        self._parts, self._thoughts, self._calls, self._answers = [], [], [], []

    def _own(self) -> JsonObject:
        message: JsonObject = {"role": self.role, "content": simple(self._parts)}
        if self._thoughts:
            message["reasoning"] = "\n\n".join(self._thoughts)
        if self._calls:
            message["tool_calls"] = self._calls
        if not self._parts and not self._calls and not self._thoughts:
            message["content"] = ""
        return message


def simple(parts: list[JsonObject]) -> Any:
    """Parts as content: one text is that text, and none are null."""
    if not parts:
        return None
    if len(parts) == 1 and parts[0].keys() == {"type", "text"} and parts[0]["type"] == "text":
        return parts[0]["text"]
    return parts
