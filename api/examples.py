"""The examples of the OpenAPI document: one of each body that a route takes or answers.

Their figures are those of the README: a lost bag, and the cheapest way to Oslo.
"""

from collections.abc import Sequence
from typing import Any

from api.openai.examples import OPENAI_VALUES
from api.upkeep_examples import UPKEEP_VALUES

ID = "66f0c0ffee0000000000abcd"
"""The id of whatever an example is of."""

_CHAT, _MISSION, _HOP = "66f0c0ffee0000000000abce", "66f0c0ffee0000000000abcf", ID[:-1] + "0"
_STEP, _DATES, _FARES = ID[:-1] + "1", ID[:-1] + "2", ID[:-1] + "3"
_BEGAN, _CHANGED = "2026-03-01T09:00:00Z", "2026-03-01T09:05:00Z"
_TIMES = {"created_at": _BEGAN, "updated_at": _CHANGED}
_NO_TEXT = {"description": None, "error_message": None}

_QUESTION = {"id": "m-1", "role": "user", "content": "Where is my bag?"}
_CALL: dict[str, Any] = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {
            "id": "c1",
            "type": "function",
            "function": {"name": "find_bag", "arguments": '{"tag": "SK 4711"}'},
        }
    ],
}
_ANSWER: dict[str, Any] = {
    "role": "tool",
    "content": "In Lisbon.",
    "tool_call_id": "c1",
}
_IMAGE: dict[str, Any] = {
    "role": "user",
    "content": [
        {"type": "text", "text": "It looks like this."},
        {"type": "image_url", "image_url": {"url": "https://example.com/bag.jpg"}},
    ],
}
_MESSAGE: dict[str, Any] = {
    **_QUESTION,
    "sequence_order": 1,
    "message_metadata": {},
    "created_at": _CHANGED,
    "edited_at": None,
    "redacted_at": None,
}
_STREAM: dict[str, Any] = {
    "id": ID,
    "chat_id": _CHAT,
    "message_id": "m-2",
    "sequence_order": 2,
    "state": "streaming",
    "next": 0,
    "epoch": 0,
    "lease_until": "2026-03-01T09:05:15Z",
    "error": None,
    "created_at": _CHANGED,
    "ended_at": None,
    "expires_at": None,
}
_SESSION: dict[str, Any] = {
    "id": ID,
    "user_id": "alice",
    "key": "ticket-4711",
    "name": "Lost bag",
    "status": "active",
    "chat_id": _CHAT,
    "mission_id": None,
    "session_metadata": {"locale": "en"},
    "last_activity_at": _CHANGED,
    **_TIMES,
    "chat": None,
    "mission": None,
    "recovery": None,
}
_DELTA = {"type": "text-delta", "id": "t1", "delta": "Once "}
_USED = {"input_tokens": 812, "output_tokens": 64, "cached_tokens": 0}
_USED_IN_ALL = {"messages": 1, **_USED, "cost": 0.0031}
_CHAT_OUT: dict[str, Any] = {
    "id": _CHAT,
    "user_id": "alice",
    "key": None,
    "title": "Where is my bag?",
    "title_derived": True,
    "context_data": {},
    "session_id": ID,
    "last_sequence": 1,
    "forked_from": None,
    "message_count": 1,
    **_TIMES,
    "usage": _USED_IN_ALL,
    "messages": None,
}
_LISTED: dict[str, Any] = {
    "usage": _USED_IN_ALL,
    "title": "Where is my bag?",
    "title_derived": True,
    "message_count": 1,
    "preview": {
        "message_id": "msg-7f3a",
        "sequence_order": 1,
        "role": "user",
        "text": "Where is my bag?",
        "created_at": _TIMES["created_at"],
    },
}
_TRIP: dict[str, Any] = {
    "name": "Cheapest way to Oslo",
    "description": None,
    "goal": "A fare under 150",
    "success_criteria": ["Every fare has its source"],
    "mission_metadata": {},
}
_MISSION_OUT: dict[str, Any] = {
    "id": _MISSION,
    "user_id": "alice",
    **_TRIP,
    "status": "ready_for_next_hop",
    "session_id": ID,
    "current_hop_id": None,
    **_TIMES,
}
_COMPARE: dict[str, Any] = {
    "name": "Compare the fares",
    "description": None,
    "goal": None,
    "success_criteria": [],
    "rationale": None,
    "is_final": True,
    "hop_metadata": {},
}
_HOP_OUT: dict[str, Any] = {
    "id": _HOP,
    "mission_id": _MISSION,
    "sequence_order": 1,
    **_COMPARE,
    "status": "proposed",
    "is_resolved": False,
    "error_message": None,
    **_TIMES,
}
_SERIALISED = {"type": "msgpack", "base64": "gqVzdGF0ZQE="}
_CHECKPOINT_KEY = {
    "thread_id": "thread-1",
    "checkpoint_ns": "",
    "checkpoint_id": "1f0c2a6e-0c44-6d3e-8001-b5f1a3e9d0aa",
}
_VERSION = "00000000000000000000000000000002.0.4471"
_VALUE_ID = ID + "3b0c44298fc1c149afbf4c8996fb9242"
_TASK = "b7b1a2d6-6a1b-5c5e-9a56-1f0c2a6e0c44"
_WRITE = {
    "task_id": _TASK,
    "task_path": "~__pregel_pull, agent",
    "index": 0,
    "channel": "messages",
    "value": {"value_id": ID, "bytes": 8, **_SERIALISED},
}
_SEARCH = {
    "tool_id": "fare-search",
    "name": "Search",
    "parameter_mapping": {
        "on": {"type": "asset_field", "state_asset": "dates", "path": "$[0]"},
        "to": {"type": "literal", "value": "OSL"},
    },
    "result_mapping": {"found": {"type": "asset_field", "state_asset": "fares"}},
}
_STEP_OUT: dict[str, Any] = {
    "id": _STEP,
    "sequence_order": 1,
    **_SEARCH,
    **_NO_TEXT,
    "status": "proposed",
    "resource_configs": {},
    "validation_errors": [],
    "execution_result": None,
    **_TIMES,
    "started_at": None,
    "completed_at": None,
}
_STEP_DETAIL = {**_STEP_OUT, "hop_id": _HOP}
_DATES_GIVEN: dict[str, Any] = {
    "scope_type": "mission",
    "scope_id": _MISSION,
    "role": "input",
    "name": "dates",
    "content": ["2026-03-01", "2026-03-08"],
    "schema_definition": {"type": "string", "is_array": True},
}
_DATES_HEAD = {
    "id": _DATES,
    "name": "dates",
    "subtype": None,
    "scope_type": "mission",
    "scope_id": _MISSION,
    "status": "ready",
    "role": "input",
    "value_representation": _DATES_GIVEN["content"],
    **_TIMES,
}
_ASSET = {
    **_DATES_HEAD,
    "description": None,
    "schema_definition": _DATES_GIVEN["schema_definition"],
    "mission_id": _MISSION,
    "content_info": {
        "bytes": 27,
        "sha256": "46afed7a3c3484df9dc2d0e3d682bb785ac8b3029f947a31d826784a2c8f4ad4",
        "media_type": "application/json",
    },
    "asset_metadata": {},
    "db_entity_metadata": None,
}
_ATTACHMENT = {
    "id": ID,
    "chat_id": _CHAT,
    "name": "bag.jpg",
    "media_type": "image/jpeg",
    "bytes": 48_120,
    "sha256": "46afed7a3c3484df9dc2d0e3d682bb785ac8b3029f947a31d826784a2c8f4ad4",
    "complete": True,
    "url": f"/chats/{_CHAT}/attachments/{ID}/content",
    "created_at": _BEGAN,
}
_HOP_DETAIL = {**_HOP_OUT, "tool_steps": [_STEP_OUT], "hop_state": {}}
_SPREAD = {"count": 12, "median": 340.0, "p95": 2100.0}
_DAY = {"start": "2026-03-01", "counts": {"user": 40, "assistant": 52}}


