"""A message as items of OpenAI's Responses API, and an item as it is stored.

Items and messages are one thing: an item is stored as the message that says the same in the
form of Chat Completions (``read_item``), and a message is shown as items (``write_items``). What
such a message cannot say stands beside it, under ``item``: as a rule the few keys that have no
place in it (``beside``), else the item as it was given (``given``). So it comes back equal, until
an edit makes something else of the message. The forms are those of
https://platform.openai.com/docs/api-reference/conversations.
"""

from typing import Any

import orjson

from documents.aggregates.chats.item_parts import (
    call_of_item,
    content_of_item,
    content_of_message,
    is_allowed_call,
    is_output,
    item_of_call,
    parts_of_item,
)
from documents.aggregates.chats.new_messages import NewMessage
from documents.aggregates.chats.tool_calls import call_id_answered, calls_made
from documents.json_values import JsonObject
from documents.shapes.chats import Role, StoredMessage
from documents.shapes.messages import ITEM, ITEM_BESIDE, ITEM_GIVEN
from documents.shapes.streams import StreamState

ITEM_ROLES = {
    **{role.value: role for role in (Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.DEVELOPER)},
    "critic": Role.ASSISTANT,
    "discriminator": Role.ASSISTANT,
    # A message that names no call is no tool's answer.
    "tool": Role.STATUS,
    "unknown": Role.STATUS,
}
"""The roles that a message item may have, and those of the messages that they become."""

_OUTPUTS = ("function_call_output", "custom_tool_call_output")
_PREFIXES = {
    "message": "msg_",
    "function_call": "fc_",
    "function_call_output": "fco_",
    "reasoning": "rs_",
    "custom_tool_call": "ctc_",
    "custom_tool_call_output": "ctco_",
    "web_search_call": "ws_",
    "file_search_call": "fs_",
    "computer_call": "cu_",
    "code_interpreter_call": "ci_",
    "image_generation_call": "ig_",
    "local_shell_call": "lsh_",
    "shell_call": "sh_",
    "apply_patch_call": "apc_",
    "mcp_call": "mcp_",
    "mcp_list_tools": "mcpl_",
    "mcp_approval_request": "mcpr_",
    "compaction": "cmp_",
}
_OTHER_PREFIX = "item_"
_CUT_SHORT = (StreamState.FAILED, StreamState.CANCELLED, StreamState.INTERRUPTED)

ITEM_ID_PREFIXES = frozenset({*_PREFIXES.values(), _OTHER_PREFIX})
"""What the ids that are made for items begin with."""


def item_type(item: JsonObject) -> str:
    """What an item is; one without a ``type`` is a message, or a reference to an item."""
    if isinstance(kind := item.get("type"), str):
        return kind
    return "message" if "role" in item else "item_reference"


def read_item(item: JsonObject, message_id: str | None = None) -> NewMessage:
    """The message to store for an item.

    A ``message`` has a role of ``ITEM_ROLES``, and content: a text, or a list of objects with a
    ``type``. Whatever another type has, is kept. Without ``message_id`` the message's is made
    with the beginning that OpenAI's ids of such items have.
    """
    kind = item_type(item)
    given = {name: value for name, value in item.items() if name != "id"} | {"type": kind}
    role, fields = _fields_of(given, item.get("id"))
    said = _said_by(kind, {"role": role, **fields})
    beside = {name: value for name, value in given.items() if name == "type" or name not in said}
    mark = {ITEM_BESIDE: beside} if {**said, **beside} == given else {ITEM_GIVEN: given}
    return NewMessage(
        role.value,
        fields.pop("content"),
        id=message_id,
        others={**fields, ITEM: mark},
        id_prefix=_PREFIXES.get(kind, _OTHER_PREFIX),
    )


def write_items(stored: StoredMessage) -> list[JsonObject]:
    """The items that a stored message is, without their ids.

    One that came as an item is that item. Any other is one item as a rule, else one for its
    reasoning, for what it says, and for each of its tool calls; a redacted one is none.
    """
    if stored.get("redacted_at"):
        return []
    mark = stored.get(ITEM)
    if mark is None:
        return _written(stored)
    if ITEM_GIVEN in mark:
        return [mark[ITEM_GIVEN]]
    beside: JsonObject = mark[ITEM_BESIDE]
    return [{**_said_by(beside["type"], stored), **beside}]


