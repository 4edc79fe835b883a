"""The routes of sessions."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from api.deps import CurrentUser, CursorParameter, PageLimit, Sessions
from api.etags import IfMatch, session_etag, session_revisions_in, with_streams
from api.fields import CallerKey, Id, SessionId
from api.guarded_route import GuardedRoute
from api.idempotency import IdempotencyOf
from api.listing import (
    ActiveAfter,
    ActiveBefore,
    ConditionsOnPaths,
    Contained,
    CreatedAfter,
    CreatedBefore,
    Sort,
)
from api.problems import (
    IDEMPOTENCY_KEY_REUSED,
    KEY_TAKEN,
    MALFORMED,
    NAME_TAKEN,
    NOT_FOUND,
    PRECONDITION_FAILED,
    REFERENCE_TAKEN,
    TOO_LARGE,
    TRANSITION_REFUSED,
    WRONG_STATUS,
    answers,
)
from api.sessions.schemas import (
    DeletedSessionPage,
    SessionCreate,
    SessionOut,
    SessionPage,
    SessionResume,
    SessionUpdate,
    StatusReason,
)
from documents.shapes.sessions import SessionStatus, UserSession
from services.listing import ListOrder, ListQuery, Times
from services.sessions import SessionFilters, SessionPart, SessionRecovery, SessionView

router = APIRouter(prefix="/sessions", tags=["sessions"], route_class=GuardedRoute)

Includes = Annotated[
    str | None,
    Query(
        description="what to show in full, comma-separated: `chat`, `mission`",
        pattern="^(chat|mission)(,(chat|mission))*$",
        examples=["chat,mission"],
    ),
]
ActiveIncludes = Annotated[
    str | None,
    Query(
        description="what to show in full, comma-separated: `chat`, `mission`; or `recovery`",
        pattern="^((chat|mission)(,(chat|mission))*|recovery)$",
        examples=["recovery"],
    ),
]
Reason = Annotated[StatusReason | None, Body()]


def _parts(include: str | None) -> set[SessionPart]:
    return {SessionPart(part) for part in include.split(",")} if include else set()


def _reason(body: StatusReason | None) -> str | None:
    return None if body is None else body.reason


def _tagged(response: Response, session: UserSession) -> SessionOut:
    response.headers["ETag"] = session_etag(session)
    return SessionOut.of(session)


def _made(response: Response, session: UserSession) -> SessionOut:
    response.headers["Location"] = f"/sessions/{session.id}"
    return _tagged(response, session)


def _viewed(response: Response, view: SessionView) -> SessionOut:
    chat = view.chat
    etag = session_etag(view.session, None if chat is None else chat.head, view.mission)
    response.headers["ETag"] = with_streams(etag, None if chat is None else chat.messages)
    return SessionOut.of_view(view)


def _recovered(response: Response, recovered: SessionRecovery) -> SessionOut:
    found = recovered.found
    etag = session_etag(found.session, recovered.chat.head, found.mission)
    response.headers["ETag"] = with_streams(etag, recovered.chat.messages)
    return SessionOut.of_recovered(recovered)


@router.post(
    "",
    status_code=201,
    responses={
        200: {"description": "A session had the key: that one", "model": SessionOut},
        **answers(
            MALFORMED,
            IDEMPOTENCY_KEY_REUSED,
            NOT_FOUND,
            REFERENCE_TAKEN,
            WRONG_STATUS,
            TOO_LARGE,
        ),
    },
)
async def create_session(
    user: CurrentUser,
    sessions: Sessions,
    response: Response,
    idempotency: IdempotencyOf,
    body: Annotated[SessionCreate | None, Body()] = None,
) -> SessionOut:
    """Create a session and its chat, or give it a chat of yours.

    A chat or a mission belongs to one session at most: 409 when another has it, which
    `session_id` names. With a `key` that a session of yours has, nothing is made, and the
    answer is that session (200).
    """
    session, made = await sessions.obtain_session(
        user.user_id, (body or SessionCreate()).new_session(), idempotency.once(_made)
    )
    if made:
        return _made(response, session)
    response.status_code = 200
    return _tagged(response, session)


@router.post(
    "/resume",
    status_code=200,
    responses={
        201: {"description": "There was none: a new session", "model": SessionOut},
        **answers(MALFORMED, TOO_LARGE),
    },
)
async def resume_session(
    user: CurrentUser,
    sessions: Sessions,
    response: Response,
    body: Annotated[SessionResume | None, Body()] = None,
) -> SessionOut:
    """Your most recent active session, else a new one (201).

    Ask as often as you like: a front end that starts twice at once gets the same
    session twice. It counts as activity.
    """
    wanted = body or SessionResume()
    session, made = await sessions.resume_session(
        user.user_id, name=wanted.name, session_metadata=wanted.session_metadata
    )
    if made:
        response.status_code = 201
        return _made(response, session)
    return _tagged(response, session)


@router.get("", responses=answers(MALFORMED))
async def list_sessions(
    user: CurrentUser,
    sessions: Sessions,
    sort: Sort = None,
    status: Annotated[SessionStatus | None, Query(description="only these")] = None,
    key: Annotated[CallerKey | None, Query(description="only the one with this key")] = None,
    name: Contained | None = None,
    mission_id: Annotated[Id | None, Query(description="only that of this mission")] = None,
    metadata: ConditionsOnPaths = None,
    active_after: ActiveAfter = None,
    active_before: ActiveBefore = None,
    created_after: CreatedAfter = None,
    created_before: CreatedBefore = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> SessionPage:
    """Your sessions, newest activity first, a page at a time; or the newest made first.

    Nothing is skipped and nothing comes twice while some become active between two pages:
    for five minutes all pages show the order of the first. A page may hold fewer than
    `limit`, or none, where few meet the conditions: go on by `next`.
    """
    page = await sessions.get_user_sessions(
        user.user_id,
        SessionFilters(status, key, name, mission_id),
        ListQuery(
            sort or ListOrder.ACTIVITY,
            limit,
            cursor,
            Times(active_after, active_before, created_after, created_before),
            tuple(metadata or ()),
        ),
    )
    return SessionPage.of(page)


@router.get("/deleted", responses=answers(MALFORMED))
async def list_deleted_sessions(
    user: CurrentUser,
    sessions: Sessions,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> DeletedSessionPage:
    """Your deleted sessions that `restore` still brings back, the last deleted first.

    None where the service keeps nothing that is deleted. One may be removed sooner than it says,
    by a sweep that was told to keep what is deleted for a shorter time.
    """
    page = await sessions.list_deleted_sessions(user.user_id, cursor=cursor, limit=limit)
    return DeletedSessionPage.of(page)


@router.get("/active", responses=answers(MALFORMED, NOT_FOUND))
async def get_active_session(
    user: CurrentUser, sessions: Sessions, response: Response, include: ActiveIncludes = None
) -> SessionOut:
    """The session to resume: your most recent active one. 404 when there is none.

    With `include=recovery` it comes with all that is needed to go on, as
    `/sessions/{session_id}/recovery` gives it.
    """
    if include == "recovery":
        return _recovered(response, await sessions.recover_session(user.user_id))
    return _viewed(response, await sessions.view_session(user.user_id, None, _parts(include)))


@router.get("/{session_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_session(
    session_id: SessionId,
    user: CurrentUser,
    sessions: Sessions,
    response: Response,
    include: Includes = None,
) -> SessionOut:
    """One session; with `include`, its chat with the newest messages, and its mission."""
    view = await sessions.view_session(user.user_id, session_id, _parts(include))
    return _viewed(response, view)


@router.get("/{session_id:objectid}/recovery", responses=answers(MALFORMED, NOT_FOUND))
async def recover_session(
    session_id: SessionId, user: CurrentUser, sessions: Sessions, response: Response
) -> SessionOut:
    """A session with all that a client needs to go on after a refresh or a crash.

    In `recovery`: the chat with its newest messages, the tool calls that nothing
    has answered, the mission with its current hop, and the versions to listen
    from. All of it as of one point in time, and bounded in size: a page of large
    messages holds fewer, and its `previous` leads to the older ones.
    """
    return _recovered(response, await sessions.recover_session(user.user_id, session_id))


@router.put(
    "/{session_id:objectid}",
    responses=answers(
        MALFORMED,
        NOT_FOUND,
        TRANSITION_REFUSED,
        REFERENCE_TAKEN,
        WRONG_STATUS,
        PRECONDITION_FAILED,
        TOO_LARGE,
    ),
)
async def update_session(
    session_id: SessionId,
    body: SessionUpdate,
    user: CurrentUser,
    sessions: Sessions,
    response: Response,
    if_match: IfMatch = None,
) -> SessionOut:
    """Change a session's name, metadata, mission or status, all in one step.

    Any change counts as activity: an abandoned session becomes active again. With
    `status: active` a completed or archived one does too, and its chat takes messages
    again; 409 where its mission is completed.
    """
    changes = body.changes(session_revisions_in(if_match))
    session = await sessions.update_session(user.user_id, session_id, changes)
    return _tagged(response, session)


@router.delete(
    "/{session_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, PRECONDITION_FAILED),
)
async def delete_session(
    session_id: SessionId, user: CurrentUser, sessions: Sessions, if_match: IfMatch = None
) -> None:
    """Delete a session with its chat and its mission. They are gone at once.

    Where the service keeps what is deleted for some days, `restore` brings it back.
    """
    await sessions.delete_session(user.user_id, session_id, session_revisions_in(if_match))


@router.post(
    "/{session_id:objectid}/restore",
    responses=answers(MALFORMED, NOT_FOUND, NAME_TAKEN, KEY_TAKEN, WRONG_STATUS),
)
async def restore_session(
    session_id: SessionId, user: CurrentUser, sessions: Sessions, response: Response
) -> SessionOut:
    """Bring a session back: an archived, completed or abandoned one is active again.

    Its chat takes messages again; 409 where its mission is completed. An active one is
    answered as it is, so a retry is no error.

    A deleted one comes back with all that was deleted with it, in the status it had. 404
    when its time to be restored is over, or the service keeps nothing that is deleted. 409
    while another unfinished mission has the name of its own, or another session or chat its
    key: `current` is that one.
    """
    return _tagged(response, await sessions.restore_session(user.user_id, session_id))


@router.post(
    "/{session_id:objectid}/complete",
    responses=answers(MALFORMED, NOT_FOUND, TRANSITION_REFUSED, PRECONDITION_FAILED),
)
async def complete_session(
    session_id: SessionId,
    user: CurrentUser,
    sessions: Sessions,
    response: Response,
    body: Reason = None,
    if_match: IfMatch = None,
) -> SessionOut:
    """Complete an active session. It takes no new messages until it is active again."""
    session = await sessions.complete_session(
        user.user_id, session_id, _reason(body), session_revisions_in(if_match)
    )
    return _tagged(response, session)


@router.post(
    "/{session_id:objectid}/archive",
    responses=answers(MALFORMED, NOT_FOUND, TRANSITION_REFUSED, PRECONDITION_FAILED),
)
async def archive_session(
    session_id: SessionId,
    user: CurrentUser,
    sessions: Sessions,
    response: Response,
    body: Reason = None,
    if_match: IfMatch = None,
) -> SessionOut:
    """Archive a session. It takes no new messages until it is active again."""
    session = await sessions.archive_session(
        user.user_id, session_id, _reason(body), session_revisions_in(if_match)
    )
    return _tagged(response, session)


@router.post(
    "/{session_id:objectid}/activity", responses=answers(MALFORMED, NOT_FOUND, TRANSITION_REFUSED)
)
async def update_session_activity(
    session_id: SessionId, user: CurrentUser, sessions: Sessions, response: Response
) -> SessionOut:
    """Say that the session is in use. An abandoned one becomes active again.

    409 for a completed or archived session: activity does not reopen it.
    """
    return _tagged(response, await sessions.update_session_activity(user.user_id, session_id))
