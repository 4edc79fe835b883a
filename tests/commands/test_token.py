import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from api.auth import Authenticator, Caller, Delegation
from api.problems import Unauthorized
from commands.shared.failures import CommandError
from commands.token import parse_duration
from documents.shapes.base import utc_now
from services.settings import Settings
from tests.commands.processes import clean_environment
from tests.support import SetClock


def token(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What `threadkeep token` does in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "commands.main", "token", *arguments],
        env={**clean_environment(), "THREADKEEP_DATA_FOLDER": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


async def caller(folder: Path, printed: str, later: timedelta = timedelta()) -> Caller:
    """Whom the service on this folder takes the token for."""
    authenticator = Authenticator(Settings(data_folder=folder), SetClock(utc_now() + later))
    return await authenticator.caller(printed.strip())


async def test_the_token_alone_is_printed_and_the_service_of_the_folder_takes_it(
    tmp_path: Path,
) -> None:
    done = token(tmp_path, "alice")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1
    assert await caller(tmp_path, done.stdout) == Caller("alice")


async def test_an_admin_token_has_the_scope(tmp_path: Path) -> None:
    done = token(tmp_path, "--admin", "Zoë", "--expires", "7d")
    assert await caller(tmp_path, done.stdout, timedelta(days=6)) == Caller("Zoë", admin=True)


@pytest.mark.parametrize(
    ("arguments", "delegation"),
    [
        (["--act"], Delegation.ACT),
        (["--act-read"], Delegation.READ),
        (["--act", "--act-read"], Delegation.ACT),
    ],
)
async def test_a_token_of_a_back_end_has_the_scope_that_was_asked_for(
    tmp_path: Path, arguments: list[str], delegation: Delegation
) -> None:
    done = token(tmp_path, "back-end", *arguments)
    assert await caller(tmp_path, done.stdout) == Caller("back-end", delegation=delegation)


@pytest.mark.parametrize(
    ("arguments", "good_for"),
    [([], timedelta(hours=24)), (["--expires", "30m"], timedelta(minutes=30))],
)
async def test_a_token_expires_when_it_was_asked_to(
    tmp_path: Path, arguments: list[str], good_for: timedelta
) -> None:
    printed = token(tmp_path, "alice", *arguments).stdout
    await caller(tmp_path, printed, good_for - timedelta(minutes=1))
    with pytest.raises(Unauthorized, match="expired"):
        await caller(tmp_path, printed, good_for)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("24h", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", "24", "h", "1.5h", "-1h", "5y", "1h30m", " 1h", "\u0661h", "1H"]
)
def test_other_texts_are_no_duration(text: str) -> None:
    with pytest.raises(CommandError, match="is no duration: write a number and s, m, h or d"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0s", "3651d", "999999999d"])
def test_a_token_is_good_for_a_second_to_ten_years(text: str) -> None:
    with pytest.raises(CommandError, match="1 second to 3650 days"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (["alice", "--expires", "soon"], {}, "'soon' is no duration"),
        ([""], {}, "No token was made: a subject has 1 to 255 characters."),
        (
            ["alice"],
            {"THREADKEEP_TOKEN_JWKS_URL": "https://id.example/keys"},
            "No token was made: tokens come from the identity provider",
        ),
        (["alice"], {"THREADKEEP_DATA_FOLDER": "/dev/null/x"}, "The secret in the data folder"),
    ],
)
def test_what_makes_no_token_is_one_sentence(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], told: str
) -> None:
    done = token(tmp_path, *arguments, **environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(told)
    assert len(done.stderr.splitlines()) == 1
