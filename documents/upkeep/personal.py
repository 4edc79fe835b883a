"""Where anything of a user lies. Every collection that holds some is named here."""

from dataclasses import dataclass
from typing import Any

from documents.aggregates.assets.files import BUCKET
from documents.aggregates.sessions.create import SESSION_COUNTERS

FILES = f"{BUCKET}.files"
CHUNKS = f"{BUCKET}.chunks"


@dataclass(frozen=True)
class Personal:
    """A collection with documents of users; ``field`` names whose a document is.

    ``marks``: its documents have ``deleted_at``. ``pieces`` names a collection whose
    documents are parts of these, and the field that says of which.
    """

    collection: str
    field: str = "user_id"
    marks: bool = True
    pieces: tuple[str, str] | None = None

    def of(self, user_id: str) -> dict[str, Any]:
        """The filter of one user's documents, deleted ones included."""
        return {self.field: user_id}


PERSONAL = (
    Personal("user_sessions"),
    Personal("chat_buckets", marks=False),
    Personal("message_tallies", marks=False),
    Personal("chats"),
    Personal("assets"),
    Personal("hops"),
    Personal("missions"),
    Personal(FILES, field="metadata.user_id", marks=False, pieces=(CHUNKS, "files_id")),
    Personal(SESSION_COUNTERS, field="_id", marks=False),
)
"""In the order in which they are erased."""
