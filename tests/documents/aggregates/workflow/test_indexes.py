"""Every query of the workflow runs on an index, and every one of its indexes serves a query."""

import httpx

from documents.upkeep.expired_files import remove_expired_files
from indexes import DEFINITIONS, Definitions
from tests.profiler import read_profile, switch_off, switch_on
from tests.support import Api, a_session, got
from tests.workflow_support import (
    a_hop,
    a_mission,
    a_step,
    an_accepted_mission,
    an_asset,
    an_executing_hop,
    full,
    makes,
    moved,
    shown,
)

OURS = ("missions", "hops", "assets", "asset_files.files", "asset_files.chunks")
ELSEWHERE = ("analytics", "all of a user", "the mission of a session", "how many are where")


async def test_every_query_of_the_workflow_runs_on_an_index(alone: Api) -> None:
    database = alone.services.database
    await alone.services.background.finish()
    await switch_on(database)
    user = await alone.user()
    await walk(alone, user)
    await switch_off(database)

    own = [index for index in DEFINITIONS.indexes if index.collection in OURS]
    profile = await read_profile(database, Definitions(own))

    assert profile.commands > 100
    assert profile.collection_scans == []
    assert profile.memory_sorts == []
    by_label = {index.label: index for index in own}
    unused = [label for label in profile.unused if not elsewhere(by_label[label].serves)]
    # No plan shows a use of what is there to keep names unique.
    assert unused == ["missions.user_id_1_name_1"]


def elsewhere(serves: str) -> bool:
    return any(part in serves for part in ELSEWHERE)


async def walk(api: Api, user: httpx.AsyncClient) -> None:
    # Enough of everything that one index is better than another.
    for number in range(5):
        filler = await a_mission(user, f"filler {number}")
        for _ in range(3):
            await an_asset(user, await a_hop(user, filler), role="intermediate")
    mission = await an_accepted_mission(user)
    session = await a_session(user, mission_id=mission["id"])
    asset = await an_asset(user, mission, "out", role="output")
    hop, (step, _) = await an_executing_hop(user, mission, {"result_mapping": makes("out")}, {})
    await moved(user, "tool-steps", step, "executing", "completed")
    queries: list[tuple[str, dict[str, object]]] = [
        ("/missions", {}),
        ("/missions", {"status": "executing_hop"}),
        ("/missions", {"status": ["proposed", "executing_hop"]}),
        (f"/missions/{mission['id']}/hops", {"status": "executing"}),
        (f"/hops/{hop['id']}/tool-steps", {"status": "failed"}),
        (f"/hops/{hop['id']}", {}),
        ("/assets", {}),
        ("/assets", {"status": "ready"}),
        ("/assets", {"status": ["ready", "pending"]}),
        ("/assets", {"role": "input"}),
        ("/assets", {"role": "intermediate", "status": "ready"}),
        ("/assets", {"scope_id": mission["id"], "status": "ready", "role": "output"}),
        (f"/assets/{asset['id']}/lineage", {}),
    ]
    for path, parameters in queries:
        await got(user, path, **parameters)
    await shown(user, "missions", mission)
    await full(user, mission)
    upload = await user.put(f"/assets/{asset['id']}/content", content=b"x" * 300_000)
    assert upload.status_code == 200, upload.text
    assert (await user.get(f"/assets/{asset['id']}/content")).status_code == 200
    other = await a_mission(user, "other")
    unwanted = await a_hop(user, other)
    await a_step(user, unwanted)
    await an_asset(user, unwanted)
    await user.delete(f"/hops/{unwanted['id']}")
    await user.delete(f"/assets/{(await an_asset(user, other))['id']}")
    await user.delete(f"/missions/{other['id']}")
    await user.delete(f"/sessions/{session['id']}")
    await api.services.background.finish()
    await remove_expired_files(api.clock.now)
    await api.services.sessions.remove_leftovers()
