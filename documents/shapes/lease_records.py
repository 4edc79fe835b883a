"""The stored shape of a lease (``documents.leases``)."""

from datetime import datetime
from typing import Any

from documents.shapes.base import Keyed


class LeaseFacts(Keyed):
    """Who holds a lease, and until when; ``token`` grows each time it changes hands."""

    id: Any
    token: int
    owner: str | None = None
    owner_id: str | None = None
    since: datetime | None = None
    expires_at: datetime | None = None


class LeaseRecord(LeaseFacts):
    """A lease of the service's own work. The sweep and the tallies note when they last ended, the
    sweep its report, too."""

    id: str
    finished_at: datetime | None = None
    report: dict[str, Any] | None = None
    place: dict[str, Any] | None = None
    placed_at: datetime | None = None
    begin: int | None = None

    class Settings:
        name = "leases"
