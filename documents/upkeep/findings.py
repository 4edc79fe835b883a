"""What a check of chats can find."""

from dataclasses import dataclass, field
from enum import StrEnum

from documents.shapes.base import PydanticObjectId
from documents.upkeep.attachment_faults import AttachmentFault
from documents.upkeep.usage_check import UsageFault

Detail = AttachmentFault | UsageFault


class ChatFault(StrEnum):
    """What can be wrong."""

    GAP = "gap"
    FOUND_AGAIN = "found-again"
    ORDER = "order"
    LAST_SEQUENCE = "last-sequence"
    BUCKET_BOUNDS = "bucket-bounds"
    BUCKET_BYTES = "bucket-bytes"
    BUCKET_OWNER = "bucket-owner"
    SEALED_MAX = "sealed-max"
    WORDS = "words"
    TAIL_BYTES = "tail-bytes"
    REPEATED_ID = "repeated-id"
    MALFORMED = "malformed"
    ABANDONED_COPY = "abandoned-copy"
    ORPHAN_BUCKETS = "orphan-buckets"
    CALL_UNANSWERED = "call-unanswered"
    ANSWER_WITHOUT_CALL = "answer-without-call"
    STREAM_LOST = "stream-lost"
    VERSIONS = "versions"
    VERSION_NOT_REDACTED = "version-not-redacted"
    FORK = "fork"
    UNFINISHED_FORK = "unfinished-fork"
    ATTACHMENT_MISSING = "attachment-missing"
    ATTACHMENT_UNCLAIMED = "attachment-unclaimed"
    ATTACHMENT_UNNAMED = "attachment-unnamed"
    ATTACHMENT_FILE = "attachment-file"
    USAGE = "usage"
    USAGE_TALLY = "usage-tally"


@dataclass(frozen=True)
class ChatFinding:
    """One thing that is wrong with a chat; ``text`` says what, for a person.

    ``place`` is the message's number or the bucket's first one, where there is one, and
    ``last_place`` the last of a range, where that is certain; ``bucket_id`` the bucket that
    a repair would change, ``detail`` what else it wants to know.
    """

    chat_id: PydanticObjectId
    kind: ChatFault
    text: str
    place: int | None = None
    bucket_id: PydanticObjectId | None = None
    last_place: int | None = None
    detail: Detail | None = None


@dataclass
class Checked:
    """One chat that was read: how many messages it has, how many are recorded as lost, and
    what is wrong with them.

    ``behind`` is no fault: its ``sealed_max`` does not count in all that is sealed, as after
    a sealing of an older release.
    """

    chat_id: PydanticObjectId
    messages: int = 0
    lost: int = 0
    behind: bool = False
    findings: list[ChatFinding] = field(default_factory=list)
