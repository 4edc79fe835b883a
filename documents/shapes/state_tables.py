"""The state machines of sessions, missions, hops, tool steps and assets, as data.

One table each. The checks, the refusals' lists of what is allowed, and the diagrams
in docs/state-machines.md are all made from these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SessionStatus(StrEnum):
    """Where a session stands."""

    ACTIVE = "active"
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    ARCHIVED = "archived"


class MissionStatus(StrEnum):
    """Where a mission stands."""

    PROPOSED = "proposed"
    READY_FOR_NEXT_HOP = "ready_for_next_hop"
    BUILDING_HOP = "building_hop"
    HOP_READY_TO_EXECUTE = "hop_ready_to_execute"
    EXECUTING_HOP = "executing_hop"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class HopStatus(StrEnum):
    """Where a hop stands."""

    PROPOSED = "proposed"
    READY_TO_RESOLVE = "ready_to_resolve"
    READY_TO_EXECUTE = "ready_to_execute"
    EXECUTING = "executing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StepStatus(StrEnum):
    """Where a tool step stands."""

    PROPOSED = "proposed"
    READY_TO_CONFIGURE = "ready_to_configure"
    READY_TO_EXECUTE = "ready_to_execute"
    EXECUTING = "executing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class AssetStatus(StrEnum):
    """Where an asset stands."""

    PROPOSED = "proposed"
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    READY = "ready"
    ERROR = "error"
    EXPIRED = "expired"


@dataclass(frozen=True)
class StateTable:
    """One state machine: from which status to which, and what causes it.

    ``finished`` are the statuses in which nothing is left to do; ``deletable``
    those in which the thing may be deleted.
    """

    entity: str
    moves: Mapping[str, Mapping[str, str]]
    finished: frozenset[str]
    deletable: frozenset[str]

    def allowed(self, status: str) -> list[str]:
        """The statuses that may follow ``status``, in the table's order."""
        return [str(to) for to in self.moves[status]]

    def allows(self, status: str, to: str) -> bool:
        """Whether ``to`` may follow ``status``."""
        return to in self.moves[status]

    def unfinished(self) -> list[str]:
        """Every status that is not finished, in the table's order."""
        return [str(status) for status in self.moves if status not in self.finished]


_U = SessionStatus
SESSION = StateTable(
    "session",
    {
        _U.ACTIVE: {
            _U.COMPLETED: "the user or its mission completes it",
            _U.ABANDONED: "time passes without activity",
            _U.ARCHIVED: "the user archives it",
        },
        _U.ABANDONED: {
            _U.ACTIVE: "any activity",
            _U.ARCHIVED: "the user archives it, or more time passes",
        },
        _U.COMPLETED: {
            _U.ACTIVE: "the user goes on with it",
            _U.ARCHIVED: "the user archives it",
        },
        _U.ARCHIVED: {_U.ACTIVE: "the user goes on with it"},
    },
    finished=frozenset({_U.COMPLETED, _U.ARCHIVED}),
    deletable=frozenset(_U),
)

_M = MissionStatus
MISSION = StateTable(
    "mission",
    {
        _M.PROPOSED: {
            _M.READY_FOR_NEXT_HOP: "the user accepts it",
            _M.FAILED: "it fails",
            _M.CANCELLED: "the user cancels it",
        },
        _M.READY_FOR_NEXT_HOP: {
            _M.BUILDING_HOP: "a hop proposal is accepted",
            _M.FAILED: "it fails",
            _M.CANCELLED: "the user cancels it",
        },
        _M.BUILDING_HOP: {
            _M.HOP_READY_TO_EXECUTE: "the hop is resolved",
            _M.FAILED: "the design fails",
            _M.CANCELLED: "the user cancels it",
        },
        _M.HOP_READY_TO_EXECUTE: {
            _M.EXECUTING_HOP: "the user starts the hop",
            _M.BUILDING_HOP: "the user wants another design",
            _M.CANCELLED: "the user cancels it",
        },
        _M.EXECUTING_HOP: {
            _M.COMPLETED: "the final hop completes",
            _M.READY_FOR_NEXT_HOP: "another hop completes",
            _M.FAILED: "the hop fails",
            _M.CANCELLED: "the user cancels it",
        },
        _M.COMPLETED: {_M.PROPOSED: "reset"},
        _M.FAILED: {_M.PROPOSED: "reset", _M.CANCELLED: "the user gives it up"},
        _M.CANCELLED: {_M.PROPOSED: "reset"},
    },
    finished=frozenset({_M.COMPLETED, _M.FAILED, _M.CANCELLED}),
    deletable=frozenset(_M),
)

