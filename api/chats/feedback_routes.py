"""The routes of feedback on messages."""

from fastapi import APIRouter, Response

from api.chats.feedback_schemas import FeedbackOut, FeedbackPage, FeedbackPut, MessageIdPath
from api.deps import CurrentUser, CursorParameter, Feedback, PageLimit
from api.fields import ChatId
from api.guarded_route import GuardedRoute
from api.problems import MALFORMED, MESSAGE_REDACTED, NOT_FOUND, answers

router = APIRouter(prefix="/chats", tags=["chats"], route_class=GuardedRoute)

_FEEDBACK = "/{chat_id:objectid}/messages/{message_id:path}/feedback"


@router.put(
    _FEEDBACK,
    responses={
        201: {"description": "The first on this message", "model": FeedbackOut},
        **answers(MALFORMED, NOT_FOUND, MESSAGE_REDACTED),
    },
)
async def put_feedback(
    chat_id: ChatId,
    message_id: MessageIdPath,
    body: FeedbackPut,
    user: CurrentUser,
    feedback: Feedback,
    response: Response,
) -> FeedbackOut:
    """Say what you think of a message: one feedback a user, which a later one replaces.

    It is counted in the analytics. When the message is redacted the comment goes, and
    the rating stays.
    """
    stored, made = await feedback.put_feedback(
        user.user_id, chat_id, message_id, rating=body.rating, comment=body.comment
    )
    if made:
        response.status_code = 201
        response.headers["Location"] = f"/chats/{chat_id}/feedback"
    return FeedbackOut.of(stored)


@router.delete(_FEEDBACK, status_code=204, responses=answers(MALFORMED, NOT_FOUND))
async def delete_feedback(
    chat_id: ChatId, message_id: MessageIdPath, user: CurrentUser, feedback: Feedback
) -> None:
    """Take your feedback on a message back; 204 where there is none, too."""
    await feedback.delete_feedback(user.user_id, chat_id, message_id)


@router.get("/{chat_id:objectid}/feedback", responses=answers(MALFORMED, NOT_FOUND))
async def list_feedback(
    chat_id: ChatId,
    user: CurrentUser,
    feedback: Feedback,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> FeedbackPage:
    """Your feedback on a chat's messages, in their order, a page at a time."""
    page = await feedback.list_feedback(user.user_id, chat_id, cursor=cursor, limit=limit)
    return FeedbackPage.of(page)
