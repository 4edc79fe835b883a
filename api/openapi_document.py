"""The OpenAPI document: FastAPI's, with what FastAPI cannot know.

Operations are named after the functions of their routes (``append_messages``:
``appendMessages``), and summed up by the first sentence of their docstrings. Problems,
headers and examples are added to every operation by one rule each, so that no route has
to repeat them.
"""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api import problems
from api.delegation import USER_HEADER
from api.examples import EXAMPLES, EXAMPLES_OF, ID, example_references
from api.fields import JSON_VALUE_SCHEMA
from api.message_fields import MESSAGE_SCHEMAS
from api.openai.errors import PREFIX, OpenAIErrorOut, openai_status
from api.openai.schemas import ITEM_SCHEMAS
from api.problems import (
    PROBLEM_JSON,
    QUOTA_EXCEEDED,
    TOO_LARGE,
    UNSUPPORTED_ENCODING,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
    ProblemError,
    ProblemType,
    answers,
)
from api.usage_fields import USAGE_SCHEMA

TAGS = {
    "sessions": "A session: a chat, perhaps a mission, and a status from `active` to `archived`.",
    "chats": "Chats and their messages: appended in one order without gaps, read in pages.",
    "conversations": "Chats as OpenAI's Conversations API has them, for its clients as they are.",
    "shares": "Links that read a chat without an account.",
    "attachments": "Files of a chat, uploaded whole or in pieces, which its messages name.",
    "search": "Finding messages and titles by what they say.",
    "streams": "A message while it is written, event by event: kept, followed, stopped, resumed.",
    "feeds": "All that happens in a session or a chat, on one connection.",
    "missions": "What an agent works through, hop by hop.",
    "hops": "The hops of a mission, each a list of tool steps.",
    "tool steps": "The steps of a hop: which tool runs, what it reads and what it makes.",
    "assets": "What tool steps read and make, and its content.",
    "checkpoints": "The states of agents' graphs, as LangGraph saves them, and goes on from.",
    "users": "All that is stored of one user: one's own, and for administrators anybody's.",
    "imports": "Conversations from elsewhere, in the forms in which others write them.",
    "jobs": "Exports and erasures of any size: how far they are, and what they left.",
    "webhooks": "Where events are sent as they happen, signed, and what became of each.",
    "analytics": "Figures over a period.",
    "upkeep": "What a sweep and the index command would do, told beforehand to administrators.",
    "health": "Whether the service lives and can serve, and its metrics. Without a token.",
}
"""What each tag is about, in the order of the document."""

VERSIONED = frozenset(
    {
        *("SessionOut", "ChatOut", "MessageOut", "AssetOut"),
        *("MissionDetail", "MissionFull", "HopDetail", "ToolStepDetail"),
        *("WebhookOut", "WebhookMade"),
    }
)
"""The components whose answers carry the ETag of what they show."""

_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "answer only another version: the ETag of an earlier answer, else 304",
}

_MANY = frozenset({"appendMessages"})
"""Operations that answer one of them or a list, without an ETag."""

_ETAG = {"schema": {"type": "string", "pattern": '^"[^"]+"$'}}
_TEXT = {"schema": {"type": "string"}}
HEADERS: dict[str, dict[str, Any]] = {
    "RequestId": {
        "description": "the id that the service's log has for this request",
        "required": True,
        **_TEXT,
    },
    "Version": {"description": "the version, for If-Match", "required": True, **_ETAG},
    "ContentVersion": {
        "description": "the SHA-256 of the whole content, for If-None-Match and If-Range",
        "required": True,
        **_ETAG,
    },
    "CurrentVersion": {"description": "the version of `current`, where that is shown", **_ETAG},
    "Location": {"description": "the path of what was made", "required": True, **_TEXT},
    "LocationOfOne": {"description": "the path of a message that was sent alone", **_TEXT},
    "RetryAfter": {
        "description": "how many seconds to wait before sending the same again",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    },
    "RateLimit": {
        "description": "of each quota of requests, where such are set, how many are left (`r`), "
        "and after how many seconds its minute ends (`t`), also of other answers; else the quota "
        "that has no room, and when there may be some",
        **_TEXT,
    },
    "RateLimitPolicy": {
        "description": "the quotas of requests: of `user` and `service`, how many (`q`) there may "
        "be in how many seconds (`w`)",
        **_TEXT,
    },
    "Authenticate": {"description": "the scheme to use: Bearer", "required": True, **_TEXT},
}
"""The component headers of the document."""

ACTING_FOR: dict[str, Any] = {
    "type": "apiKey",
    "in": "header",
    "name": USER_HEADER,
    "description": "the user for whom a token with the scope `act` acts, or one with `act:read` "
    "reads: the subject that the user's own tokens would have, in UTF-8",
}
"""What the document says of the header that names another user."""

_OF_ANY_BODY = (TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED_ENCODING, QUOTA_EXCEEDED)
"""Any body may be over a limit, of another type, or encoded."""

_FIRST_SENTENCE = re.compile(r"(.+?)\.(?:\s|$)", re.DOTALL)


