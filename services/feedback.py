"""What can be done with feedback on messages."""

from dataclasses import dataclass

from documents.aggregates.analytics import giving_feedback
from documents.aggregates.chats import feedback, heads
from documents.aggregates.chats.feedback import StoredFeedback
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.errors.chats import MessageRedacted
from documents.shapes.feedback import Rating
from services.chat_answers import MessageConflict
from services.chat_pages import ChatPages
from services.pagination import Cursors, Page


@dataclass(frozen=True)
class FeedbackService:
    """The caller's feedback on the messages of his chats."""

    database: Database
    clock: Clock
    cursors: Cursors
    chat_pages: ChatPages

    async def put_feedback(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        message_id: str,
        *,
        rating: Rating,
        comment: str | None,
    ) -> tuple[StoredFeedback, bool]:
        """Set the feedback on a message; and whether it is the first time.

        Raises ChatMissing, MessageMissing, MessageConflict.
        """
        try:
            return await giving_feedback.put_feedback(
                self.database,
                user_id,
                chat_id,
                message_id,
                rating=rating,
                comment=comment,
                now=self.clock(),
            )
        except MessageRedacted as error:
            message = await self.chat_pages.get_message(user_id, chat_id, message_id)
            raise MessageConflict(error, message) from None

    async def delete_feedback(
        self, user_id: str, chat_id: PydanticObjectId, message_id: str
    ) -> None:
        """Take the feedback on a message back, if there is any. Raises ChatMissing,
        MessageMissing."""
        await giving_feedback.delete_feedback(self.database, user_id, chat_id, message_id)

    async def list_feedback(
        self, user_id: str, chat_id: PydanticObjectId, *, cursor: str | None, limit: int
    ) -> Page[StoredFeedback]:
        """One page of the feedback on a chat's messages, in their order.

        Raises ChatMissing, InvalidArgument for a bad cursor.
        """
        await heads.find_head(user_id, chat_id)
        listing = f"feedback on {chat_id}"
        after = None
        if cursor is not None:
            number, message_id = self.cursors.read(cursor, user_id=user_id, listing=listing)
            after = (number, message_id)
        found = await feedback.list_feedback(user_id, chat_id, after=after, limit=limit + 1)
        return self.cursors.page(
            found,
            limit,
            lambda each: [each["sequence_order"], each["message_id"]],
            user_id=user_id,
            listing=listing,
        )
