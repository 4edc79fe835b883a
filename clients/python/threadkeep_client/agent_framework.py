"""A history provider of Microsoft's Agent Framework that is kept by Threadkeep."""

import json
from collections.abc import Sequence
from typing import Any

from agent_framework import HistoryProvider, Message

from threadkeep_client._async.client import AsyncThreadkeep
from threadkeep_client.base import plain
from threadkeep_client.exact import has_own, message_of, own_in, text_of
from threadkeep_client.models import MessageOut

KIND = "agent-framework-message"


class ThreadkeepHistoryProvider(HistoryProvider):
    """The messages of sessions, each in a chat of Threadkeep whose key is the session's id.

    ``options`` are the framework's: ``load_messages``, ``store_inputs``, ``store_outputs``,
    ``store_context_messages`` and ``store_context_from``.
    """

    def __init__(
        self, client: AsyncThreadkeep, source_id: str = "threadkeep", **options: Any
    ) -> None:
        super().__init__(source_id, **options)
        self._client = client

    async def get_messages(
        self,
        session_id: str | None,
        *,
        state: dict[str, Any] | None = None,  # noqa: ARG002 - the framework's own
        **kwargs: Any,  # noqa: ARG002 - the framework's own
    ) -> list[Message]:
        """All messages of a session in order; those that were redacted are left out."""
        chat_id = await self._chat(session_id)
        stored = await self._client.list_messages(chat_id, limit=500).all()
        return [made for each in stored if (made := _message(each)) is not None]

    async def save_messages(
        self,
        session_id: str | None,
        messages: Sequence[Message],
        *,
        state: dict[str, Any] | None = None,  # noqa: ARG002 - the framework's own
        **kwargs: Any,  # noqa: ARG002 - the framework's own
    ) -> None:
        """Append messages to a session: all are stored or none, each once."""
        if messages:
            chat_id = await self._chat(session_id)
            stored = [each for message in messages for each in _stored(message)]
            await self._client.append_messages(chat_id, stored)

    async def clear(self, session_id: str) -> None:
        """Delete the chat of a session with all that is in it."""
        await self._client.delete_chat(await self._chat(session_id))

    async def _chat(self, session_id: str | None) -> str:
        if not session_id:
            raise ValueError("a session that is kept has an id")
        return (await self._client.create_chat(key=session_id)).id


def _stored(message: Message) -> list[dict[str, Any]]:
    """A message to append; with several tools' results, one more for each."""
    contents = message.to_dict().get("contents", [])
    results = [each.get("call_id") for each in contents if each.get("type") == "function_result"]
    calls = [_call(each) for each in contents if each.get("type") == "function_call"]
    texts = [each["text"] for each in contents if each.get("type") == "text" and each.get("text")]
    thoughts = [each.get("text") for each in contents if each.get("type") == "text_reasoning"]
    role = str(message.role)
    role = role if role in ("user", "assistant", "system", "developer", "tool") else "user"
    first = message_of(
        KIND,
        message.to_dict(),
        role,
        texts,
        tool_calls=(calls or None) if role == "assistant" else None,
        tool_call_id=results[0] if results and role == "tool" else None,
        reasoning="\n".join(each for each in thoughts if each) or None,
        name=message.author_name if len(message.author_name or "") <= 255 else None,
    )
    # The own form is with the first: these say to everybody that their calls were answered.
    return [
        first,
        *(message_of(KIND, None, "tool", [], tool_call_id=each) for each in results[1:]),
    ]


def _call(content: dict[str, Any]) -> dict[str, Any]:
    arguments = content.get("arguments")
    told = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    named = {"name": content.get("name") or "", "arguments": told}
    return {"id": content["call_id"], "type": "function", "function": named}


def _message(stored: MessageOut) -> Message | None:
    """A message as it was stored; of one that came by another door, what it says."""
    if stored.redacted_at is not None:
        return None
    if has_own(KIND, stored):
        own = own_in(KIND, stored)
        return None if own is None else Message.from_dict(own)
    role, text = stored.role, text_of(stored)
    if role == "status":
        return None
    contents: list[Any] = [{"type": "text", "text": text}] if text else []
    for each in stored.tool_calls or []:
        called = plain(each).get("function", {})
        if "arguments" in called:
            contents.append({"type": "function_call", "call_id": each.id, **called})
    if role in ("tool", "function"):
        contents = [{"type": "function_result", "call_id": stored.tool_call_id, "result": text}]
    shown = {"developer": "system", "function": "tool"}.get(role, role)
    return Message.from_dict({"role": shown, "contents": contents})