_LINK = "Vb2mJ0sY1nR8kQ4tW7xE3uH6zL9cF5aD-pG_oI0iTqM"
_SHARE = {
    "id": ID,
    "chat_id": _CHAT,
    "through": 12,
    "expires_at": "2026-04-01T00:00:00Z",
    "created_at": _CHANGED,
}
_WEBHOOK: dict[str, Any] = {
    "id": ID,
    "url": "https://hooks.example.com/threadkeep",
    "kinds": ["session.created", "message.created"],
    "description": "The help desk",
    "enabled": True,
    "disabled_reason": None,
    "failing_since": None,
    "gaps": 0,
    "gap_at": None,
    "secrets": 1,
    **_TIMES,
}
_DELIVERY: dict[str, Any] = {
    "id": ID[:-1] + "4",
    "kind": "message.created",
    "state": "pending",
    "attempts": 1,
    "last_status": 503,
    "last_error": None,
    "next_attempt_at": "2026-03-01T09:05:05Z",
    "created_at": _CHANGED,
    "ended_at": None,
    "expires_at": "2026-03-31T09:05:00Z",
    "body": '{"type":"message.created","timestamp":"2026-03-01T09:05:00.000Z","data":{'
    f'"user_id":"alice","session_id":"{ID}","chat_id":"{_CHAT}","through":3}}}}',
}
_SHOWN_TIMES = {"created_at": _CHANGED, "edited_at": None, "redacted_at": None}
_OPINION = {
    "message_id": "m-2",
    "sequence_order": 2,
    "rating": "up",
    "comment": "It found my bag.",
    **_TIMES,
}


