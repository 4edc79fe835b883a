"""What the services refuse on their own, before the documents are asked.

ServiceError
├─ InvalidArgument      an argument is not what the method takes
├─ OverLimit            over a limit of size or number
│  └─ ContentOverLimit  content of an asset that could be stored as a file
├─ RepeatedId           one message id twice in a list
├─ UnreadableFile       a file that no conversation can be read from
├─ TooManyFeeds         the user follows as many feeds as one may
├─ FeedsFull            the process has as many feeds open as it may
├─ UnknownFeedPlace     a place was not made for this feed
├─ TooManyReads         what is shared was read too often in the last minute
├─ ChatConflict         a chat was not changed; carries it as it is now (``chats``)
└─ MessageConflict      a message was not changed; carries it as it is now (``chats``)
"""


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


class UnreadableFile(ServiceError):
    """No conversation can be read from a file; the message says why, and what to do.

    ``what`` is what it is instead, where that is known.
    """

    def __init__(self, reason: str, *, what: str | None = None) -> None:
        super().__init__(reason)
        self.what = what


class TooManyFeeds(ServiceError):
    """The user has ``most`` feeds open, and one may have no more."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} feeds are open, which is as many as a user may have")
        self.most = most


class FeedsFull(ServiceError):
    """The process has as many feeds open as it may."""

    def __init__(self) -> None:
        super().__init__("as many feeds are open as this process may have")


class UnknownFeedPlace(ServiceError):
    """A place to go on from was not made for this feed."""

    def __init__(self) -> None:
        super().__init__("the id to go on from is none of this feed's")


class TooManyReads(ServiceError):
    """A link, or links that are not known, were read too often in the last minute."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("this was read too often in the last minute")
        self.retry_after_seconds = retry_after_seconds
