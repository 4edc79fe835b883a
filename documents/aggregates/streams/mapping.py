"""What the events of a stream make of its message: the one place that knows their shapes."""

from collections.abc import Iterable
from typing import Any

import orjson

from documents.json_values import plain
from documents.shapes.streams import StoredStream, StreamEvent, StreamState
from documents.shapes.usage import USAGE

REQUIRED: dict[str, dict[str, type]] = {
    "text-delta": {"delta": str},
    "reasoning-delta": {"delta": str},
    "tool-input-start": {"toolCallId": str, "toolName": str},
    "tool-input-delta": {"toolCallId": str, "inputTextDelta": str},
    "tool-input-available": {"toolCallId": str, "toolName": str, "input": object},
    "tool-output-available": {"toolCallId": str, "output": object},
    "tool-output-error": {"toolCallId": str, "errorText": str},
}
"""What the events that are understood here must have. Others are kept as they are."""


def is_sound(event: object) -> bool:
    """Whether a stored event can be told, as every one could when it was stored."""
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return False
    required = REQUIRED.get(event["type"], {})
    return all(
        name in event and isinstance(event[name], expected) for name, expected in required.items()
    )


def text_bytes(events: Iterable[StreamEvent]) -> int:
    """How many bytes these events add to the message's content, as UTF-8."""
    return sum(len(e["delta"].encode()) for e in events if e["type"] == "text-delta")


class Answer:
    """Takes in a stream's events, in order, and says what its message has by then.

    Events that another hand has damaged are passed over; ``sound`` counts the others.
    """

    def __init__(self) -> None:
        self.sound = 0
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._calls: dict[str, dict[str, Any]] = {}
        self._data: dict[object, dict[str, Any]] = {}

    def take(self, events: object) -> None:
        """Take in the next events, as they are stored."""
        for event in events if isinstance(events, list) else []:
            if not is_sound(event):
                continue
            self.sound += 1
            match event["type"]:
                case "text-delta":
                    self._text.append(event["delta"])
                case "reasoning-delta":
                    self._reasoning.append(event["delta"])
                case "tool-input-available":
                    self._calls[event["toolCallId"]] = _call(event)
                case "tool-output-available":
                    self._answered(event["toolCallId"], output=plain(event["output"]))
                case "tool-output-error":
                    self._answered(event["toolCallId"], error=event["errorText"])
                case str(kind) if kind.startswith("data-") and not event.get("transient"):
                    # A later one of the same id takes an earlier one's place.
                    key = (kind, event["id"]) if _is_name(event.get("id")) else len(self._data)
                    self._data[key] = plain(event)
                case _:
                    pass

    def _answered(self, call_id: str, **result: Any) -> None:
        if call_id in self._calls:
            self._calls[call_id] |= result

    @property
    def fields(self) -> dict[str, Any]:
        """The message's own fields so far, those that it has."""
        fields: dict[str, Any] = {"content": "".join(self._text)}
        if self._calls:
            fields["tool_calls"] = list(self._calls.values())
        if self._reasoning:
            fields["reasoning"] = "".join(self._reasoning)
        return fields

    @property
    def metadata(self) -> dict[str, Any]:
        """What the message's metadata has of it so far."""
        return {"data": list(self._data.values())} if self._data else {}


def message_fields(stream: StoredStream, answer: Answer) -> dict[str, Any]:
    """The fields of a stream's message that follow from its events and its end.

    What the writer said itself of the message goes before what its events tell; one that
    did not end well says how it ended.
    """
    metadata = {
        **answer.metadata,
        **plain(stream["message_metadata"]),
        **plain(stream.get("final_metadata") or {}),
    }
    if stream["state"] not in (StreamState.STREAMING, StreamState.COMPLETE):
        metadata["finish_reason"] = stream["state"]
        if stream.get("error") is not None:
            metadata["error"] = stream["error"]
    used = stream.get("final_usage")
    # Counted with the stream, not with the message.
    usage = (
        {}
        if used is None
        else {USAGE: plain(used), "usage_tallied": True, "usage_at": stream["ended_at"]}
    )
    return {**answer.fields, "message_metadata": metadata, **usage}


def _call(event: StreamEvent) -> dict[str, Any]:
    """A tool call in the form of OpenAI's chat completions."""
    arguments = orjson.dumps(plain(event["input"])).decode()
    function = {"name": event["toolName"], "arguments": arguments}
    return {"id": event["toolCallId"], "type": "function", "function": function}


def _is_name(value: object) -> bool:
    return isinstance(value, str)
