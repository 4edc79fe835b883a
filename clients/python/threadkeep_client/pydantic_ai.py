"""A message history of Pydantic AI that is kept by Threadkeep."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ThinkingPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from threadkeep_client._async.client import AsyncThreadkeep
from threadkeep_client.base import plain
from threadkeep_client.exact import has_own, message_of, own_in, text_of
from threadkeep_client.models import MessageOut

KIND = "pydantic-ai-message"


class ThreadkeepHistory:
    """The messages of a chat of Threadkeep, as an agent's ``message_history`` takes them.

    ``key`` is your own name for it: the chat with that key, made when it is first written to or
    read.
    """

    def __init__(self, key: str, client: AsyncThreadkeep) -> None:
        self.key = key
        self._client = client

    async def load(self) -> list[ModelMessage]:
        """All messages in order, as they were appended; those that were redacted are left out."""
        chat_id = (await self._client.create_chat(key=self.key)).id
        stored = await self._client.list_messages(chat_id, limit=500).all()
        return [made for each in stored if (made := _message(each)) is not None]

    async def append(self, messages: Sequence[ModelMessage]) -> None:
        """Append messages, such as ``result.new_messages()``: all are stored or none, each once."""
        if messages:
            chat_id = (await self._client.create_chat(key=self.key)).id
            stored = [each for message in messages for each in _stored(message)]
            await self._client.append_messages(chat_id, stored)

    async def clear(self) -> None:
        """Delete the chat with all that is in it. What is appended next begins a new one."""
        await self._client.delete_chat((await self._client.create_chat(key=self.key)).id)


def _stored(message: ModelMessage) -> list[dict[str, Any]]:
    """A message to append; with several tools' returns, one more for each."""
    (own,) = ModelMessagesTypeAdapter.dump_python([message], mode="json")
    if isinstance(message, ModelResponse):
        texts = [part.content for part in message.parts if isinstance(part, TextPart)]
        thoughts = [part.content for part in message.parts if isinstance(part, ThinkingPart)]
        calls = [_call(part) for part in message.parts if isinstance(part, ToolCallPart)]
        return [
            message_of(
                KIND,
                own,
                "assistant",
                [text for text in texts if text],
                tool_calls=calls or None,
                reasoning="\n".join(thoughts) or None,
                usage={
                    "input_tokens": message.usage.input_tokens,
                    "output_tokens": message.usage.output_tokens,
                },
            )
        ]
    # A retry that answers a call was a part of its own before.
    returns = [
        part
        for part in message.parts
        if isinstance(part, ToolReturnPart)
        or (part.part_kind == "retry-prompt" and part.tool_name is not None)
    ]
    asked = [part for part in message.parts if isinstance(part, UserPromptPart)]
    if not returns:
        role = "user" if asked or not _system(message) else "system"
        return [message_of(KIND, own, role, _prompts(message))]
    first, *others = returns
    made = [message_of(KIND, own, "tool", _prompts(message), tool_call_id=first.tool_call_id)]
    for part in others:
        # The own form is with the first: this says to everybody that the call was answered.
        made.append(message_of(KIND, None, "tool", [], tool_call_id=part.tool_call_id))
    return made


def _system(message: ModelRequest) -> bool:
    return any(isinstance(part, SystemPromptPart) for part in message.parts)


def _prompts(message: ModelRequest) -> list[str]:
    texts: list[str] = []
    for part in message.parts:
        content = getattr(part, "content", None)
        if isinstance(content, str):
            texts.append(content)
        elif isinstance(part, UserPromptPart) and isinstance(content, Sequence):
            texts += [each for each in content if isinstance(each, str)]
    return [text for text in texts if text]


def _call(part: ToolCallPart) -> dict[str, Any]:
    named = {"name": part.tool_name, "arguments": part.args_as_json_str()}
    return {"id": part.tool_call_id, "type": "function", "function": named}


def _message(stored: MessageOut) -> ModelMessage | None:
    """A message as it was appended; of one that came by another door, what it says."""
    if stored.redacted_at is not None:
        return None
    if has_own(KIND, stored):
        own = own_in(KIND, stored)
        return None if own is None else ModelMessagesTypeAdapter.validate_python([own])[0]
    text = text_of(stored)
    match stored.role:
        case "assistant":
            parts: list[Any] = [TextPart(text)] if text else []
            for each in stored.tool_calls or []:
                called = plain(each).get("function", {})
                if "arguments" in called:
                    arguments = _arguments(called["arguments"])
                    parts.append(ToolCallPart(called["name"], arguments, each.id))
            return ModelResponse(parts=parts)
        case "tool" | "function":
            # Its name stands with the call that it answers, in the message before.
            returned = ToolReturnPart(stored.name or "tool", text, stored.tool_call_id or "")
            return ModelRequest(parts=[returned])
        case "system" | "developer":
            return ModelRequest(parts=[SystemPromptPart(text)])
        case "user":
            return ModelRequest(parts=[UserPromptPart(text)])
    return None


def _arguments(told: str) -> dict[str, Any] | str:
    try:
        made = json.loads(told)
    except ValueError:
        return told
    return made if isinstance(made, dict) else told
