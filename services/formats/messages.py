"""Messages of other forms, each recognised by itself: a list may mix them.

Forms: LangChain's ``messages_to_dict`` and ``dumpd``, and the plain dicts of LangGraph's states
(https://python.langchain.com/api_reference/core/messages.html); the AI SDK's UIMessage and
ModelMessage; Anthropic's; items of OpenAI's Responses; Gemini's contents; ShareGPT's; Pydantic
AI's (https://ai.pydantic.dev/message-history/); LibreChat's; and OpenAI's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.items import ITEM_ROLES, item_type, read_item
from documents.json_values import JsonObject
from documents.shapes.messages import ITEM
from services.formats.blocks import content_of, read_blocks
from services.formats.conversations import NotRecognised, text_in, timed, without
from services.formats.turns import Turn, role_of

_LANGCHAIN = frozenset(
    {"human", "ai", "system", "developer", "tool", "function", "chat", "remove"}
    | {f"{kind}MessageChunk" for kind in ("Human", "AI", "System", "Tool", "Function", "Chat")}
)
_ANTHROPIC = frozenset(
    [
        "tool_use",
        "tool_result",
        "thinking",
        "redacted_thinking",
        "document",
        "server_tool_use",
        "mcp_tool_use",
        "mcp_tool_result",
        "web_search_tool_result",
        "code_execution_tool_result",
        "container_upload",
    ]
)
_RESPONSES = frozenset({"input_text", "output_text", "input_image", "input_file"})
_MODEL_MESSAGE = frozenset({"tool-call", "tool-result"})
_UI_ONLY = ("toolInvocations", "experimental_attachments")
_ITEMS = frozenset(
    ["reasoning", "compaction", "mcp_list_tools", "mcp_approval_request", "mcp_approval_response"]
)
_TEXT_KEYS = ("text", "value", "message", "body", "content")
_SPEAKER_KEYS = ("role", "from", "sender", "speaker", "author")


@dataclass(frozen=True)
class Dialect:
    """A form of messages: its name, and how one is read."""

    name: str
    read: Callable[[JsonObject], list[JsonObject]]


def dialect_of(message: JsonObject) -> Dialect | None:
    """The form that a message is in; None for one that is in none of those known."""
    kind = message.get("type")
    if _langchain_parts(message) is not None:
        return LANGCHAIN
    if message.get("kind") in ("request", "response") and isinstance(message.get("parts"), list):
        return PYDANTIC_AI
    if "isCreatedByUser" in message:
        return LIBRECHAT
    if isinstance(message.get("from"), str) and "value" in message:
        return SHAREGPT
    if isinstance(message.get("parts"), list) and isinstance(message.get("role"), str):
        parts = [part for part in message["parts"] if isinstance(part, dict)]
        return AI_SDK if any(isinstance(p.get("type"), str) for p in parts) else _gemini(message)
    if any(name in message for name in _UI_ONLY):
        return AI_SDK
    if isinstance(kind, str) and _is_item(message, kind):
        return RESPONSES
    role, content = message.get("role"), message.get("content")
    if not isinstance(role, str) or not role:
        return SPOKEN if _spoken(message) else None
    if isinstance(content, list):
        if _is_items_content(message):
            return RESPONSES
        told = (part.get("type") for part in content if isinstance(part, dict))
        kinds = {kind for kind in told if isinstance(kind, str)}
        if kinds & _ANTHROPIC or any(_is_source(part) for part in content):
            return ANTHROPIC
        if kinds & _MODEL_MESSAGE:
            return AI_SDK
        if any(_is_sdk_file(part) for part in content):
            return AI_SDK
    if "content" not in message and _spoken(message):
        return SPOKEN
    if kind == "message" and isinstance(content, (str, list)):
        return ANTHROPIC
    return OPENAI


def _gemini(message: JsonObject) -> "Dialect":
    return GEMINI if message["parts"] or "content" not in message else OPENAI


def _is_item(message: JsonObject, kind: str) -> bool:
    if ITEM in message:
        return False
    if kind == "message":
        return message.get("role") in ITEM_ROLES and (
            isinstance(message.get("content"), str) or _is_items_content(message)
        )
    if "role" in message:
        return False
    return kind in _ITEMS or kind.endswith(("_call", "_call_output"))


def _is_items_content(message: JsonObject) -> bool:
    """Whether its content is that of a message among the items of Responses."""
    content = message.get("content")
    if not isinstance(content, list) or message.get("role") not in ITEM_ROLES or ITEM in message:
        return False
    dicts = [part for part in content if isinstance(part, dict)]
    if len(dicts) < len(content) or any(not isinstance(p.get("type"), str) for p in dicts):
        return False
    return any(part["type"] in _RESPONSES for part in dicts)


def _is_source(part: Any) -> bool:
    return (
        isinstance(part, dict)
        and part.get("type") == "image"
        and isinstance(part.get("source"), dict)
    )


def _is_sdk_file(part: Any) -> bool:
    if not isinstance(part, dict) or "file" in part:
        return False
    if part.get("type") == "image":
        return isinstance(part.get("image"), str)
    media_type = part.get("mediaType", part.get("mimeType"))
    return part.get("type") == "file" and isinstance(media_type, str)


def _spoken(message: JsonObject) -> tuple[str, Any] | None:
    """Who speaks and what, under other names than OpenAI's."""
    speakers = ((name, message.get(name)) for name in _SPEAKER_KEYS)
    who = next(((k, v) for k, v in speakers if isinstance(v, str) and v), None)
    texts = ((name, message[name]) for name in _TEXT_KEYS if isinstance(message.get(name), str))
    said = next(texts, None)
    if who is None or said is None or (who[0] == "role" and said[0] == "content"):
        return None
    return who[1], said[1]


