"""The stored shape of a fork while its messages are copied."""

from datetime import datetime

from documents.shapes.base import Keyed, PydanticObjectId
from documents.shapes.chats import ForkOrigin


class UnfinishedFork(Keyed):
    """A chat (``id``) that is being made of another's messages: its buckets may be there, and
    nobody sees it.

    It is made by the very transaction that takes this record away, and only while that is not
    ``is_stale``: a redaction of what it copies, or the sweep once ``lease_until`` is over, sets
    that. ``origins`` are those that the chat will have.
    """

    id: PydanticObjectId
    user_id: str
    origins: list[ForkOrigin]
    is_stale: bool = False
    lease_until: datetime
    created_at: datetime

    class Settings:
        name = "unfinished_forks"
