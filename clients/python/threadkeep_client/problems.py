"""What goes wrong: the service refuses, or no answer comes."""

import json
from typing import Any

import httpx

PREFIX = "urn:threadkeep:problem:"
_MEMBERS = ("type", "status", "title", "detail", "instance", "errors", "more_errors")


class ThreadkeepError(Exception):
    """Whatever a call of this client raises by itself."""


class ThreadkeepProblem(ThreadkeepError):
    """The service, or a proxy before it, refused a request (RFC 9457).

    ``name`` is the service's name of the problem, such as ``chat-closed``; empty where the answer
    was no problem document of its own. ``members`` are those beyond RFC 9457's, such as
    ``current``, ``stored`` or ``allowed``. ``unsure`` is whether an attempt before this one got
    no answer: then it may be what has done what this one found done.
    """

    def __init__(self, problem: dict[str, Any], headers: httpx.Headers | None = None) -> None:
        self.status: int = problem.get("status") or 0
        self.title = str(problem.get("title") or "")
        self.detail = str(problem.get("detail") or "")
        super().__init__(self.detail or self.title or f"The answer's status is {self.status}")
        self.type = str(problem.get("type") or "about:blank")
        self.instance = str(problem.get("instance") or "")
        self.errors: list[dict[str, Any]] = problem.get("errors") or []
        self.members = {key: value for key, value in problem.items() if key not in _MEMBERS}
        self.headers = headers if headers is not None else httpx.Headers()
        self.unsure = False

    @property
    def name(self) -> str:
        """What its type ends with."""
        return self.type.removeprefix(PREFIX) if self.type.startswith(PREFIX) else ""

    @property
    def pointers(self) -> list[str]:
        """The JSON pointers (RFC 6901) into the body at which something is wrong."""
        return [each["pointer"] for each in self.errors if each.get("pointer") is not None]

    @property
    def etag(self) -> str | None:
        """The version of ``members["current"]``, or of whatever else the answer shows."""
        told: str | None = self.headers.get("ETag")
        return told


class ThreadkeepUnreachable(ThreadkeepError):
    """No answer came, however often the request was sent; the cause says what happened last."""


def is_problem(error: object, *names: str) -> bool:
    """Whether an error is one of the service's problems of these names."""
    return isinstance(error, ThreadkeepProblem) and error.name in names


def problem_named(name: str, status: int, detail: str, **members: Any) -> ThreadkeepProblem:
    """The problem of this name, as the service would tell it."""
    return ThreadkeepProblem({"type": PREFIX + name, "status": status, "detail": detail, **members})


def problem_in(response: httpx.Response) -> ThreadkeepProblem:
    """What an answer says that is no success. Its body has been read."""
    status, headers = response.status_code, response.headers
    kind = headers.get("Content-Type", "").partition(";")[0].strip()
    if kind in ("application/problem+json", "application/json"):
        try:
            told = json.loads(response.content)
        except (ValueError, RecursionError):
            # Cut off on its way, or not what its type says.
            told = None
        if isinstance(told, dict):
            return ThreadkeepProblem({**_in_own_words(told), "status": status}, headers)
    title = response.reason_phrase
    return ThreadkeepProblem(
        {"status": status, "title": title, "detail": response.text[:500]}, headers
    )


def _in_own_words(told: dict[str, Any]) -> dict[str, Any]:
    """A problem; what OpenAI's routes refuse, they say in OpenAI's words."""
    error = told.get("error")
    if "type" in told or not isinstance(error, dict) or not isinstance(error.get("code"), str):
        return told
    code = error["code"]
    name = "unauthorized" if code == "invalid_api_key" else code.replace("_", "-")
    return {**told, "type": PREFIX + name, "detail": error.get("message")}
