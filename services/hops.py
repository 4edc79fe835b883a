"""What can be done with hops."""

from dataclasses import dataclass
from typing import Any

from documents.aggregates.hops import change, find
from documents.aggregates.hops.find import HopWithState
from documents.aggregates.idempotency.once import Once
from documents.aggregates.workflow.state import Actor
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.hops import Hop
from documents.shapes.state_tables import HopStatus
from documents.upkeep import removal
from services.background import Background
from services.errors import InvalidArgument
from services.limits import Limits
from services.pagination import Cursors, Page


@dataclass(frozen=True)
class HopService:
    """The caller's hops. Another user's hop is one that does not exist."""

    database: Database
    clock: Clock
    limits: Limits
    cursors: Cursors
    background: Background

    def _actor(self, user_id: str, reason: str | None = None) -> Actor:
        return Actor(user_id, self.clock(), reason)

    async def create_hop(
        self,
        user_id: str,
        mission_id: PydanticObjectId,
        fields: dict[str, Any],
        once: Once | None = None,
    ) -> HopWithState:
        """Propose a hop. Raises Missing, Locked, Full, TooHeavy, OverLimit, InvalidArgument.

        ``fields`` are those of Hop that a user sets: its name and texts,
        ``success_criteria``, ``is_final`` and ``hop_metadata``.
        """
        self.limits.check_object(fields.get("hop_metadata"), "/hop_metadata")
        return await change.insert_hop(
            self.database, self._actor(user_id), mission_id, fields, once
        )

    async def get_hop(self, user_id: str, hop_id: PydanticObjectId) -> HopWithState:
        """One hop with its steps and assets. Raises Missing."""
        return await find.find_hop(user_id, hop_id)

    async def list_hops(
        self,
        user_id: str,
        mission_id: PydanticObjectId,
        *,
        statuses: list[HopStatus],
        cursor: str | None,
        limit: int,
    ) -> Page[Hop]:
        """One page of a mission's hops, in order. Raises Missing, InvalidArgument."""
        listing = f"hops {mission_id} {','.join(sorted(set(statuses)))}"
        seen = self.cursors.read_seen(cursor, user_id=user_id, listing=listing)
        found = await find.list_hops(
            user_id, mission_id, statuses=statuses, seen=seen, limit=limit + 1
        )
        return self.cursors.unseen_page(
            found, limit, _id_of, seen=seen, user_id=user_id, listing=listing
        )

    async def update_hop(
        self,
        user_id: str,
        hop_id: PydanticObjectId,
        fields: dict[str, Any],
        revisions: list[int] | None,
    ) -> HopWithState:
        """Set these fields of a hop, as ``create_hop`` names them.

        Raises Missing, Changed, Locked, TooHeavy, OverLimit, InvalidArgument.
        """
        self.limits.check_object(fields.get("hop_metadata"), "/hop_metadata")
        return await change.update_hop(
            self.database, self._actor(user_id), hop_id, fields, revisions
        )

    async def change_status(
        self,
        user_id: str,
        hop_id: PydanticObjectId,
        to: HopStatus,
        *,
        error_message: str | None,
        reason: str | None,
        revisions: list[int] | None,
    ) -> HopWithState:
        """Change a hop's status; ``error_message`` says why it failed.

        Raises Missing, Changed, Refused, Blocked, InvalidArgument.
        """
        if error_message is not None and to != HopStatus.FAILED:
            raise InvalidArgument(f"does not go with {to}", pointer="/error_message")
        return await change.change_hop_status(
            self.database,
            self._actor(user_id, reason),
            hop_id,
            to,
            error_message=error_message,
            revisions=revisions,
        )

    async def delete_hop(
        self, user_id: str, hop_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete a hop with its steps and assets. Raises Missing, Changed, Locked."""
        await change.delete_hop(self.database, self._actor(user_id), hop_id, revisions)
        self.background.start(("remove", hop_id), lambda: removal.remove_hop(hop_id))


def _id_of(hop: Hop) -> PydanticObjectId:
    assert hop.id is not None, "it was read from the database"
    return hop.id
