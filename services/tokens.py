"""Tokens for local use: the secret that signs them, who they can be for, how one is made."""

import errno
import hashlib
import os
import secrets
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.setting_values import MIN_SECRET_CHARACTERS, secrets_by_name
from services.settings import Settings

if TYPE_CHECKING:
    from documents.shapes.base import Clock

ADMIN_SCOPE = "admin"
ACT_SCOPE = "act"
"""With it a token may act for the user that a request names."""
ACT_READ_SCOPE = "act:read"
"""With it a token may read for the user that a request names."""
MAX_SUBJECT_CHARACTERS = 255


def local_secret(data_folder: Path) -> str:
    """The secret that the service made for this folder, made at the first call.

    Only its owner may read it. It is written beside its place and linked there
    whole: two processes that make it at once end with one, and one that dies in
    between leaves none. Raises OSError, also where the file holds no secret that could
    sign: cut by a disk that was full, say.
    """
    path = data_folder / "token_secret"
    if not path.exists():
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp's file is its owner's alone.
        number, name = tempfile.mkstemp(dir=data_folder, prefix=".token_secret-")
        with os.fdopen(number, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
        os.unlink(name)
    secret = path.read_text(errors="replace")
    if "\ufffd" in secret or len(secret.strip()) < MIN_SECRET_CHARACTERS:
        raise OSError(
            errno.EINVAL,
            f"token_secret holds no secret of {MIN_SECRET_CHARACTERS} characters; delete it, and "
            "another is made",
        )
    return secret


def token_secrets(settings: Settings) -> dict[str, str]:
    """The HS256 secrets that tokens are checked with, by the ``kid`` that a token names.

    The first one signs. Where the secrets have no names, one of the empty name checks tokens
    whatever they name.
    """
    if settings.token_secrets is not None:
        return secrets_by_name(settings.token_secrets.get_secret_value())
    secret = lasting_secret(settings)
    return {} if secret is None else {"": secret}


def lasting_secret(settings: Settings) -> str | None:
    """The secret that what is stored, and what clients hold, was made with, whatever signs tokens.

    The one set, else the folder's own where no other tells who may call.
    """
    if settings.token_secret is not None:
        return settings.token_secret.get_secret_value()
    if settings.token_jwks_url or settings.token_secrets is not None:
        return None
    return local_secret(settings.data_folder)


def cursor_key(settings: Settings) -> bytes:
    """The key of the cursors' checksums: the same in every process of a deployment.

    Without a secret (tokens come from an identity provider) it is a constant. It
    protects from slips, not from attack: a forged cursor shows its forger only
    another place in a list of his own.
    """
    secret = lasting_secret(settings) or "threadkeep"
    return hashlib.sha256(f"cursors:{secret}".encode()).digest()


def redaction_key(settings: Settings) -> bytes:
    """The key under which the digests of redacted messages are kept.

    Without a secret of the settings it is made of the data folder's own, and where no
    file can be written, for this process alone: a repetition of what was redacted with
    another key is refused as another body would be.
    """
    try:
        secret = lasting_secret(settings) or local_secret(settings.data_folder)
    except OSError:
        return secrets.token_bytes(32)
    return hashlib.sha256(f"redactions:{secret}".encode()).digest()


def make_token(
    subject: str,
    *,
    settings: Settings,
    clock: "Clock",
    expires: timedelta,
    admin: bool = False,
    scopes: Sequence[str] = (),
) -> str:
    """A token for local use, signed with the first of the HS256 secrets in force.

    It has ``scopes``, and with ``admin`` the scope for what crosses users.

    Raises ValueError for a subject that no request could have, and where tokens
    come from an identity provider.
    """
    if not is_subject(subject):
        raise ValueError(f"a subject has 1 to {MAX_SUBJECT_CHARACTERS} characters")
    name, secret = next(iter(token_secrets(settings).items()), ("", None))
    if secret is None:
        raise ValueError("tokens come from the identity provider at THREADKEEP_TOKEN_JWKS_URL")
    now = clock()
    claims: dict[str, Any] = {"sub": subject, "iat": now, "exp": now + expires}
    if admin:
        scopes = (ADMIN_SCOPE, *scopes)
    if scopes:
        claims["scope"] = " ".join(scopes)
    if settings.token_audience:
        claims["aud"] = settings.token_audience
    if settings.token_issuer:
        claims["iss"] = settings.token_issuer
    import jwt  # slow to import

    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": name} if name else None)


def is_subject(subject: object) -> bool:
    """Whether a token can have this subject: 1 to 255 characters of text, no NUL."""
    if not isinstance(subject, str) or not 1 <= len(subject) <= MAX_SUBJECT_CHARACTERS:
        return False
    try:
        subject.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in subject
