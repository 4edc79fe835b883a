"""The stored shape of a mission."""

from datetime import datetime
from typing import Any

from pydantic import Field

from documents.json_values import plain
from documents.shapes.base import PydanticObjectId, Stored
from documents.shapes.state_tables import MissionStatus
from documents.shapes.transitions import Transition

__all__ = ["Mission", "MissionStatus", "read_mission"]


class Mission(Stored):
    """A mission of one user; at most one session (``session_id``) refers to it.

    ``current_hop_id`` is the accepted hop: set from building_hop on, kept when the
    mission ends, empty while it is proposed or ready for its next hop.

    Every change of one of its hops, tool steps and assets moves ``revision`` too:
    that is the lock which lets one transition of a mission happen after the other. So does
    ``untallied``, which is there while the figures of the analytics do not have the change
    (``documents.aggregates.analytics.mission_tallies``).
    """

    name: str = Field(max_length=255)
    description: str | None = None
    goal: str | None = None
    success_criteria: list[str] = []
    status: MissionStatus = MissionStatus.PROPOSED
    status_changed_at: datetime
    transitions: list[Transition] = []
    session_id: PydanticObjectId | None = None
    current_hop_id: PydanticObjectId | None = None
    mission_metadata: dict[str, Any] = {}
    untallied: PydanticObjectId | None = None

    class Settings:
        name = "missions"


def read_mission(raw: dict[str, Any]) -> Mission:
    """The mission in a raw document, with its log or without."""
    raw["mission_metadata"] = plain(raw["mission_metadata"])
    mission: Mission = Mission.model_validate(raw)
    return mission