_H = HopStatus
HOP = StateTable(
    "hop",
    {
        _H.PROPOSED: {
            _H.READY_TO_RESOLVE: "the user accepts it",
            _H.CANCELLED: "the user cancels it",
        },
        _H.READY_TO_RESOLVE: {
            _H.READY_TO_EXECUTE: "its tools are resolved",
            _H.PROPOSED: "back to the proposal",
            _H.FAILED: "the design fails",
            _H.CANCELLED: "the user cancels it",
        },
        _H.READY_TO_EXECUTE: {
            _H.EXECUTING: "the user starts it",
            _H.READY_TO_RESOLVE: "the user wants another design",
            _H.CANCELLED: "the user cancels it",
        },
        _H.EXECUTING: {
            _H.COMPLETED: "all its steps are completed",
            _H.FAILED: "it fails",
            _H.CANCELLED: "the user cancels it",
        },
        _H.COMPLETED: {},
        _H.FAILED: {
            _H.READY_TO_RESOLVE: "another try",
            _H.CANCELLED: "the user gives it up",
        },
        _H.CANCELLED: {_H.PROPOSED: "reset"},
    },
    finished=frozenset({_H.COMPLETED, _H.FAILED, _H.CANCELLED}),
    deletable=frozenset({_H.PROPOSED, _H.CANCELLED}),
)

_S = StepStatus
STEP = StateTable(
    "tool step",
    {
        _S.PROPOSED: {
            _S.READY_TO_CONFIGURE: "the user accepts it",
            _S.CANCELLED: "the user cancels it",
        },
        _S.READY_TO_CONFIGURE: {
            _S.READY_TO_EXECUTE: "it is configured and its inputs are ready",
            _S.PROPOSED: "back to the proposal",
            _S.FAILED: "it cannot be configured",
            _S.CANCELLED: "the user cancels it",
        },
        _S.READY_TO_EXECUTE: {
            _S.EXECUTING: "it starts",
            _S.READY_TO_CONFIGURE: "another configuration",
            _S.CANCELLED: "the user cancels it",
        },
        _S.EXECUTING: {
            _S.COMPLETED: "it succeeds",
            _S.FAILED: "it fails",
            _S.CANCELLED: "the user cancels it",
        },
        _S.COMPLETED: {},
        _S.FAILED: {
            _S.READY_TO_CONFIGURE: "another try",
            _S.CANCELLED: "the user gives it up",
        },
        _S.CANCELLED: {_S.PROPOSED: "reset"},
    },
    finished=frozenset({_S.COMPLETED, _S.FAILED, _S.CANCELLED}),
    deletable=frozenset({_S.PROPOSED, _S.READY_TO_CONFIGURE, _S.FAILED, _S.CANCELLED}),
)

_A = AssetStatus
ASSET = StateTable(
    "asset",
    {
        _A.PROPOSED: {_A.PENDING: "accepted"},
        _A.PENDING: {
            _A.IN_PROGRESS: "its making begins",
            _A.READY: "its content is there",
            _A.ERROR: "it cannot be made",
            _A.EXPIRED: "it is out of date",
        },
        _A.IN_PROGRESS: {
            _A.READY: "its content is there",
            _A.ERROR: "its making fails",
            _A.PENDING: "its making is broken off",
            _A.EXPIRED: "it is out of date",
        },
        _A.READY: {
            _A.IN_PROGRESS: "it is made anew",
            _A.ERROR: "its content is wrong",
            _A.EXPIRED: "it is out of date",
        },
        _A.ERROR: {_A.PENDING: "another try", _A.IN_PROGRESS: "it is made anew"},
        _A.EXPIRED: {_A.PENDING: "wanted again"},
    },
    finished=frozenset(),
    deletable=frozenset({_A.PROPOSED, _A.ERROR, _A.EXPIRED}),
)

TABLES = (SESSION, MISSION, HOP, STEP, ASSET)
"""Every state machine."""


def diagram(table: StateTable) -> str:
    """A state machine as a Mermaid state diagram (https://mermaid.js.org)."""
    first = next(iter(table.moves))
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    lines += [
        f"    {status} --> {to}: {cause}"
        for status, moves in table.moves.items()
        for to, cause in moves.items()
    ]
    lines += [f"    {status} --> [*]" for status, moves in table.moves.items() if not moves]
    return "\n".join(lines)


def documentation() -> str:
    """The text of docs/state-machines.md."""
    parts = [
        "# State machines",
        "Made from `documents/shapes/state_tables.py`; do not edit. A transition that has no "
        "arrow here is refused with 409. What time does to sessions is in "
        "[lifecycle.md](lifecycle.md); the rules that tie missions, hops, tool steps and assets "
        "to each other are in [missions.md](missions.md).",
    ]
    for table in TABLES:
        deletable = ", ".join(f"`{status}`" for status in table.moves if status in table.deletable)
        parts.append(f"## {table.entity.capitalize()}")
        parts.append(f"```mermaid\n{diagram(table)}\n```")
        parts.append(f"May be deleted while: {deletable}.")
    return "\n\n".join(parts) + "\n"
