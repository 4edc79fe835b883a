"""A chat history of LangChain that is kept by Threadkeep."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from langchain_core.chat_history import BaseChatMessageHistory
from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    message_to_dict,
    messages_from_dict,
)

from threadkeep_client._async.client import AsyncThreadkeep
from threadkeep_client._sync.client import Threadkeep
from threadkeep_client.exact import has_own, message_of, own_in, text_of
from threadkeep_client.models import MessageOut
from threadkeep_client.problems import ThreadkeepProblem, is_problem

Result = TypeVar("Result")

KIND = "langchain-message"
_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


class ThreadkeepChatMessageHistory(BaseChatMessageHistory):
    """The messages of a chat of Threadkeep, every class of them as it was added.

    ``session_id`` is your own name for it: the chat with that key, made when it is first written
    to or read. The methods that begin with ``a`` want an ``async_client``; without one they run
    in a thread.
    """

    def __init__(
        self, session_id: str, client: Threadkeep, async_client: AsyncThreadkeep | None = None
    ) -> None:
        super().__init__()
        self.session_id = session_id
        self._client, self._async_client = client, async_client
        self._chat_id: str | None = None

    @property
    def messages(self) -> list[BaseMessage]:  # type: ignore[override] # as every history has it
        """All messages in order; those that were redacted are left out."""
        return self._in_chat(
            lambda chat_id: _messages(self._client.list_messages(chat_id, limit=500).all())
        )

    async def aget_messages(self) -> list[BaseMessage]:
        """All messages in order; those that were redacted are left out."""
        if (client := self._async_client) is None:
            return await super().aget_messages()

        async def read(chat_id: str) -> list[BaseMessage]:
            return _messages(await client.list_messages(chat_id, limit=500).all())

        return await self._ain_chat(client, read)

    def add_messages(self, messages: Sequence[BaseMessage]) -> None:
        """Add messages, of which all are stored or none, each once."""
        if messages:
            stored = [_stored(each) for each in messages]
            self._in_chat(lambda chat_id: self._client.append_messages(chat_id, stored))

    async def aadd_messages(self, messages: Sequence[BaseMessage]) -> None:
        """Add messages, of which all are stored or none, each once."""
        if (client := self._async_client) is None:
            return await super().aadd_messages(messages)
        if messages:
            stored = [_stored(each) for each in messages]
            await self._ain_chat(client, lambda chat_id: client.append_messages(chat_id, stored))
        return None

    def clear(self) -> None:
        """Delete the chat with all that is in it. What is added next begins a new one."""
        self._in_chat(self._client.delete_chat)
        self._chat_id = None

    async def aclear(self) -> None:
        """Delete the chat with all that is in it. What is added next begins a new one."""
        if (client := self._async_client) is None:
            return await super().aclear()
        await self._ain_chat(client, client.delete_chat)
        self._chat_id = None
        return None

    def _in_chat(self, work: Callable[[str], Result]) -> Result:
        """Do it in the chat; where another has deleted the one that was known, in its successor."""
        if (known := self._chat_id) is not None:
            try:
                return work(known)
            except ThreadkeepProblem as problem:
                if not is_problem(problem, "not-found"):
                    raise
        self._chat_id = self._client.create_chat(key=self.session_id).id
        return work(self._chat_id)

    async def _ain_chat(
        self, client: AsyncThreadkeep, work: Callable[[str], Awaitable[Result]]
    ) -> Result:
        if (known := self._chat_id) is not None:
            try:
                return await work(known)
            except ThreadkeepProblem as problem:
                if not is_problem(problem, "not-found"):
                    raise
        chat_id = self._chat_id = (await client.create_chat(key=self.session_id)).id
        return await work(chat_id)


def _stored(message: BaseMessage) -> dict[str, Any]:
    """A message to append."""
    content = message.content
    texts = [content] if isinstance(content, str) else _texts_in(content)
    calls = getattr(message, "tool_calls", None) or []
    return message_of(
        KIND,
        message_to_dict(message),
        _role(message),
        [text for text in texts if text],
        name=message.name if message.name and len(message.name) <= 255 else None,
        tool_call_id=getattr(message, "tool_call_id", None),
        tool_calls=[_call(each) for each in calls if each.get("id")] or None,
        usage=_usage(message),
    )


def _texts_in(content: list[Any]) -> list[str]:
    return [
        each if isinstance(each, str) else each["text"]
        for each in content
        if isinstance(each, str) or isinstance(each.get("text"), str)
    ]


def _role(message: BaseMessage) -> str:
    if isinstance(message, ChatMessage):
        known = ("user", "assistant", "system", "developer")
        return message.role if message.role in known else "user"
    if isinstance(message, FunctionMessage):
        return "function"
    return _ROLES.get(message.type.removesuffix("MessageChunk").lower(), "status")


def _call(told: Any) -> dict[str, Any]:
    arguments = json.dumps(told["args"], ensure_ascii=False)
    return {
        "id": told["id"],
        "type": "function",
        "function": {"name": told["name"], "arguments": arguments},
    }


def _usage(message: BaseMessage) -> dict[str, Any] | None:
    told = getattr(message, "usage_metadata", None)
    if not told:
        return None
    return {name: told[name] for name in ("input_tokens", "output_tokens") if name in told}


def _messages(stored: list[MessageOut]) -> list[BaseMessage]:
    return [made for each in stored if (made := _message(each)) is not None]


def _message(stored: MessageOut) -> BaseMessage | None:
    """A message as it was added; of one that came by another door, what it says."""
    if stored.redacted_at is not None:
        return None
    if has_own(KIND, stored):
        return messages_from_dict([own_in(KIND, stored)])[0]
    text, named = text_of(stored), {"id": stored.id, "name": stored.name}
    match stored.role:
        case "assistant":
            calls = [
                {"id": each.id, "name": called.name, "args": _arguments(called.arguments)}
                for each in stored.tool_calls or []
                if (called := getattr(each, "function", None)) is not None
                and isinstance(getattr(called, "arguments", None), str)
            ]
            return AIMessage(content=text, tool_calls=calls, **named)
        case "system" | "developer":
            return SystemMessage(content=text, **named)
        case "tool" | "function":
            return ToolMessage(content=text, tool_call_id=stored.tool_call_id or "", **named)
        case "user":
            return HumanMessage(content=text, **named)
    return None


def _arguments(told: str) -> dict[str, Any]:
    try:
        made = json.loads(told)
    except ValueError:
        made = None
    return made if isinstance(made, dict) else {"arguments": told}
