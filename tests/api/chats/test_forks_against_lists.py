"""Versions and forks against plain lists."""

import pytest

from commands.embedded import EmbeddedServer
from tests.api.chats.forks_machine import ForksAgainstLists
from tests.machines import on_a_database, walk
from tests.template import Template


def test_chats_with_versions_and_forks_are_what_plain_lists_say(
    mongod: EmbeddedServer, template: Template
) -> None:
    with on_a_database(ForksAgainstLists, mongod, template, uri=mongod.uri) as machine:
        walk(machine, 12, 30, shrink=False)


@pytest.mark.long
def test_chats_with_versions_and_forks_are_what_plain_lists_say_for_long(
    mongod: EmbeddedServer, template: Template
) -> None:
    with on_a_database(ForksAgainstLists, mongod, template, uri=mongod.uri) as machine:
        walk(machine, 40, 50, shrink=False)
