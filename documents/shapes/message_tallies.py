"""The stored shape of a tally of messages."""

from datetime import datetime

from beanie import Document

from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Role


class MessageTally(Document):
    """How many messages of each role a chat got in the quarter of an hour that begins ``at``.

    ``hidden`` while the chat is deleted. ``daily``: while it is not, the daily figures of its
    user have it.
    """

    chat_id: PydanticObjectId
    at: datetime
    user_id: str
    hidden: bool = False
    daily: bool = False
    counts: dict[Role, int] = {}

    class Settings:
        name = "message_tallies"
