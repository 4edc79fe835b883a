"""The exports of Claude, Open WebUI and LibreChat.

Claude's is ``conversations.json`` of https://support.claude.com (export your data). Open WebUI's:
https://github.com/open-webui/open-webui, backend/open_webui/models/chats.py. LibreChat's:
https://github.com/danny-avila/LibreChat, client/src/hooks/Conversations/useExportConversation.ts.
"""

from typing import Any

from documents.json_values import JsonObject
from services.formats.blocks import read_blocks
from services.formats.conversations import (
    NotRecognised,
    ReadConversation,
    line_of,
    name_in,
    text_in,
    timed,
    without,
)
from services.formats.messages import LIBRECHAT, dialect_of
from services.formats.trees import Node, linked, paths_of
from services.formats.turns import Turn, role_of

_NO_PARENT = "00000000-0000-"


def read_claude(value: JsonObject) -> ReadConversation:
    """A conversation of Claude's export. Raises NotRecognised."""
    messages = _objects(value, "chat_messages")
    keys = timed(value, without(value, "chat_messages", "uuid", "name", "account"))
    if value.get("uuid") is not None:
        keys = {"id": value["uuid"], **keys}
    name = name_in(value.get("name"))
    if name is not None:
        keys["title"] = name
    notes: list[str] = []
    if any(isinstance(m.get("parent_message_uuid"), str) for m in messages):
        nodes = _nodes(messages, "uuid", "parent_message_uuid")
        current = value.get("current_leaf_message_uuid")
        leaf = current if isinstance(current, str) else None
        paths, notes = paths_of(nodes, leaf, _claude_message)
    else:
        paths = line_of(each for message in messages for each in _claude_message(message))
    return ReadConversation(keys, paths, name, notes)


def _claude_message(message: JsonObject) -> list[JsonObject]:
    beside = ("uuid", "sender", "text", "content", "attachments", "files", "files_v2")
    extras = timed(message, without(message, *beside, "parent_message_uuid"))
    if isinstance(message.get("uuid"), str):
        extras = {"id": message["uuid"], **extras}
    turn = Turn(role_of(text_in(message.get("sender"))), extras)
    content = message.get("content")
    stamps = ("start_timestamp", "stop_timestamp", "flags", "citations", "summaries")
    blocks = [
        without(block, *stamps) if isinstance(block, dict) else block
        for block in (content if isinstance(content, list) else [])
    ]
    read_blocks(turn, blocks or message.get("text"))
    for attached in message.get("attachments") or []:
        if not isinstance(attached, dict):
            continue
        name = attached.get("file_name")
        file = {"filename": name} if isinstance(name, str) and name else {}
        if text := text_in(attached.get("extracted_content")):
            turn.text(text, **file)
        elif file:
            turn.part({"type": "file", "file": {**file, "url": f"claude:{name}"}})
    known = set()
    for each in [*(message.get("files") or []), *(message.get("files_v2") or [])]:
        name = each.get("file_name") if isinstance(each, dict) else None
        if isinstance(name, str) and name not in known:
            known.add(name)
            url = f"claude:{text_in(each.get('file_uuid')) or name}"
            turn.part({"type": "file", "file": {"filename": name, "url": url}})
    return turn.finish()


def read_open_webui(value: JsonObject) -> ReadConversation:
    """A chat of Open WebUI's export, with what stands around it or without.

    Raises NotRecognised.
    """
    chat = value.get("chat") if isinstance(value.get("chat"), dict) else value
    assert isinstance(chat, dict)
    history = chat.get("history")
    tree = history.get("messages") if isinstance(history, dict) else None
    around = {} if chat is value else without(value, "chat", "user_id")
    keys = timed(chat, without(chat, "history", "messages"))
    if chat is not value:
        keys = timed(value, {**keys, **around})
    models = [m for m in chat.get("models") or [] if isinstance(m, str) and m]
    if models:
        keys["model"] = models[0]
    given = value.get("id") or chat.get("id")
    keys.pop("id", None)
    if given is not None and given != "":
        keys = {"id": given, **keys}
    name = name_in(value.get("title")) or name_in(chat.get("title"))
    if isinstance(tree, dict) and tree:
        messages = [{"id": key, **m} for key, m in tree.items() if isinstance(m, dict)]
        nodes = _nodes(messages, "id", "parentId")
        current = history.get("currentId") if isinstance(history, dict) else None
        leaf = current if isinstance(current, str) else None
        paths, notes = paths_of(nodes, leaf, _open_webui_message)
        return ReadConversation(keys, paths, name, notes)
    listed = _objects(chat, "messages")
    return ReadConversation(
        keys, line_of(each for message in listed for each in _open_webui_message(message)), name
    )


