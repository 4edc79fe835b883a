"""The services of one process, made once its database answers."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from api.analytics.service import AnalyticsService
from api.assets.service import AssetService
from api.auth import signing_secret
from api.background import Background
from api.chats.service import ChatService
from api.limits import Limits
from api.missions.hop_service import HopService
from api.missions.service import MissionService
from api.missions.step_service import ToolStepService
from api.pagination import Cursors
from api.sessions.activity import ActivityRecorder
from api.sessions.service import SessionService
from api.settings import Settings
from api.sweeping import periods_of
from api.users.service import UserService
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.database import Database
from documents.shapes.base import Clock


@dataclass(frozen=True)
class Services:
    """Every service, on one database."""

    database: Database
    sessions: SessionService
    chats: ChatService
    users: UserService
    analytics: AnalyticsService
    missions: MissionService
    hops: HopService
    tool_steps: ToolStepService
    assets: AssetService
    activity: ActivityRecorder
    background: Background


def cursor_key(settings: Settings) -> bytes:
    """The key of the cursors' checksums: the same in every process of a deployment.

    Without a secret (tokens come from an identity provider) it is a constant. It
    protects from slips, not from attack: a forged cursor shows its forger only
    another place in a list of his own.
    """
    secret = signing_secret(settings) or "threadkeep"
    return hashlib.sha256(f"cursors:{secret}".encode()).digest()


def make_services(
    database: Database, settings: Settings, *, clock: Clock, new_id: Callable[[], str]
) -> Services:
    """The services on a bound database."""
    limits = Limits.of(settings)
    cursors = Cursors(cursor_key(settings))
    background = Background()
    activity = ActivityRecorder(settings.activity_flush_seconds)
    chats = ChatService(
        database=database,
        clock=clock,
        new_id=new_id,
        limits=limits,
        sealing_limits=SealingLimits(
            piece_messages=settings.bucket_messages, piece_bytes=settings.bucket_bytes
        ),
        cursors=cursors,
        activity=activity,
        background=background,
        hints=ChatHints(),
    )
    sessions = SessionService(
        database=database,
        clock=clock,
        limits=limits,
        cursors=cursors,
        chats=chats,
        background=background,
        periods=periods_of(settings),
    )
    return Services(
        database=database,
        sessions=sessions,
        chats=chats,
        missions=MissionService(database, clock, limits, cursors, background),
        hops=HopService(database, clock, limits, cursors, background),
        tool_steps=ToolStepService(database, clock, limits, cursors),
        assets=AssetService(database, clock, limits, cursors, background),
        users=UserService(database, clock),
        analytics=AnalyticsService(database, clock),
        activity=activity,
        background=background,
    )
