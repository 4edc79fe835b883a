"""The stored shape of a hop and of its tool steps."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, Stored
from documents.shapes.state_tables import HopStatus, StepStatus
from documents.shapes.transitions import Transition

MAX_HOPS = 50
MAX_STEPS = 50
MAX_HOP_BYTES = 256 * 1024
"""What a hop may weigh without its logs. With MAX_HOPS it keeps a whole mission in one
answer of the server (16 MB); with MAX_STEPS and the logs' own bounds a hop under 16 MB."""


class ToolStep(BaseModel):
    """A call of a tool, embedded in its hop.

    ``parameter_mapping`` and ``result_mapping`` tie it to assets by name: a name
    means the hop's own asset, or else the mission's.
    """

    id: PydanticObjectId
    tool_id: str
    sequence_order: int
    name: str = Field(max_length=255)
    description: str | None = None
    status: StepStatus = StepStatus.PROPOSED
    parameter_mapping: dict[str, Any] = {}
    result_mapping: dict[str, Any] = {}
    resource_configs: dict[str, Any] = {}
    validation_errors: list[str] = []
    execution_result: dict[str, Any] | None = None
    error_message: str | None = None
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    revision: int = 1
    status_changed_at: datetime
    transitions: list[Transition] = []


class Hop(Stored):
    """A hop of a mission. ``sequence_order`` is 1, 2 … within the mission, without gaps."""

    mission_id: PydanticObjectId
    sequence_order: int
    name: str = Field(max_length=255)
    description: str | None = None
    goal: str | None = None
    success_criteria: list[str] = []
    rationale: str | None = None
    status: HopStatus = HopStatus.PROPOSED
    status_changed_at: datetime
    transitions: list[Transition] = []
    is_final: bool = False
    is_resolved: bool = False
    error_message: str | None = None
    hop_metadata: dict[str, Any] = {}
    tool_steps: list[ToolStep] = []

    class Settings:
        name = "hops"


ONE_BATCH = 1000
"""More documents than a mission has: they come in one batch, not 101 first."""

WITHOUT_LOGS = {"transitions": 0, "tool_steps.transitions": 0}
"""The projection of a hop to what is shown of it."""

WITHOUT_STEPS = {"transitions": 0, "tool_steps": 0}
"""The projection of a hop where its tool steps are not wanted."""

_FREE = ("parameter_mapping", "result_mapping", "resource_configs", "execution_result")


def read_step(raw: dict[str, Any]) -> ToolStep:
    """The tool step in a raw element of a hop."""
    return ToolStep.model_validate({**raw, **{name: plain(raw.get(name)) for name in _FREE}})


def read_hop(raw: dict[str, Any]) -> Hop:
    """The hop in a raw document, with its logs or without."""
    steps = [read_step(step) for step in raw.get("tool_steps", [])]
    hop: Hop = Hop.model_validate(
        {**raw, "hop_metadata": plain(raw["hop_metadata"]), "tool_steps": steps}
    )
    return hop


def mapped_names(mapping: Mapping[str, Any]) -> frozenset[str]:
    """The names of the assets that a parameter or result mapping refers to."""
    entries: Iterable[Any] = mapping.values()
    return frozenset(
        entry["state_asset"]
        for entry in entries
        if isinstance(entry, Mapping) and entry.get("type") == "asset_field"
    )
