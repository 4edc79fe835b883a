"""Whatever is done to missions, and whatever fails meanwhile: every rule holds after it."""

from collections.abc import Iterator

import pytest

from commands.embedded import EmbeddedServer
from tests.documents.aggregates.workflow.machine import Missions
from tests.machines import on_a_database, walk
from tests.template import Template


@pytest.fixture
def machine(mongod: EmbeddedServer, template: Template) -> Iterator[type[Missions]]:
    with on_a_database(Missions, mongod, template) as machine:
        yield machine


@pytest.mark.slow("walks 12 histories of 30 steps")
def test_every_rule_holds_whatever_is_done(machine: type[Missions]) -> None:
    walk(machine, examples=12, steps=30, shrink=False)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_rule_holds_whatever_is_done_for_long(machine: type[Missions]) -> None:
    walk(machine, examples=120, steps=60, shrink=False)
