"""The services of one process, made once its database answers."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.quotas.chats import ChatQuota
from documents.aggregates.quotas.streams import StreamQuota
from documents.database import Database, Turns, collection_of
from documents.shapes.base import Clock, utc_now
from documents.shapes.chats import Chat
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.streams import MessageStream
from services.activity import ActivityRecorder
from services.analytics import AnalyticsService
from services.assets import AssetService
from services.attachment_files import UnheldFiles
from services.attachments import AttachmentService, attachment_limits_of
from services.background import Background
from services.body_quota import BodyQuota
from services.changes import Changes
from services.chat_pages import ChatPages
from services.chats import ChatService
from services.checkpoints import CheckpointService, checkpoint_limits_of
from services.conversations import ConversationService
from services.feed_answers import FeedLimits
from services.feed_place import FeedPlaces
from services.feed_quota import FeedQuota
from services.feedback import FeedbackService
from services.feeds import FeedService
from services.foresight import ForesightService
from services.forks import ForkService
from services.history import HistoryService
from services.hops import HopService
from services.imports import ImportService
from services.jobs import JobLimits, JobService
from services.limits import Limits
from services.message_attachments import MessageAttachments
from services.message_ids import MessageIds
from services.messages import MessageService
from services.missions import MissionService
from services.pagination import Cursors
from services.readiness import Readiness
from services.search import SearchService
from services.sessions import SessionService
from services.settings import Settings
from services.shares import SharedReads, ShareService
from services.standing import StandingService
from services.stored_quota import StoredQuota
from services.stream_answers import StreamLimits
from services.streams import StreamService
from services.tool_steps import ToolStepService
from services.upkeep import UpkeepService, periods_of
from services.users import UserService
from services.versions import VersionService
from services.webhooks.service import WebhookLimits, WebhookService
from services.work_counts import WorkCounts

# Ids are no secrets, and asking the system for chance gives other threads their turn.
new_message_id = MessageIds(utc_now, random.getrandbits)
"""Makes the ids of a process's messages."""


if TYPE_CHECKING:
    from services.quotas import RequestQuotas


@dataclass(frozen=True)
class Wiring:
    """What the services of a process are made with, beside their database.

    ``cursor_key`` seals their cursors, ``redaction_key`` what is kept of redacted messages
    (without one, of this process alone); ``clock``, ``new_id``, ``chance`` (0 to 1), ``new_token``
    and ``new_secret`` are where they take the time, message ids, chance, the tokens of shares and
    the secrets of webhooks from.
    """

    settings: Settings
    cursor_key: bytes
    clock: Clock = utc_now
    new_id: Callable[[], str] = new_message_id
    redaction_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    chance: Callable[[], float] = random.random
    new_token: Callable[[], str] = secrets.token_urlsafe
    new_secret: Callable[[int], bytes] = secrets.token_bytes


@dataclass(frozen=True)
class Services:
    """Every service, on one database."""

    database: Database
    sessions: SessionService
    chats: ChatService
    messages: MessageService
    conversations: ConversationService
    forks: ForkService
    versions: VersionService
    feedback: FeedbackService
    shares: ShareService
    attachments: AttachmentService
    imports: ImportService
    streams: StreamService
    feeds: FeedService
    users: UserService
    jobs: JobService
    analytics: AnalyticsService
    missions: MissionService
    hops: HopService
    history: HistoryService
    tool_steps: ToolStepService
    assets: AssetService
    upkeep: UpkeepService
    foresight: ForesightService
    activity: ActivityRecorder
    background: Background
    readiness: Readiness
    counts: WorkCounts
    standing: StandingService
    changes: Changes
    search: SearchService
    checkpoints: CheckpointService
    webhooks: WebhookService
    request_quotas: "RequestQuotas | None"
    body_quota: BodyQuota | None


def _request_quotas(database: Database, wiring: Wiring) -> "RequestQuotas | None":
    """The quotas of requests; None, and nothing to ask, where none is set."""
    of_user = wiring.settings.quota_user_requests_per_minute
    in_all = wiring.settings.quota_requests_per_minute
    if of_user is None and in_all is None:
        return None
    from services.quotas import RequestQuotas  # slow to import

    return RequestQuotas(database, wiring.clock, of_user, in_all)


def _body_quota(database: Database, wiring: Wiring) -> BodyQuota | None:
    """The quotas of bytes in flight over all processes; None where none is set."""
    of_user = wiring.settings.quota_user_bytes_in_flight
    in_all = wiring.settings.quota_bytes_in_flight
    if of_user is None and in_all is None:
        return None
    return BodyQuota(database, wiring.clock, of_user, in_all)


def _feed_quota(database: Database, wiring: Wiring) -> FeedQuota | None:
    """The quotas of feeds over all processes; None where none is set."""
    of_user, in_all = wiring.settings.quota_user_feeds, wiring.settings.quota_feeds
    if of_user is None and in_all is None:
        return None
    return FeedQuota(database, wiring.clock, of_user, in_all)


