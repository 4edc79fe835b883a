"""The rules that tie missions, hops, steps and assets, read from the database alone.

Written from the data model and without the service's own code, so that it can find
it wrong.
"""

from collections.abc import Iterable
from typing import Any

from documents.database import Database, ObjectId
from tests.workflow_tables import ASSET, HOP, MISSION, STEP

Raw = dict[str, Any]

UNFINISHED_HOP = {"proposed", "ready_to_resolve", "ready_to_execute", "executing"}
UNFINISHED_STEP = {"proposed", "ready_to_configure", "ready_to_execute", "executing"}


def expect(condition: object, rule: str) -> None:
    assert condition, rule


async def check_mission(database: Database, mission_id: ObjectId) -> None:
    """Fail with the rule that a mission breaks, as it lies in the database."""
    mission = await database["missions"].find_one({"_id": mission_id})
    assert mission is not None
    live = {"user_id": mission["user_id"], "mission_id": mission_id, "deleted_at": None}
    hops = [hop async for hop in database["hops"].find(live).sort("sequence_order", 1)]
    assets = [asset async for asset in database["assets"].find(live)]
    session = None
    if mission["session_id"] is not None:
        session = await database["user_sessions"].find_one({"_id": mission["session_id"]})
        assert session is not None
        expect(session["mission"].id == mission_id, "session and mission name each other")
    check(mission, hops, assets, session)
    if session is not None:
        chat = await database["chats"].find_one({"_id": session["chat"].id})
        assert chat is not None
        closed = session["status"] in ("completed", "archived")
        expect((chat["closed_at"] is not None) == closed, "a completed session's chat is closed")


def check(mission: Raw, hops: list[Raw], assets: list[Raw], session: Raw | None) -> None:
    """The same, for documents that were read."""
    current = next((hop for hop in hops if hop["_id"] == mission["current_hop_id"]), None)
    expect(mission["current_hop_id"] is None or current, "the current hop is there")
    orders = [hop["sequence_order"] for hop in hops]
    expect(orders == list(range(1, len(hops) + 1)), "hops are numbered 1, 2 …")
    for hop in hops:
        orders = [step["sequence_order"] for step in hop["tool_steps"]]
        expect(orders == list(range(1, len(orders) + 1)), "steps are in order and numbered 1, 2 …")
    places = [(asset["scope_id"], asset["name"]) for asset in assets]
    expect(len(set(places)) == len(places), "an asset's name is unique in its scope")
    _check_rules_1_and_2(mission, hops, current)
    _check_rule_3(hops)
    _check_rule_4(mission, current, session)
    _check_rule_5(mission, hops, current)
    _check_rule_6(mission, hops, assets)
    _check_logs(MISSION, [mission])
    _check_logs(HOP, hops)
    _check_logs(STEP, (step for hop in hops for step in hop["tool_steps"]))
    _check_logs(ASSET, assets)


def _check_rules_1_and_2(mission: Raw, hops: list[Raw], current: Raw | None) -> None:
    if mission["status"] == "cancelled":
        for hop in hops:
            expect(hop["status"] not in UNFINISHED_HOP, "1: no unfinished hop when cancelled")
            for step in hop["tool_steps"]:
                expect(step["status"] not in UNFINISHED_STEP, "1: nor an unfinished step")
    if mission["status"] == "failed" and current is not None:
        # A failed hop may be given up later.
        expect(current["status"] in ("failed", "cancelled"), "1: its current hop fails with it")
    for hop in hops:
        statuses = {step["status"] for step in hop["tool_steps"]}
        if hop["status"] == "cancelled":
            expect(not statuses & UNFINISHED_STEP, "2: no unfinished step of a cancelled hop")
        if hop["status"] == "failed":
            expect("executing" not in statuses, "2: no running step of a failed hop")
            if hop is current:
                expect(mission["status"] in ("failed", "cancelled"), "2: the mission fails too")
        if hop["status"] != "executing":
            expect("executing" not in statuses, "a step executes only in an executing hop")


def _check_rule_3(hops: list[Raw]) -> None:
    for hop in hops:
        statuses = {step["status"] for step in hop["tool_steps"]}
        if hop["status"] in ("proposed", "ready_to_resolve"):
            expect(not hop["is_resolved"], "3: a hop that is being designed is not resolved")
        if hop["status"] == "ready_to_execute":
            expect(statuses <= {"ready_to_execute", "completed"}, "3: every step is ready or done")
            expect(hop["is_resolved"], "3: and the hop resolved")
        if hop["status"] == "completed":
            expect(statuses <= {"completed"}, "3: every step is completed")


def _check_rule_4(mission: Raw, current: Raw | None, session: Raw | None) -> None:
    if mission["status"] == "completed":
        assert current is not None, "4: a completed mission ended with a hop"
        expect(current["status"] == "completed", "4: which is completed")
        expect(current["is_final"], "4: and final")
        if session is not None:
            expect(session["status"] in ("completed", "archived"), "4: and so is its session")


def _check_rule_5(mission: Raw, hops: list[Raw], current: Raw | None) -> None:
    status = current["status"] if current else None
    at = mission["status"]
    expect((at == "building_hop") == (status in ("proposed", "ready_to_resolve")), "5: building")
    expect((at == "hop_ready_to_execute") == (status == "ready_to_execute"), "5: ready")
    expect((at == "executing_hop") == (status == "executing"), "5: executing")
    for hop in hops:
        if hop is not current:
            expect(
                hop["status"] in ("proposed", "completed", "failed", "cancelled"),
                "5: no other hop is under way",
            )


def _check_rule_6(mission: Raw, hops: list[Raw], assets: list[Raw]) -> None:
    by_place = {(asset["scope_id"], asset["name"]): asset for asset in assets}

    def named(hop: Raw, mapping: Raw) -> list[Raw | None]:
        names = [e["state_asset"] for e in mapping.values() if e["type"] == "asset_field"]
        return [
            by_place.get((hop["_id"], name)) or by_place.get((mission["_id"], name))
            for name in names
        ]

    for hop in hops:
        for step in hop["tool_steps"]:
            if step["status"] == "ready_to_execute":
                for asset in named(hop, step["parameter_mapping"]):
                    expect(asset and asset["status"] == "ready", "6: a ready step's inputs")
            if step["status"] == "executing":
                expect(step["started_at"], "6: a running step has started")
                for asset in named(hop, step["result_mapping"]):
                    expect(
                        asset and asset["status"] == "in_progress", "6: a running step's outputs"
                    )
            if step["status"] == "completed":
                expect(step["completed_at"], "6: a completed step has its time")


def _check_logs(table: dict[str, list[str]], things: Iterable[Raw]) -> None:
    for thing in things:
        check_log(table, thing)


def check_log(table: dict[str, list[str]], thing: Raw) -> None:
    """The log is a legal path from the beginning (or, when cut, of its newest part)."""
    log = thing["transitions"]
    expect(len(log) <= 100, "7: a log keeps the newest 100")
    at = log[0]["from"] if len(log) == 100 else "proposed"
    for entry in log:
        expect(entry["from"] == at, "7: a log has no gap")
        expect(entry["to"] in table[at], f"7: {at} → {entry['to']} is not in the table")
        expect(entry["by"] and entry["at"], "7: who and when")
        at = entry["to"]
    expect(at == thing["status"], "7: a log ends where the thing stands")
