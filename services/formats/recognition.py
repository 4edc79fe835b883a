"""Which form a conversation is in, and reading it: as it shows, or as it is told.

A conversation in OpenAI's chat-completions form is a transcript as it is, and loses nothing. Of any
other form what it says becomes messages of that form. Nothing is taken that would show empty.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from documents.aggregates.chats.transcripts import read_message
from documents.json_values import JsonObject
from services.formats.chatgpt import read_chatgpt
from services.formats.conversations import (
    NotRecognised,
    Path,
    ReadConversation,
    line_of,
    name_in,
    text_in,
    timed,
    without,
)
from services.formats.exports import read_claude, read_librechat, read_open_webui
from services.formats.messages import (
    AI_SDK,
    ANTHROPIC,
    GEMINI,
    LANGCHAIN,
    OPENAI,
    PYDANTIC_AI,
    RESPONSES,
    SHAREGPT,
    Dialect,
    dialect_of,
)
from services.formats.training import is_training_row, read_training_row

_LISTS = (
    *("messages", "conversations", "conversation", "contents", "items", "data"),
    *("history", "chat_history", "turns", "dialog", "dialogue", "input", "output"),
)
"""Where a conversation has its messages, by the forms that have a list of them."""
_STATES = ("values", "channel_values", "state", "checkpoint")
_FACTS = re.compile(r"(.*_)?(id|at|type|name|role|model|status|metadata|time|date)|.*(Id|At)")
"""Keys beside what a message says."""
_CALLS_IN = ("tool_calls", "function_call", "refusal", "reasoning", "audio", "item")


@dataclass(frozen=True)
class Form:
    """A form of conversations, as ``--format`` names it."""

    name: str
    says: str
    read: Callable[[Any], ReadConversation]


def is_one_message(value: Any) -> bool:
    """Whether a value is a message by itself: a file of those is one conversation."""
    if not isinstance(value, dict) or any(isinstance(value.get(n), list) for n in _LISTS[:3]):
        return False
    if _form_of(value) is not None:
        return False
    dialect = dialect_of(value)
    return dialect is not None and (dialect is not OPENAI or "content" in value)


def read_conversation(value: Any, form: str | None = None) -> ReadConversation:
    """The conversation in parsed JSON: in a form of this name, else in the one that shows.

    Raises NotRecognised.
    """
    try:
        return _read(value, form)
    except (AttributeError, KeyError, TypeError) as error:
        # Few of those who write a form say what each of its members may be.
        raise NotRecognised("a member that the form has is missing, or of another type") from error


def _read(value: Any, form: str | None) -> ReadConversation:
    if form is not None:
        return FORMS[form].read(value)
    if isinstance(value, dict):
        if (found := _form_of(value)) is not None:
            return found.read(value)
        return _read_listed(value, None)
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return _read_listed({"messages": value}, None)
    raise NotRecognised("not an object")


def read_as_given(value: Any) -> ReadConversation | None:
    """A conversation as a transcript, where it can be one and shows what it says; else None."""
    try:
        given = _read_openai(value)
    except NotRecognised:
        return None
    return given if all(_says_something(each) for each in given.messages) else None


def _form_of(value: JsonObject) -> Form | None:
    if isinstance(value.get("mapping"), dict):
        return FORMS["chatgpt"]
    if isinstance(value.get("chat_messages"), list):
        return FORMS["claude"]
    history = value.get("history")
    if isinstance(value.get("chat"), dict) or (
        isinstance(history, dict) and isinstance(history.get("messages"), dict)
    ):
        return FORMS["open-webui"]
    messages = value.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    if isinstance(first, dict) and "isCreatedByUser" in first:
        return FORMS["librechat"]
    if is_training_row(value) and (not isinstance(messages, list) or "chosen" in value):
        return FORMS["training"]
    return None


def _read_openai(value: Any) -> ReadConversation:
    """A transcript, whatever its messages have."""
    if not isinstance(value, dict):
        raise NotRecognised("not an object")
    messages = value.get("messages")
    if not isinstance(messages, list):
        raise NotRecognised("there is no list of messages under `messages`")
    _check_roles(value, messages)
    keys = {key: item for key, item in value.items() if key != "messages"}
    return ReadConversation(keys, line_of(messages), given=True)


def _read_by(dialect: Dialect) -> Callable[[Any], ReadConversation]:
    def read(value: Any) -> ReadConversation:
        listed = {"messages": value} if isinstance(value, list) else value
        if not isinstance(listed, dict):
            raise NotRecognised("neither an object nor a list of messages")
        return _read_listed(listed, dialect)

    return read


def _read_listed(value: JsonObject, told: Dialect | None) -> ReadConversation:
    """A conversation that has its messages in a list, in a form that each of them shows."""
    names, messages = _messages_in(value)
    dialects: list[Dialect] = []
    for place, message in enumerate(messages):
        if not isinstance(message, dict):
            raise NotRecognised(f"/{names[0]}/{place} is not an object")
        dialect = dialect_of(message)
        if dialect is None:
            _check_roles(value, messages[place : place + 1], place)
        if dialect is None:
            raise NotRecognised(f"{_named(value)}message {place + 1} is in no form that is known")
        dialects.append(told if told is not None and dialect is OPENAI else dialect)
    system = value.get("system", value.get("system_instruction", value.get("systemInstruction")))
    has_system = any(d in (ANTHROPIC, GEMINI) for d in dialects) or _is_request(value, names)
    has_system |= names == ["conversations"] and isinstance(system, str)
    if all(dialect is OPENAI for dialect in dialects) and names == ["messages"] and not has_system:
        given = _read_openai(value)
        silent = (n for n, each in enumerate(messages, 1) if not _says_something(each))
        return given if told is not None else replace(given, unsaid=next(silent, None))
    read: list[JsonObject] = []
    for place, (message, dialect) in enumerate(zip(messages, dialects, strict=True)):
        try:
            read += dialect.read(message)
        except NotRecognised as error:
            raise NotRecognised(f"{_named(value)}message {place + 1} {error}") from None
    keys = timed(value, without(value, *names))
    if has_system and system:
        keys = without(keys, "system", "system_instruction", "systemInstruction")
        read[:0] = _system_messages(system)
    for name in ("conversation_id", "thread_id", "chatId", "session_id", "uuid"):
        if keys.get("id") is None and isinstance(keys.get(name), (str, int)):
            keys = {"id": keys[name], **without(keys, "id")}
    title = name_in(value.get("title")) or name_in(value.get("name"))
    return ReadConversation(keys, line_of(read), title)


def _is_request(value: JsonObject, names: list[str]) -> bool:
    """Whether it is the body of a request to Anthropic's API, which has ``system`` apart."""
    return names == ["messages"] and "max_tokens" in value and "system" in value


