"""What an administrator can do with all of one user."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field

from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database
from documents.json_values import JsonObject
from documents.shapes.base import Clock
from documents.upkeep.erasure import Receipt, erase_user
from documents.upkeep.export import export_user
from documents.upkeep.restoration import Restored, restore_user


@dataclass(frozen=True)
class UserService:
    """All of any user."""

    database: Database
    clock: Clock
    sealing_limits: SealingLimits = field(default_factory=SealingLimits)

    def export_user(self, user_id: str) -> AsyncIterator[bytes]:
        """Lines of JSON: everything that is stored of the user."""
        lines = export_user(self.database, user_id, now=self.clock())
        return self.database.each_part_within_timeout(lines)

    def import_user(self, lines: Iterable[JsonObject]) -> AsyncIterator[Restored]:
        """Store what an export has, and what is there already not again: how far it is, after
        each line, and in the end all of it.

        Raises NotOfAnExport for a line that no export has, and DuplicateKeyError where something
        else has the name of what is to be stored.
        """
        return restore_user(self.database, lines, limits=self.sealing_limits, now=self.clock())

    async def erase_user(
        self, user_id: str, *, on_step: Callable[[int], None] = lambda _documents: None
    ) -> Receipt:
        """Erase everything of the user. Raises StillWriting.

        ``on_step`` is told how many more documents are gone.
        """
        return await erase_user(self.database, user_id, now=self.clock(), on_step=on_step)
