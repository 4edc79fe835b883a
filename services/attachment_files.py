"""Removing, beside the requests, the files of attachments that nothing has any more."""

from dataclasses import dataclass

from documents.database import Database
from documents.shapes.base import Clock
from documents.upkeep.unnamed_attachments import remove_unheld_files
from services.background import Background


@dataclass
class UnheldFiles:
    """The files that were let go of; one removal at a time goes on in a process."""

    database: Database
    clock: Clock
    background: Background
    _asked: bool = False

    def remove_soon(self) -> None:
        """Remove all that have been let go of by now."""
        self._asked = True
        self.background.start("attachment files", self._remove)

    async def _remove(self) -> None:
        # Who lets go of one meanwhile asks again.
        while self._asked:
            self._asked = False
            await remove_unheld_files(self.database, self.clock())
