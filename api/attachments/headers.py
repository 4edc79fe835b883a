"""What a request says in its head of the bytes that it uploads."""

import base64
import binascii
import re
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from typing import Annotated

from fastapi import Header

from api.problems import malformed
from documents.shapes.attachments import MAX_NAME_CHARACTERS

MAX_LENGTH = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 8259, section 6)."""

_SHA256 = re.compile(r"sha-256\s*=\s*(.*)", re.IGNORECASE)
_BYTES = re.compile(r":([A-Za-z0-9+/=]*):(;.*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

Disposition = Annotated[
    str | None,
    Header(
        alias="Content-Disposition",
        description="the file's name, as `filename` or `filename*` (RFC 6266)",
        examples=['attachment; filename="bag.jpg"'],
    ),
]
_DIGEST = "as `sha-256=:…:` (RFC 9530); other algorithms are passed over"
ContentDigest = Annotated[
    str | None,
    Header(
        alias="Content-Digest",
        description=f"the digest of this request's body, {_DIGEST}: else 422, and nothing counts",
    ),
]
ReprDigest = Annotated[
    str | None,
    Header(alias="Repr-Digest", description=f"the digest of the whole attachment, {_DIGEST}"),
]
UploadComplete = Annotated[
    str | None,
    Header(
        alias="Upload-Complete",
        pattern=r"^\?[01]$",
        description="`?1`: this request ends the upload; `?0`: others go on with it",
    ),
]
UploadLength = Annotated[
    int | None,
    Header(
        alias="Upload-Length",
        ge=0,
        le=MAX_LENGTH,
        description="how many bytes the whole attachment has",
    ),
]
UploadOffset = Annotated[
    int,
    Header(
        alias="Upload-Offset",
        ge=0,
        le=MAX_LENGTH,
        description="where the upload goes on: how many bytes are stored",
        examples=["0"],
    ),
]
UploadKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+( [\x21-\x7e]+)*$",
        description="A key of your own for this attachment, any text of ASCII. For as long as it "
        "is there the same upload again to this chat is answered with it, and stores nothing; "
        "other bytes, another name or type with the key are refused.",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]


def name_in(disposition: str | None) -> str | None:
    """The file's name in a Content-Disposition, without folders. Raises ProblemError."""
    if disposition is None:
        return None
    with suppress(UnicodeError):
        # Some send a name as it is, in UTF-8.
        disposition = disposition.encode("latin-1").decode()
    head = Message()
    head["Content-Disposition"] = disposition
    name = head.get_filename()
    if name is None:
        return None
    name = re.split(r"[/\\]", name)[-1].strip()
    if _CONTROL.search(name) or len(name) > MAX_NAME_CHARACTERS:
        raise malformed(
            f"a name has {MAX_NAME_CHARACTERS} characters at most, and no control characters",
            parameter="Content-Disposition",
        )
    return name or None


def sha256_in(header: str | None, parameter: str) -> str | None:
    """The SHA-256, in hex, of a Content-Digest or Repr-Digest. Raises ProblemError."""
    for member in (header or "").split(","):
        given = _SHA256.fullmatch(member.strip())
        if given is None:
            continue
        found = _BYTES.fullmatch(given[1])
        try:
            digest = base64.b64decode(found[1], validate=True) if found else b""
        except binascii.Error:
            digest = b""
        if len(digest) != 32:
            raise malformed("a SHA-256 is 32 bytes in base64, between colons", parameter=parameter)
        return digest.hex()
    return None


def repr_digest(sha256: str) -> str:
    """The Repr-Digest of an answer (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def length_in(headers: Mapping[str, str]) -> int | None:
    """How long a body is to be, where its head says so."""
    told = headers.get("content-length", "")
    return int(told) if told.isdecimal() and len(told) < 20 else None
