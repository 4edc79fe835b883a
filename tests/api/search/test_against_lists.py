"""A search against plain lists."""

import pytest

from commands.embedded import EmbeddedServer
from tests.api.search.search_machine import SearchAgainstLists
from tests.machines import on_a_database, walk
from tests.template import Template


@pytest.mark.slow("walks 15 histories of 40 steps")
def test_a_search_finds_what_plain_lists_say(mongod: EmbeddedServer, template: Template) -> None:
    with on_a_database(SearchAgainstLists, mongod, template, uri=mongod.uri) as machine:
        walk(machine, 15, 40, shrink=False)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_search_finds_what_plain_lists_say_for_long(
    mongod: EmbeddedServer, template: Template
) -> None:
    with on_a_database(SearchAgainstLists, mongod, template, uri=mongod.uri) as machine:
        walk(machine, 60, 60, shrink=False)
