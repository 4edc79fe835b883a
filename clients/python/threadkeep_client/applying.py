"""What a message becomes by the events of its stream."""

import json
from collections.abc import Iterable
from typing import Any

from threadkeep_client.models import MessageOut
from threadkeep_client.news import StreamEvent


def apply_events(message: MessageOut, events: Iterable[StreamEvent]) -> MessageOut:
    """The message after these further events, as the service makes it of them.

    Texts are in ``content`` and ``reasoning``, calls in ``tool_calls``, and data in
    ``message_metadata["data"]``. The message given stays as it is. For a message that is being
    written, between its snapshot and its end.
    """
    told = message.model_dump(mode="json", by_alias=True, exclude_unset=True)
    contents = [told["content"]] if isinstance(told.get("content"), str) else []
    reasonings = [told["reasoning"]] if told.get("reasoning") else []
    calls: list[Any] = list(told.get("tool_calls") or [])
    metadata = told.get("message_metadata") or {}
    data: list[Any] = list(metadata["data"]) if isinstance(metadata.get("data"), list) else []
    for event in events:
        match event.get("type"):
            case "text-delta":
                contents.append(str(event.get("delta", "")))
            case "reasoning-delta":
                reasonings.append(str(event.get("delta", "")))
            case "tool-input-available":
                _place(calls, _call_in(event), ("id",))
            case "tool-output-available":
                _answer(calls, event.get("toolCallId"), output=event.get("output"))
            case "tool-output-error":
                _answer(calls, event.get("toolCallId"), error=event.get("errorText"))
            case str(kind) if kind.startswith("data-") and not event.get("transient"):
                _place(data, event, ("type", "id") if isinstance(event.get("id"), str) else ())
    told["content"] = "".join(contents)
    if reasonings:
        told["reasoning"] = "".join(reasonings)
    if calls:
        told["tool_calls"] = calls
    if data:
        told["message_metadata"] = {**metadata, "data": data}
    made = MessageOut.model_validate(told)
    made._etag = message.etag
    return made


def _call_in(event: StreamEvent) -> dict[str, Any]:
    arguments = json.dumps(event.get("input"), ensure_ascii=False, separators=(",", ":"))
    named = {"name": event.get("toolName"), "arguments": arguments}
    return {"id": event.get("toolCallId"), "type": "function", "function": named}


def _place(values: list[Any], value: Any, same: tuple[str, ...]) -> None:
    """Put the value in the place of the one that is the same by these keys, or at the end."""
    for place, each in enumerate(values):
        if same and all(each.get(key) == value.get(key) for key in same):
            values[place] = value
            return
    values.append(value)


def _answer(calls: list[Any], name: Any, **result: Any) -> None:
    for place, each in enumerate(calls):
        if each.get("id") == name:
            calls[place] = {**each, **result}
