"""A mission with its hops, tool steps and assets, as the rules see them.

Only statuses and what ties the parts together; changes are collected here and
written by ``store``. A refused change leaves this state half changed: it is thrown
away with its transaction.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import Blocked, Missing, NameTaken, Refused
from documents.shapes.state_tables import ASSET, HOP, MISSION, STEP, StateTable, StepStatus
from documents.shapes.transitions import MAX_REASON_CHARACTERS, Transition


@dataclass
class Actor:
    """Who changes something, when, and why."""

    user_id: str
    now: datetime
    reason: str | None = None


@dataclass
class Tracked:
    """A thing with a status, the transitions it makes, and what else is to be set."""

    table: ClassVar[StateTable]

    id: PydanticObjectId
    status: str
    revision: int
    actor: Actor
    log: list[Transition] = field(default_factory=list, kw_only=True)
    values: dict[str, Any] = field(default_factory=dict, kw_only=True)

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do here."""
        return self.status in self.table.finished

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return bool(self.log or self.values)

    def check(self, to: str) -> None:
        """Raise Refused unless the table has a move to ``to``."""
        if not self.table.allows(self.status, to):
            raise Refused(self.table.entity, self.status, self.table.allowed(self.status))

    def blocked(self, why: str) -> Blocked:
        """The refusal of a move that the table allows and another document does not."""
        return Blocked(self.table.entity, self.status, self.table.allowed(self.status), why)

    def move(self, to: str, why: str | None = None) -> None:
        """Change the status and log it, by the caller's reason or ``why``. Raises Refused.

        ``why`` is cut to MAX_REASON_CHARACTERS: the names in it are a user's.
        """
        self.check(to)
        actor = self.actor
        self.log.append(
            Transition(
                **{"from": self.status},
                to=to,
                at=actor.now,
                by=actor.user_id,
                reason=actor.reason if why is None else why[:MAX_REASON_CHARACTERS],
            )
        )
        self.status = to


@dataclass
class MissionState(Tracked):
    """The mission."""

    table = MISSION

    current_hop_id: PydanticObjectId | None
    session_id: PydanticObjectId | None

    def refer_to(self, hop_id: PydanticObjectId | None) -> None:
        """Change the current hop."""
        self.current_hop_id = hop_id
        self.values["current_hop_id"] = hop_id


@dataclass
class StepState(Tracked):
    """A tool step; ``inputs`` and ``outputs`` are names of assets."""

    table = STEP

    sequence_order: int
    inputs: frozenset[str]
    outputs: frozenset[str]


@dataclass
class HopState(Tracked):
    """A hop with its tool steps in order."""

    table = HOP

    sequence_order: int
    is_final: bool
    steps: list[StepState]
    touched: bool = False

    def steps_in(self, status: StepStatus) -> list[StepState]:
        """Its steps of one status."""
        return [step for step in self.steps if step.status == status]


@dataclass
class AssetState(Tracked):
    """An asset."""

    table = ASSET

    name: str
    scope_id: PydanticObjectId


@dataclass
class Workflow:
    """One mission, locked for this transaction, with all that belongs to it."""

    mission: MissionState
    hops: list[HopState]
    assets: list[AssetState]
    completes_session: bool = False

    def __post_init__(self) -> None:
        self._by_place = {(asset.scope_id, asset.name): asset for asset in self.assets}

    @property
    def current_hop(self) -> HopState | None:
        """The hop that the mission is about now, or ended with."""
        found = (hop for hop in self.hops if hop.id == self.mission.current_hop_id)
        return next(found, None)

    def hop(self, hop_id: PydanticObjectId) -> HopState:
        """One hop. Raises Missing."""
        for hop in self.hops:
            if hop.id == hop_id:
                return hop
        raise Missing("hop")

    def step(self, step_id: PydanticObjectId) -> tuple[HopState, StepState]:
        """One tool step and its hop. Raises Missing."""
        for hop in self.hops:
            for step in hop.steps:
                if step.id == step_id:
                    return hop, step
        raise Missing("tool step")

    def asset(self, asset_id: PydanticObjectId) -> AssetState:
        """One asset. Raises Missing."""
        for asset in self.assets:
            if asset.id == asset_id:
                return asset
        raise Missing("asset")

    def add(self, asset: AssetState) -> None:
        """Take a new asset in. Raises NameTaken when its scope has one of its name."""
        other = self._by_place.get((asset.scope_id, asset.name))
        if other is not None:
            raise NameTaken(holder_id=other.id)
        self.assets.append(asset)
        self._by_place[asset.scope_id, asset.name] = asset

    def remove(self, asset: AssetState) -> None:
        """Let an asset go."""
        self.assets.remove(asset)
        del self._by_place[asset.scope_id, asset.name]

    def rename(self, asset: AssetState, name: str) -> None:
        """Give an asset another name. Raises NameTaken when its scope has one of it."""
        self.remove(asset)
        asset.name = name
        self.add(asset)

    def resolve(self, hop: HopState, name: str) -> AssetState | None:
        """The asset that a name means in a hop: the hop's own, or else the mission's."""
        own = self._by_place.get((hop.id, name))
        return own or self._by_place.get((self.mission.id, name))

    def outputs(self, hop: HopState, step: StepState) -> list[AssetState]:
        """The assets that a step makes, of those that are there."""
        found = (self.resolve(hop, name) for name in sorted(step.outputs))
        return [asset for asset in found if asset is not None]
