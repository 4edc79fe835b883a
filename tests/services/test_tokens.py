"""The secret that signs the tokens for local use."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from services.settings import Settings
from services.tokens import MAX_SUBJECT_CHARACTERS, local_secret, make_token, redaction_key


def test_the_services_own_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    secret = local_secret(folder)
    assert local_secret(folder) == secret
    assert len(secret) >= 32
    assert (folder / "token_secret").stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == ["token_secret"]


def test_processes_that_make_the_secret_at_once_end_with_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: local_secret(tmp_path), range(32)))
    assert len(secrets) == 1


@pytest.mark.parametrize("content", [b"", b"x" * 31, b" " * 40, b"\xff" * 40])
def test_a_file_that_holds_no_secret_signs_nothing(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "token_secret"
    file.write_bytes(content)
    with pytest.raises(OSError, match="token_secret holds no secret") as refused:
        local_secret(tmp_path)
    assert "delete it" in str(refused.value)
    assert file.read_bytes() == content


def test_what_is_redacted_is_known_again_wherever_the_secret_is_the_same(tmp_path: Path) -> None:
    secret = SecretStr("a secret of at least 32 characters")
    folders = [tmp_path / "a", tmp_path / "b"]
    shared = {redaction_key(Settings(token_secret=secret, data_folder=each)) for each in folders}
    assert len(shared) == 1
    assert not any(folder.exists() for folder in folders)
    own = [redaction_key(Settings(data_folder=each)) for each in (*folders, *folders)]
    assert len({*own, *shared}) == 3


def test_where_tokens_come_from_elsewhere_the_folder_has_the_secret_or_the_process(
    tmp_path: Path,
) -> None:
    def key(folder: Path) -> bytes:
        keys = "https://id.example.com/keys"
        return redaction_key(Settings(token_jwks_url=keys, data_folder=folder))

    assert key(tmp_path / "data") == key(tmp_path / "data")
    (tmp_path / "file").write_text("no folder")
    assert key(tmp_path / "file") != key(tmp_path / "file")


@pytest.mark.parametrize("subject", ["", "x" * (MAX_SUBJECT_CHARACTERS + 1), "a\x00b", "\ud800"])
def test_no_token_is_made_for_whom_no_request_could_be(subject: str) -> None:
    settings = Settings(token_secret=SecretStr("s" * 32))
    day = timedelta(days=1)
    with pytest.raises(ValueError, match="a subject has 1 to 255 characters"):
        make_token(subject, settings=settings, clock=lambda: datetime.now(UTC), expires=day)
