"""What an administrator can do with all of one user."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from documents.database import Database
from documents.shapes.base import Clock
from documents.upkeep.erasure import Receipt, erase_user
from documents.upkeep.export import export_user


@dataclass(frozen=True)
class UserService:
    """All of any user."""

    database: Database
    clock: Clock

    def export_user(self, user_id: str) -> AsyncIterator[bytes]:
        """Lines of JSON: everything that is stored of the user."""
        lines = export_user(self.database, user_id, now=self.clock())
        return self.database.each_part_within_timeout(lines)

    async def erase_user(
        self, user_id: str, *, on_step: Callable[[int], None] = lambda _documents: None
    ) -> Receipt:
        """Erase everything of the user. Raises StillWriting.

        ``on_step`` is told how many more documents are gone.
        """
        return await erase_user(self.database, user_id, now=self.clock(), on_step=on_step)
