"""The stored shapes of what the index command knows: its lock, and which indexes it made."""

from datetime import datetime

from pydantic import BaseModel

from documents.shapes.base import Keyed
from documents.shapes.lease_records import LeaseFacts


class IndexLock(LeaseFacts):
    """The lock of all who change indexes."""

    id: str

    class Settings:
        name = "index_lock"


class IndexPlace(BaseModel):
    """An index: its collection, and its name there."""

    collection: str
    name: str


class IndexRecord(Keyed):
    """What is recorded of one index, under the lock's ``token``.

    ``key`` is its key in canonical form, ``definition`` the declared name it was made
    for, ``release`` the release that made or last changed it. ``replaced_by`` names its
    successor, or is empty. One that only ``hidden_at`` and ``key`` are known of was
    made by somebody else.
    """

    id: IndexPlace
    token: int
    key: str = ""
    definition: str = ""
    release: str = ""
    made_at: datetime | None = None
    hidden_at: datetime | None = None
    replaced_by: str = ""

    class Settings:
        name = "index_ledger"
