"""An index that is there, as it is compared."""

from dataclasses import dataclass

from indexes.compare.canonical import Shape
from indexes.server.facts import ExistingIndex
from indexes.server.ledger import Entry

NEWER = "a newer release ({release}) made it so; this one leaves it"
ANOTHERS = "made by another"


@dataclass
class KnownIndex:
    """An existing index with its shape and what the ledger says of it."""

    existing: ExistingIndex
    shape: Shape
    entry: Entry | None
    newer: bool
    """A newer release than ours made it: it is not ours to take away."""

    @property
    def name(self) -> str:
        """The index's name."""
        return self.existing.name

    @property
    def ours(self) -> bool:
        """Whether this command made it."""
        return self.entry is not None and self.entry.ours

    @property
    def acts(self) -> str:
        """What it does to documents and writes, hidden or not; empty for a plain index."""
        parts = []
        if self.shape.unique or self.existing.prepares_unique:
            parts.append("refuses duplicates")
        if self.shape.expire_after_seconds is not None:
            parts.append("deletes documents")
        return " and ".join(parts)

    @property
    def stands_in(self) -> bool:
        """Whether this command made it for another to take its place."""
        return self.entry is not None and bool(self.entry.replaced_by)
