"""How the database and the store stand, for whoever is on call."""

from dataclasses import dataclass

from documents.database import Database, DatabaseError
from documents.shapes.base import Clock
from documents.upkeep.standing import Standing, read_standing
from services.readiness import Readiness

LOOK_SECONDS = 2.0
"""How long one look may take."""


@dataclass(frozen=True)
class StandingService:
    """Looks by threads that no request can take."""

    database: Database
    clock: Clock
    readiness: Readiness

    async def is_up(self) -> bool:
        """Whether a primary answers."""
        try:
            with self.database.aside(LOOK_SECONDS):
                await self.database.ping()
        except DatabaseError:
            return False
        return True

    async def indexes_out_of_step(self) -> int:
        """How many indexes are not as they are defined. Raises DatabaseError."""
        return len(await self.readiness.differences())

    async def read(self) -> Standing:
        """How the store stands just now. Raises DatabaseError."""
        with self.database.aside(LOOK_SECONDS):
            return await read_standing(self.database, self.clock)
