"""The stored shapes of webhooks: where events are sent, the deliveries, and their order."""

from datetime import datetime
from enum import StrEnum

from beanie import Document
from pydantic import BaseModel

from documents.shapes.base import Keyed, PydanticObjectId

MAX_SECRETS = 5
"""How many secrets a webhook signs with at once: the present one, and those it replaced."""


class EventKind(StrEnum):
    """What may happen that webhooks are told of; the words are those of a feed."""

    SESSION_CREATED = "session.created"
    SESSION_CHANGED = "session.changed"
    SESSION_DELETED = "session.deleted"
    SESSION_RESTORED = "session.restored"
    CHAT_CREATED = "chat.created"
    CHAT_CHANGED = "chat.changed"
    CHAT_DELETED = "chat.deleted"
    CHAT_RESTORED = "chat.restored"
    MESSAGE_CREATED = "message.created"
    MESSAGE_CHANGED = "message.changed"
    STREAM_ENDED = "stream.ended"
    MISSION_CREATED = "mission.created"
    MISSION_CHANGED = "mission.changed"
    MISSION_DELETED = "mission.deleted"
    MISSION_RESTORED = "mission.restored"
    HOP_CREATED = "hop.created"
    HOP_CHANGED = "hop.changed"
    HOP_DELETED = "hop.deleted"
    HOP_RESTORED = "hop.restored"
    ASSET_CREATED = "asset.created"
    ASSET_CHANGED = "asset.changed"
    ASSET_DELETED = "asset.deleted"
    ASSET_RESTORED = "asset.restored"
    USER_ERASED = "user.erased"


TEST_KIND = "webhook.test"
"""What is sent to try a webhook, whatever kinds it has."""

GAP_KIND = "webhooks.gap"
"""What every webhook is told when events were lost, whatever kinds it has."""


class DisabledReason(StrEnum):
    """Why a webhook is not sent anything."""

    ASKED = "asked"
    FAILING = "failing"
    GONE = "gone"
    BEHIND = "behind"


class DeliveryState(StrEnum):
    """How far a delivery is. A dead one is tried no more unless it is sent again."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class WebhookSecret(BaseModel):
    """A secret that deliveries are signed with; a replaced one ``until`` a time."""

    secret: str
    until: datetime | None = None


class Webhook(Document):
    """Where events of some ``kinds`` are sent.

    ``secrets`` are what it signs with, the present one first. No two webhooks have one ``slot``,
    of which there are as many as there may be webhooks. It is told what came after ``began``, a
    time of the database's own (``documents.database.trails``). ``failing_since`` is when the
    first of the attempts failed since which none has succeeded. ``gaps`` counts how often events
    were lost before they were recorded, ``gap_at`` is when that was noticed last, and ``last_gap``
    names that one.
    """

    url: str
    kinds: list[EventKind]
    description: str | None = None
    enabled: bool = True
    disabled_reason: DisabledReason | None = None
    secrets: list[WebhookSecret]
    slot: int
    began: int
    revision: int = 1
    failing_since: datetime | None = None
    gaps: int = 0
    gap_at: datetime | None = None
    last_gap: str | None = None
    created_at: datetime
    updated_at: datetime

    class Settings:
        name = "webhooks"


class WebhookDelivery(Document):
    """One event for one webhook: ``body`` is what is sent, each time the same.

    Its id is made of the webhook and the ``place`` of the event, by which deliveries stand in
    order: whoever records an event a second time records nothing. Those of one ``lane``, which is
    that of a session, are sent one after the other. ``attempts`` counts those that failed.
    """

    webhook_id: PydanticObjectId
    kind: str
    lane: str
    place: str
    user_id: str | None = None
    body: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    last_status: int | None = None
    last_error: str | None = None
    next_attempt_at: datetime | None = None
    created_at: datetime
    ended_at: datetime | None = None
    expires_at: datetime

    class Settings:
        name = "webhook_deliveries"


class WebhookLane(Keyed):
    """Deliveries of a webhook that wait for each other: the first is due at ``due_at``.

    ``stamp`` is new whenever one is added: only a lane that nobody has added to since it was
    found empty is removed.
    """

    id: str
    webhook_id: PydanticObjectId
    lane: str
    due_at: datetime
    stamp: PydanticObjectId
    expires_at: datetime

    class Settings:
        name = "webhook_lanes"
