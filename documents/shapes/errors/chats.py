"""What the chat engine refuses.

ChatError
├─ ChatMissing          no such chat of this user
├─ ChatClosed           its session is completed or archived
├─ ChatChanged          it is not at a version the caller expected
├─ ChatOwned            it belongs to a session and goes only with it
├─ MessageMissing       no such message in the chat
├─ MessageIdTaken       the id belongs to another message
├─ MessageStreaming     a stream has it in hand
├─ MessageRedacted      a redacted message cannot be edited
├─ MessageChanged       it is not at the revision the caller expected
├─ ShareMissing         no such share, or it has expired
├─ AttachmentRefused    a message names an attachment that it cannot have
├─ AppendTooLarge       more than one document can take in
├─ VersionMissing       the message has no such version
├─ TooManyVersions      the message has as many versions as it may have
├─ ForkTooLong          it has not as many messages as a fork is to have
├─ ForkTooDeep          it is a fork of forks, as deep as one may be
└─ ChatBusy             other writers won every try
"""

from collections.abc import Sequence

from documents.shapes.chats import ChatHead, LostRange, StoredMessage


class ChatError(Exception):
    """Base of what the chat engine refuses."""


class ChatMissing(ChatError):
    """No such chat of this user."""


class ChatClosed(ChatError):
    """The chat's session is completed or archived: it takes no new messages."""


class ChatChanged(ChatError):
    """The chat is not at a version that the caller expected."""


class ChatOwned(ChatError):
    """The chat belongs to a session, and goes only with it."""


class MessageMissing(ChatError):
    """No such message in the chat; carries the ranges of it that are recorded as lost."""

    def __init__(self, lost: Sequence[LostRange] = ()) -> None:
        super().__init__("there is no such message")
        self.lost = lost


class MessageIdTaken(ChatError):
    """Message ids that are in use in the chat with another body; carries what is stored."""

    def __init__(self, ids: list[str], stored: Sequence[StoredMessage] = ()) -> None:
        super().__init__(f"already used in this chat by another message: {', '.join(ids)}")
        self.ids = ids
        self.stored = stored


class MessageStreaming(ChatError):
    """The message is still being written; it can be changed once its stream has ended."""


class MessageRedacted(ChatError):
    """The message was redacted; there is nothing to edit."""


class MessageChanged(ChatError):
    """The message is not at a revision that the caller expected."""


class ShareMissing(ChatError):
    """No such share of the chat; no token that reads anything, now or any more."""


class AttachmentRefused(ChatError):
    """A message names an attachment that it cannot have.

    ``place`` is the message's among those that were given, ``path`` leads to the name in it.
    """

    def __init__(self, place: int, path: tuple[str | int, ...], reason: str) -> None:
        super().__init__(reason)
        self.place = place
        self.path = path
        self.reason = reason


class AppendTooLarge(ChatError):
    """The messages of one append, or an edited one, weigh more than a document can take in."""


class VersionMissing(ChatError):
    """The message has no version of this id."""


class TooManyVersions(ChatError):
    """The message has as many versions as it may have."""


class ForkTooLong(ChatError):
    """The chat has not as many messages as a fork of it is to have: ``last`` is its newest."""

    def __init__(self, last: int) -> None:
        super().__init__(f"the newest message of the chat is {last}")
        self.last = last


class ForkTooDeep(ChatError):
    """The chat is itself a fork of forks, as deep as a chat may be."""


class ChatBusy(ChatError):
    """Other writers won every try; the same call may well succeed later."""


class ChatKeyTaken(ChatError):
    """Another chat has the key: ``current``, None where it has let go of it since."""

    def __init__(self, current: ChatHead | None = None) -> None:
        super().__init__("the key is in use")
        self.current = current
