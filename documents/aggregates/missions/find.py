"""Finding missions, alone and with all that belongs to them."""

from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from documents.database import (
    Transaction,
    aggregate_in_turns,
    collection_of,
    list_within_bytes,
    snapshot_of,
)
from documents.shapes.assets import HEAD_FIELDS, Asset, AssetHead, read_head
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.errors.workflow import Missing
from documents.shapes.hops import ONE_BATCH, WITHOUT_LOGS, WITHOUT_STEPS, Hop, read_hop
from documents.shapes.missions import Mission, MissionStatus, read_mission

_WITHOUT_LOG = {"transitions": 0}


async def find_mission(user_id: str, mission_id: PydanticObjectId) -> Mission | None:
    """A mission of the user, if there is one with this id."""
    raw = await collection_of(Mission).find_one(owned(user_id, mission_id))
    return None if raw is None else read_mission(raw)


async def list_missions(
    user_id: str,
    *,
    statuses: list[MissionStatus],
    after: PydanticObjectId | None,
    limit: int,
) -> tuple[list[Mission], bool]:
    """The user's missions of some statuses (of any, when none is given), newest first.

    And whether there are more.
    """
    condition: dict[str, Any] = owned(user_id)
    if statuses:
        condition["status"] = statuses[0] if len(statuses) == 1 else {"$in": statuses}
    if after is not None:
        condition["_id"] = {"$lt": after}
    found, more = await list_within_bytes(
        collection_of(Mission), condition, _WITHOUT_LOG, sort=[("_id", -1)], limit=limit
    )
    return [read_mission(raw) for raw in found], more


@dataclass(frozen=True)
class MissionTree:
    """A mission, its hops in order, and the assets of all of them."""

    mission: Mission
    hops: list[Hop]
    assets: list[AssetHead]

    @property
    def current_hop(self) -> Hop | None:
        """The hop that the mission is about now, or ended with."""
        found = (hop for hop in self.hops if hop.id == self.mission.current_hop_id)
        return next(found, None)

    def state_of(self, scope_id: PydanticObjectId | None) -> dict[str, AssetHead]:
        """A mission's or a hop's own assets by name."""
        return {asset.name: asset for asset in self.assets if asset.scope_id == scope_id}


async def find_tree(user_id: str, mission_id: PydanticObjectId, *, steps: bool) -> MissionTree:
    """A mission with its hops and its own assets, as of one point in time.

    With ``steps`` the hops have their tool steps and their assets too. One command,
    however much it is: two round trips at most, since what a mission may hold
    (MAX_HOPS of MAX_HOP_BYTES, MAX_ASSETS heads) fits into two answers of the server.

    Raises Missing.
    """
    live = {**owned(user_id), "mission_id": mission_id}
    scope = {} if steps else {"scope_id": mission_id}
    answer = aggregate_in_turns(
        snapshot_of(Mission),
        [
            {"$match": owned(user_id, mission_id)},
            {"$project": _WITHOUT_LOG},
            _union(
                Hop,
                {"$match": live},
                {"$sort": {"sequence_order": 1}},
                {"$project": WITHOUT_LOGS if steps else WITHOUT_STEPS},
            ),
            _union(
                Asset,
                {"$match": {**live, **scope}},
                {"$sort": {"name": 1}},
                {"$project": HEAD_FIELDS},
            ),
        ],
        batch_size=ONE_BATCH,
    )
    mission: Mission | None = None
    hops: list[Hop] = []
    assets: list[AssetHead] = []
    # Each is read in its turn: all of it at once would hold up the others.
    async with aclosing(answer):
        async for raw in answer:
            match raw.pop("_from", None):
                case None:
                    mission = read_mission(raw)
                case "hops":
                    hops.append(read_hop(raw))
                case _:
                    assets.append(read_head(raw))
    if mission is None:
        raise Missing("mission")
    return MissionTree(mission, hops, assets)


def _union(model: type[Hop] | type[Asset], *pipeline: dict[str, Any]) -> dict[str, Any]:
    name = collection_of(model).name
    marked = {"$set": {"_from": {"$literal": name}}}
    return {"$unionWith": {"coll": name, "pipeline": [*pipeline, marked]}}


async def read_tree(
    user_id: str, mission_id: PydanticObjectId, transaction: Transaction
) -> MissionTree:
    """A mission that the transaction has locked, with its hops and its own assets.

    A transaction takes no $unionWith, and is at one point in time anyhow.
    """
    live = {**owned(user_id), "mission_id": mission_id}
    mission = await collection_of(Mission).find_one(
        owned(user_id, mission_id), _WITHOUT_LOG, session=transaction
    )
    assert mission is not None, "it is locked"
    hops = collection_of(Hop).find(live, WITHOUT_STEPS, session=transaction)
    assets = collection_of(Asset).find(
        {**live, "scope_id": mission_id}, HEAD_FIELDS, session=transaction
    )
    return _tree(
        mission,
        [raw async for raw in hops.sort("sequence_order", 1)],
        [raw async for raw in assets.sort("name", 1)],
    )


def _tree(
    mission: dict[str, Any], hops: list[dict[str, Any]], assets: list[dict[str, Any]]
) -> MissionTree:
    return MissionTree(
        read_mission(mission),
        [read_hop(raw) for raw in hops],
        [read_head(raw) for raw in assets],
    )
