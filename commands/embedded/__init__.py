"""A MongoDB of Threadkeep's own, for a machine that has none to offer."""

from commands.embedded.attach import database_uri, serving_server
from commands.embedded.errors import EmbeddedError, FolderInUse, NoMongod, StartFailed
from commands.embedded.server import EmbeddedServer, running_server

__all__ = [
    "EmbeddedError",
    "EmbeddedServer",
    "FolderInUse",
    "NoMongod",
    "StartFailed",
    "database_uri",
    "running_server",
    "serving_server",
]
