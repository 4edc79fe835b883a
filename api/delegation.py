"""Requests that are made for another user: ``X-Threadkeep-User``, and the scopes for it."""

from dataclasses import replace

import structlog

from api.auth import Caller, Delegation
from api.call_plan import RouteRequest
from api.problems import FORBIDDEN, ProblemError, malformed
from services.tokens import MAX_SUBJECT_CHARACTERS, is_subject

USER_HEADER = "X-Threadkeep-User"
LOGGED = ("actor", "user")
"""What the log lines of a request have: whose it is, and who sent it for that user."""

_LINE = USER_HEADER.lower().encode()


def acted_for(request: RouteRequest, caller: Caller) -> Caller:
    """Whose the request is: the user that its header names, else the caller's own.

    For the time of the request the user is that one alone, without what the token may beside
    (the admin scope). Raises ProblemError for a header that names no user, and for a token
    whose scopes do not allow the request.
    """
    if _LINE not in request.lines:
        structlog.contextvars.bind_contextvars(user=caller.user_id)
        return caller
    user_id = _named_user(request)
    structlog.contextvars.bind_contextvars(actor=caller.user_id, user=user_id)
    if caller.delegation is Delegation.NONE:
        raise ProblemError(
            FORBIDDEN, f"{USER_HEADER} wants a token with the scope `act` or `act:read`."
        )
    if caller.delegation is Delegation.READ and request.method != "GET":
        raise ProblemError(
            FORBIDDEN, f"With the scope `act:read`, requests with {USER_HEADER} only read."
        )
    return replace(
        caller, user_id=user_id, admin=False, delegation=Delegation.NONE, actor=caller.user_id
    )


def _named_user(request: RouteRequest) -> str:
    """The name in the header, which is UTF-8. Raises ProblemError."""
    given = [value for name, value in request.scope["headers"] if name == _LINE]
    if len(given) > 1:
        raise malformed("given more than once", parameter=USER_HEADER)
    try:
        user_id: str = given[0].strip(b" \t").decode()
    except UnicodeDecodeError:
        raise malformed("the user is UTF-8", parameter=USER_HEADER) from None
    if not is_subject(user_id):
        raise malformed(
            f"a user has 1 to {MAX_SUBJECT_CHARACTERS} characters", parameter=USER_HEADER
        )
    return user_id
