"""What the services refuse on their own, before or beside what the documents refuse.

ServiceError
├─ InvalidArgument      an argument is not what the method takes
├─ OverLimit            over a limit of size or number
│  └─ ContentOverLimit  content of an asset that could be stored as a file
├─ RepeatedId           one message id twice in a list
├─ ChatConflict         a chat was not changed; carries it as it is now
└─ MessageConflict      a message was not changed; carries it as it is now
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from documents.shapes.chats import ChatHead, StoredMessage
    from documents.shapes.errors.chats import ChatError
    from services.pagination import Page


class ServiceError(Exception):
    """Base of what the services refuse."""


class InvalidArgument(ServiceError):
    """An argument is not what the method takes.

    ``pointer`` (RFC 6901) is the place in the value that was given, ``parameter`` the
    name of an argument that is no part of it; one of them is set.
    """

    def __init__(
        self, reason: str, *, pointer: str | None = None, parameter: str | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer
        self.parameter = parameter


class OverLimit(ServiceError):
    """Over a limit of size or number; the message names the limit."""


class ContentOverLimit(OverLimit):
    """Content of an asset is over the limit of what is stored as JSON; a file may be larger."""


class RepeatedId(ServiceError):
    """The same message ids stand more than once in one list."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__("the same id twice in one list")
        self.ids = ids


class ChatConflict(ServiceError):
    """A chat was not changed, or took no messages: ``refusal`` says why.

    ``current`` is the chat as it is now; ``missed`` a page of the messages after the
    version that the caller knew, None where it named no version.
    """

    def __init__(
        self, refusal: "ChatError", current: "ChatHead", missed: "Page[StoredMessage] | None"
    ) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.current = current
        self.missed = missed


class MessageConflict(ServiceError):
    """A message was not changed: ``refusal`` says why, ``current`` is the message as it is now."""

    def __init__(self, refusal: "ChatError", current: "StoredMessage") -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.current = current
