"""Settings that no service could run with are refused by their name."""

from pathlib import Path

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


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "uri").write_text("mongodb://db.example/threadkeep\n")
    (tmp_path / "secret").write_text("s" * 40 + "\r\n")
    monkeypatch.delenv("MONGODB_URI", raising=False)
    monkeypatch.setenv("MONGODB_URI_FILE", str(tmp_path / "uri"))
    monkeypatch.setenv("THREADKEEP_TOKEN_SECRET_FILE", str(tmp_path / "secret"))
    settings = read_settings()
    assert settings.mongodb_uri is not None
    assert settings.mongodb_uri.get_secret_value() == "mongodb://db.example/threadkeep"
    assert settings.token_secret is not None
    assert settings.token_secret.get_secret_value() == "s" * 40
    given = read_settings(mongodb_uri="mongodb://other.example/")
    assert given.mongodb_uri is not None
    assert "other" in given.mongodb_uri.get_secret_value()


@pytest.mark.parametrize("text", [None, "", "\n", "short", "x" * 70_000, "\0" * 40])
def test_a_file_that_holds_no_secret_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "secret").write_text(text)
    monkeypatch.setenv("THREADKEEP_TOKEN_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(CommandError, match=r"^THREADKEEP_TOKEN_SECRET_FILE: "):
        read_settings()


def test_a_secret_in_both_places_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("THREADKEEP_TOKEN_SECRET", "s" * 40)
    monkeypatch.setenv("THREADKEEP_TOKEN_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(
        CommandError, match=r"^THREADKEEP_TOKEN_SECRET_FILE: THREADKEEP_TOKEN_SECRET"
    ):
        read_settings()


@pytest.mark.parametrize("value", ["a:short", "a:" + "x" * 40 + " a:" + "y" * 40, " , "])
def test_named_secrets_that_do_not_fit_are_refused_without_their_values(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("THREADKEEP_TOKEN_SECRETS", value)
    with pytest.raises(CommandError, match=r"^THREADKEEP_TOKEN_SECRETS: ") as refused:
        read_settings()
    assert "x" * 40 not in str(refused.value)
