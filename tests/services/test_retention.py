"""How long sessions are kept: what the settings say of it."""

import pytest

from services.settings import Settings
from services.upkeep import periods_of, retention_told

PERIODS = {
    "THREADKEEP_SESSION_ABANDONED_AFTER_HOURS": "abandoned_after",
    "THREADKEEP_SESSION_ARCHIVED_AFTER_DAYS": "archived_after",
    "THREADKEEP_SESSION_DELETED_AFTER_DAYS": "deleted_after",
}


@pytest.mark.parametrize("word", ["never", "Never", " never "])
@pytest.mark.parametrize("variable", list(PERIODS))
def test_each_period_can_be_never(
    monkeypatch: pytest.MonkeyPatch, variable: str, word: str
) -> None:
    monkeypatch.setenv(variable, word)
    assert getattr(periods_of(Settings()), PERIODS[variable]) is None


def test_nothing_is_deleted_unless_somebody_asks_for_it() -> None:
    assert periods_of(Settings()).deleted_after is None


def test_the_retention_is_told_in_one_line() -> None:
    assert retention_told(Settings()) == (
        "sessions are abandoned after 24 hours without activity, "
        "archived after 7 days abandoned, never deleted"
    )
    others = Settings(
        session_abandoned_after_hours=None,
        session_archived_after_days=None,
        session_deleted_after_days=1,
        sweep_every_minutes=0,
    )
    assert retention_told(others) == (
        "sessions are never abandoned, never archived, deleted after 1 day archived, "
        "by `threadkeep sweep` alone"
    )
