"""A stream in the words of AG-UI, version 1.0 (https://docs.ag-ui.com/concepts/events).

One run writes one message. AG-UI knows no resuming: whoever joins late is told of a run that
has just begun, with what was begun and is not ended begun anew.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from documents.shapes.chats import StoredMessage
from documents.shapes.streams import StreamEvent, StreamState

AgUiEvent = dict[str, Any]


class AgUiEvents:
    """Makes the events of one run, event by event of the stream; as ``AiSdkChunks`` does."""

    def __init__(self, thread_id: str, run_id: str, message_id: str) -> None:
        self._run = {"threadId": thread_id, "runId": run_id}
        self._message_id = message_id
        self._reasoning_id = f"{message_id}-reasoning"
        self._texting = False
        self._reasoning = False
        # Of each call whether its arguments are complete.
        self._calls: dict[str, bool] = {}
        self._names: dict[str, str] = {}
        # Of each call that is not answered, as far as they have come.
        self._arguments: dict[str, str] = {}

    def start(self) -> Iterator[AgUiEvent]:
        """The first event of all."""
        yield {"type": "RUN_STARTED", **self._run}

    def reopen(self) -> Iterator[AgUiEvent]:
        """What has been begun and is not ended, begun anew.

        A call that waits for its answer comes with all of its arguments so far: a result
        without its call is none.
        """
        if self._texting:
            yield self._text_start()
        if self._reasoning:
            yield from self._reasoning_start()
        for call_id, arguments in self._arguments.items():
            yield self._call_start(call_id)
            if arguments:
                yield {"type": "TOOL_CALL_ARGS", "toolCallId": call_id, "delta": arguments}
            if self._calls[call_id]:
                yield {"type": "TOOL_CALL_END", "toolCallId": call_id}

    def take(self, event: StreamEvent) -> Iterator[AgUiEvent]:
        """The events that the next event of the stream makes."""
        match event["type"]:
            case "text-delta":
                yield from self._text(event["delta"])
            case "reasoning-delta":
                yield from self._think(event["delta"])
            case "reasoning-end":
                yield from self._end_reasoning()
            case "text-start" | "text-end" | "reasoning-start" | "start" | "finish" | "abort":
                # Where a message begins and ends is told by the run.
                pass
            case "tool-input-start":
                yield from self._begin_call(event["toolCallId"], event["toolName"])
            case "tool-input-delta":
                call_id, delta = event["toolCallId"], event["inputTextDelta"]
                if delta and self._calls.get(call_id) is False:
                    self._arguments[call_id] += delta
                    yield {"type": "TOOL_CALL_ARGS", "toolCallId": call_id, "delta": delta}
            case "tool-input-available":
                yield from self._complete_call(event)
            case "tool-output-available":
                yield from self._result(event, event["output"])
            case "tool-output-error":
                yield from self._result(event, {"error": event["errorText"]})
            case kind:
                yield {"type": "CUSTOM", "name": kind, "value": event}

    def _text(self, delta: str) -> Iterator[AgUiEvent]:
        if not delta:
            return
        yield from self._end_reasoning()
        if not self._texting:
            self._texting = True
            yield self._text_start()
        content = {"messageId": self._message_id, "delta": delta}
        yield {"type": "TEXT_MESSAGE_CONTENT", **content}

    def _text_start(self) -> AgUiEvent:
        return {
            "type": "TEXT_MESSAGE_START",
            "messageId": self._message_id,
            "role": "assistant",
        }

    def _think(self, delta: str) -> Iterator[AgUiEvent]:
        if not delta:
            return
        if not self._reasoning:
            self._reasoning = True
            yield from self._reasoning_start()
        content = {"messageId": self._reasoning_id, "delta": delta}
        yield {"type": "REASONING_MESSAGE_CONTENT", **content}

    def _reasoning_start(self) -> Iterator[AgUiEvent]:
        thought = {"messageId": self._reasoning_id}
        yield {"type": "REASONING_START", **thought}
        yield {"type": "REASONING_MESSAGE_START", **thought, "role": "reasoning"}

    def _end_reasoning(self) -> Iterator[AgUiEvent]:
        if self._reasoning:
            self._reasoning = False
            yield {"type": "REASONING_MESSAGE_END", "messageId": self._reasoning_id}
            yield {"type": "REASONING_END", "messageId": self._reasoning_id}

    def _begin_call(self, call_id: str, name: str) -> Iterator[AgUiEvent]:
        if call_id not in self._calls:
            self._calls[call_id], self._names[call_id] = False, name
            self._arguments[call_id] = ""
            yield self._call_start(call_id)

    def _call_start(self, call_id: str) -> AgUiEvent:
        return {
            "type": "TOOL_CALL_START",
            "toolCallId": call_id,
            "toolCallName": self._names[call_id],
            "parentMessageId": self._message_id,
        }

    def _complete_call(self, event: StreamEvent) -> Iterator[AgUiEvent]:
        call_id = event["toolCallId"]
        yield from self._begin_call(call_id, event["toolName"])
        if self._calls[call_id]:
            return
        if not self._arguments[call_id]:
            arguments = self._arguments[call_id] = orjson.dumps(event["input"]).decode()
            yield {"type": "TOOL_CALL_ARGS", "toolCallId": call_id, "delta": arguments}
        yield from self._end_call(call_id)

    def _end_call(self, call_id: str) -> Iterator[AgUiEvent]:
        if self._calls.get(call_id) is False:
            self._calls[call_id] = True
            yield {"type": "TOOL_CALL_END", "toolCallId": call_id}

    def _result(self, event: StreamEvent, output: Any) -> Iterator[AgUiEvent]:
        call_id = event["toolCallId"]
        if call_id not in self._arguments or event.get("preliminary") is True:
            # Of no call, or not its only one: AG-UI knows one result of each.
            yield {"type": "CUSTOM", "name": event["type"], "value": event}
            return
        yield from self._end_call(call_id)
        del self._arguments[call_id]
        yield {
            "type": "TOOL_CALL_RESULT",
            "messageId": f"{self._message_id}-{call_id}",
            "toolCallId": call_id,
            "content": output if isinstance(output, str) else orjson.dumps(output).decode(),
            "role": "tool",
        }

    def end(self, state: StreamState, message: StoredMessage) -> Iterator[AgUiEvent]:
        """The last events of all."""
        yield from self._end_reasoning()
        for call_id in self._calls:
            yield from self._end_call(call_id)
        if self._texting:
            self._texting = False
            yield {"type": "TEXT_MESSAGE_END", "messageId": self._message_id}
        if state == StreamState.COMPLETE:
            yield {"type": "RUN_FINISHED", **self._run}
        elif state == StreamState.CANCELLED:
            yield {"type": "RUN_FINISHED", **self._run, "outcome": {"type": "cancelled"}}
        else:
            error = message["message_metadata"].get("error")
            told = error if isinstance(error, str) else f"the answer was {state.value}"
            yield {"type": "RUN_ERROR", "message": told, "code": state.value}
