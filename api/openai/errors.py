"""Errors in OpenAI's form, as its clients read them, in the place of problems.

https://platform.openai.com/docs/guides/error-codes/api-errors
"""

from typing import Any

import orjson
from fastapi import Response
from pydantic import BaseModel, Field
from starlette._utils import get_route_path
from starlette.types import Scope

from api.problems import MALFORMED, TYPE_PREFIX
from documents.shapes.errors.chats import ChatMissing, MessageMissing

PREFIX = "/v1/"
"""What the paths begin with whose errors have this form."""

IN_OTHER_WORDS: dict[type[Exception], str] = {
    ChatMissing: "There is no such conversation.",
    MessageMissing: "There is no such item.",
}
"""What is told of errors that name what these routes name otherwise."""

_RETRIED_IN_VAIN = 409
"""OpenAI's clients send a request again that was answered so, unless they are told not to."""


class OpenAIError(BaseModel):
    """What went wrong."""

    message: str
    type: str = Field(
        description="`invalid_request_error`, `rate_limit_error` where the same request may "
        "soon be taken, or `server_error`"
    )
    param: str | None = Field(description="the field or the parameter at fault")
    code: str | None = Field(description="which error it is")


class OpenAIErrorOut(BaseModel):
    """An error, in OpenAI's form."""

    error: OpenAIError


def is_openais(scope: Scope) -> bool:
    """Whether a request is to one of OpenAI's routes."""
    return get_route_path(scope).startswith(PREFIX)


def openai_status(status: int) -> int:
    """The status that a problem has there: what is malformed is a 400."""
    return 400 if status == MALFORMED.status else status


def openai_answer(problem: dict[str, Any], headers: dict[str, str] | None) -> Response:
    """The answer that says in OpenAI's form what a problem says."""
    status = openai_status(problem["status"])
    if status == 429:
        kind = "rate_limit_error"
    else:
        kind = "server_error" if status >= 500 else "invalid_request_error"
    name = problem["type"].removeprefix(TYPE_PREFIX).replace("-", "_")
    error = OpenAIError(
        message=problem["detail"],
        type=kind,
        param=_param_in(problem),
        code="invalid_api_key" if status == 401 else name,
    )
    return Response(
        orjson.dumps({"error": error.model_dump()}),
        status_code=status,
        headers={
            **{name: value for name, value in (headers or {}).items() if name != "ETag"},
            **({"x-should-retry": "false"} if status == _RETRIED_IN_VAIN else {}),
        },
        media_type="application/json",
    )


def _param_in(problem: dict[str, Any]) -> str | None:
    """The first fault's place, as ``items[0].content``."""
    for part in problem.get("errors", ()):
        if (parameter := part.get("parameter")) is not None:
            return str(parameter)
        place = ""
        for key in part.get("pointer", "").split("/")[1:]:
            name = key.replace("~1", "/").replace("~0", "~")
            place += f"[{name}]" if name.isdecimal() else f".{name}"
        return place.removeprefix(".") or None
    return None
