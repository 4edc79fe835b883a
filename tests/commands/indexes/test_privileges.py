"""What a user hears who lacks a privilege, on a server that knows its users."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.commands.indexes.invoking import Command
from tests.servers import guarded

NAME = "app"


@pytest.fixture
async def limited(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    async with guarded(tmp_path, NAME, [request.param]) as uri:
        yield uri


@pytest.mark.parametrize("limited", ["readWrite"], indirect=True)
async def test_who_may_not_change_collections_hears_which_role_lets_them(limited: str) -> None:
    command = Command(limited, NAME)
    assert (await command("sync", on="PLAIN")).exit_code == 0

    result = await command("sync", on="UNIQUE")

    assert result.exit_code == 1
    assert result.stderr == (
        "The user that Threadkeep connects as may not run collMod on the database 'app': "
        "grant it the role dbAdmin there.\n"
    )


@pytest.mark.parametrize("limited", ["read"], indirect=True)
async def test_who_may_only_read_plans_and_hears_which_role_lets_them_write(limited: str) -> None:
    command = Command(limited, NAME)

    plan = await command("plan", on="PLAIN")
    sync = await command("sync", on="PLAIN")

    assert plan.exit_code == 2
    assert sync.exit_code == 1
    assert "grant it the role readWrite there" in sync.stderr
    assert "credentials" not in sync.stderr


@pytest.mark.parametrize("limited", ["read"], indirect=True)
async def test_the_script_for_who_may_only_read_is_a_script_and_nothing_else(limited: str) -> None:
    script = await Command(limited, NAME)("script", on="PLAIN")

    assert script.exit_code == 0
    assert script.stdout.startswith("// Made by")
    assert "was not asked about the definitions" in script.stderr


@pytest.mark.parametrize("limited", ["read"], indirect=True)
async def test_who_gives_no_credentials_where_they_are_wanted_hears_so(limited: str) -> None:
    nobody = limited.replace("u:p@", "")

    result = await Command(nobody, NAME)("plan")

    assert result.exit_code == 1
    assert "gives no user and password" in result.stderr


@pytest.mark.parametrize("limited", ["read"], indirect=True)
async def test_who_gives_a_wrong_password_hears_that_it_was_refused(limited: str) -> None:
    result = await Command(limited.replace("u:p@", "u:q@"), NAME)("plan")

    assert result.exit_code == 1
    assert "refused the credentials" in result.stderr
