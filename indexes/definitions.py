"""The indexes the collections must have. One entry an index, with the query it serves.

To add one, write an entry and run ``threadkeep indexes plan``. To take one
away, delete its entry: ``sync`` ends its uniqueness and its expiry, ``prune`` removes it.
"""

from documents.database import name_of
from documents.shapes.asset_files import AssetFile, AssetFileChunk
from documents.shapes.assets import Asset
from documents.shapes.attachments import Attachment, AttachmentFile, AttachmentFileChunk
from documents.shapes.base import UNTALLIED
from documents.shapes.chats import UNCOUNTED, Chat, ChatBucket
from documents.shapes.checkpoints import (
    Checkpoint,
    CheckpointFile,
    CheckpointFileChunk,
    CheckpointThread,
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
from documents.shapes.idempotency_records import KEPT, IdempotencyRecord
from documents.shapes.message_tallies import MessageTally
from documents.shapes.message_versions import MessageVersion
from documents.shapes.missions import Mission
from documents.shapes.quotas import RequestWindow
from documents.shapes.sessions import UserSession
from documents.shapes.shares import ChatShare
from documents.shapes.state_tables import MISSION, SessionStatus
from documents.shapes.streams import NAME_KEPT, MessageStream, MessageStreamPart
from documents.shapes.unfinished_forks import UnfinishedFork
from documents.shapes.usage import UsageTally
from documents.shapes.user_jobs import JobStatus, UserJob, UserJobChunk
from documents.shapes.webhooks import DeliveryState, Webhook, WebhookDelivery, WebhookLane
from indexes.declared.model import Definitions, Index

# A key has a character at least; `$gt` leaves out those that have none, stored as null.
_KEYED = {"key": {"$gt": ""}, "deleted_at": None}

# What the sweep leaves alone costs it nothing, then.
_LEFT_TO_TIME = {"deleted_at": None, "kept_status": None}

INDEXES = [
    Index(
        name_of(UserSession),
        {"user_id": 1, "last_activity_at": -1, "_id": -1},
        serves="a user's sessions, newest activity first",
    ),
    Index(
        name_of(UserSession),
        {"user_id": 1, "status": 1, "last_activity_at": -1, "_id": -1},
        serves="a user's sessions of one status; the imported session to resume",
    ),
    Index(
        name_of(UserSession),
        {"user_id": 1, "last_activity_at": -1, "_id": -1, "status": 1},
        partial={"status": SessionStatus.ACTIVE, "imported_at": None, "deleted_at": None},
        serves="the active session to resume, before all that were imported and never used",
    ),
    Index(
        name_of(UserSession),
        {"user_id": 1, "mission.$id": 1},
        unique=True,
        partial={"mission.$id": {"$exists": True}},
        serves="the session of a user's mission; a mission belongs to one session at most",
    ),
    Index(
        name_of(UserSession),
        {"status": 1, "status_changed_at": 1, "_id": 1},
        partial=_LEFT_TO_TIME,
        serves="the sweep: sessions that have been of one status since a time",
    ),
    Index(
        name_of(UserSession),
        {"deleted_at": 1, "_id": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted sessions whose removal is not finished, those deleted first before",
    ),
    Index(
        name_of(UserSession),
        {"user_id": 1, "deleted_at": -1, "_id": -1},
        partial={"deleted_at": {"$type": "date"}},
        serves="a user's deleted sessions, the last deleted first, to restore them",
    ),
    Index(
        name_of(UserSession),
        {"removing_at": 1},
        partial={"removing_at": {"$type": "date"}},
        serves="deleted sessions whose removal has begun and is not finished",
    ),
    Index(
        name_of(UserSession),
        {"status": 1, "last_activity_at": 1, "_id": 1},
        partial=_LEFT_TO_TIME | {"status": SessionStatus.ACTIVE},
        serves="the sweep: active sessions without activity since a time",
    ),
    Index(
        name_of(UserSession),
        {"user_id": 1, "created_at": -1, "_id": -1},
        serves="a user's sessions, the newest made first",
    ),
    Index(
        name_of(UserSession),
        {"user_id": 1},
        partial=UNTALLIED,
        serves="analytics: sessions of which the figures do not have all yet",
    ),
    Index(
        name_of(UserSession),
        {"user_id": 1, "key": 1},
        unique=True,
        partial=_KEYED,
        serves="the session of a caller's own key; no two that are not deleted have one",
    ),
    Index(
        name_of(Chat),
        {"user_id": 1, "key": 1},
        unique=True,
        partial=_KEYED,
        serves="the chat of a caller's own key; no two that are not deleted have one",
    ),
    Index(
        name_of(Chat),
        {"session_id": 1, "deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted chats of no session whose removal is not finished",
    ),
    Index(
        name_of(Chat),
        {"user_id": 1, "deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="the quota of chats: which of a user's are deleted and not yet removed",
    ),
    Index(
        name_of(Chat),
        {"user_id": 1, "created_at": 1, "_id": 1},
        serves="a user's chats in the order they were made: a list of them, the export",
    ),
    Index(
        name_of(Chat),
        {"user_id": 1, "updated_at": -1, "_id": -1},
        serves="a user's chats, newest activity first",
    ),
    Index(
        name_of(Chat),
        {"user_id": 1, "words": 1, "_id": -1},
        serves="the search: a user's chats with a word, those that were made last first",
    ),
    Index(
        name_of(Chat),
        {"session_id": 1, "counted_sequence": 1},
        serves="the chat of a session, to delete it; analytics: how many messages it has",
    ),
    Index(
        name_of(Chat),
        {"user_id": 1},
        partial=UNCOUNTED,
        serves="analytics: chats with messages that are not counted yet",
    ),
    Index(
        name_of(Chat),
        {"origins.chat_id": 1, "created_at": -1, "_id": -1},
        partial={"origins.chat_id": {"$exists": True}},
        serves="the forks of a chat, newest first; all chats that have copies of its messages",
    ),
    Index(
        name_of(UnfinishedFork),
        {"origins.chat_id": 1},
        serves="the forks that are being made of a chat, when a message of it is redacted",
    ),
    Index(
        name_of(UnfinishedFork),
        {"lease_until": 1},
        serves="the sweep: forks whose making has stopped",
    ),
    Index(
        name_of(UnfinishedFork),
        {"user_id": 1},
        serves="all of a user, to erase it",
    ),
    Index(
        name_of(ChatBucket),
        {"chat_id": 1, "first_sequence": 1},
        unique=True,
        serves="a chat's sealed messages, paged backward; one bucket a first sequence",
    ),
    Index(
        name_of(ChatBucket),
        {"chat_id": 1, "last_sequence": 1},
        serves="a chat's sealed messages, paged forward",
    ),
    Index(
        name_of(ChatBucket),
        {"user_id": 1, "words": 1, "chat_id": -1, "first_sequence": -1},
        serves="the search: a user's sealed messages with a word, in the order of the chats",
    ),
    Index(
        name_of(ChatBucket),
        {"user_id": 1, "chat_id": 1, "bytes": 1},
        # The one of the words has an entry for each word.
        serves="all of a user, to erase it; the quota of stored bytes: what they weigh",
    ),
    Index(
        name_of(ChatBucket),
        {"chat_id": 1, "messages.id": 1},
        serves="a sealed message by its id",
    ),
    Index(
        name_of(MessageStream),
        {"chat_id": 1, "message_id": 1},
        unique=True,
        serves="the stream of a message, one at most; those of a chat, to follow or delete them",
    ),
    Index(
        name_of(MessageStream),
        {"user_id": 1, "state": 1},
        serves="how many streams a user has open; all of a user, to erase it",
    ),
    Index(
        name_of(MessageStream),
        {"lease_until": 1},
        partial={"lease_until": {"$type": "date"}},
        serves="the reaper: streams whose writer or reader has been silent for too long",
    ),
    Index(
        name_of(MessageStream),
        {"expires_at": 1},
        expire_after_seconds=int(NAME_KEPT.total_seconds()),
        serves="the server's own removal of streams that ended a while ago",
    ),
    Index(
        name_of(MessageStreamPart),
        {"stream_id": 1, "first": 1},
        unique=True,
        serves="a stream's older events in order; one part a first event",
    ),
    Index(
        name_of(MessageStreamPart),
        {"chat_id": 1},
        serves="the parts of a chat's streams, to delete them",
    ),
    Index(
        name_of(MessageStreamPart),
        {"user_id": 1},
        serves="all of a user, to erase it",
    ),
    Index(
        name_of(MessageStreamPart),
        {"expires_at": 1},
        expire_after_seconds=0,
        serves="the server's own removal of the events of streams that have expired",
    ),
    Index(
        name_of(MessageVersion),
        {"chat_id": 1, "message_id": 1, "version_id": 1},
        unique=True,
        serves="a message's version by its id; all of a chat, to delete them",
    ),
    Index(
        name_of(MessageVersion),
        {"chat_id": 1, "sequence_order": 1, "number": 1},
        serves="a message's versions in order; those of a chat's first messages, to fork it",
    ),
    Index(
        name_of(MessageVersion),
        {"user_id": 1},
        serves="all of a user, to erase and export it",
    ),
    Index(
        name_of(MessageTally),
        {"chat_id": 1, "at": 1},
        unique=True,
        serves="the tally of a chat's quarter of an hour; all of a chat, to delete them",
    ),
    Index(
        name_of(MessageTally),
        {"user_id": 1, "at": 1},
        serves="a user's tallies of a day, to check its figures; all of a user, to erase it",
    ),
    Index(
        name_of(SessionTally),
        {"day": 1, "length": 1, "at": 1, "messages": 1},
        serves="analytics: the sessions of some days, or those of a length, from the index alone",
    ),
    Index(
        name_of(SessionTally),
        {"user_id": 1, "day": 1, "length": 1, "at": 1, "messages": 1},
        serves="analytics: the same of one user's sessions; all of a user, to erase it",
    ),
    Index(
        name_of(DailyFigures),
        {"user_id": 1, "day": 1},
        unique=True,
        serves="analytics: the figures of the days of a period; all of a user, to erase it",
    ),
    Index(
        name_of(DailyFigures),
        {"day": 1},
        partial={"unsummed": {"$type": "object"}},
        serves="analytics: users' days that all users' figures do not have yet",
    ),
    Index(
        name_of(UserNumber),
        {"number": 1},
        unique=True,
        serves="analytics: the next number; no two users have one",
    ),
    Index(
        name_of(UsageTally),
        {"chat_id": 1, "at": 1, "model": 1},
        unique=True,
        serves="what a chat's quarter of an hour cost by model; all of a chat, to delete them",
    ),
    Index(
        name_of(UsageTally),
        {"at": 1, "hidden": 1},
        serves="analytics: the chats that cost the most in a period",
    ),
    Index(
        name_of(UsageTally),
        {"user_id": 1},
        partial=UNTALLIED,
        serves="analytics: what messages cost that the figures do not have yet",
    ),
    Index(
        name_of(UsageTally),
        {"user_id": 1, "at": 1, "hidden": 1},
        serves="analytics: what a user's messages of a period cost; all of a user, to erase it",
    ),
    Index(
        name_of(MessageFeedback),
        {"chat_id": 1, "message_id": 1, "user_id": 1},
        unique=True,
        serves="what users think of a message, one each; all of a chat, to delete it",
    ),
    Index(
        name_of(MessageFeedback),
        {"chat_id": 1, "user_id": 1, "sequence_order": 1, "message_id": 1},
        serves="what a user thinks of a chat's messages, in their order",
    ),
    Index(
        name_of(MessageFeedback),
        {"user_id": 1},
        partial=UNTALLIED,
        serves="analytics: feedback that the figures do not have yet",
    ),
    Index(
        name_of(MessageFeedback),
        {"user_id": 1, "created_at": 1, "hidden": 1, "rating": 1},
        serves="a user's feedback of a day, to check its figures; all of a user, to erase it",
    ),
    Index(
        name_of(ChatShare),
        {"token_digest": 1},
        unique=True,
        serves="the share of a token",
    ),
    Index(
        name_of(ChatShare),
        {"chat_id": 1, "_id": 1},
        serves="a chat's shares, newest first; all of a chat, to delete them",
    ),
    Index(
        name_of(ChatShare),
        {"user_id": 1},
        serves="all of a user, to erase it",
    ),
    Index(
        name_of(ChatShare),
        {"expires_at": 1},
        expire_after_seconds=0,
        serves="the server's own removal of shares that have expired",
    ),
    Index(
        name_of(Mission),
        {"user_id": 1},
        partial=UNTALLIED,
        serves="analytics: missions of which the figures do not have all yet",
    ),
    Index(
        name_of(MissionTally),
        {"user_id": 1, "days": 1},
        serves="analytics: a user's missions and steps of a day, to check its figures; all of one",
    ),
    Index(
        name_of(MissionTally),
        {"day": 1, "took": 1, "at": 1},
        serves="analytics: how long the missions of some days took, from the index alone",
    ),
    Index(
        name_of(MissionTally),
        {"user_id": 1, "day": 1, "took": 1, "at": 1},
        serves="analytics: the same of one user's missions",
    ),
    Index(
        name_of(KindFigures),
        {"user_id": 1, "kind": 1, "day": 1, "name": 1},
        unique=True,
        serves="analytics: the figures of a kind on the days of a period; all of a user",
    ),
    Index(
        name_of(KindFigures),
        {"day": 1},
        partial={"unsummed": {"$type": "object"}},
        serves="analytics: users' figures of kinds that all users' do not have yet",
    ),
    Index(
        name_of(Hop),
        {"user_id": 1, "tool_steps.created_at": 1},
        serves="analytics: a user's tool steps made in a period; all of a user",
    ),
    Index(
        name_of(Mission),
        {"user_id": 1, "_id": -1},
        serves="a user's missions, newest first",
    ),
    Index(
        name_of(Mission),
        {"user_id": 1, "status": 1, "_id": -1},
        serves="a user's missions of one status, newest first",
    ),
    Index(
        name_of(Mission),
        {"user_id": 1, "name": 1},
        unique=True,
        partial={"status": {"$in": MISSION.unfinished()}, "deleted_at": None},
        serves="no two missions of one name that a user has not finished",
    ),
    Index(
        name_of(Mission),
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted missions whose removal is not finished",
    ),
    Index(
        name_of(Hop),
        {"user_id": 1, "mission_id": 1, "sequence_order": 1},
        serves="a mission's hops in order; all of it, to remove it; the shard key's own",
    ),
    Index(
        name_of(Hop),
        {"tool_steps.id": 1},
        serves="the hop of a tool step",
    ),
    Index(
        name_of(Hop),
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted hops whose removal is not finished",
    ),
    Index(
        name_of(Asset),
        {"user_id": 1, "scope_id": 1, "name": 1},
        unique=True,
        partial={"deleted_at": None},
        serves="a hop's own assets by name; one asset of a name in its scope",
    ),
    Index(
        name_of(Asset),
        {"scope_id": 1, "_id": -1},
        serves="a list of one mission's or one hop's assets, newest first",
    ),
    Index(
        name_of(Asset),
        {"mission_id": 1, "name": 1},
        serves="the assets of a mission and of its hops",
    ),
    Index(
        name_of(Asset),
        {"user_id": 1, "_id": -1},
        serves="a user's assets, newest first",
    ),
    Index(
        name_of(Asset),
        {"user_id": 1, "status": 1, "_id": -1},
        serves="a user's assets of one status, newest first",
    ),
    Index(
        name_of(Asset),
        {"user_id": 1, "role": 1, "_id": -1},
        serves="a user's assets of one role, newest first",
    ),
    Index(
        name_of(Asset),
        {"user_id": 1, "role": 1, "status": 1, "_id": -1},
        serves="a user's assets of one role and one status, newest first",
    ),
    Index(
        name_of(Asset),
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted assets whose removal is not finished",
    ),
    Index(
        name_of(IdempotencyRecord),
        {"user_id": 1, "operation": 1, "key": 1},
        unique=True,
        serves="what was answered to a request with this key; all of a user, to erase it",
    ),
    Index(
        name_of(RequestWindow),
        {"expires_at": 1},
        expire_after_seconds=0,
        serves="the server's own removal of the requests of minutes that are long over",
    ),
    Index(
        name_of(IdempotencyRecord),
        {"done_at": 1},
        expire_after_seconds=int(KEPT.total_seconds()),
        serves="the server's own removal of the requests that nobody sends again",
    ),
    Index(
        name_of(AssetFileChunk),
        {"files_id": 1, "n": 1},
        unique=True,
        serves="the chunks of an uploaded file in order, as GridFS has it",
    ),
    Index(
        name_of(AssetFile),
        {"metadata.user_id": 1},
        serves="all of a user's files, to erase them",
    ),
    Index(
        name_of(AssetFile),
        {"metadata.expires_at": 1},
        partial={"metadata.expires_at": {"$exists": True}},
        serves="uploaded files that no asset has any longer, or not yet",
    ),
    Index(
        name_of(Attachment),
        {"chat_id": 1, "attachment_id": 1},
        unique=True,
        serves="an attachment of a chat by its id; those of a chat, newest first",
    ),
    Index(
        name_of(Attachment),
        {"chat_id": 1, "key": 1},
        unique=True,
        partial={"key": {"$gt": ""}},
        serves="the attachment of a caller's own key; no two of a chat have one",
    ),
    Index(
        name_of(Attachment),
        {"chat_id": 1, "named_by.message_id": 1},
        serves="the attachments that a message names, to let go of them",
    ),
    Index(
        name_of(Attachment),
        {"expires_at": 1},
        partial={"expires_at": {"$type": "date"}},
        serves="the sweep: attachments that perhaps no message names",
    ),
    Index(
        name_of(Attachment),
        {"file_id": 1},
        serves="the attachments that have a file",
    ),
    Index(
        name_of(Attachment),
        {"user_id": 1},
        serves="all of a user, to erase it",
    ),
    Index(
        name_of(AttachmentFileChunk),
        {"files_id": 1, "n": 1},
        unique=True,
        serves="the chunks of a file of attachments in order, as GridFS has it",
    ),
    Index(
        name_of(AttachmentFile),
        {"metadata.user_id": 1, "metadata.sha256": 1},
        unique=True,
        partial={"metadata.sha256": {"$exists": True}},
        serves="the file of a user that has these bytes; no two have the same",
    ),
    Index(
        name_of(AttachmentFile),
        {"metadata.user_id": 1},
        serves="all of a user's files of attachments, to erase them",
    ),
    Index(
        name_of(AttachmentFile),
        {"metadata.expires_at": 1},
        partial={"metadata.expires_at": {"$exists": True}},
        serves="files of attachments that no attachment has any longer, or not yet",
    ),
    Index(
        name_of(CheckpointThread),
        {"user_id": 1, "thread_id": 1},
        unique=True,
        partial={"deleted_at": None},
        serves="a thread by the id that its user gave it; no two that are not deleted have one",
    ),
    Index(
        name_of(CheckpointThread),
        {"user_id": 1, "_id": 1},
        serves="all of a user, to erase and export it",
    ),
    Index(
        name_of(CheckpointThread),
        {"deleted_at": 1},
        partial={"deleted_at": {"$type": "date"}},
        serves="deleted threads whose removal is not finished",
    ),
    Index(
        name_of(CheckpointThread),
        {"tidy_since": 1},
        partial={"tidy_since": {"$type": "date"}},
        serves="the sweep: threads with values that perhaps no checkpoint has",
    ),
    Index(
        name_of(Checkpoint),
        {"user_id": 1, "thread": 1, "checkpoint_ns": 1, "checkpoint_id": -1},
        unique=True,
        serves="a thread's checkpoints of a namespace, newest first; one of an id",
    ),
    Index(
        name_of(Checkpoint),
        {"user_id": 1, "thread": 1, "checkpoint_id": -1, "_id": -1},
        serves="a thread's checkpoints of all namespaces, newest first",
    ),
    Index(
        name_of(Checkpoint),
        {"user_id": 1, "checkpoint_id": -1, "_id": -1},
        serves="a user's checkpoints, newest first",
    ),
    Index(
        name_of(Checkpoint),
        {"user_id": 1, "run_id": 1},
        partial={"run_id": {"$exists": True}},
        serves="the checkpoints of a run, to delete them",
    ),
    Index(
        name_of(CheckpointValue),
        {"user_id": 1, "thread": 1},
        serves="a thread's values, to tidy, copy or remove them; all of a user, to erase it",
    ),
    Index(
        name_of(CheckpointWrite),
        {
            "user_id": 1,
            "thread": 1,
            "checkpoint_ns": 1,
            "checkpoint_id": 1,
            "task_id": 1,
            "index": 1,
        },
        unique=True,
        serves="what was written after a checkpoint, by task; one write of a place",
    ),
    Index(
        name_of(CheckpointFileChunk),
        {"files_id": 1, "n": 1},
        unique=True,
        serves="the chunks of a large value in order, as GridFS has it",
    ),
    Index(
        name_of(CheckpointFile),
        {"metadata.user_id": 1, "metadata.thread": 1},
        serves="a thread's files, to remove them; all of a user, to erase them",
    ),
    Index(
        name_of(CheckpointFile),
        {"metadata.expires_at": 1},
        partial={"metadata.expires_at": {"$exists": True}},
        serves="uploaded values that nothing has any longer, or not yet",
    ),
    Index(
        name_of(UserJob),
        {"user_id": 1, "kind": 1, "asked_by": 1},
        unique=True,
        partial={"status": JobStatus.RUNNING},
        serves="the job of a kind that runs for a user; none asks for a second one meanwhile",
    ),
    Index(
        name_of(UserJob),
        {"created_at": 1},
        partial={"status": JobStatus.RUNNING},
        serves="the jobs that somebody has to do",
    ),
    Index(
        name_of(UserJob),
        {"kept_until": 1},
        partial={"kept_until": {"$type": "date"}},
        serves="the sweep: jobs that ended and are kept no longer",
    ),
    Index(
        name_of(UserJob),
        {"user_id": 1, "kind": 1, "finished_at": -1},
        serves="a user's jobs of a kind, the last to end first; all of a user, to erase it",
    ),
    Index(
        name_of(UserJob),
        {"user_id": 1, "_id": -1},
        serves="a list of the jobs on a user, the newest first",
    ),
    Index(
        name_of(UserJobChunk),
        {"files_id": 1, "n": 1},
        unique=True,
        serves="the pieces of a job's export in order",
    ),
    Index(
        name_of(Webhook),
        {"slot": 1},
        unique=True,
        serves="the webhooks that are enabled; there are no more than may be",
    ),
    Index(
        name_of(WebhookDelivery),
        {"webhook_id": 1, "place": -1},
        serves="a webhook's deliveries, the newest first; all of it, to remove them",
    ),
    Index(
        name_of(WebhookDelivery),
        {"webhook_id": 1, "state": 1, "place": -1},
        serves="a webhook's deliveries of one state, the newest first",
    ),
    Index(
        name_of(WebhookDelivery),
        {"webhook_id": 1, "lane": 1, "place": 1},
        partial={"state": DeliveryState.PENDING},
        serves="the next delivery of a session to a webhook",
    ),
    Index(
        name_of(WebhookDelivery),
        {"state": 1, "created_at": 1},
        serves="metrics: how many deliveries wait or are dead, and since when",
    ),
    Index(
        name_of(WebhookDelivery),
        {"user_id": 1},
        partial={"user_id": {"$gt": ""}},
        serves="all of a user, to erase it",
    ),
    Index(
        name_of(WebhookDelivery),
        {"expires_at": 1},
        expire_after_seconds=0,
        serves="the server: deliveries that are kept no longer",
    ),
    Index(
        name_of(WebhookLane),
        {"webhook_id": 1, "due_at": 1},
        serves="which sessions have something due for a webhook",
    ),
    Index(
        name_of(WebhookLane),
        {"expires_at": 1},
        expire_after_seconds=0,
        serves="the server: what is left of webhooks that are gone",
    ),
]

DEFINITIONS = Definitions(INDEXES)
