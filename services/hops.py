"""What can be done with hops."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.entities import asset_head_out
from api.missions.schemas import (
    HopCreate,
    HopDetail,
    HopOut,
    HopPage,
    HopStatusChange,
    HopUpdate,
)
from api.missions.step_schemas import ToolStepOut
from api.problems import Malformed
from documents.aggregates.hops import change, find
from documents.aggregates.hops.find import HopWithState
from documents.aggregates.workflow.state import Actor
from documents.database import Database
from documents.shapes.assets import AssetHead
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.hops import Hop
from documents.shapes.state_tables import HopStatus
from documents.upkeep import removal
from services.background import Background
from services.limits import Limits
from services.pagination import Cursors


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
        self, user_id: str, mission_id: PydanticObjectId, body: HopCreate
    ) -> HopWithState:
        """Propose a hop. Raises Missing, Locked, Full, TooHeavy."""
        self.limits.check_object(body.hop_metadata, "/hop_metadata")
        return await change.insert_hop(
            self.database, self._actor(user_id), mission_id, body.model_dump()
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
    ) -> HopPage:
        """One page of a mission's hops, in order. Raises Missing, Malformed."""
        listing = f"hops {mission_id} {','.join(sorted(set(statuses)))}"
        after = self.cursors.read_sequence(cursor, user_id=user_id, listing=listing)
        found = await find.list_hops(
            user_id, mission_id, statuses=statuses, after=after, limit=limit + 1
        )
        items = found[:limit]
        more = None
        if len(found) > limit:
            more = self.cursors.make([items[-1].sequence_order], user_id=user_id, listing=listing)
        return HopPage(items=[HopOut.model_validate(hop) for hop in items], next=more)

    async def update_hop(
        self,
        user_id: str,
        hop_id: PydanticObjectId,
        body: HopUpdate,
        revisions: list[int] | None,
    ) -> HopWithState:
        """Change fields of a hop. Raises Missing, Changed, Locked, TooHeavy."""
        self.limits.check_object(body.hop_metadata, "/hop_metadata")
        fields = body.model_dump(exclude_unset=True)
        return await change.update_hop(
            self.database, self._actor(user_id), hop_id, fields, revisions
        )

    async def change_status(
        self,
        user_id: str,
        hop_id: PydanticObjectId,
        body: HopStatusChange,
        revisions: list[int] | None,
    ) -> HopWithState:
        """Change a hop's status. Raises Missing, Changed, Refused, Blocked, Malformed."""
        if body.error_message is not None and body.status != HopStatus.FAILED:
            raise Malformed.at(f"does not go with {body.status}", pointer="/error_message")
        return await change.change_hop_status(
            self.database,
            self._actor(user_id, body.reason),
            hop_id,
            body.status,
            error_message=body.error_message,
            revisions=revisions,
        )

    async def delete_hop(
        self, user_id: str, hop_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete a hop with its steps and assets. Raises Missing, Changed, Locked."""
        await change.delete_hop(self.database, self._actor(user_id), hop_id, revisions)
        self.background.start(("remove", hop_id), lambda: removal.remove_hop(hop_id))


def hop_detail(hop: Hop, state: Mapping[str, AssetHead]) -> HopDetail:
    """The JSON of a hop with its steps and its own assets."""
    return HopDetail(
        **HopOut.model_validate(hop).model_dump(),
        tool_steps=[ToolStepOut.model_validate(step) for step in hop.tool_steps],
        hop_state={name: asset_head_out(head) for name, head in state.items()},
    )