def _system_messages(system: Any) -> list[JsonObject]:
    if isinstance(system, dict) and "parts" in system:
        return GEMINI.read({"role": "system", **system})
    return ANTHROPIC.read({"role": "system", "content": system})


def _messages_in(value: JsonObject) -> tuple[list[str], list[Any]]:
    """Under which keys the messages stand, and they."""
    for name in _LISTS:
        if isinstance(value.get(name), list):
            if name == "input" and isinstance(value.get("output"), list):
                # A request to Responses, with its answer.
                return ["input", "output"], [*value["input"], *value["output"]]
            return [name], value[name]
    for name in _STATES:
        inner = value.get(name)
        if isinstance(inner, dict):
            found = inner.get("channel_values", inner)
            if isinstance(found, dict) and isinstance(found.get("messages"), list):
                return [name], found["messages"]
    raise NotRecognised(
        "there is no list of messages under `messages`, and it is in none of the other forms "
        f"({', '.join(FORMS)})"
    )


def _check_roles(value: JsonObject, messages: list[Any], start: int = 0) -> None:
    for place, message in enumerate(messages, start):
        if not isinstance(message, dict):
            raise NotRecognised(f"/messages/{place} is not an object")
        role = message.get("role")
        if not isinstance(role, str) or not role:
            raise NotRecognised(f"{_named(value)}message {place + 1} has no role")


def _says_something(message: JsonObject) -> bool:
    """Whether a message of OpenAI's form shows what it has to say, or has nothing to."""
    content = message.get("content")
    if isinstance(content, str) or any(message.get(name) for name in _CALLS_IN):
        return True
    if content not in (None, [], {}) and read_message(message).content:
        return True
    return not any(_has_text(v) for k, v in message.items() if not _FACTS.fullmatch(k))


def _has_text(value: Any) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and item.strip():
            return True
        if isinstance(item, dict):
            waiting += [v for k, v in item.items() if not _FACTS.fullmatch(k)]
        elif isinstance(item, list):
            waiting += item
    return False


def _named(value: JsonObject) -> str:
    given = value.get("id")
    return "" if given is None else f"the conversation {text_in_quotes(given)}: "


def text_in_quotes(value: Any) -> str:
    """An id as JSON."""
    return f'"{value}"' if isinstance(value, str) else text_in(value)


def _whole(read: Callable[[JsonObject], ReadConversation]) -> Callable[[Any], ReadConversation]:
    def checked(value: Any) -> ReadConversation:
        if not isinstance(value, dict):
            raise NotRecognised("not an object")
        return read(value)

    return checked


FORMS = {
    form.name: form
    for form in (
        Form("openai", "OpenAI's chat completions: fine-tuning rows and exports", _read_openai),
        Form("responses", "items of OpenAI's Responses and Conversations", _read_by(RESPONSES)),
        Form("anthropic", "messages of Anthropic's API", _read_by(ANTHROPIC)),
        Form("gemini", "contents of Gemini's API", _read_by(GEMINI)),
        Form("langchain", "LangChain's messages", _read_by(LANGCHAIN)),
        Form("langgraph", "lists of messages of LangGraph's states", _read_by(LANGCHAIN)),
        Form("ai-sdk", "the AI SDK's UIMessage and ModelMessage", _read_by(AI_SDK)),
        Form("pydantic-ai", "Pydantic AI's messages", _read_by(PYDANTIC_AI)),
        Form("sharegpt", "ShareGPT", _read_by(SHAREGPT)),
        Form(
            "training", "preferences, prompts with answers, instructions", _whole(read_training_row)
        ),
        Form("chatgpt", "ChatGPT's data export", _whole(read_chatgpt)),
        Form("claude", "Claude's data export", _whole(read_claude)),
        Form("librechat", "LibreChat's export", _whole(read_librechat)),
        Form("open-webui", "Open WebUI's export", _whole(read_open_webui)),
    )
}
"""The forms by their names."""

__all__ = [
    "FORMS",
    "Form",
    "NotRecognised",
    "Path",
    "ReadConversation",
    "is_one_message",
    "read_as_given",
    "read_conversation",
]
