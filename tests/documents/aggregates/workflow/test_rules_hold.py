"""Whatever is done to missions, and whatever fails meanwhile: every rule holds after it."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.database import Database
from tests.documents.aggregates.workflow.machine import Missions
from tests.template import Template


@pytest.fixture
def machine(mongod: EmbeddedServer, template: Template) -> Iterator[type[Missions]]:
    """The machine on a database of its own."""

    async def begin() -> Database:
        database = Database(mongod.uri, name=f"machine_{uuid4().hex}")
        await template.copy_to(database)
        await database.bind(DOCUMENTS)
        return database

    async def end(database: Database) -> None:
        await database.client.drop_database(database.name)
        database.close()

    with asyncio.Runner() as runner:
        database = runner.run(begin())
        yield type("Machine", (Missions,), {"runner": runner, "database": database})
        runner.run(end(database))


def walk(machine: type[Missions], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            # A failing walk is short enough to read; making it shorter takes minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_rule_holds_whatever_is_done(machine: type[Missions]) -> None:
    walk(machine, examples=12, steps=30)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_rule_holds_whatever_is_done_for_long(machine: type[Missions]) -> None:
    walk(machine, examples=120, steps=60)
