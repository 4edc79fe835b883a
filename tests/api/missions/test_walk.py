import httpx

from tests.support import a_session, got
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_step,
    an_asset,
    full,
    makes,
    moved,
    reads,
    shown,
)


async def test_a_mission_goes_from_proposal_to_completion(user: httpx.AsyncClient) -> None:
    mission = await a_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    flights = await an_asset(user, mission, "flights", content=[1, 2, 3])
    await moved(user, "missions", mission, "ready_for_next_hop", reason="looks good")
    assert (await shown(user, "assets", flights))["status"] == "pending"
    await moved(user, "assets", flights, "ready")
    hop = await a_hop(user, mission, is_final=True)
    fares = await an_asset(user, hop, "fares", role="output")
    one = await a_step(user, hop, parameter_mapping=reads("flights"), result_mapping=makes("fares"))
    await moved(user, "hops", hop, "ready_to_resolve")
    assert (await shown(user, "missions", mission))["status"] == "building_hop"
    await moved(user, "tool-steps", one, "ready_to_configure", "ready_to_execute")
    await moved(user, "hops", hop, "ready_to_execute", "executing")
    await moved(user, "tool-steps", one, "executing")
    assert (await shown(user, "assets", fares))["status"] == "in_progress"
    response = await user.put(f"/assets/{fares['id']}", json={"content": {"best": 120}})
    assert response.status_code == 200, response.text
    await moved(user, "tool-steps", one, "completed", execution_result={"rows": 1})
    whole = await full(user, mission)
    assert whole["status"] == "completed"
    assert whole["hops"][0]["status"] == "completed"
    assert whole["hops"][0]["tool_steps"][0]["execution_result"] == {"rows": 1}
    assert whole["hops"][0]["hop_state"]["fares"]["status"] == "ready"
    assert whole["hops"][0]["hop_state"]["fares"]["value_representation"] == {"best": 120}
    assert (await got(user, f"/sessions/{session['id']}"))["status"] == "completed"
    lineage = await got(user, f"/assets/{fares['id']}/lineage")
    assert [use["relation"] for use in lineage["steps"]] == ["produced"]
    content = await user.get(f"/assets/{fares['id']}/content", headers={"Range": "bytes=1-6"})
    assert (content.status_code, content.text) == (206, '"best"')
