"""What the routes of missions and hops take and answer."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from api.entities import AssetHeadOut, MissionOut
from api.fields import Body, FreeObject, Given, Id, LongText, Name, Sentences, WhyField
from api.missions.step_schemas import ToolStepOut
from documents.aggregates.hops.find import HopWithState
from documents.aggregates.missions.find import MissionTree
from documents.shapes.assets import AssetHead
from documents.shapes.state_tables import HopStatus, MissionStatus


class MissionCreate(Body):
    """A mission to make."""

    name: Name = Field(
        description="unique among your missions that are not finished",
        examples=["Find the cheapest way to Oslo"],
    )
    description: LongText | None = None
    goal: LongText | None = None
    success_criteria: Sentences = []
    mission_metadata: FreeObject = {}


class MissionUpdate(Body):
    """What to change; a field that is not given stays as it is."""

    name: Given[Name] = None
    description: LongText | None = Field(None, description="null takes it off")
    goal: LongText | None = Field(None, description="null takes it off")
    success_criteria: Given[Sentences] = Field(None, description="replaces the whole list")
    mission_metadata: Given[FreeObject] = Field(None, description="replaces the whole object")


class MissionStatusChange(Body):
    """The status that a mission should have."""

    status: MissionStatus = Field(examples=["ready_for_next_hop"])
    reason: WhyField = None
    hop_id: Id | None = Field(
        None,
        description="with `building_hop`, from `ready_for_next_hop`: the proposal to accept; "
        "the first one when not given",
    )


class HopCreate(Body):
    """A hop to propose."""

    name: Name = Field(examples=["Compare the fares"])
    description: LongText | None = None
    goal: LongText | None = None
    success_criteria: Sentences = []
    rationale: LongText | None = None
    is_final: StrictBool = Field(False, description="its completion completes the mission")
    hop_metadata: FreeObject = {}


class HopUpdate(Body):
    """What to change; a field that is not given stays as it is."""

    name: Given[Name] = None
    description: LongText | None = Field(None, description="null takes it off")
    goal: LongText | None = Field(None, description="null takes it off")
    success_criteria: Given[Sentences] = Field(None, description="replaces the whole list")
    rationale: LongText | None = Field(None, description="null takes it off")
    is_final: Given[StrictBool] = None
    hop_metadata: Given[FreeObject] = Field(None, description="replaces the whole object")


class HopStatusChange(Body):
    """The status that a hop should have."""

    status: HopStatus = Field(examples=["ready_to_resolve"])
    reason: WhyField = None
    error_message: LongText | None = Field(None, description="with `failed`")


class HopOut(BaseModel):
    """A hop without its tool steps."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    mission_id: Id
    sequence_order: int = Field(description="1, 2 … within the mission, without gaps", ge=1)
    name: str
    description: str | None
    goal: str | None
    success_criteria: list[str]
    rationale: str | None
    status: HopStatus
    is_final: bool
    is_resolved: bool
    error_message: str | None
    hop_metadata: FreeObject
    created_at: datetime
    updated_at: datetime


class HopDetail(HopOut):
    """A hop with its tool steps in order, and its own assets by name."""

    tool_steps: list[ToolStepOut]
    hop_state: dict[str, AssetHeadOut]

    @classmethod
    def of(cls, found: HopWithState) -> Self:
        """The JSON of a hop with its steps and its own assets."""
        return cls(
            **HopOut.model_validate(found.hop).model_dump(),
            tool_steps=[ToolStepOut.model_validate(step) for step in found.hop.tool_steps],
            hop_state=_state(found.state),
        )


class MissionDetail(MissionOut):
    """A mission with its hops in order, and its own assets by name."""

    current_hop: HopOut | None
    hops: list[HopOut]
    mission_state: dict[str, AssetHeadOut]

    @classmethod
    def of(cls, tree: MissionTree) -> Self:
        """The JSON of a mission with its hops and its own assets."""
        current = tree.current_hop
        return cls(
            **MissionOut.model_validate(tree.mission).model_dump(),
            current_hop=None if current is None else HopOut.model_validate(current),
            hops=[HopOut.model_validate(hop) for hop in tree.hops],
            mission_state=_state(tree.state_of(tree.mission.id)),
        )


class MissionFull(MissionOut):
    """A mission with its hops, their tool steps, and the assets of all of them."""

    current_hop: HopDetail | None
    hops: list[HopDetail]
    mission_state: dict[str, AssetHeadOut]

    @classmethod
    async def of(cls, tree: MissionTree) -> Self:
        """The JSON of a mission with all that belongs to it; others have their turn meanwhile."""
        hops = {}
        for hop in tree.hops:
            hops[hop.id] = HopDetail.of(HopWithState(hop, tree.state_of(hop.id)))
            await asyncio.sleep(0)
        return cls(
            **MissionOut.model_validate(tree.mission).model_dump(),
            current_hop=hops.get(tree.mission.current_hop_id),
            hops=list(hops.values()),
            mission_state=_state(tree.state_of(tree.mission.id)),
        )


class MissionPage(BaseModel):
    """Missions, newest first, and where to go on."""

    model_config = ConfigDict(from_attributes=True)

    items: list[MissionOut]
    next: str | None = Field(description="cursor to the next page; null at the end")


class HopPage(BaseModel):
    """Hops in order, and where to go on."""

    model_config = ConfigDict(from_attributes=True)

    items: list[HopOut]
    next: str | None = Field(description="cursor to the next page; null at the end")


def _state(heads: Mapping[str, AssetHead]) -> dict[str, AssetHeadOut]:
    return {name: AssetHeadOut.of(head) for name, head in heads.items()}