def _fields_of(given: JsonObject, item_id: Any) -> tuple[Role, JsonObject]:
    """The role and the fields of the message that says what an item says."""
    kind, call_id = given["type"], given.get("call_id")
    if kind == "message":
        role = ITEM_ROLES[given["role"]]
        return role, {"content": content_of_item(given["content"], role)}
    if kind == "reasoning":
        return Role.ASSISTANT, {"content": None, "reasoning": _thoughts_in(given)}
    if kind == "local_shell_call_output" and isinstance(item_id, str):
        call_id = item_id
    if isinstance(call_id, str) and kind.endswith("_output"):
        content: Any = parts_of_item([given])
        if kind in _OUTPUTS and is_output(given.get("output")):
            content = content_of_item(given["output"], Role.TOOL)
        return Role.TOOL, {"content": content, "tool_call_id": call_id}
    call = call_of_item(given)
    if call is not None and is_allowed_call(call):
        return Role.ASSISTANT, {"content": None, "tool_calls": [call]}
    role = ITEM_ROLES.get(str(given.get("role")), Role.ASSISTANT)
    return role, {"content": parts_of_item([given])}


def _said_by(kind: str, message: StoredMessage) -> JsonObject:
    """The keys of an item of this type that the fields of its message say."""
    content = message.get("content")
    if kind == "message":
        return {"content": content_of_message(content, message["role"])}
    if kind == "reasoning":
        text = message.get("reasoning")
        return {"summary": [{"type": "summary_text", "text": text}] if text else []}
    if calls := message.get("tool_calls"):
        return item_of_call(calls[0])
    if isinstance(content, list) and content and content[0].get("type") == kind:
        return dict(content[0])
    if kind in _OUTPUTS:
        output = content_of_message(content, Role.TOOL)
        return {"call_id": message.get("tool_call_id"), "output": output}
    return {}


def _thoughts_in(item: JsonObject) -> str:
    """The text of a reasoning item: its summary, else its content."""
    for name in ("summary", "content"):
        parts = item.get(name)
        told = parts if isinstance(parts, list) else []
        texts = [part.get("text") for part in told if isinstance(part, dict)]
        if text := "\n\n".join(each for each in texts if isinstance(each, str)):
            return text
    return ""


def _written(message: StoredMessage) -> list[JsonObject]:
    """The items of a message that did not come as one."""
    role, status = message["role"], _status_of(message)
    content = message.get("content")
    if role in (Role.TOOL, Role.FUNCTION):
        called = call_id_answered(message)
        output = content_of_message(content, role, complete=isinstance(content, list))
        return [
            {
                "type": "function_call_output",
                "call_id": called if called is not None else message.get("name") or "",
                "output": "" if output is None else output,
                "status": status,
            }
        ]
    items: list[JsonObject] = []
    if text := message.get("reasoning"):
        summary = [{"type": "summary_text", "text": text}]
        items.append({"type": "reasoning", "summary": summary})
    calls = calls_made(message) if role == Role.ASSISTANT else []
    parts = content_of_message(content or None, role, complete=True)
    if refusal := message.get("refusal"):
        parts.append({"type": "refusal", "refusal": refusal})
    if parts or not (items or calls):
        if not parts and content is not None:
            parts = content_of_message("", role, complete=True)
        shown = "unknown" if role == Role.STATUS else role
        items.append({"type": "message", "role": shown, "content": parts, "status": status})
    for call in calls:
        items += _items_of_call(call)
    return items


def _items_of_call(call: JsonObject) -> list[JsonObject]:
    """A call; and its answer, where it has that beside it, as a stream writes it."""
    answer = call.get("output", call.get("error"))
    called = {name: value for name, value in call.items() if name not in ("output", "error")}
    items = [{**item_of_call(called), "status": "completed"}]
    if {"output", "error"} & call.keys():
        output = answer if isinstance(answer, str) else orjson.dumps(answer).decode()
        is_custom = items[0]["type"] == "custom_tool_call"
        kind = "custom_tool_call_output" if is_custom else "function_call_output"
        told = {"call_id": call["id"], "output": output, "status": "completed"}
        items.append({"type": kind, **told})
    return items


def _status_of(message: StoredMessage) -> str:
    if message.get("streaming"):
        return "in_progress"
    # How its stream ended; other metadata may have any reason of the user's.
    ended = message.get("message_metadata", {}).get("finish_reason")
    is_cut = message.get("stream_id") is not None or ended in _CUT_SHORT
    return "incomplete" if is_cut else "completed"