def _read_openai(message: JsonObject) -> list[JsonObject]:
    return [message]


def _read_spoken(message: JsonObject) -> list[JsonObject]:
    spoken = _spoken(message)
    if spoken is None:
        raise NotRecognised("has no role and text")
    who, said = spoken
    names = [k for k in (*_SPEAKER_KEYS, *_TEXT_KEYS) if message.get(k) in (who, said)]
    return [{**timed(message, without(message, *names)), "role": role_of(who), "content": said}]


def _read_sharegpt(message: JsonObject) -> list[JsonObject]:
    who, said = message["from"], message["value"]
    extras = timed(message, without(message, "from", "value"))
    return [{**extras, "role": role_of(text_in(who)), "content": content_of(said)}]


def _langchain_parts(message: JsonObject) -> tuple[str, JsonObject] | None:
    """Which of LangChain's classes a message is, and its fields."""
    kind, data = message.get("type"), message.get("data")
    if kind == "constructor" and isinstance(message.get("kwargs"), dict):
        named = message.get("id")
        name = str(named[-1]) if isinstance(named, list) and named else ""
        if not name.endswith(("Message", "MessageChunk")):
            return None
        fields = message["kwargs"]
        told = name.removesuffix("Chunk").removesuffix("Message").lower()
        return str(fields.get("type") or told), fields
    if not isinstance(kind, str) or kind not in _LANGCHAIN:
        return None
    if isinstance(data, dict) and "content" in data:
        return kind, data
    if "content" in message and not isinstance(message.get("role"), str):
        return kind, message
    # A generic ChatMessage has a role beside its type.
    return (kind, message) if kind == "chat" and "content" in message else None


