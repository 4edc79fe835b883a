"""What can be done with missions."""

from dataclasses import dataclass
from typing import Any

from api.entities import MissionOut, asset_head_out
from api.missions.schemas import (
    HopOut,
    MissionCreate,
    MissionDetail,
    MissionFull,
    MissionPage,
    MissionStatusChange,
    MissionUpdate,
)
from api.problems import Malformed
from documents.aggregates.missions import change, find
from documents.aggregates.missions.find import MissionTree
from documents.aggregates.workflow.state import Actor
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.state_tables import MissionStatus
from documents.upkeep import removal
from services.background import Background
from services.hops import hop_detail
from services.limits import Limits
from services.pagination import Cursors


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

    async def create_mission(self, user_id: str, body: MissionCreate) -> MissionTree:
        """Make a proposed mission. Raises NameTaken."""
        fields = body.model_dump()
        self.limits.check_object(body.mission_metadata, "/mission_metadata")
        return MissionTree(await change.insert_mission(self._actor(user_id), fields), [], [])

    async def get_mission(self, user_id: str, mission_id: PydanticObjectId) -> MissionTree:
        """One mission with its hops and its own assets. Raises Missing."""
        return await find.find_tree(user_id, mission_id, steps=False)

    async def get_full_mission(self, user_id: str, mission_id: PydanticObjectId) -> MissionTree:
        """One mission with its hops, their steps, and all assets. Raises Missing."""
        return await find.find_tree(user_id, mission_id, steps=True)

    async def list_missions(
        self, user_id: str, *, statuses: list[MissionStatus], cursor: str | None, limit: int
    ) -> MissionPage:
        """One page of missions, newest first. Raises Malformed for a bad cursor."""
        listing = f"missions {','.join(sorted(set(statuses)))}"
        after = self.cursors.read_id(cursor, user_id=user_id, listing=listing)
        found = await find.list_missions(user_id, statuses=statuses, after=after, limit=limit + 1)
        items = found[:limit]
        more = None
        if len(found) > limit:
            more = self.cursors.make([str(items[-1].id)], user_id=user_id, listing=listing)
        return MissionPage(items=[MissionOut.model_validate(item) for item in items], next=more)

    async def update_mission(
        self,
        user_id: str,
        mission_id: PydanticObjectId,
        body: MissionUpdate,
        revisions: list[int] | None,
    ) -> MissionTree:
        """Change fields of a mission. Raises Missing, Changed, Locked, NameTaken."""
        self.limits.check_object(body.mission_metadata, "/mission_metadata")
        fields = body.model_dump(exclude_unset=True)
        return await change.update_mission(
            self.database, self._actor(user_id), mission_id, fields, revisions
        )

    async def change_status(
        self,
        user_id: str,
        mission_id: PydanticObjectId,
        body: MissionStatusChange,
        revisions: list[int] | None,
    ) -> MissionTree:
        """Change a mission's status. Raises Missing, Changed, Refused, Blocked, NameTaken."""
        if body.hop_id is not None and body.status != MissionStatus.BUILDING_HOP:
            raise Malformed.at("only building_hop takes a hop", pointer="/hop_id")
        return await change.change_mission_status(
            self.database,
            self._actor(user_id, body.reason),
            mission_id,
            body.status,
            hop_id=body.hop_id,
            revisions=revisions,
        )

    async def delete_mission(
        self, user_id: str, mission_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete a mission with its hops and assets. Raises Missing, Changed."""
        await change.delete_mission(self.database, self._actor(user_id), mission_id, revisions)
        self.background.start(("remove", mission_id), lambda: removal.remove_mission(mission_id))


def mission_detail(tree: MissionTree) -> MissionDetail:
    """The JSON of a mission with its hops and its own assets."""
    current = tree.current_hop
    return MissionDetail(
        **_fields(tree),
        current_hop=None if current is None else HopOut.model_validate(current),
        hops=[HopOut.model_validate(hop) for hop in tree.hops],
    )


def mission_full(tree: MissionTree) -> MissionFull:
    """The JSON of a mission with all that belongs to it."""
    hops = {hop.id: hop_detail(hop, tree.state_of(hop.id)) for hop in tree.hops}
    return MissionFull(
        **_fields(tree),
        current_hop=hops.get(tree.mission.current_hop_id),
        hops=list(hops.values()),
    )


def _fields(tree: MissionTree) -> dict[str, Any]:
    state = tree.state_of(tree.mission.id)
    return {
        **MissionOut.model_validate(tree.mission).model_dump(),
        "mission_state": {name: asset_head_out(head) for name, head in state.items()},
    }
