"""Settings that no service could run with are refused by their name."""

import pytest

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("THREADKEEP_TOKEN_SECRET", "a short one"),
        ("THREADKEEP_TOKEN_JWKS_URL", "id.example/keys"),
        ("THREADKEEP_TOKEN_JWKS_URL", "file:///etc/passwd"),
        ("THREADKEEP_DATABASE_NAME", "a/b"),
        ("THREADKEEP_DATABASE_NAME", "a.b"),
        ("THREADKEEP_DATABASE_NAME", "x" * 64),
        ("THREADKEEP_DATABASE_TIMEOUT_SECONDS", "inf"),
        ("THREADKEEP_SESSION_ABANDONED_AFTER_HOURS", "1e300"),
        ("THREADKEEP_SESSION_ARCHIVED_AFTER_DAYS", "inf"),
        ("THREADKEEP_SESSION_DELETED_AFTER_DAYS", "1e9"),
        ("THREADKEEP_SESSION_DELETED_AFTER_DAYS", "some day"),
        ("THREADKEEP_DELETED_KEPT_DAYS", "nan"),
        ("THREADKEEP_SWEEP_EVERY_MINUTES", "inf"),
    ],
)
def test_a_setting_that_does_not_fit_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(CommandError, match=f"^{name}: ") as refused:
        read_settings()
    assert value not in str(refused.value)
