"""The problems that the API answers, as application/problem+json (RFC 9457).

Each type is a value of the table below. What the documents and the services refuse
becomes one in ``refusals.py``; what only HTTP knows of, a token or a header, is
raised as a ProblemError.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.examples import example_references

PROBLEM_JSON = "application/problem+json"
TYPE_PREFIX = "urn:threadkeep:problem:"


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem: its status, the name that ends its ``type``, and its title."""

    status: int
    name: str
    title: str


UNKNOWN_EVENT_ID = ProblemType(
    400, "unknown-event-id", "The id to go on from is none of this feed's"
)
BAD_REQUEST = ProblemType(400, "bad-request", "Not HTTP")
UNAUTHORIZED = ProblemType(401, "unauthorized", "A valid bearer token is required")
FORBIDDEN = ProblemType(403, "forbidden", "The token does not allow this")
"""Never for a thing of another user: that is NOT_FOUND."""
STALE_EPOCH = ProblemType(403, "stale-epoch", "Another writer has taken the stream over")
NOT_FOUND = ProblemType(404, "not-found", "Not found")

REQUEST_TIMEOUT = ProblemType(408, "request-timeout", "The request took too long to come")

TRANSITION_REFUSED = ProblemType(409, "transition-refused", "The status cannot change like that")
TRANSITION_BLOCKED = ProblemType(
    409, "transition-blocked", "Another document does not allow the change of status"
)
WRONG_STATUS = ProblemType(409, "wrong-status", "That cannot be done in its present status")
NAME_TAKEN = ProblemType(409, "name-taken", "The name is in use")
ORDER_MISMATCH = ProblemType(409, "order-mismatch", "The ids are not exactly those to put in order")
LIMIT_REACHED = ProblemType(409, "limit-reached", "There are as many as there may be")
CHAT_CLOSED = ProblemType(
    409, "chat-closed", "The session is completed or archived and takes no new messages"
)
MESSAGE_ID_TAKEN = ProblemType(
    409, "message-id-taken", "The message id is in use with another body"
)
KEY_TAKEN = ProblemType(409, "key-taken", "Another has the key")
REFERENCE_TAKEN = ProblemType(409, "reference-taken", "It belongs to another session")
CHAT_OWNED = ProblemType(409, "chat-owned", "The chat belongs to a session; delete the session")
STILL_WRITING = ProblemType(
    409, "still-writing", "The user goes on writing; take the tokens away first"
)
JOB_RUNNING = ProblemType(409, "job-running", "The job has not ended yet")
MESSAGE_STREAMING = ProblemType(
    409, "message-streaming", "The message is still being written; its stream has to end first"
)
STREAM_ENDED = ProblemType(409, "stream-ended", "The stream has ended and takes no more events")
SEQUENCE_GAP = ProblemType(409, "sequence-gap", "A request of this writer has not come")
MESSAGE_REDACTED = ProblemType(409, "message-redacted", "The message was redacted")

ATTACHMENT_IN_USE = ProblemType(
    409, "attachment-in-use", "Messages name the attachment; edit or redact them first"
)
UPLOAD_UNFINISHED = ProblemType(409, "upload-unfinished", "The upload is not complete")
UPLOAD_FINISHED = ProblemType(409, "upload-finished", "The upload is complete")
UPLOAD_OFFSET_MISMATCH = ProblemType(
    409, "upload-offset-mismatch", "The upload goes on at another offset"
)
UPLOAD_OVERTAKEN = ProblemType(409, "upload-overtaken", "Another request goes on with the upload")

THREAD_TAKEN = ProblemType(409, "thread-taken", "The thread has checkpoints already")
CHECKPOINT_UPLOAD_MISSING = ProblemType(
    409, "checkpoint-upload-missing", "A value that was to be uploaded before is not there"
)

STREAM_EXPIRED = ProblemType(
    410, "stream-expired", "The stream ended a while ago; its message is in the chat"
)
UPLOAD_REMOVED = ProblemType(410, "upload-removed", "The upload was removed; begin it again")

