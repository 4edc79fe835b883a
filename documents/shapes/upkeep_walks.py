"""The stored shape of a walk through a collection that is done in steps, once a day at most."""

from datetime import datetime

from documents.shapes.base import Keyed, PydanticObjectId


class UpkeepWalk(Keyed):
    """How far the walk ``id`` is: it goes on after ``place``, and begins anew without one.

    ``finished_at`` is when it last came to its end.
    """

    id: str
    place: PydanticObjectId | None = None
    finished_at: datetime | None = None

    class Settings:
        name = "upkeep_walks"