def operation_id(route: APIRoute) -> str:
    """The id of a route's operation, after its function: ``append_messages``, appendMessages."""
    first, *others = route.name.split("_")
    return first + "".join(word.capitalize() for word in others)


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The document of the application, made at the first call."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=[{"name": name, "description": about} for name, about in TAGS.items()],
        )
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = problem.pop("$defs")
        components = schema["components"]
        components["schemas"] |= {**parts, "Problem": problem, "JsonValue": JSON_VALUE_SCHEMA}
        components["schemas"] |= MESSAGE_SCHEMAS | {"Usage": USAGE_SCHEMA}
        for unused in ("HTTPValidationError", "ValidationError", "PydanticObjectId"):
            components["schemas"].pop(unused, None)
        components["headers"] = HEADERS
        components["securitySchemes"]["ActingFor"] = ACTING_FOR
        components["examples"] = EXAMPLES | _problems()
        error = OpenAIErrorOut.model_json_schema(ref_template="#/components/schemas/{model}")
        components["schemas"] |= {**error.pop("$defs"), "OpenAIErrorOut": error, **ITEM_SCHEMAS}
        for path, operations in schema["paths"].items():
            if "get" in operations:
                _complete_versioned(operations["get"])
            for operation in operations.values():
                _complete(operation)
                if path.startswith(PREFIX):
                    _tell_errors_as_openai(operation)
        app.openapi_schema = schema
    return app.openapi_schema


def _problems() -> dict[str, dict[str, Any]]:
    """An example of each problem."""
    types = (value for value in vars(problems).values() if isinstance(value, ProblemType))
    instance = f"/sessions/{ID}"
    return {each.name: {"value": ProblemError(each).problem(instance)} for each in types}


def _complete_versioned(operation: dict[str, Any]) -> None:
    """Add to a GET whose answer has a version that it can be asked for again."""
    contents = operation["responses"]["200"].get("content", {})
    if any(_component(media) in VERSIONED for media in contents.values()):
        operation["responses"]["304"] = {"description": "It is what If-None-Match names"}
        operation.setdefault("parameters", []).append(_IF_NONE_MATCH)


def _complete(operation: dict[str, Any]) -> None:
    """Add to an operation what holds for all of them."""
    if "security" in operation:
        operation["security"] += [{**way, "ActingFor": []} for way in operation["security"]]
    sentence = _FIRST_SENTENCE.match(operation["description"])
    assert sentence is not None, "a route's docstring begins with a sentence"
    operation["summary"] = " ".join(sentence[1].split())
    contents = []
    if "requestBody" in operation:
        contents.append(operation["requestBody"]["content"])
        for status, answer in answers(*_OF_ANY_BODY).items():
            operation["responses"].setdefault(str(status), answer)
    for status, response in operation["responses"].items():
        contents.append(response.get("content", {}))
        headers = _headers(operation["operationId"], status, response)
        response["headers"] = {
            name: {"$ref": f"#/components/headers/{header}"} for name, header in headers.items()
        } | response.get("headers", {})
    for media in (media for content in contents for media in content.values()):
        names = EXAMPLES_OF.get(_component(media), ())
        if names and "examples" not in media:
            media["examples"] = example_references(names)


def _tell_errors_as_openai(operation: dict[str, Any]) -> None:
    """Let an operation's errors have the form and the status that OpenAI's have."""
    told: dict[str, Any] = {}
    for status, response in operation["responses"].items():
        # These are answered before the path is known.
        early = status in ("408", "431")
        if PROBLEM_JSON in response.get("content", {}) and not early:
            media = {
                "schema": {"$ref": "#/components/schemas/OpenAIErrorOut"},
                "examples": example_references(["OpenAIErrorOut"]),
            }
            response["content"] = {"application/json": media}
            response["headers"].pop("ETag", None)
        told[str(openai_status(int(status)))] = response
    operation["responses"] = told


def _component(media: dict[str, Any]) -> str:
    """The name of the component that a body is; empty when it is none."""
    schema = media.get("schema", {})
    # A body that may be left out is that component or null; an append takes one or a list.
    (found, *_) = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return str(found.get("$ref", "")).rpartition("/")[2]


def _headers(operation_id: str, status: str, response: dict[str, Any]) -> dict[str, str]:
    """The answer's headers, each with the component that describes it."""
    headers = {"X-Request-ID": "RequestId"}
    shown = {_component(media) for media in response.get("content", {}).values()}
    versioned = bool(shown & VERSIONED) and operation_id not in _MANY
    if status == "304" or (status in ("200", "201") and versioned):
        headers["ETag"] = "Version"
    if status in ("409", "412"):
        headers["ETag"] = "CurrentVersion"
    if status == "201":
        headers["Location"] = "LocationOfOne" if operation_id in _MANY else "Location"
    if status == "401":
        headers["WWW-Authenticate"] = "Authenticate"
    if status == "429":
        headers["RateLimit"] = "RateLimit"
        headers["RateLimit-Policy"] = "RateLimitPolicy"
    if status in ("429", "503"):
        headers["Retry-After"] = "RetryAfter"
    return headers