def _page(*items: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"items": list(items), **others}


_JOB: dict[str, Any] = {
    "id": ID,
    "kind": "export",
    "status": "succeeded",
    "user_id": "alice",
    "created_at": _BEGAN,
    "finished_at": _CHANGED,
    "kept_until": "2026-03-02T09:05:00Z",
    "progress": {"documents_done": 3_210, "documents_found": 3_210},
    "error": None,
    "receipt": None,
    "file": {
        "url": f"/jobs/{ID}/file",
        "media_type": "application/gzip",
        "bytes": 1_048_210,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "lines": {"user": 1, "session": 900, "chat": 900, "message": 22_500},
    },
}
_VALUES: dict[str, Any] = {
    "SessionCreate": {"name": "Lost bag", "session_metadata": {"locale": "en"}},
    "SessionResume": {"name": "Lost bag"},
    "SessionUpdate": {"name": "Found bag", "status": "completed", "reason": "the bag was found"},
    "StatusReason": {"reason": "the bag was found"},
    "ChatCreate": {"title": "Lost bag", "context_data": {"flight": "SK 4711"}},
    "ChatUpdate": {"title": "Found bag"},
    "ForkCreate": {"through": 1},
    "MessageUpdate": {"content": "Where is my suitcase?"},
    "VersionCreate": {"id": "v-2", "content": "Where is my suitcase?"},
    "VersionChoice": {"id": "m-1"},
    "FeedbackPut": {"rating": "up", "comment": "It found my bag."},
    "FeedbackOut": _OPINION,
    "FeedbackPage": _page(_OPINION, next=None),
    "ShareCreate": {"through": 12, "expires_at": "2026-04-01T00:00:00Z"},
    "ShareOut": _SHARE,
    "ShareMade": {**_SHARE, "token": _LINK, "path": f"/shared/{_LINK}"},
    "SharePage": _page(_SHARE, next=None),
    "SharedChat": _page(
        {**_QUESTION, **_SHOWN_TIMES, "sequence_order": 1},
        title="Lost bag",
        through=12,
        expires_at="2026-04-01T00:00:00Z",
        lost=[],
        next=None,
    ),
    "WebhookCreate": {
        "url": _WEBHOOK["url"],
        "kinds": _WEBHOOK["kinds"],
        "description": "The help desk",
    },
    "WebhookUpdate": {"kinds": ["session.created"], "enabled": False},
    "WebhookOut": _WEBHOOK,
    "WebhookMade": {**_WEBHOOK, "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDUlFTsJkEVv8="},
    "WebhookPage": _page(_WEBHOOK, next=None),
    "DeliveryOut": _DELIVERY,
    "DeliveryPage": _page(_DELIVERY, next=None),
    "SentAgain": {"deliveries": 3},
    "StreamOpen": {"id": "m-2"},
    "LeaseProlong": {"lease_seconds": 120},
    "StreamFinish": {"state": "complete", "usage": {"model": "m-large", **_USED}},
    "StreamOut": _STREAM,
    "StreamPlace": {"next": 2, "state": "streaming"},
    "MissionCreate": {"name": "Cheapest way to Oslo", "goal": "A fare under 150"},
    "MissionUpdate": {"goal": "A fare under 120"},
    "MissionStatusChange": {"status": "ready_for_next_hop"},
    "HopCreate": {"name": "Compare the fares", "is_final": True},
    "HopUpdate": {"rationale": "Three airlines fly there"},
    "HopStatusChange": {"status": "ready_to_resolve"},
    "ToolStepCreate": _SEARCH,
    "ToolStepUpdate": {"name": "Search again"},
    "StepStatusChange": {"status": "ready_to_configure"},
    "StepOrder": {"step_ids": [_STEP]},
    "AssetCreate": _DATES_GIVEN,
    "AssetUpdate": {"description": "The days to fly on"},
    "AssetStatusChange": {"status": "pending"},
    "ChatList": _page(_CHAT_OUT | _LISTED, next=None),
    "SessionOut": _SESSION,
    "SessionPage": _page(_SESSION | _LISTED, next=None),
    "DeletedSessionPage": _page(
        _SESSION | {"deleted_at": _CHANGED, "restorable_until": "2026-03-08T09:05:00Z"}, next=None
    ),
    "ChatOut": _CHAT_OUT,
    "SearchPage": _page(
        {
            "chat_id": _CHAT,
            "session_id": ID,
            "title": "Where is my bag?",
            "message_id": "msg-7f3a",
            "sequence_order": 1,
            "role": "user",
            "created_at": _TIMES["created_at"],
            "score": 1.9231,
            "snippet": [
                {"text": "Where is my ", "marked": False},
                {"text": "bag", "marked": True},
                {"text": "?", "marked": False},
            ],
        },
        next=None,
    ),
    "MessageOut": _MESSAGE,
    "VersionPage": _page(
        {
            "id": "m-1",
            "version": 1,
            "is_selected": True,
            "content": "Where is my bag?",
            "message_metadata": {},
            "created_at": _CHANGED,
            "edited_at": None,
            "redacted_at": None,
        },
        next=None,
    ),
    "MessageList": _page(_MESSAGE),
    "MessagePage": _page(_MESSAGE, lost=[], previous=None, next=None),
    "MissionDetail": {
        **_MISSION_OUT,
        "current_hop": None,
        "hops": [_HOP_OUT],
        "mission_state": {"dates": _DATES_HEAD},
    },
    "MissionFull": {
        **_MISSION_OUT,
        "current_hop": None,
        "hops": [_HOP_DETAIL],
        "mission_state": {"dates": _DATES_HEAD},
    },
    "MissionPage": _page(_MISSION_OUT, next=None),
    "HopDetail": _HOP_DETAIL,
    "HopPage": _page(_HOP_OUT, next=None),
    "ToolStepDetail": _STEP_DETAIL,
    "ToolStepList": _page(_STEP_OUT),
    "ToolStepPage": _page(_STEP_OUT, next=None),
    "AssetOut": _ASSET,
    "AssetPage": _page(_ASSET, next=None),
    "AttachmentOut": _ATTACHMENT,
    "AttachmentList": _page(_ATTACHMENT, next=None),
    "Lineage": {
        "asset_id": _FARES,
        "mission_id": _MISSION,
        "hop_id": _HOP,
        "steps": [
            {
                "relation": "produced",
                "hop_id": _HOP,
                "step_id": _STEP,
                "step_name": "Search",
                "mapping": "found",
                "status": "completed",
                "started_at": _BEGAN,
                "completed_at": _CHANGED,
            }
        ],
        "messages": [],
        "messages_from": 1,
    },
    "CheckpointPut": {
        **_CHECKPOINT_KEY,
        "parent_checkpoint_id": None,
        "checkpoint": _SERIALISED,
        "metadata": {"source": "loop", "step": 1},
        "channels": [{"channel": "messages", "version": _VERSION, "value": _SERIALISED}],
    },
    "WritesPut": {
        **_CHECKPOINT_KEY,
        "task_id": _TASK,
        "task_path": "~__pregel_pull, agent",
        "writes": [{"index": 0, "channel": "messages", "value": _SERIALISED}],
    },
    "RunsDelete": {"run_ids": ["0e8a2f0c-4c8c-4a55-9a53-cf1a9e3f4d11"]},
    "ThreadsPrune": {"thread_ids": ["thread-1"], "strategy": "keep_latest"},
    "ThreadCopy": {"source_thread_id": "thread-1", "target_thread_id": "thread-2"},
    "CheckpointSaved": {
        **_CHECKPOINT_KEY,
        "parent_checkpoint_id": None,
        "created_at": _CHANGED,
    },
    "UploadMade": {"upload_id": ID, "bytes": 3_000_000},
    "CheckpointsDeleted": {"checkpoints": 12},
    "ThreadCopied": {"copied": True},
    "CheckpointPage": _page(
        {
            **_CHECKPOINT_KEY,
            "parent_checkpoint_id": None,
            "checkpoint": _SERIALISED,
            "metadata": {"source": "loop", "step": 1},
            "channels": [{"channel": "messages", "version": _VERSION, "value_id": _VALUE_ID}],
            "writes": [_WRITE],
            "more_writes": False,
            "created_at": _CHANGED,
        },
        values=[{"value_id": _VALUE_ID, "bytes": 8, **_SERIALISED}],
        next=None,
    ),
    "WritePage": _page(_WRITE, next=None),
    "ImportOut": {
        "new": 1,
        "continued": 0,
        "unchanged": 0,
        "broken": 1,
        "messages_added": 2,
        "forks_added": 0,
        "is_whole": True,
        "left_out": ["user.json"],
        "conversations": [
            {
                "file": "conversations.json",
                "number": 1,
                "outcome": "new",
                "title": "Where is my bag?",
                "session_id": ID,
                "chat_id": _CHAT,
                "messages_added": 2,
                "forks_added": 0,
                "reason": None,
                "not_kept": [],
            },
            {
                "file": "conversations.json",
                "number": 2,
                "outcome": "broken",
                "title": None,
                "session_id": None,
                "chat_id": None,
                "messages_added": 0,
                "forks_added": 0,
                "reason": "not an object",
                "not_kept": [],
            },
        ],
    },
    "ReceiptOut": {
        "user_id": "alice",
        "began_at": _BEGAN,
        "documents": {"user_sessions": 3, "chats": 3, "chat_buckets": 1},
        "messages": 61,
        "bytes": 48_120,
    },
    "UserNamed": {"user_id": "alice"},
    "JobOut": _JOB,
    "JobPage": _page(_JOB, next=None),
    "Analytics": {
        "first": "2026-03-01",
        "last": "2026-03-01",
        "bucket": "day",
        "timezone": "UTC",
        "sessions": {
            "buckets": [{"start": "2026-03-01", "counts": {"active": 12}}],
            "total": {"active": 12},
            "length_seconds": _SPREAD,
            "messages": {"count": 12, "median": 7.0, "p95": 30.0},
        },
        "users": {"buckets": [{"start": "2026-03-01", "active": 9}], "total": 9},
        "messages": {"buckets": [_DAY], "total": _DAY["counts"]},
        "missions": None,
        "tools": [
            {
                "tool_id": "fare-search",
                "steps": 4,
                "by_status": {"completed": 3, "failed": 1},
                "failure_rate": 0.25,
                "mean_seconds": 2.4,
            }
        ],
        "other_tools": None,
        "usage": {
            "buckets": [{"start": "2026-03-01", "usage": _USED_IN_ALL}],
            "total": _USED_IN_ALL,
            "models": [{"model": "m-large", "usage": _USED_IN_ALL}],
            "other_models": 0,
        },
        "feedback": {
            "buckets": [{"start": "2026-03-01", "counts": {"up": 3}}],
            "total": {"up": 3},
        },
        "chats": [
            {
                "chat_id": _CHAT,
                "session_id": ID,
                "mission_id": _MISSION,
                "usage": _USED_IN_ALL,
            }
        ],
        "other_chats": 0,
    },
    "Health": {"status": "ok"},
    **OPENAI_VALUES,
    **UPKEEP_VALUES,
}

EXAMPLES: dict[str, dict[str, Any]] = {
    **{name: {"value": value} for name, value in _VALUES.items()},
    "OneMessage": {"summary": "One message", "value": _QUESTION},
    "OneEvent": {"summary": "One event", "value": _DELTA},
    "SeveralEvents": {
        "summary": "All are stored, or none",
        "value": [_DELTA, {**_DELTA, "delta": "upon a time"}],
    },
    "SeveralMessages": {"summary": "All are stored, or none", "value": [_CALL, _ANSWER]},
    "MessageOfParts": {"summary": "A text and an image", "value": _IMAGE},
}
"""The component examples of the document."""

EXAMPLES_OF = {
    **{name: [name] for name in _VALUES},
    "MessageCreate": [
        "OneMessage",
        "SeveralMessages",
        "MessageOfParts",
    ],  # an append takes one or a list
}
"""The examples of a body, by the component that it is."""


def example_references(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The ``examples`` of a body: these of the document's components."""
    return {name: {"$ref": f"#/components/examples/{name}"} for name in names}
