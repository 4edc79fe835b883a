"""The stored shape of an erasure that has not ended."""

from datetime import datetime

from documents.shapes.base import Keyed


class Erasure(Keyed):
    """What was erased of a user (``id``) so far; it goes with the rest.

    ``documents`` by collection, a dot in whose name is an underscore; ``bytes`` as BSON.
    """

    id: str
    began_at: datetime | None = None
    documents: dict[str, int] = {}
    messages: int = 0
    bytes: int = 0

    class Settings:
        name = "erasures"
