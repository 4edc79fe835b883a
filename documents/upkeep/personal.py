"""Where anything of a user lies. Every class that has some is named here."""

from dataclasses import dataclass, field
from typing import Any

from beanie import Document

from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.assets import Asset
from documents.shapes.attachments import (
    Attachment,
    AttachmentFile,
    AttachmentFileChunk,
    AttachmentUsage,
)
from documents.shapes.chats import Chat, ChatBucket
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointFile,
    CheckpointFileChunk,
    CheckpointThread,
    CheckpointUsage,
    CheckpointValue,
    CheckpointWrite,
)
from documents.shapes.daily_figures import (
    DailyFigures,
    KindFigures,
    MissionTally,
    SessionTally,
    UserNumber,
)
from documents.shapes.feedback import MessageFeedback
from documents.shapes.hops import Hop
from documents.shapes.idempotency_records import IdempotencyRecord
from documents.shapes.message_tallies import MessageTally
from documents.shapes.message_versions import MessageVersion
from documents.shapes.missions import Mission
from documents.shapes.quotas import RequestWindow, UserQuota
from documents.shapes.sessions import SessionCounter, UserSession
from documents.shapes.shares import ChatShare
from documents.shapes.streams import MessageStream, MessageStreamPart
from documents.shapes.unfinished_forks import UnfinishedFork
from documents.shapes.usage import UsageTally
from documents.shapes.user_jobs import JobKind, UserJob, UserJobChunk
from documents.shapes.webhooks import WebhookDelivery


@dataclass(frozen=True)
class Personal:
    """A class whose documents are users'; ``owner`` names whose a document is.

    ``marks``: its documents have ``deleted_at``. ``pieces`` is a class whose documents
    are parts of these, and the field that says of which. ``only`` is a further condition.
    """

    model: type[Document]
    owner: str = "user_id"
    marks: bool = True
    pieces: tuple[type[Document], str] | None = None
    only: dict[str, Any] = field(default_factory=dict)

    def of(self, user_id: str) -> dict[str, Any]:
        """The filter of one user's documents, deleted ones included."""
        return {self.owner: user_id, **self.only}


PERSONAL = (
    # First: else the figures would have sessions and missions that are gone.
    Personal(SessionTally, marks=False),
    Personal(MissionTally, marks=False),
    Personal(UserSession),
    Personal(UnfinishedFork, marks=False),
    Personal(ChatBucket, marks=False),
    Personal(MessageVersion, marks=False),
    Personal(MessageTally, marks=False),
    Personal(UsageTally, marks=False),
    Personal(DailyFigures, marks=False),
    Personal(UserNumber, owner="_id", marks=False),
    Personal(MessageFeedback, marks=False),
    Personal(KindFigures, marks=False),
    Personal(ChatShare, marks=False),
    Personal(MessageStreamPart, marks=False),
    Personal(MessageStream, marks=False),
    Personal(Chat),
    Personal(Attachment),
    Personal(Asset),
    Personal(Hop),
    Personal(Mission),
    Personal(AssetFile, owner="metadata.user_id", marks=False, pieces=(AssetFileChunk, "files_id")),
    Personal(
        AttachmentFile,
        owner="metadata.user_id",
        marks=False,
        pieces=(AttachmentFileChunk, "files_id"),
    ),
    Personal(Checkpoint, marks=False),
    Personal(CheckpointWrite, marks=False),
    Personal(CheckpointValue, marks=False),
    Personal(
        CheckpointFile,
        owner="metadata.user_id",
        marks=False,
        pieces=(CheckpointFileChunk, "files_id"),
    ),
    Personal(CheckpointThread),
    Personal(CheckpointUsage, owner="_id", marks=False),
    Personal(AttachmentUsage, owner="_id", marks=False),
    Personal(SessionCounter, owner="_id", marks=False),
    Personal(RequestWindow, owner="_id", marks=False),
    Personal(UserQuota, owner="_id", marks=False),
    Personal(
        UserJob,
        marks=False,
        pieces=(UserJobChunk, "files_id"),
        only={"kind": JobKind.EXPORT},
    ),
    Personal(IdempotencyRecord, marks=False),
    Personal(WebhookDelivery, marks=False),
)
"""In the order in which they are erased."""
