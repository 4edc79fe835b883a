"""What a chat's service is asked for, and what it answers or refuses with."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.shapes.chats import ChatHead, LostRange, StoredMessage
from documents.shapes.errors.chats import ChatError
from services.errors import ServiceError
from services.pagination import Page

NEWEST_PAGE = 50


@dataclass(frozen=True)
class MessagesWanted:
    """Which messages a caller wants: by a cursor, or between two numbers.

    ``after`` alone or with ``before`` reads forward, ``before`` alone backward, and
    nothing at all the newest.
    """

    cursor: str | None = None
    after: int | None = None
    before: int | None = None
    limit: int = NEWEST_PAGE


@dataclass(frozen=True)
class ChatWithMessages:
    """A chat and a page of its messages."""

    head: ChatHead
    messages: Page[StoredMessage]


@dataclass(frozen=True)
class PageOfChat(Page[StoredMessage]):
    """Messages of a chat; ``lost`` are the numbers among them whose messages are gone."""

    lost: Sequence[LostRange] = ()


class ChatConflict(ServiceError):
    """A chat was not changed, or took no messages: ``refusal`` says why.

    ``current`` is the chat as it is now; ``missed`` a page of the messages after the
    version that the caller knew, None where it named no version.
    """

    def __init__(
        self, refusal: ChatError, current: ChatHead, missed: Page[StoredMessage] | None
    ) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.current = current
        self.missed = missed


class MessageConflict(ServiceError):
    """A message was not changed: ``refusal`` says why, ``current`` is the message as it is now."""

    def __init__(self, refusal: ChatError, current: StoredMessage) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.current = current
