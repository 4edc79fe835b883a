"""What lies within items of the Responses API, and within messages: parts and tool calls.

Parts that one form knows and the other does not stay as they are, in both directions.
"""

from typing import Any

from documents.json_values import JsonObject
from documents.shapes.chats import Role
from documents.shapes.messages import Content, FieldRefused, check_optional, is_part

_FILE = ("file_id", "file_data", "filename")


def is_output(value: Any) -> bool:
    """Whether content of an item is a text, or a list of objects with a ``type``."""
    return isinstance(value, str) or (
        isinstance(value, list)
        and all(isinstance(part, dict) and isinstance(part.get("type"), str) for part in value)
    )


def content_of_item(content: str | list[JsonObject], role: str) -> Content:
    """The content of a message of this role that says the same.

    Parts that a message may only have in another form are left out.
    """
    if isinstance(content, str):
        return content
    return parts_of_item([_to_message(part, role) for part in content])


def parts_of_item(parts: list[JsonObject]) -> list[dict[str, Any]]:
    """Those of some parts that a message may have."""
    return [part for part in parts if is_part(part)]


def content_of_message(content: Any, role: str, *, complete: bool = False) -> Any:
    """The content of an item of this role that says the same.

    Where it is to be ``complete``, it is always a list, whose parts have all that their types
    want; else it has just what ``content_of_item`` was given.
    """
    if not isinstance(content, list):
        if not complete:
            return content
        content = [] if content is None else [{"type": "text", "text": content}]
    return [_to_item(part, role, complete=complete) for part in content]


def call_of_item(item: JsonObject) -> JsonObject | None:
    """The tool call that an item with a ``call_id`` is; None where it is none."""
    kind, call_id = item["type"], item.get("call_id")
    if not isinstance(call_id, str) or kind.endswith("_output"):
        return None
    for of_item, of_call, argument in _NAMED:
        said = ("name", argument)
        if kind == of_item and all(isinstance(item.get(name), str) for name in said):
            return {"id": call_id, "type": of_call, of_call: {name: item[name] for name in said}}
    if kind in (of_call for _, of_call, _ in _NAMED):
        return None
    rest = {name: value for name, value in item.items() if name != "call_id"}
    return {"id": call_id, **rest}


_NAMED = (("function_call", "function", "arguments"), ("custom_tool_call", "custom", "input"))
"""Types of items that call by a name, those of the calls, and what the call is given."""


def item_of_call(call: JsonObject) -> JsonObject:
    """The item that a tool call is, whatever form the call has."""
    kind, call_id = call.get("type", "function"), call.get("id")
    rest = {name: value for name, value in call.items() if name not in ("id", "type")}
    for of_item, of_call, argument in _NAMED:
        named = rest.get(of_call)
        if kind == of_call and isinstance(named, dict):
            rest.pop(of_call)
            whole = {"name": "", argument: "", **rest, **named}
            return {**whole, "type": of_item, "call_id": call_id}
    return {**rest, "type": kind, "call_id": call_id}


def _to_message(part: JsonObject, role: str) -> JsonObject:
    kind = part["type"]
    if kind == _text_type(role) and isinstance(part.get("text"), str):
        return {**part, "type": "text"}
    if kind == "input_image" and isinstance(part.get("image_url"), str):
        image = {"url": part["image_url"]}
        if "detail" in part:
            image["detail"] = part["detail"]
        rest = _without(part, "image_url", "detail")
        return {**rest, "type": "image_url", "image_url": image}
    if kind == "input_file" and any(isinstance(part.get(name), str) for name in _FILE[:2]):
        file = {name: part[name] for name in _FILE if name in part}
        return {**_without(part, *_FILE), "type": "file", "file": file}
    return part


def _to_item(part: Any, role: str, *, complete: bool) -> Any:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "text":
        said = {**part, "type": _text_type(role)}
        if complete and role == Role.ASSISTANT:
            said.setdefault("annotations", [])
        return said
    if kind == "image_url" and isinstance(image := part.get("image_url"), dict):
        told = {"image_url" if name == "url" else name: value for name, value in image.items()}
        if complete and told.get("detail") is None:
            told["detail"] = "auto"
        return {**_without(part, "image_url"), **told, "type": "input_image"}
    if kind == "file" and isinstance(file := part.get("file"), dict):
        return {**_without(part, "file"), **file, "type": "input_file"}
    return part


def _text_type(role: str) -> str:
    return "output_text" if role == Role.ASSISTANT else "input_text"


def _without(part: JsonObject, *names: str) -> JsonObject:
    return {name: value for name, value in part.items() if name not in names}


def is_allowed_call(call: JsonObject) -> bool:
    """Whether a message may have such a tool call."""
    try:
        check_optional("tool_calls", [call])
    except FieldRefused:
        return False
    return True
