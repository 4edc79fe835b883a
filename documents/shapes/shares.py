"""The stored shape of a share: a link that reads a chat without an account."""

from datetime import datetime

from beanie import Document

from documents.shapes.base import PydanticObjectId


class ChatShare(Document):
    """Who has the token of this digest reads the messages of a chat up to ``through``.

    ``token_digest`` is the SHA-256 of the token, in hex; the token itself is not kept. From
    ``expires_at`` on it reads nothing, and the server removes it.
    """

    user_id: str
    chat_id: PydanticObjectId
    token_digest: str
    through: int
    expires_at: datetime | None = None
    created_at: datetime

    class Settings:
        name = "chat_shares"