def _open_webui_message(message: JsonObject) -> list[JsonObject]:
    beside = ("role", "content", "parentId", "childrenIds", "files", "done", "images")
    extras = timed(message, without(message, *beside))
    for name in ("selectedModelId", "modelName"):
        if isinstance(message.get(name), str):
            extras.setdefault("model", message[name])
    turn = Turn(role_of(text_in(message.get("role"))), extras)
    read_blocks(turn, message.get("content"))
    for image in message.get("images") or []:
        read_blocks(turn, [{"type": "image", "image": image}])
    for file in message.get("files") or []:
        if isinstance(file, dict):
            _open_webui_file(turn, file)
    return turn.finish()


def _open_webui_file(turn: Turn, file: JsonObject) -> None:
    inner = file["file"] if isinstance(file.get("file"), dict) else {}
    meta = inner["meta"] if isinstance(inner.get("meta"), dict) else {}
    media_type = file.get("content_type") or meta.get("content_type")
    name = file.get("name") or inner.get("filename")
    url = file.get("url") or file.get("id")
    if file.get("type") == "image" or text_in(media_type).startswith("image/"):
        turn.part({"type": "image_url", "image_url": {"url": text_in(url)}})
        return
    data = inner.get("data")
    told = {"filename": name} if isinstance(name, str) else {}
    if isinstance(data, dict) and isinstance(data.get("content"), str) and data["content"]:
        turn.text(data["content"], **told)
        return
    address = url if isinstance(url, str) and url.startswith("data:") else None
    if address is not None:
        turn.part({"type": "file", "file": {**told, "file_data": address}})
    else:
        turn.part({"type": "file", "file": {**told, "url": f"open-webui:{text_in(url)}"}})


def read_librechat(value: JsonObject) -> ReadConversation:
    """A conversation of LibreChat's export: a tree by ``children``, or by the messages' parents.

    It has no current branch; LibreChat shows the newest, and so it is here.
    """
    messages = _unfolded(_objects(value, "messages"))
    options = value.get("options")
    keys = timed(value, without(value, "messages", "conversationId", "exportAt", "branches"))
    keys.pop("recursive", None)
    if isinstance(options, dict) and isinstance(options.get("model"), str):
        keys["model"] = options["model"]
    if value.get("conversationId") is not None:
        keys = {"id": value["conversationId"], **keys}
    name = name_in(value.get("title"))
    if all(isinstance(m.get("messageId"), str) for m in messages):
        nodes = _nodes(messages, "messageId", "parentMessageId")
        if any(node.parent in nodes for node in nodes.values()):
            paths, notes = paths_of(nodes, None, _librechat_message)
            return ReadConversation(keys, paths, name, notes)
    read = (each for message in messages for each in _librechat_message(message))
    return ReadConversation(keys, line_of(read), name)


def _librechat_message(message: JsonObject) -> list[JsonObject]:
    if "isCreatedByUser" in message:
        return LIBRECHAT.read(message)
    if (dialect := dialect_of(message)) is None:
        raise NotRecognised("a message says neither `isCreatedByUser` nor a role")
    return dialect.read(message)


def _unfolded(messages: list[JsonObject]) -> list[JsonObject]:
    """The messages of a tree by ``children``, each before those that follow it."""
    found: list[JsonObject] = []
    waiting = [(message, None) for message in reversed(messages)]
    while waiting:
        message, parent = waiting.pop()
        children = message.get("children")
        if parent is not None and not isinstance(message.get("parentMessageId"), str):
            message = {**message, "parentMessageId": parent}
        found.append(message)
        own = message.get("messageId")
        waiting += [
            (child, own)
            for child in reversed(children if isinstance(children, list) else [])
            if isinstance(child, dict)
        ]
    return found


def _nodes(messages: list[JsonObject], own: str, parent: str) -> dict[str, Node]:
    nodes = {}
    for place, message in enumerate(messages):
        before = message.get(parent)
        if not isinstance(before, str) or before.startswith(_NO_PARENT) or not before:
            before = None
        node_id = text_in(message.get(own)) or f"#{place}"
        nodes[node_id] = Node(node_id, before, message)
    return linked(nodes)


def _objects(value: JsonObject, name: str) -> list[JsonObject]:
    found: Any = value.get(name)
    if not isinstance(found, list):
        raise NotRecognised(f"there is no list of messages under `{name}`")
    for place, each in enumerate(found):
        if not isinstance(each, dict):
            raise NotRecognised(f"/{name}/{place} is not an object")
    return found