def _read_langchain(message: JsonObject) -> list[JsonObject]:
    found = _langchain_parts(message)
    if found is None:
        raise NotRecognised("is none of LangChain's messages")
    kind, data = found
    kind = kind.removesuffix("MessageChunk").lower()
    role = text_in(data.get("role")) if kind == "chat" else kind
    beside = ("type", "role", "content", "tool_calls", "tool_call_id", "tool_call_chunks")
    empty = {k: v for k, v in data.items() if v not in (None, [], {}, False, "")}
    extras = without(empty, *beside)
    told = data.get("additional_kwargs")
    more = dict(told) if isinstance(told, dict) else {}
    metadata = data.get("response_metadata")
    if isinstance(metadata, dict):
        model = metadata.get("model_name", metadata.get("model"))
        extras |= {"model": model} if isinstance(model, str) else {}
    calls = [c for c in _list(data.get("tool_calls")) if isinstance(c, dict)]
    calls += [c for c in _list(data.get("invalid_tool_calls")) if isinstance(c, dict)]
    given = [c for c in _list(more.get("tool_calls")) if isinstance(c, dict)]
    if given and all(isinstance(c.get("function"), dict) for c in given):
        calls = calls or given
        more.pop("tool_calls")
    if isinstance(function := more.get("function_call"), dict) and not calls:
        calls = [{"id": function.get("name"), "function": function}]
        more.pop("function_call")
    for name in ("reasoning_content", "refusal"):
        if isinstance(more.get(name), str) and more[name]:
            extras["reasoning" if name == "reasoning_content" else name] = more.pop(name)
    extras.pop("additional_kwargs", None)
    if more:
        extras["additional_kwargs"] = more
    role = role_of(role)
    if role in ("tool", "function"):
        answered = data.get("tool_call_id")
        answer = {} if answered is None else {"tool_call_id": text_in(answered)}
        return [{**extras, "role": role, "content": content_of(data.get("content")), **answer}]
    turn = Turn(role, timed(data, extras))
    known = {text_in(call.get("id")) for call in calls}
    content = data.get("content")
    if isinstance(content, list):
        # LangChain has the calls of Anthropic's blocks beside them, too.
        content = [c for c in content if not _repeats_call(c, known)]
    read_blocks(turn, content)
    for call in calls:
        function = call.get("function")
        said = function if isinstance(function, dict) else call
        turn.call(call.get("id"), said.get("name"), said.get("args", said.get("arguments")))
    return turn.finish()


def _repeats_call(block: Any, known: set[str]) -> bool:
    if not isinstance(block, dict) or not isinstance(kind := block.get("type"), str):
        return False
    called = block.get("call_id") or block.get("id")
    return kind in ("tool_use", "function_call", "tool_call") and text_in(called) in known


def _read_ui(message: JsonObject) -> list[JsonObject]:
    """A UIMessage of the AI SDK, of any of its releases, or a ModelMessage."""
    parts, content = message.get("parts"), message.get("content")
    beside = ("role", "parts", "content", *_UI_ONLY)
    extras = timed(message, without(message, *beside))
    said = message.get("metadata")
    if "created_at" not in extras and isinstance(said, dict):
        # Where the AI SDK's own examples put it.
        extras |= {k: v for k, v in timed(said, {}).items() if k == "created_at"}
    turn = Turn(role_of(text_in(message.get("role"))), extras)
    read_blocks(turn, parts if isinstance(parts, list) and parts else content)
    invoked = {str(p.get("type")) for p in _list(parts) if isinstance(p, dict)}
    for each in _list(message.get("toolInvocations")):
        if isinstance(each, dict) and "tool-invocation" not in invoked:
            read_blocks(turn, [{"type": "tool-invocation", "toolInvocation": each}])
    for each in _list(message.get("experimental_attachments")):
        if isinstance(each, dict):
            file = {"type": "file", "mediaType": each.get("contentType"), "url": each.get("url")}
            read_blocks(turn, [{**file, "filename": each.get("name")}])
    return turn.finish()


def _read_anthropic(message: JsonObject) -> list[JsonObject]:
    content = message.get("content")
    extras = timed(message, without(message, "role", "content", "type"))
    signed = [
        block
        for block in _list(content)
        if isinstance(block, dict) and block.get("type") == "thinking" and "signature" in block
    ]
    if signed:
        # Anthropic wants its thoughts back with their signatures.
        extras["thinking"] = signed
    turn = Turn(role_of(text_in(message.get("role"))), extras)
    read_blocks(turn, content)
    return turn.finish()


