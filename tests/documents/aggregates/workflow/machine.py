"""Every change of a mission, as one state machine: alone, at once, and with faults meanwhile."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any, TypeVar
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from documents.aggregates.assets import change as assets
from documents.aggregates.hops import change as hops
from documents.aggregates.hops import steps
from documents.aggregates.missions import change as missions
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.workflow.state import Actor
from documents.database import Database, DatabaseError
from documents.shapes.assets import AssetScope
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import Blocked, Locked, NameTaken, Refused, WorkflowError
from documents.shapes.state_tables import AssetStatus, HopStatus, MissionStatus, StepStatus
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE, failing
from tests.support import BEGINNING
from tests.workflow_checker import check_mission
from tests.workflow_tables import KINDS

T = TypeVar("T")

Raw = dict[str, Any]

NAMES = ["a", "b", "c"]

PICKS = st.integers(0, 10_000)

MAPPINGS = st.lists(st.sampled_from(NAMES[:2]), max_size=2, unique=True)

STATUSES = {
    "missions": MissionStatus,
    "hops": HopStatus,
    "tool-steps": StepStatus,
    "assets": AssetStatus,
}

# What brings a thing nearer to its end; the machine takes it more often than chance would.
FORWARD = {
    "missions": {
        "proposed": "ready_for_next_hop",
        "ready_for_next_hop": "building_hop",
        "building_hop": "hop_ready_to_execute",
        "hop_ready_to_execute": "executing_hop",
    },
    "hops": {"proposed": "ready_to_resolve", "executing": "completed"},
    "tool-steps": {
        "proposed": "ready_to_configure",
        "ready_to_configure": "ready_to_execute",
        "ready_to_execute": "executing",
        "executing": "completed",
    },
    "assets": {"proposed": "pending", "pending": "ready"},
}


class Missions(RuleBasedStateMachine):
    """Two missions of one user, one of them of a session."""

    runner: asyncio.Runner
    database: Database

    @initialize(
        final=st.booleans(),
        mapped=st.tuples(MAPPINGS, MAPPINGS),
        times=st.sampled_from([0, 15, 25, 25, 40]),
        seed=st.integers(0, 2**32),
    )
    def two_missions(
        self, final: bool, mapped: tuple[list[str], list[str]], times: int, seed: int
    ) -> None:
        self.user_id = uuid4().hex
        self.now = BEGINNING
        self.mission_ids: list[PydanticObjectId] = []
        for name in ("one", "two"):
            mission = self.run(missions.insert_mission(self.actor(), {"name": name}))
            assert mission.id is not None
            self.mission_ids.append(mission.id)
        self.run(
            insert_session(
                self.database,
                self.user_id,
                name="s",
                session_metadata={},
                chat_id=None,
                mission_id=self.mission_ids[0],
                now=self.now,
            )
        )
        for name in NAMES[:2]:
            self.add_asset(self.mission_ids[0], AssetScope.MISSION, name)
        for is_final in (final, not final):
            hop_id = self.add_hop(self.mission_ids[0], is_final)
            self.add_step(hop_id, *mapped)
            self.add_step(hop_id, [], [])
        # Most of what can go wrong lies far from the beginning.
        self.advance(times, seed)

    def actor(self) -> Actor:
        return Actor(self.user_id, self.now, "asked")

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        self.now += timedelta(seconds=1)
        return self.runner.run(work)

    def attempt(self, work: Coroutine[Any, Any, T]) -> T | None:
        with suppress(WorkflowError):
            return self.run(work)
        return None

    def add_hop(self, mission_id: PydanticObjectId, is_final: bool) -> PydanticObjectId:
        fields = {"name": "h", "is_final": is_final}
        made = self.run(hops.insert_hop(self.database, self.actor(), mission_id, fields))
        assert made.hop.id is not None
        return made.hop.id

    def add_step(self, hop_id: PydanticObjectId, reads: list[str], makes: list[str]) -> None:
        fields = {
            "tool_id": "t",
            "name": "s",
            "parameter_mapping": mapping(reads),
            "result_mapping": mapping(makes),
        }
        self.attempt(steps.insert_step(self.database, self.actor(), hop_id, fields))

    def add_asset(self, scope_id: PydanticObjectId, scope: AssetScope, name: str) -> None:
        fields = {"name": name, "role": "intermediate"}
        work = assets.insert_asset(self.database, self.actor(), scope, scope_id, fields, None)
        self.attempt(work)

    def read(self) -> dict[str, list[Raw]]:
        """Every document of the user, by kind."""

        async def read() -> dict[str, list[Raw]]:
            mine = {"user_id": self.user_id, "deleted_at": None}
            found: dict[str, list[Raw]] = {}
            for kind in ("missions", "hops", "assets", "user_sessions"):
                documents = self.database[kind].find(mine).sort("_id", 1)
                found[kind] = [document async for document in documents]
            found["tool-steps"] = [
                {**step, "_id": step["id"]} for hop in found["hops"] for step in hop["tool_steps"]
            ]
            return found

        return self.runner.run(read())

    def one(self, pick: int, kind: str) -> Raw | None:
        # By number, not drawn from what is there: what concurrent changes leave is not
        # the same in every run, and Hypothesis must draw the same.
        found = self.read()[kind]
        return found[pick % len(found)] if found else None

    def move(self, kind: str, thing_id: PydanticObjectId, to: str) -> Coroutine[Any, Any, Any]:
        status: Any = STATUSES[kind](to)
        database, actor = self.database, self.actor()
        if kind == "missions":
            return missions.change_mission_status(
                database, actor, thing_id, status, hop_id=None, revisions=None
            )
        if kind == "hops":
            return hops.change_hop_status(
                database, actor, thing_id, status, error_message=None, revisions=None
            )
        if kind == "tool-steps":
            return steps.change_step_status(
                database, actor, thing_id, status, result={}, revisions=None
            )
        return assets.change_asset_status(database, actor, thing_id, status, None)

    @rule(kind=st.sampled_from(sorted(KINDS)), pick=PICKS, pick_to=PICKS)
    def ask_for_any_status(self, kind: str, pick: int, pick_to: int) -> None:
        thing = self.one(pick, kind)
        if thing is None:
            return
        to = sorted(KINDS[kind])[pick_to % len(KINDS[kind])]
        listed = to in KINDS[kind][thing["status"]]
        before = self.read()
        refusal = self.refusal_of(self.move(kind, thing["_id"], to))
        if refusal is None:
            assert listed
            self.check_effects(kind, thing, to)
            return
        if isinstance(refusal, NameTaken):
            assert (kind, to) == ("missions", "proposed")
        else:
            assert isinstance(refusal, Refused)
            assert isinstance(refusal, Blocked) == listed
            assert refusal.status == thing["status"]
            assert sorted(refusal.allowed) == sorted(KINDS[kind][thing["status"]])
        assert self.read() == before

    @rule(kind=st.sampled_from(sorted(KINDS)), pick=PICKS, pick_to=PICKS)
    def ask_for_a_listed_status(self, kind: str, pick: int, pick_to: int) -> None:
        thing = self.one(pick, kind)
        listed = KINDS[kind][thing["status"]] if thing else []
        if thing and listed:
            to = listed[pick_to % len(listed)]
            if self.attempt(self.move(kind, thing["_id"], to)) is not None:
                self.check_effects(kind, thing, to)

    def refusal_of(self, work: Coroutine[Any, Any, Any]) -> WorkflowError | None:
        try:
            self.run(work)
        except WorkflowError as error:
            return error
        return None

    @rule(times=st.integers(1, 15), seed=st.integers(0, 2**32))
    def go_forward(self, times: int, seed: int) -> None:
        self.advance(times, seed)

    def advance(self, times: int, seed: int) -> None:
        chance = Random(seed)
        for _ in range(times):
            found = self.read()
            forward = [
                (kind, thing, FORWARD[kind][thing["status"]])
                for kind in FORWARD
                for thing in found[kind]
                if thing["status"] in FORWARD[kind]
            ]
            chance.shuffle(forward)
            for kind, thing, to in forward:
                if self.attempt(self.move(kind, thing["_id"], to)) is not None:
                    self.check_effects(kind, thing, to)
                    break

    def check_effects(self, kind: str, before: Raw, to: str) -> None:
        """What the rules say of the moment, and no later state shows."""
        now = self.read()
        moved = next(thing for thing in now[kind] if thing["_id"] == before["_id"])
        if kind == "tool-steps":
            hop = next(h for h in now["hops"] if moved["id"] in [s["id"] for s in h["tool_steps"]])
            if to == "completed":
                assert moved["completed_at"]
                assert {a["status"] for a in self.outputs(now, hop, moved)} <= {"ready"}
                if all(step["status"] == "completed" for step in hop["tool_steps"]):
                    assert hop["status"] == "completed"
            if to == "failed" and before["status"] == "executing":
                assert {a["status"] for a in self.outputs(now, hop, moved)} <= {"error"}
        if kind in ("hops", "tool-steps") and to == "completed":
            for hop in now["hops"]:
                mission = next(m for m in now["missions"] if m["_id"] == hop["mission_id"])
                log = mission["transitions"]
                if hop["transitions"] and hop["transitions"][-1]["to"] == "completed":
                    after = "completed" if hop["is_final"] else "ready_for_next_hop"
                    assert after in {entry["to"] for entry in log}
        if kind == "missions" and (before["status"], to) == ("proposed", "ready_for_next_hop"):
            own = [a for a in now["assets"] if a["scope_id"] == before["_id"]]
            assert "proposed" not in {asset["status"] for asset in own}

    @staticmethod
    def outputs(now: dict[str, list[Raw]], hop: Raw, step: Raw) -> list[Raw]:
        by_place = {(asset["scope_id"], asset["name"]): asset for asset in now["assets"]}
        names = [entry["state_asset"] for entry in step["result_mapping"].values()]
        return [
            by_place.get((hop["_id"], name)) or by_place[hop["mission_id"], name] for name in names
        ]

    @rule(mission=st.integers(0, 1), is_final=st.booleans())
    def propose_a_hop(self, mission: int, is_final: bool) -> None:
        mission_id = self.mission_ids[mission]
        with suppress(Locked):
            self.add_hop(mission_id, is_final)

    @rule(pick=PICKS, reads=MAPPINGS, makes=MAPPINGS)
    def propose_a_step(self, pick: int, reads: list[str], makes: list[str]) -> None:
        hop = self.one(pick, "hops")
        if hop is not None:
            self.add_step(hop["_id"], reads, makes)

    @rule(pick=PICKS, in_hop=st.booleans(), name=st.sampled_from(NAMES))
    def propose_an_asset(self, pick: int, in_hop: bool, name: str) -> None:
        scope = self.one(pick, "hops" if in_hop else "missions")
        if scope is not None:
            kind = AssetScope.HOP if in_hop else AssetScope.MISSION
            self.add_asset(scope["_id"], kind, name)

    @rule(pick=PICKS, name=st.sampled_from(NAMES))
    def rename_an_asset(self, pick: int, name: str) -> None:
        asset = self.one(pick, "assets")
        if asset is not None:
            self.attempt(
                assets.update_asset(
                    self.database, self.actor(), asset["_id"], {"name": name}, None, None
                )
            )

    @rule(pick=PICKS, reads=MAPPINGS, makes=MAPPINGS)
    def map_a_step_anew(self, pick: int, reads: list[str], makes: list[str]) -> None:
        step = self.one(pick, "tool-steps")
        if step is not None:
            fields = {"parameter_mapping": mapping(reads), "result_mapping": mapping(makes)}
            self.attempt(steps.update_step(self.database, self.actor(), step["_id"], fields, None))

    @rule(pick=PICKS, seed=st.integers(0, 2**32))
    def reorder_steps(self, pick: int, seed: int) -> None:
        hop = self.one(pick, "hops")
        if hop is not None:
            order = [step["id"] for step in hop["tool_steps"]]
            Random(seed).shuffle(order)
            self.attempt(steps.reorder_steps(self.database, self.actor(), hop["_id"], order, None))

    @rule(pick=PICKS, kind=st.sampled_from(["hops", "tool-steps", "assets"]))
    def delete(self, pick: int, kind: str) -> None:
        deletions: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {
            "hops": hops.delete_hop,
            "tool-steps": steps.delete_step,
            "assets": assets.delete_asset,
        }
        thing = self.one(pick, kind)
        if thing is not None:
            self.attempt(deletions[kind](self.database, self.actor(), thing["_id"], None))

    @rule(
        asked=st.lists(
            st.tuples(st.sampled_from(sorted(KINDS)), PICKS, PICKS), min_size=2, max_size=4
        )
    )
    def ask_for_several_at_once(self, asked: list[tuple[str, int, int]]) -> None:
        moves = []
        for kind, pick, pick_to in asked:
            thing = self.one(pick, kind)
            if thing is not None:
                listed = KINDS[kind][thing["status"]] or ["proposed"]
                moves.append(self.move(kind, thing["_id"], listed[pick_to % len(listed)]))

        async def at_once() -> list[Any]:
            return await asyncio.gather(*moves, return_exceptions=True)

        for answer in self.run(at_once()):
            if isinstance(answer, BaseException) and not isinstance(answer, WorkflowError):
                raise answer

    @rule(
        kind=st.sampled_from(sorted(KINDS)),
        pick=PICKS,
        pick_to=PICKS,
        after=st.integers(0, 12),
        fault=st.sampled_from([NOT_DONE, DONE]),
    )
    def a_change_fails(
        self, kind: str, pick: int, pick_to: int, after: int, fault: dict[str, Any]
    ) -> None:
        thing = self.one(pick, kind)
        if thing is None or not KINDS[kind][thing["status"]]:
            return
        listed = KINDS[kind][thing["status"]]
        to = listed[pick_to % len(listed)]

        async def fail() -> None:
            async with failing(self.database, after=after, fault=fault):
                with suppress(DatabaseError, WorkflowError):
                    await self.move(kind, thing["_id"], to)

        self.run(fail())

    @invariant()
    def every_rule_holds(self) -> None:
        for mission_id in getattr(self, "mission_ids", []):
            self.runner.run(check_mission(self.database, mission_id))


def mapping(names: list[str]) -> Raw:
    return {
        f"p{number}": {"type": "asset_field", "state_asset": name}
        for number, name in enumerate(names)
    }
