"""A stream in the words of the AI SDK's UI message stream, version 1 (the npm package ``ai``).

Its client refuses a chunk that has a field too many, a delta without a start before it, and
an answer to a tool call that it has not heard of; so what a writer has sent becomes exactly
the chunks that the SDK's own server would send. The shapes are those of
https://github.com/vercel/ai/blob/main/packages/ai/src/ui-message-stream/ui-message-chunks.ts
"""

from collections.abc import Iterator, Mapping
from typing import Any

from documents.shapes.chats import StoredMessage
from documents.shapes.streams import StreamEvent, StreamState

Chunk = dict[str, Any]

HEADERS = {"x-vercel-ai-ui-message-stream": "v1"}
DONE = b"data: [DONE]\n\n"

_FINISH_REASONS = frozenset({"stop", "length", "content-filter", "tool-calls", "error", "other"})

_PROVIDER = {"providerMetadata": dict}
_RESULT = {"providerExecuted": bool, "dynamic": bool, "toolMetadata": dict, **_PROVIDER}
_TOOL = {**_RESULT, "title": str}

_SHAPES: dict[str, tuple[Mapping[str, type], Mapping[str, type]]] = {
    "tool-input-start": ({"toolCallId": str, "toolName": str}, _TOOL),
    "tool-input-delta": ({"toolCallId": str, "inputTextDelta": str}, {}),
    "tool-input-available": ({"toolCallId": str, "toolName": str, "input": object}, _TOOL),
    "tool-input-error": (
        {"toolCallId": str, "toolName": str, "input": object, "errorText": str},
        _TOOL,
    ),
    "tool-approval-request": ({"approvalId": str, "toolCallId": str}, {}),
    "tool-output-available": (
        {"toolCallId": str, "output": object},
        {**_RESULT, "preliminary": bool},
    ),
    "tool-output-error": ({"toolCallId": str, "errorText": str}, _RESULT),
    "tool-output-denied": ({"toolCallId": str}, {}),
    "source-url": ({"sourceId": str, "url": str}, {"title": str, **_PROVIDER}),
    "source-document": (
        {"sourceId": str, "mediaType": str, "title": str},
        {"filename": str, **_PROVIDER},
    ),
    "file": ({"url": str, "mediaType": str}, _PROVIDER),
    "reasoning-file": ({"url": str, "mediaType": str}, _PROVIDER),
    "custom": ({"kind": str}, _PROVIDER),
    "message-metadata": ({"messageMetadata": object}, {}),
    "error": ({"errorText": str}, {}),
    "start-step": ({}, {}),
}
"""What a chunk must have, and what it may have, beside its ``type``."""

_CALLED_BEFORE = frozenset(
    {
        *("tool-input-delta", "tool-output-available", "tool-output-error"),
        *("tool-output-denied", "tool-approval-request"),
    }
)
_CALLS = frozenset({"tool-input-start", "tool-input-available", "tool-input-error"})


class AiSdkChunks:
    """Makes the chunks of one stream, event by event.

    Whoever joins late takes the events before with ``take`` and throws away what they
    make; ``reopen`` then begins what was begun and is not ended.
    """

    def __init__(self, message_id: str) -> None:
        self._message_id = message_id
        self._open: dict[tuple[str, str], None] = {}
        self._calls: dict[str, Chunk] = {}
        self._finish: Chunk = {}

    def start(self) -> Iterator[Chunk]:
        """The first chunk of all."""
        yield {"type": "start", "messageId": self._message_id}

    def reopen(self) -> Iterator[Chunk]:
        """What has been begun and is not ended, begun anew."""
        for kind, block in self._open:
            yield {"type": f"{kind}-start", "id": block}
        yield from self._calls.values()

    def take(self, event: StreamEvent) -> Iterator[Chunk]:
        """The chunks of the next event."""
        kind: str = event["type"]
        block, _, step = kind.partition("-")
        if block in ("text", "reasoning") and step in ("start", "delta", "end"):
            yield from self._block(block, step, event)
        elif kind == "finish-step":
            # Its client forgets then which texts are open.
            yield from self._close()
            yield {"type": kind}
        elif kind.startswith("data-"):
            chunk: Chunk = {"type": kind, "data": event.get("data")}
            yield chunk | _picked(event, {"id": str, "transient": bool})
        elif kind in ("start", "finish"):
            yield from self._control(event)
        elif kind != "abort":
            yield self._shaped(event)

    def _block(self, kind: str, step: str, event: StreamEvent) -> Iterator[Chunk]:
        block = event.get("id")
        if not isinstance(block, str):
            block = kind
        provider = _picked(event, _PROVIDER)
        is_open = (kind, block) in self._open
        if step == "end":
            if is_open:
                del self._open[kind, block]
                yield {"type": f"{kind}-end", "id": block, **provider}
            return
        if not is_open:
            self._open[kind, block] = None
            yield {"type": f"{kind}-start", "id": block}
        if step == "delta":
            yield {"type": f"{kind}-delta", "id": block, "delta": event["delta"], **provider}

    def _control(self, event: StreamEvent) -> Iterator[Chunk]:
        """What begins and ends a message is ours to say; what it says of it is the writer's."""
        if event.get("finishReason") in _FINISH_REASONS:
            self._finish["finishReason"] = event["finishReason"]
        if "messageMetadata" in event:
            yield {"type": "message-metadata", "messageMetadata": event["messageMetadata"]}

    def _shaped(self, event: StreamEvent) -> Chunk:
        kind = event["type"]
        required, optional = _SHAPES.get(kind, (None, {}))
        if required is None or not all(
            name in event and isinstance(event[name], expected)
            for name, expected in required.items()
        ):
            return _as_data(event)
        call_id = event.get("toolCallId", "")
        if kind in _CALLED_BEFORE and call_id not in self._calls:
            return _as_data(event)
        chunk = {"type": kind, **_picked(event, {**required, **optional})}
        if kind in _CALLS:
            self._calls[call_id] = chunk
        return chunk

    def _close(self) -> Iterator[Chunk]:
        for kind, block in self._open:
            yield {"type": f"{kind}-end", "id": block}
        self._open.clear()

    def end(self, state: StreamState, message: StoredMessage) -> Iterator[Chunk]:
        """The last chunks of all."""
        yield from self._close()
        if state == StreamState.COMPLETE:
            yield {"type": "finish", **self._finish}
        elif state == StreamState.FAILED:
            error = message["message_metadata"].get("error")
            yield {"type": "error", "errorText": error if isinstance(error, str) else "failed"}
        else:
            yield {"type": "abort", "reason": state.value}


def _picked(event: StreamEvent, fields: Mapping[str, type]) -> Chunk:
    return {
        name: event[name]
        for name, expected in fields.items()
        if name in event
        and isinstance(event[name], expected)
        and (name != "providerMetadata" or _is_of_providers(event[name]))
    }


def _is_of_providers(metadata: dict[str, Any]) -> bool:
    return all(isinstance(value, dict) for value in metadata.values())


def _as_data(event: StreamEvent) -> Chunk:
    """What the SDK does not know, in the form that it hands on to the application."""
    return {"type": "data-event", "data": event}
