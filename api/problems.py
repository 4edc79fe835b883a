"""Every error that the API answers, as application/problem+json (RFC 9457).

ApiError
├─ Unauthorized        401  no valid token
├─ Forbidden           403  the token lacks the scope
├─ NotFound            404  no such thing of this user
├─ Conflict            409
│  ├─ TransitionRefused      the status cannot change like that
│  ├─ TransitionBlocked      it could, but another document stands in the way
│  ├─ WrongStatus            it cannot be changed or deleted in its status
│  ├─ NameTaken              the name is in use
│  ├─ OrderMismatch          the ids to reorder by are not all there are
│  ├─ LimitReached           there are as many as there may be
│  ├─ ChatClosed             the session takes no messages
│  ├─ IdTaken                the message id has another body
│  ├─ ReferenceTaken         the chat or mission is another session's
│  ├─ ChatOwned              a session's chat goes only with it
│  ├─ StillWriting           a user writes while it is being erased
│  └─ MessageRedacted        nothing is left to edit
├─ PreconditionFailed  412  If-Match names another version
├─ TooLarge            413  over a limit of size
├─ RangeNotSatisfiable 416  no byte of the content lies in the range
├─ Malformed           422  the request is not what the route takes
└─ Unavailable         503  the database or the key server is away

What the documents refuse is turned into these in one place, ``from_documents``; a
service raises what it means and catches nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from documents.json_values import Unstorable
from documents.shapes.errors import chats, sessions, workflow
from documents.shapes.state_tables import MissionStatus
from documents.upkeep import erasure as users

PROBLEM_JSON = "application/problem+json"
TYPE_PREFIX = "urn:threadkeep:problem:"


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
    errors: list[ProblemPart] | None = None


class ApiError(Exception):
    """Base of the tree. ``extra`` are further members of the problem."""

    status: ClassVar[int] = 500
    type: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Internal error"

    def __init__(
        self,
        detail: str = "",
        *,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.headers = headers or {}
        self.extra = extra

    def problem(self, instance: str) -> dict[str, Any]:
        """The body of the answer."""
        return {
            "type": TYPE_PREFIX + self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            **self.extra,
        }


class Unauthorized(ApiError):
    """No valid token."""

    status = 401
    type = "unauthorized"
    title = "A valid bearer token is required"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="threadkeep"'})


class Forbidden(ApiError):
    """The token lacks a scope. Never for a thing of another user: that is NotFound."""

    status = 403
    type = "forbidden"
    title = "The token does not allow this"


class NotFound(ApiError):
    """No such thing of this user."""

    status = 404
    type = "not-found"
    title = "Not found"


class Conflict(ApiError):
    """The request does not fit what is stored."""

    status = 409
    type = "conflict"
    title = "Conflict"


class TransitionRefused(Conflict):
    """The status cannot change like that: ``current_status``, ``allowed``."""

    type = "transition-refused"
    title = "The status cannot change like that"


class TransitionBlocked(Conflict):
    """It could change like that, but another document stands in the way."""

    type = "transition-blocked"
    title = "Another document does not allow the change of status"


class WrongStatus(Conflict):
    """It cannot be changed or deleted in its status: ``current_status``."""

    type = "wrong-status"
    title = "That cannot be done in its present status"


class NameTaken(Conflict):
    """The name is in use where it must be unique."""

    type = "name-taken"
    title = "The name is in use"


class OrderMismatch(Conflict):
    """The ids to reorder by are not exactly those there are: ``expected``."""

    type = "order-mismatch"
    title = "The ids are not exactly those to put in order"


class LimitReached(Conflict):
    """There are as many as there may be."""

    type = "limit-reached"
    title = "There are as many as there may be"


class ChatClosed(Conflict):
    """The chat's session is completed or archived."""

    type = "chat-closed"
    title = "The session is completed or archived and takes no new messages"


class IdTaken(Conflict):
    """A message id is in use with another body: ``ids``."""

    type = "message-id-taken"
    title = "The message id is in use with another body"


class ReferenceTaken(Conflict):
    """The chat or mission belongs to another session: ``session_id``."""

    type = "reference-taken"
    title = "It belongs to another session"


class ChatOwned(Conflict):
    """A session's chat is deleted with its session."""

    type = "chat-owned"
    title = "The chat belongs to a session; delete the session"


class StillWriting(Conflict):
    """A user writes as fast as it is erased."""

    type = "still-writing"
    title = "The user goes on writing; take the tokens away first"


class MessageRedacted(Conflict):
    """A redacted message cannot be edited."""

    type = "message-redacted"
    title = "The message was redacted"


class PreconditionFailed(ApiError):
    """If-Match names a version that is not the present one."""

    status = 412
    type = "precondition-failed"
    title = "It has changed since the version in If-Match"


class TooLarge(ApiError):
    """Over a limit of size."""

    status = 413
    type = "too-large"
    title = "Too large"