def make_services(database: Database, wiring: Wiring) -> Services:
    """The services on a bound database."""
    settings, clock = wiring.settings, wiring.clock
    limits = Limits.of(settings)
    stream_limits = StreamLimits.of(settings)
    periods = periods_of(settings)
    cursors = Cursors(wiring.cursor_key)
    counts = WorkCounts()
    background = Background(counts)
    activity = ActivityRecorder(settings.activity_flush_seconds)
    unheld_files = UnheldFiles(database, clock, background)
    hints = ChatHints()
    sealing_limits = SealingLimits(
        piece_messages=settings.bucket_messages, piece_bytes=settings.bucket_bytes
    )
    chat_pages = ChatPages(clock, sealing_limits, cursors, background, hints, counts)
    most_chats = settings.quota_user_chats
    chat_quota = None if most_chats is None else ChatQuota(most_chats)
    chats = ChatService(
        database, clock, limits, cursors, activity, background, chat_pages, chat_quota
    )
    most_bytes = settings.quota_user_stored_bytes
    stored_quota = None if most_bytes is None else StoredQuota(clock, background, most_bytes)
    messages = MessageService(
        database=database,
        clock=clock,
        new_id=wiring.new_id,
        limits=limits,
        sealing_limits=sealing_limits,
        activity=activity,
        background=background,
        hints=hints,
        group_commit=database.group_commit(collection_of(Chat, database)),
        chat_pages=chat_pages,
        attachments=MessageAttachments(unheld_files, wiring.new_id),
        stream_kept=stream_limits.kept,
        redaction_key=wiring.redaction_key,
        stored_quota=stored_quota,
    )
    changes = Changes(
        database,
        {
            UserSession: ("revision",),
            Chat: ("revision", "last_sequence"),
            Mission: ("revision",),
            MessageStream: (),
        },
    )
    readiness = Readiness(database)
    feed_places = FeedPlaces(cursors)
    streams = StreamService(
        database=database,
        clock=clock,
        new_id=wiring.new_id,
        limits=limits,
        stream_limits=stream_limits,
        sealing_limits=sealing_limits,
        messages=messages,
        changes=changes,
        quota=StreamQuota(database, settings.max_user_streams),
    )
    sessions = SessionService(
        database=database,
        clock=clock,
        limits=limits,
        cursors=cursors,
        chat_pages=chat_pages,
        background=background,
        periods=periods,
        feed_places=feed_places,
        quota=chat_quota,
    )
    feeds = FeedService(
        database=database,
        clock=clock,
        chance=wiring.chance,
        limits=FeedLimits.of(settings),
        sealing_limits=sealing_limits,
        changes=changes,
        places=feed_places,
        streams=streams,
        quota=_feed_quota(database, wiring),
    )
    forks = ForkService(database, clock, cursors, background, sealing_limits, messages, chat_quota)
    attachments = AttachmentService(
        database, clock, attachment_limits_of(settings), cursors, unheld_files, stored_quota
    )
    return Services(
        database=database,
        sessions=sessions,
        chats=chats,
        messages=messages,
        conversations=ConversationService(
            database, clock, wiring.new_id, limits, chats, messages, chat_pages
        ),
        forks=forks,
        versions=VersionService(limits, cursors, messages, wiring.new_id),
        feedback=FeedbackService(database, clock, cursors, chat_pages),
        shares=ShareService(
            clock,
            cursors,
            chat_pages,
            new_token=wiring.new_token,
            reads=SharedReads(
                settings.max_share_reads_per_minute, settings.max_other_reads_per_minute
            ),
        ),
        attachments=attachments,
        imports=ImportService(
            sessions, chats, messages, forks, attachments, settings.max_import_bytes
        ),
        streams=streams,
        feeds=feeds,
        missions=MissionService(database, clock, limits, cursors, background),
        hops=HopService(database, clock, limits, cursors, background),
        history=HistoryService(cursors),
        tool_steps=ToolStepService(database, clock, limits, cursors),
        assets=AssetService(database, clock, limits, cursors, background),
        users=UserService(database, clock, sealing_limits),
        jobs=JobService(database, clock, JobLimits.of(settings), cursors, background),
        upkeep=UpkeepService(database, clock, periods),
        foresight=ForesightService(database, clock, periods, cursors),
        analytics=AnalyticsService(database, clock),
        activity=activity,
        background=background,
        readiness=readiness,
        counts=counts,
        standing=StandingService(database, clock, readiness),
        search=SearchService(clock, cursors, background),
        changes=changes,
        checkpoints=CheckpointService(
            database,
            clock,
            limits,
            checkpoint_limits_of(settings),
            cursors,
            background,
            Turns(),
            stored_quota,
        ),
        request_quotas=_request_quotas(database, wiring),
        body_quota=_body_quota(database, wiring),
        webhooks=WebhookService(
            database,
            clock,
            WebhookLimits.of(settings),
            cursors,
            background,
            wiring.new_secret,
        ),
    )
