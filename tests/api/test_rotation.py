"""Several secrets of HS256 tokens at once, so that one takes the place of another by and by."""

from datetime import timedelta
from itertools import pairwise

import pytest
from pydantic import SecretStr

from api.auth import Authenticator
from api.problems import Unauthorized
from documents.shapes.base import utc_now
from services.settings import Settings
from services.tokens import cursor_key, make_token, redaction_key

OLD, NEW = "o" * 40, "n" * 40


def settings_with(secrets: str | None, secret: str | None = None) -> Settings:
    return Settings(
        token_secrets=None if secrets is None else SecretStr(secrets),
        token_secret=None if secret is None else SecretStr(secret),
    )


def token_of(settings: Settings) -> str:
    return make_token("ada", settings=settings, clock=utc_now, expires=timedelta(hours=1))


async def is_taken(token: str, settings: Settings) -> bool:
    try:
        return (await Authenticator(settings, utc_now).caller(token)).user_id == "ada"
    except Unauthorized:
        return False


@pytest.mark.parametrize("before", [f"old:{OLD}", OLD])
async def test_each_step_of_a_rotation_takes_the_tokens_of_the_steps_beside_it(before: str) -> None:
    """Processes with the settings of two steps serve at once while a deployment changes them."""
    steps = [before, f"{before} new:{NEW}", f"new:{NEW},{before}", f"new:{NEW}"]
    steps_settings = [settings_with(step) for step in steps]
    for earlier, later in pairwise(steps_settings):
        # The last step comes once the tokens of the old secret have expired.
        if later is not steps_settings[-1]:
            assert await is_taken(token_of(earlier), later)
        assert await is_taken(token_of(later), earlier)
    assert not await is_taken(token_of(steps_settings[0]), steps_settings[-1])


async def test_the_tokens_of_a_single_secret_are_taken_on_by_one_without_a_name() -> None:
    token = token_of(settings_with(None, OLD))
    assert await is_taken(token, settings_with(f"new:{NEW} {OLD}", OLD))
    assert not await is_taken(token, settings_with(f"new:{NEW}", OLD))


async def test_a_token_that_names_another_s_secret_is_not_taken() -> None:
    theirs = token_of(settings_with(f"old:{NEW}"))
    assert not await is_taken(theirs, settings_with(f"old:{OLD} new:{NEW}"))


def test_cursors_and_redactions_outlive_a_rotation() -> None:
    before, after = settings_with(f"old:{OLD}", OLD), settings_with(f"new:{NEW}", OLD)
    alone = settings_with(None, OLD)
    assert cursor_key(before) == cursor_key(after) == cursor_key(alone)
    assert redaction_key(before) == redaction_key(after) == redaction_key(alone)
