"""ChatGPT's data export: ``conversations.json``, a tree of messages for each conversation.

OpenAI does not document it; the types of content are those of
https://github.com/openai/openai-python/issues and of exports since 2023.
"""

from typing import Any

from documents.json_values import JsonObject
from services.formats.conversations import (
    NotRecognised,
    ReadConversation,
    name_in,
    text_in,
    timed,
    without,
)
from services.formats.trees import Node, linked, paths_of
from services.formats.turns import Turn, role_of

_TEXT_IN = ("text", "result", "summary", "content", "user_profile", "model_set_context")


def read_chatgpt(value: JsonObject) -> ReadConversation:
    """Its tree, whose way to ``current_node`` is the chat. Raises NotRecognised."""
    mapping = value.get("mapping")
    if not isinstance(mapping, dict):
        raise NotRecognised("there is no tree of messages under `mapping`")
    nodes: dict[str, Node] = {}
    for node_id, node in mapping.items():
        if not isinstance(node, dict):
            raise NotRecognised(f"/mapping/{node_id} is not an object")
        message, parent = node.get("message"), node.get("parent")
        children = [c for c in node.get("children") or [] if isinstance(c, str) and c in mapping]
        nodes[node_id] = Node(
            node_id,
            parent if isinstance(parent, str) else None,
            message if isinstance(message, dict) else None,
            children,
        )
    current = value.get("current_node")
    calls = _calls_in(mapping)
    paths, notes = paths_of(
        linked(nodes),
        current if isinstance(current, str) else None,
        lambda message: _read_message(message, calls),
    )
    given = value.get("conversation_id") or value.get("id")
    keys = timed(value, without(value, "mapping", "id", "conversation_id"))
    model = value.get("default_model_slug")
    if isinstance(model, str):
        keys["model"] = model
    if given is not None:
        keys = {"id": given, **keys}
    return ReadConversation(keys, paths, name_in(value.get("title")), notes)


def _calls_in(mapping: JsonObject) -> dict[str, str]:
    """Of messages of tools, by their ids, the message that called."""
    found = {}
    for node in mapping.values():
        message = node.get("message") if isinstance(node, dict) else None
        parent = mapping.get(node.get("parent")) if message and node.get("parent") else None
        calling = parent.get("message") if isinstance(parent, dict) else None
        if (
            isinstance(message, dict)
            and isinstance(calling, dict)
            and _role(message) == "tool"
            and _tool_called(calling) is not None
            and isinstance(calling.get("id"), str)
        ):
            found[text_in(message.get("id"))] = calling["id"]
    return found


def _role(message: JsonObject) -> str:
    author = message.get("author")
    return text_in(author.get("role")) if isinstance(author, dict) else ""


def _tool_called(message: JsonObject) -> str | None:
    recipient = message.get("recipient")
    if _role(message) != "assistant" or not isinstance(recipient, str):
        return None
    return None if recipient in ("all", "user", "assistant", "") else recipient


def _read_message(message: JsonObject, calls: dict[str, str]) -> list[JsonObject]:
    role, content = _role(message) or "assistant", message.get("content")
    metadata = message.get("metadata")
    facts = metadata if isinstance(metadata, dict) else {}
    extras = timed(message, without(message, "author", "content", "recipient"))
    for name, usual in (("status", "finished_successfully"), ("weight", 1), ("end_turn", True)):
        if extras.get(name) == usual:
            extras.pop(name)
    if not facts:
        extras.pop("metadata", None)
    if isinstance(facts.get("model_slug"), str):
        extras["model"] = facts["model_slug"]
    author = message.get("author")
    speaker = author.get("name") if isinstance(author, dict) else None
    if isinstance(speaker, str) and speaker:
        extras["name"] = speaker
    turn = Turn(role_of(role), extras)
    called = _tool_called(message)
    if called is not None and isinstance(content, dict):
        turn.call(message.get("id"), called, _text_of(content))
    else:
        _read_content(turn, content)
        attached = [a for a in facts.get("attachments") or [] if isinstance(a, dict)]
        shown = text_in(content)
        for each in attached:
            if isinstance(each.get("id"), str) and each["id"] not in shown:
                _attach(turn, each["id"], each.get("name"), each.get("mime_type"))
    made = turn.finish()
    if called is None and not _says_something(made):
        # The beginning of each tree, and what was hidden: nobody has said it.
        return []
    if role == "tool" and (call_id := calls.get(text_in(message.get("id")))) is not None:
        made[0]["tool_call_id"] = call_id
    return made


def _says_something(messages: list[JsonObject]) -> bool:
    return any(m.get("content") or m.get("tool_calls") or m.get("reasoning") for m in messages)


def _read_content(turn: Turn, content: Any) -> None:
    if not isinstance(content, dict):
        turn.text(text_in(content))
        return
    kind = content.get("content_type")
    parts = content.get("parts")
    if isinstance(parts, list):
        for part in parts:
            _read_part(turn, part)
    elif kind == "thoughts":
        for thought in content.get("thoughts") or []:
            if isinstance(thought, dict):
                turn.thought(text_in(thought.get("content") or thought.get("summary")))
    elif kind == "reasoning_recap":
        turn.thought(text_in(content.get("content")))
    elif kind == "user_editable_context":
        names = ("user_profile", "user_instructions")
        turn.text("\n\n".join(text_in(content[n]) for n in names if content.get(n)))
    elif text := _text_of(content):
        turn.text(text)
    elif len(content) > 1:
        turn.part({"type": text_in(kind) or "unknown", **without(content, "content_type")})


def _text_of(content: JsonObject) -> str:
    if isinstance(content.get("parts"), list):
        return "\n".join(text_in(part) for part in content["parts"])
    return next((text_in(content[name]) for name in _TEXT_IN if content.get(name)), "")


def _read_part(turn: Turn, part: Any) -> None:
    if not isinstance(part, dict):
        turn.text(text_in(part))
        return
    kind = part.get("content_type")
    pointer = part.get("asset_pointer")
    if kind == "image_asset_pointer" and isinstance(pointer, str):
        turn.part({"type": "image_url", "image_url": {"url": pointer}})
    elif isinstance(pointer, str):
        file = {"url": pointer, "filename": f"audio.{part.get('format') or 'wav'}"}
        turn.part({"type": "file", "file": file})
    elif isinstance(part.get("text"), str):
        turn.text(part["text"])
    else:
        inner = part.get("audio_asset_pointer")
        if isinstance(inner, dict):
            _read_part(turn, inner)
        else:
            turn.part({"type": text_in(kind) or "unknown", **without(part, "content_type")})


def _attach(turn: Turn, file_id: str, name: Any, media_type: Any) -> None:
    url = f"file-service://{file_id}"
    if isinstance(media_type, str) and media_type.startswith("image/"):
        turn.part({"type": "image_url", "image_url": {"url": url}})
        return
    file = {"url": url, **({"filename": name} if isinstance(name, str) else {})}
    if isinstance(media_type, str):
        file["media_type"] = media_type
    turn.part({"type": "file", "file": file})
