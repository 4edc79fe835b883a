"""Signatures of webhooks, by Standard Webhooks (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32


def secret_of(chance: bytes) -> str:
    """A secret as people and libraries write it."""
    return PREFIX + base64.b64encode(chance).decode()


def signature(secrets: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """What ``webhook-signature`` says: a signature with each of the secrets."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_one(secret, signed)}" for secret in secrets)


def _one(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
