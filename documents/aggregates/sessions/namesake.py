"""The mission that has a name which another wants."""

from typing import Any

from documents.database import DuplicateKeyError, collection_of
from documents.shapes.base import owned
from documents.shapes.missions import Mission, read_mission
from documents.shapes.state_tables import MISSION


async def namesake(user_id: str, error: DuplicateKeyError) -> Mission | None:
    """The user's unfinished mission whose name was refused to another; None where it has
    let go of it since."""
    key: dict[str, Any] = (error.details or {}).get("keyValue", {})
    if key.keys() != {"user_id", "name"}:
        return None
    found = await collection_of(Mission).find_one(
        {
            **owned(user_id),
            "name": key["name"],
            "status": {"$in": MISSION.unfinished()},
        }
    )
    return read_mission(found) if found else None
