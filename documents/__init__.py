"""The stored shapes and every query on them."""

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
    ActiveUsers,
    DailyFigures,
    KindFigures,
    MissionTally,
    SessionTally,
    UserNumber,
)
from documents.shapes.erasures import Erasure
from documents.shapes.feedback import MessageFeedback
from documents.shapes.hops import Hop
from documents.shapes.idempotency_records import IdempotencyRecord
from documents.shapes.index_records import IndexLock, IndexRecord
from documents.shapes.lease_records import LeaseRecord
from documents.shapes.message_tallies import MessageTally
from documents.shapes.message_versions import MessageVersion
from documents.shapes.missions import Mission
from documents.shapes.quotas import RequestWindow, UserQuota
from documents.shapes.sessions import SessionCounter, UserSession
from documents.shapes.shares import ChatShare
from documents.shapes.streams import MessageStream, MessageStreamPart
from documents.shapes.unfinished_forks import UnfinishedFork
from documents.shapes.upkeep_walks import UpkeepWalk
from documents.shapes.usage import UsageTally
from documents.shapes.user_jobs import UserJob, UserJobChunk
from documents.shapes.webhooks import Webhook, WebhookDelivery, WebhookLane

ENTITIES = (UserSession, Chat, ChatBucket, Mission, Hop, Asset)
"""The document classes that users fill."""

DOCUMENTS = (
    *ENTITIES,
    AssetFile,
    AssetFileChunk,
    Attachment,
    AttachmentFile,
    AttachmentFileChunk,
    AttachmentUsage,
    MessageStream,
    MessageStreamPart,
    MessageTally,
    SessionTally,
    MissionTally,
    DailyFigures,
    KindFigures,
    ActiveUsers,
    UserNumber,
    MessageVersion,
    UnfinishedFork,
    UsageTally,
    MessageFeedback,
    ChatShare,
    CheckpointThread,
    Checkpoint,
    CheckpointValue,
    CheckpointWrite,
    CheckpointFile,
    CheckpointFileChunk,
    CheckpointUsage,
    SessionCounter,
    RequestWindow,
    UserQuota,
    Erasure,
    IdempotencyRecord,
    LeaseRecord,
    UserJob,
    UserJobChunk,
    UpkeepWalk,
    Webhook,
    WebhookDelivery,
    WebhookLane,
    IndexLock,
    IndexRecord,
)
"""Every document class, one a collection, to bind to a database. Nothing else is stored."""
