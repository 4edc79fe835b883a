"""Runs ``threadkeep indexes`` on a database, with definitions of these names."""

import asyncio
import json
from typing import Any

from typer.testing import CliRunner, Result

from commands.indexes import indexes_app
from indexes import Definitions, Index

PLAIN = Definitions([Index("things", {"a": 1}, serves="things by a")])


PLAIN_BY_NAME = f"{__name__}:PLAIN"
UNIQUE = Definitions([Index("things", {"a": 1}, unique=True, serves="one thing for each a")])


TEXT = Definitions([Index("things", {"t": "text"}, serves="search")])


WEIGHED = Definitions([Index("things", {"t": "text"}, weights={"t": 3}, serves="search")])


NONE = Definitions([])


EXPIRING = Definitions(
    [Index("things", {"at": 1}, expire_after_seconds=60, serves="things expire after a minute")]
)


TWO = Definitions(
    [Index("things", {"a": 1}, serves="things by a"), Index("others", {"b": 1}, serves="by b")]
)


DOUBLE = Definitions(
    [
        Index("things", {"a": 1}, serves="things by a"),
        Index("things", {"a": 1, "b": 1}, serves="things by a and b"),
    ]
)


UNKNOWN_LANGUAGE = Definitions(
    [
        Index("things", {"a": 1}, serves="things by a"),
        Index("things", {"t": "text"}, default_language="klingon", serves="search"),
    ]
)


class Command:
    """Runs commands on one database, in a thread: each has a loop of its own."""

    def __init__(self, uri: str, database: str) -> None:
        self.options = ["--uri", uri, "--database", database]

    async def __call__(self, *words: str, on: str = "PLAIN", offline: bool = False) -> Result:
        definitions = (
            [] if not on or words[0] == "validators" else ["--definitions", f"{__name__}:{on}"]
        )
        options = [] if offline else self.options
        return await asyncio.to_thread(
            CliRunner().invoke, indexes_app, [*words, *definitions, *options]
        )


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]
