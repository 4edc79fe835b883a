"""Settings that no service could run with are refused by their name."""

import pytest

from commands.shared.environment import read_settings
from commands.shared.failures import CommandError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("THREADKEEP_WORKERS", "0"),
        ("THREADKEEP_WORKERS", "many"),
        ("WEB_CONCURRENCY", "many"),
        ("THREADKEEP_TOKEN_SECRET", "a short one"),
        ("THREADKEEP_TOKEN_JWKS_URL", "id.example/keys"),
        ("THREADKEEP_TOKEN_JWKS_URL", "file:///etc/passwd"),
        ("THREADKEEP_TOKEN_JWKS_URL", "https://"),
        ("THREADKEEP_TOKEN_JWKS_URL", "https://id.example:0x1f/keys"),
        ("THREADKEEP_TOKEN_JWKS_URL", "https://id.example/my keys"),
        ("THREADKEEP_LOG_LEVEL", "LOUD"),
        ("MONGODB_URI", "foo"),
        ("MONGODB_URI", "http://foo"),
        ("MONGODB_URI", "mongodb://"),
        ("MONGODB_URI", "mongodb+srv://"),
        ("MONGODB_URI", "mongodb://h:99999/"),
        ("MONGODB_URI", "mongodb://h/?replicaset=rs0&retryWrite=1"),
        ("MONGODB_URI", "mongodb://h/?timeoutMS=soon"),
        ("MONGODB_URI", "mongodb://h/?tls=true&tlsCAFile=/no/such/file"),
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


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("--uri", {"mongodb_uri": "http://foo"}),
        ("--uri", {"mongodb_uri": ""}),
        ("--port", {"port": 65536}),
        ("--keep-days", {"deleted_kept_days": 1e9}),
    ],
)
def test_an_option_that_does_not_fit_is_named_and_not_the_variable(
    monkeypatch: pytest.MonkeyPatch, option: str, given: dict[str, object]
) -> None:
    monkeypatch.setenv("MONGODB_URI", "mongodb://127.0.0.1/")
    monkeypatch.setenv("PORT", "8000")
    with pytest.raises(CommandError, match=f"^{option}: "):
        read_settings(**given)


def test_a_short_secret_is_told_in_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREADKEEP_TOKEN_SECRET", "a short one")
    with pytest.raises(CommandError) as refused:
        read_settings()
    assert str(refused.value) == (
        "THREADKEEP_TOKEN_SECRET: must have at least 32 characters, not 11"
    )


@pytest.mark.parametrize(
    "uri",
    [
        "mongodb://127.0.0.1:27017/threadkeep?replicaSet=rs0",
        "mongodb://alice:p%40ss@a:1,b:2/?authSource=admin&w=majority&tls=true",
        "mongodb://%2Ftmp%2Fmongod.sock/threadkeep?directConnection=true",
        "mongodb+srv://alice:pass@cluster.example/threadkeep",
    ],
)
def test_what_the_driver_reads_is_a_setting_that_fits(
    monkeypatch: pytest.MonkeyPatch, uri: str
) -> None:
    monkeypatch.setenv("MONGODB_URI", uri)
    read = read_settings().mongodb_uri
    assert read is not None
    assert read.get_secret_value() == uri
