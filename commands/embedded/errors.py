"""What can go wrong with the embedded database.

EmbeddedError
├── NoMongod       no usable mongod binary on this machine
├── FolderInUse    another process holds the data folder
└── StartFailed    mongod ended, or did not become writable in time

Each message is one sentence or two for the person at the terminal.
"""

__all__ = ["EmbeddedError", "FolderInUse", "NoMongod", "StartFailed"]


class EmbeddedError(Exception):
    """The embedded database cannot be used; the message says why and what to do."""


class NoMongod(EmbeddedError):
    """There is no usable mongod binary on this machine."""


class FolderInUse(EmbeddedError):
    """Another process holds the data folder; ``purpose`` is its command, if it is one of ours."""

    def __init__(self, message: str, purpose: str | None = None) -> None:
        super().__init__(message)
        self.purpose = purpose


class StartFailed(EmbeddedError):
    """The mongod ended, or did not become writable in time."""
