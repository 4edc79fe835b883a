"""Tells, as one line of JSON, the types of all items that OpenAI's client knows."""

import json
import sys
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from openai.types.conversations import ConversationItem
from openai.types.responses import ResponseInputItemParam


def members(union: Any) -> list[Any]:
    """The types that a union has, and those that it has in turn."""
    if get_origin(union) is Annotated:
        return members(get_args(union)[0])
    if get_origin(union) is Union:
        return [member for each in get_args(union) for member in members(each)]
    return [union]


def texts(hint: Any) -> set[str]:
    """The literals in a type."""
    if get_origin(hint) is Literal:
        return set(get_args(hint))
    return {text for each in get_args(hint) for text in texts(each)}


def type_of(kind: Any) -> Any:
    """The type of an item's field ``type``."""
    fields = getattr(kind, "model_fields", None)
    return get_type_hints(kind).get("type") if fields is None else fields["type"].annotation


def main() -> list[str]:
    """What the field ``type`` of an item may be, given or answered."""
    kinds = [*members(ResponseInputItemParam), *members(ConversationItem)]
    return sorted({text for kind in kinds for text in texts(type_of(kind))})


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
