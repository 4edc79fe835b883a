"""The examples of what OpenAI's routes take and answer: a lost bag."""

from typing import Any

_ID = "66f0c0ffee0000000000abce"
_ITEM: dict[str, Any] = {
    "type": "message",
    "role": "user",
    "content": [{"type": "input_text", "text": "Where is my bag?"}],
}
_CALL: dict[str, Any] = {
    "type": "function_call",
    "call_id": "c1",
    "name": "find_bag",
    "arguments": '{"tag": "SK 4711"}',
}
_STORED = {"id": "msg_019a7f3a", **_ITEM}
_METADATA = {"topic": "a lost bag"}

OPENAI_VALUES: dict[str, Any] = {
    "ConversationCreate": {"items": [_ITEM], "metadata": _METADATA},
    "ConversationUpdate": {"metadata": _METADATA},
    "ConversationOut": {
        "id": _ID,
        "object": "conversation",
        "created_at": 1772355600,
        "metadata": _METADATA,
    },
    "ConversationDeleted": {"id": _ID, "object": "conversation.deleted", "deleted": True},
    "ItemsCreate": {"items": [_ITEM, _CALL]},
    "ItemOut": _STORED,
    "ItemList": {
        "object": "list",
        "data": [_STORED, {"id": "fc_019a7f3b", **_CALL}],
        "first_id": "msg_019a7f3a",
        "last_id": "fc_019a7f3b",
        "has_more": False,
    },
    "OpenAIErrorOut": {
        "error": {
            "message": "There is no such conversation.",
            "type": "invalid_request_error",
            "param": None,
            "code": "not_found",
        }
    },
}
"""An example of each body, by the component that it is."""