def _read_gemini(message: JsonObject) -> list[JsonObject]:
    turn = Turn(
        role_of(text_in(message["role"])), timed(message, without(message, "role", "parts"))
    )
    read_blocks(turn, message["parts"])
    return turn.finish()


def _read_response_item(message: JsonObject) -> list[JsonObject]:
    kind = item_type(message)
    if kind == "message" and message.get("role") not in ITEM_ROLES:
        raise NotRecognised("is no item of Responses")
    new = read_item({**message, "type": kind})
    said = {"id": message["id"]} if isinstance(message.get("id"), str) else {}
    return [{**said, "role": new.role, "content": new.content, **new.others}]


def _read_pydantic_ai(message: JsonObject) -> list[JsonObject]:
    extras = timed(message, without(message, "kind", "parts"))
    if isinstance(message.get("model_name"), str):
        extras["model"] = extras.pop("model_name")
    made: list[JsonObject] = []
    turn = Turn("assistant", extras)
    for part in message["parts"]:
        kind = part.get("part_kind") if isinstance(part, dict) else None
        content = part.get("content") if isinstance(part, dict) else None
        if kind in ("system-prompt", "user-prompt", "tool-return", "retry-prompt"):
            at = timed(part, {k: v for k, v in part.items() if k == "timestamp"})
            role = {"system-prompt": "system", "user-prompt": "user"}.get(kind)
            answered = part.get("tool_call_id")
            if role is None and answered is not None:
                answer = {"tool_call_id": text_in(answered)}
                name = {"name": part["tool_name"]} if part.get("tool_name") else {}
                told = {**at, **name, "role": "tool", "content": content_of(content), **answer}
                made.append(told)
                continue
            said = Turn(role or "user", at)
            read_blocks(said, content)
            made += said.finish()
        elif kind == "text":
            turn.text(text_in(content))
        elif kind == "thinking":
            turn.thought(text_in(content))
        elif kind in ("tool-call", "builtin-tool-call"):
            turn.call(part.get("tool_call_id"), part.get("tool_name"), part.get("args"))
        elif kind == "builtin-tool-return":
            turn.answer(part.get("tool_call_id"), content_of(content))
        elif isinstance(part, dict):
            turn.part({"type": str(kind or "unknown"), **part})
    return made if message["kind"] == "request" else turn.finish()


def _read_librechat(message: JsonObject) -> list[JsonObject]:
    """https://github.com/danny-avila/LibreChat, packages/data-schemas/src/schema/message.ts."""
    role = "user" if message.get("isCreatedByUser") else "assistant"
    beside = ("isCreatedByUser", "text", "content", "children", "files", "attachments", "messageId")
    extras = timed(message, without(message, *beside, "parentMessageId", "conversationId", "_id"))
    if isinstance(message.get("messageId"), str):
        extras = {"id": message["messageId"], **extras}
    turn = Turn(role, extras)
    content = message.get("content")
    read_blocks(turn, content if isinstance(content, list) and content else message.get("text"))
    for name in ("files", "attachments"):
        for file in _list(message.get(name)):
            if isinstance(file, dict):
                read_blocks(turn, [_librechat_file(file)])
    return turn.finish()


def _librechat_file(file: JsonObject) -> JsonObject:
    url = file.get("filepath") or file.get("file_id") or file.get("filename")
    return {
        "type": "file",
        "mediaType": file.get("type"),
        "url": f"librechat:{url}",
        "filename": file.get("filename"),
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


OPENAI = Dialect("openai", _read_openai)
LANGCHAIN = Dialect("langchain", _read_langchain)
AI_SDK = Dialect("ai-sdk", _read_ui)
ANTHROPIC = Dialect("anthropic", _read_anthropic)
GEMINI = Dialect("gemini", _read_gemini)
RESPONSES = Dialect("responses", _read_response_item)
SHAREGPT = Dialect("sharegpt", _read_sharegpt)
PYDANTIC_AI = Dialect("pydantic-ai", _read_pydantic_ai)
LIBRECHAT = Dialect("librechat", _read_librechat)
SPOKEN = Dialect("spoken", _read_spoken)
