"""Messages that are to be stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import StoredMessage
from documents.shapes.messages import Content


@dataclass(frozen=True)
class NewMessage:
    """A message to append. Without an ``id`` the server makes one, after ``id_prefix``.

    ``others`` are the further fields of its body, those that it has
    (``documents.shapes.messages``); ``no_content``: it has not even a content.
    ``stream_id`` is the stream that writes it, event by event.
    """

    role: str
    content: Content = ""
    message_metadata: dict[str, Any] = field(default_factory=dict)
    id: str | None = None
    others: Mapping[str, Any] = field(default_factory=dict)
    no_content: bool = False
    stream_id: PydanticObjectId | None = None
    id_prefix: str = ""

    def id_by(self, new_id: Callable[[], str]) -> str:
        """Its id, which ``new_id`` makes where it has none."""
        return self.id or self.id_prefix + new_id()

    def body(self) -> dict[str, Any]:
        """Its fields as they are stored, but for what its place in the chat gives it."""
        content = {} if self.no_content else {"content": self.content}
        return {
            "role": self.role,
            **content,
            **self.others,
            "message_metadata": self.message_metadata,
        }


def stored_body(message: NewMessage, message_id: str, now: datetime) -> StoredMessage:
    """What is stored of a message, but for its place in the chat."""
    body = {
        "id": message_id,
        "sequence_order": 0,
        **message.body(),
        "created_at": now,
    }
    if message.stream_id is not None:
        body |= {"streaming": True, "stream_id": message.stream_id}
    return body