PRECONDITION_FAILED = ProblemType(
    412, "precondition-failed", "It has changed since the version in If-Match"
)
TOO_LARGE = ProblemType(413, "too-large", "Too large")
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    415, "unsupported-media-type", "A body is JSON, and its Content-Type says so"
)
UNSUPPORTED_ENCODING = ProblemType(
    415, "unsupported-encoding", "Bodies are taken as they are, without a Content-Encoding"
)
RANGE_NOT_SATISFIABLE = ProblemType(
    416, "range-not-satisfiable", "No byte of the content lies in the range"
)
MALFORMED = ProblemType(422, "malformed", "The request is malformed")
DIGEST_MISMATCH = ProblemType(
    422, "digest-mismatch", "The bytes that came are not those of the digest"
)
IDEMPOTENCY_KEY_REUSED = ProblemType(
    422, "idempotency-key-reused", "The Idempotency-Key is that of another request"
)
QUOTA_EXCEEDED = ProblemType(429, "quota-exceeded", "There is no room in a quota")
HEAD_TOO_LARGE = ProblemType(431, "head-too-large", "The request's head is too large")
INTERNAL_ERROR = ProblemType(500, "internal-error", "Internal error")
UNAVAILABLE = ProblemType(503, "unavailable", "Unavailable for the moment")


class ProblemPart(BaseModel):
    """One thing wrong with a request: where it is, and what."""

    pointer: str | None = Field(None, description="JSON pointer (RFC 6901) into the body")
    parameter: str | None = Field(None, description="the query, path or header parameter")
    detail: str


class Problem(BaseModel):
    """An error (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemPart] | None = Field(None, description="the first 20 faults")
    more_errors: int | None = Field(None, description="how many more there are, if any")


class ProblemError(Exception):
    """The request is answered with a problem of this type.

    ``detail`` is the type's title when not given; ``extra`` are further members.
    """

    def __init__(
        self,
        type: ProblemType,
        detail: str = "",
        *,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail or type.title)
        self.type = type
        self.detail = detail or type.title
        self.headers = headers or {}
        self.extra = extra

    def problem(self, instance: str) -> dict[str, Any]:
        """The body of the answer."""
        return {
            "type": TYPE_PREFIX + self.type.name,
            "title": self.type.title,
            "status": self.type.status,
            "detail": self.detail,
            "instance": instance,
            **self.extra,
        }


class Unauthorized(ProblemError):
    """No valid token."""

    def __init__(self, detail: str = "") -> None:
        headers = {"WWW-Authenticate": 'Bearer realm="threadkeep"'}
        super().__init__(UNAUTHORIZED, detail, headers=headers)


class Unavailable(ProblemError):
    """Something that the service needs is away; the same request may soon succeed."""

    def __init__(self, detail: str = "", *, retry_after_seconds: int = 2) -> None:
        headers = {"Retry-After": str(retry_after_seconds)}
        super().__init__(UNAVAILABLE, detail, headers=headers)


class QuotaExceededProblem(ProblemError):
    """There is no room in ``quota``, which is of a user, a link, or the service in all."""

    def __init__(
        self, detail: str, *, quota: str, of: str, retry_after_seconds: int, **extra: Any
    ) -> None:
        headers = {"Retry-After": str(retry_after_seconds)}
        if quota != "requests":
            # Those of requests are said in every answer.
            headers["RateLimit"] = f'"{quota}-{of}";r=0;t={retry_after_seconds}'
        super().__init__(QUOTA_EXCEEDED, detail, headers=headers, quota=quota, of=of, **extra)


def malformed(
    detail: str, *, pointer: str | None = None, parameter: str | None = None
) -> ProblemError:
    """One fault at a JSON pointer of the body, or in a parameter."""
    part = ProblemPart(pointer=pointer, parameter=parameter, detail=detail)
    return ProblemError(MALFORMED, detail, errors=[part.model_dump(exclude_none=True)])


def answers(*types: ProblemType) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI ``responses`` of a route that can answer these problems."""
    by_status: dict[int | str, list[ProblemType]] = {}
    for problem in types:
        by_status.setdefault(problem.status, []).append(problem)
    return {status: _described(problems) for status, problems in by_status.items()}


def _described(problems: Sequence[ProblemType]) -> dict[str, Any]:
    return {
        "description": "; ".join(problem.title for problem in problems),
        "content": {
            PROBLEM_JSON: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": example_references([problem.name for problem in problems]),
            }
        },
    }