class RangeNotSatisfiable(ApiError):
    """No byte of the content lies in the range."""

    status = 416
    type = "range-not-satisfiable"
    title = "No byte of the content lies in the range"


class Malformed(ApiError):
    """The request is not what the route takes; ``errors`` says where."""

    status = 422
    type = "malformed"
    title = "The request is malformed"

    @classmethod
    def at(
        cls, detail: str, *, pointer: str | None = None, parameter: str | None = None
    ) -> "Malformed":
        """One fault at a JSON pointer of the body, or in a parameter."""
        part = ProblemPart(pointer=pointer, parameter=parameter, detail=detail)
        return cls(detail, errors=[part.model_dump(exclude_none=True)])


class Unavailable(ApiError):
    """Something that the service needs is away; the same request may soon succeed."""

    status = 503
    type = "unavailable"
    title = "Unavailable for the moment"

    def __init__(self, detail: str = "", *, retry_after_seconds: int = 2) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after_seconds)})


def _not_found(what: str) -> Callable[[Any], ApiError]:
    return lambda error: NotFound(f"There is no such {what}.")


def _transition_refused(error: sessions.TransitionRefused) -> ApiError:
    return TransitionRefused(
        f"The session {error}.", current_status=error.status, allowed=error.allowed
    )


def _moved(answer: type[Conflict]) -> Callable[[workflow.Refused], ApiError]:
    return lambda error: answer(
        _sentence(error), current_status=error.status, allowed=error.allowed
    )


def _sentence(error: Exception | str) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


_FROM_DOCUMENTS: dict[type[Exception], Callable[[Any], ApiError]] = {
    chats.ChatMissing: _not_found("chat"),
    chats.MessageMissing: _not_found("message"),
    chats.ChatClosed: lambda error: ChatClosed(),
    chats.ChatChanged: lambda error: PreconditionFailed(),
    chats.ChatOwned: lambda error: ChatOwned(),
    chats.MessageIdTaken: lambda error: IdTaken(_sentence(error), ids=error.ids),
    chats.MessageRedacted: lambda error: MessageRedacted(),
    chats.MessageChanged: lambda error: PreconditionFailed(),
    chats.AppendTooLarge: lambda error: TooLarge(_sentence(error)),
    chats.ChatBusy: lambda error: Unavailable("Too many writers on this chat at once."),
    sessions.SessionMissing: _not_found("session"),
    sessions.SessionChanged: lambda error: PreconditionFailed(),
    sessions.TransitionRefused: _transition_refused,
    sessions.ReferenceMissing: lambda error: NotFound(f"There is no such {error.entity}."),
    sessions.ReferenceTaken: lambda error: ReferenceTaken(
        _sentence(error), session_id=str(error.session_id)
    ),
    sessions.MissionCompleted: lambda error: WrongStatus(
        _sentence(error), current_status=MissionStatus.COMPLETED
    ),
    users.StillWriting: lambda error: StillWriting(f"{error}."),
    workflow.Missing: lambda error: NotFound(_sentence(error)),
    workflow.Changed: lambda error: PreconditionFailed(),
    workflow.Refused: _moved(TransitionRefused),
    workflow.Blocked: _moved(TransitionBlocked),
    workflow.Locked: lambda error: WrongStatus(_sentence(error), current_status=error.status),
    workflow.NameTaken: lambda error: NameTaken(),
    workflow.OrderMismatch: lambda error: OrderMismatch(_sentence(error), expected=error.expected),
    workflow.Full: lambda error: LimitReached(_sentence(error)),
    workflow.TooHeavy: lambda error: TooLarge(_sentence(error)),
    workflow.NotInline: lambda error: TooLarge(
        _sentence(f"{error}; upload it with PUT /assets/{{id}}/content")
    ),
    workflow.ContentRefused: lambda error: Malformed.at(error.reason, pointer=error.pointer),
    workflow.UploadGone: lambda error: Unavailable("The upload took too long."),
    Unstorable: lambda error: Malformed.at(error.reason, pointer=error.pointer),
}


def from_documents(error: Exception) -> ApiError:
    """The answer to what the documents refuse.

    Raises KeyError for an error that this table does not know: a bug, and a 500.
    """
    return _FROM_DOCUMENTS[type(error)](error)


DOCUMENT_ERRORS: tuple[type[Exception], ...] = (
    chats.ChatError,
    sessions.SessionError,
    users.StillWriting,
    workflow.WorkflowError,
    Unstorable,
)


def answers(*errors: type[ApiError]) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI ``responses`` of a route that can answer these errors."""
    by_status: dict[int | str, list[str]] = {}
    for error in errors:
        by_status.setdefault(error.status, []).append(error.title)
    return {status: _described(titles) for status, titles in by_status.items()}


def _described(titles: Sequence[str]) -> dict[str, Any]:
    return {
        "description": "; ".join(titles),
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
