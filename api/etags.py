"""ETags and If-Match (RFC 9110, sections 8.8.3 and 13.1.1)."""

import re
from typing import Annotated

from fastapi import Header

from documents.shapes.chats import StoredMessage

_TAG = re.compile(r'(W/)?"([^"]*)"')
_REVISION = re.compile(r"[1-9][0-9]{0,17}")
_CHAT_VERSION = re.compile(r"([1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})")

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="Change only this version: the ETag of an earlier answer. Else 412.",
    ),
]


def revision_etag(revision: int) -> str:
    """The ETag of a document at a revision."""
    return f'"{revision}"'


def chat_etag(revision: int, last_sequence: int) -> str:
    """The ETag of a chat: it moves with each change and each append."""
    return f'"{revision}-{last_sequence}"'


def message_etag(message: StoredMessage) -> str:
    """The ETag of a message; one that was never edited has no revision."""
    return revision_etag(message.get("revision", 1))


def _strong_tags(if_match: str | None) -> list[str] | None:
    """The tags that may match; None when anything does."""
    if if_match is None or if_match.strip() == "*":
        return None
    # A weak tag never matches in If-Match.
    return [tag for weak, tag in _TAG.findall(if_match) if not weak]


def revisions_in(if_match: str | None) -> list[int] | None:
    """The revisions that an If-Match accepts; None when it accepts any."""
    tags = _strong_tags(if_match)
    return None if tags is None else [int(tag) for tag in tags if _REVISION.fullmatch(tag)]


def chat_versions_in(if_match: str | None) -> list[tuple[int, int]] | None:
    """The (revision, last_sequence) pairs that an If-Match accepts; None when any."""
    tags = _strong_tags(if_match)
    if tags is None:
        return None
    found = [match for tag in tags if (match := _CHAT_VERSION.fullmatch(tag))]
    return [(int(match[1]), int(match[2])) for match in found]
