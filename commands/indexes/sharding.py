"""``threadkeep indexes sharding``."""

import typer

from commands.indexes.options import DatabaseName
from documents.database.connection import DEFAULT_NAME
from indexes.shard_keys import sharding_script


def sharding_command(database: DatabaseName = None) -> None:
    """Print the calls for mongosh that distribute the collections of a sharded cluster.

    For mongosh at a mongos, once `sync` has made the indexes. Asks no server.
    """
    typer.echo(sharding_script(database or DEFAULT_NAME), nl=False)
