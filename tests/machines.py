"""State machines of Hypothesis on a database of their own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.database import Database
from tests.template import Template

M = TypeVar("M", bound=RuleBasedStateMachine)


@contextmanager
def a_database(
    mongod: EmbeddedServer, template: Template
) -> Iterator[tuple[asyncio.Runner, Database]]:
    """A database with all indexes, and the runner of the loop that it is used in."""

    async def begin() -> Database:
        database = Database(mongod.uri, name=f"machine_{uuid4().hex}")
        await template.copy_to(database)
        await database.bind(DOCUMENTS)
        return database

    async def end(database: Database) -> None:
        await database.client.drop_database(database.name)
        await database.close()

    with asyncio.Runner() as runner:
        database = runner.run(begin())
        try:
            yield runner, database
        finally:
            runner.run(end(database))


@contextmanager
def on_a_database(
    machine: type[M], mongod: EmbeddedServer, template: Template, **attributes: Any
) -> Iterator[type[M]]:
    """The machine, each of which has ``database``, a ``runner`` of its loop, and the attributes."""
    with a_database(mongod, template) as (runner, database):
        yield type("Machine", (machine,), {"runner": runner, "database": database, **attributes})


def walk(
    machine: type[RuleBasedStateMachine], examples: int, steps: int, *, shrink: bool = True
) -> None:
    """Let the machine take so many steps, so many times.

    Without ``shrink`` a failing walk stays as it is, where making it shorter takes minutes.
    """
    phases = set(Phase) if shrink else {Phase.explicit, Phase.reuse, Phase.generate}
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )
