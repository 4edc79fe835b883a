"""What can be done with missions."""

from dataclasses import dataclass
from typing import Any

from documents.aggregates.idempotency.once import Once
from documents.aggregates.missions import change, find
from documents.aggregates.missions.find import MissionTree
from documents.aggregates.workflow.state import Actor
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.missions import Mission
from documents.shapes.state_tables import MissionStatus
from documents.upkeep import removal
from services.background import Background
from services.errors import InvalidArgument
from services.limits import Limits
from services.pagination import Cursors, Page


@dataclass(frozen=True)
class MissionService:
    """The caller's missions. Another user's mission is one that does not exist."""

    database: Database
    clock: Clock
    limits: Limits
    cursors: Cursors
    background: Background

    def _actor(self, user_id: str, reason: str | None = None) -> Actor:
        return Actor(user_id, self.clock(), reason)

    async def create_mission(
        self, user_id: str, fields: dict[str, Any], once: Once | None = None
    ) -> MissionTree:
        """Make a proposed mission. Raises NameTaken, OverLimit, InvalidArgument.

        ``fields`` are those of Mission that a user sets: its name and texts,
        ``success_criteria`` and ``mission_metadata``.
        """
        self.limits.check_object(fields.get("mission_metadata"), "/mission_metadata")
        actor = self._actor(user_id)
        if once is None:
            return MissionTree(await change.insert_mission(actor, fields), [], [])
        return await change.insert_mission_once(self.database, actor, fields, once)

    async def get_mission(self, user_id: str, mission_id: PydanticObjectId) -> MissionTree:
        """One mission with its hops and its own assets. Raises Missing."""
        return await find.find_tree(user_id, mission_id, steps=False)

    async def get_full_mission(self, user_id: str, mission_id: PydanticObjectId) -> MissionTree:
        """One mission with its hops, their steps, and all assets. Raises Missing."""
        return await find.find_tree(user_id, mission_id, steps=True)

    async def list_missions(
        self, user_id: str, *, statuses: list[MissionStatus], cursor: str | None, limit: int
    ) -> Page[Mission]:
        """One page of missions, newest first. Raises InvalidArgument for a bad cursor."""
        listing = f"missions {','.join(sorted(set(statuses)))}"
        after = self.cursors.read_id(cursor, user_id=user_id, listing=listing)
        found, more = await find.list_missions(user_id, statuses=statuses, after=after, limit=limit)
        return self.cursors.page(
            found, limit, lambda item: [str(item.id)], user_id=user_id, listing=listing, more=more
        )

    async def update_mission(
        self,
        user_id: str,
        mission_id: PydanticObjectId,
        fields: dict[str, Any],
        revisions: list[int] | None,
    ) -> MissionTree:
        """Set these fields of a mission, as ``create_mission`` names them.

        Raises Missing, Changed, Locked, NameTaken, OverLimit, InvalidArgument.
        """
        self.limits.check_object(fields.get("mission_metadata"), "/mission_metadata")
        return await change.update_mission(
            self.database, self._actor(user_id), mission_id, fields, revisions
        )

    async def change_status(
        self,
        user_id: str,
        mission_id: PydanticObjectId,
        to: MissionStatus,
        *,
        hop_id: PydanticObjectId | None,
        reason: str | None,
        revisions: list[int] | None,
    ) -> MissionTree:
        """Change a mission's status; ``hop_id`` is the hop to build, else the first proposal.

        Raises Missing, Changed, Refused, Blocked, NameTaken, InvalidArgument.
        """
        if hop_id is not None and to != MissionStatus.BUILDING_HOP:
            raise InvalidArgument("only building_hop takes a hop", pointer="/hop_id")
        return await change.change_mission_status(
            self.database,
            self._actor(user_id, reason),
            mission_id,
            to,
            hop_id=hop_id,
            revisions=revisions,
        )

    async def delete_mission(
        self, user_id: str, mission_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete a mission with its hops and assets. Raises Missing, Changed."""
        await change.delete_mission(self.database, self._actor(user_id), mission_id, revisions)
        self.background.start(
            ("remove", mission_id),
            lambda: removal.remove_mission(self.database, mission_id),
        )
