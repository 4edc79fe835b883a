"""ETags, If-Match and If-None-Match (RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2).

An ETag changes whenever the answer that it stands on would: it is made of the
revisions of all that the answer shows.
"""

import re
from collections.abc import Iterable
from typing import Annotated

from fastapi import Header

from documents.shapes.chats import ChatHead, StoredMessage
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from services.pagination import Page

_TAG = re.compile(r'(W/)?"([^"]*)"')
_REVISION = re.compile(r"([1-9][0-9]{0,17})(?:~.*)?")
_SESSION_VERSION = re.compile(r"([1-9][0-9]{0,17})-[0-9a-f]{24}-.*")
_CHAT_VERSION = re.compile(r"([1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})(?:~.*)?")

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


def session_etag(
    session: UserSession, chat: ChatHead | None = None, mission: Mission | None = None
) -> str:
    """The ETag of a session, with the chat and the mission that are shown in it.

    It moves with activity too, which raises no revision. It names the session: the
    active one is now this and now that one.
    """
    active = int(session.last_activity_at.timestamp() * 1000)
    shown = [f"{session.revision}-{session.id}-{active}"]
    if chat is not None:
        shown.append(f"{chat.revision}-{chat.last_sequence}")
    if mission is not None:
        shown.append(f"{mission.id}-{mission.revision}")
    return f'"{".".join(shown)}"'


def message_etag(message: StoredMessage) -> str:
    """The ETag of a message; one that was never edited has no revision.

    While it is written, it moves with the text, which raises no revision.
    """
    return with_streams(revision_etag(message.get("revision", 1)), Page([message], None))


def with_streams(etag: str, messages: Page[StoredMessage] | None) -> str:
    """The ETag of an answer that shows these messages, too: it moves with what is written."""
    shown = [] if messages is None else messages.items
    versions = [m["stream_version"] for m in shown if "stream_version" in m]
    return f'"{"~".join([etag.strip(chr(34)), *versions])}"' if versions else etag


def _strong_tags(if_match: str | None) -> list[str] | None:
    """The tags that may match; None when anything does."""
    if if_match is None or if_match.strip() == "*":
        return None
    # A weak tag never matches in If-Match.
    return [tag for weak, tag in _TAG.findall(if_match) if not weak]


def revisions_in(if_match: str | None) -> list[int] | None:
    """The revisions that an If-Match accepts; None when it accepts any."""
    tags = _strong_tags(if_match)
    if tags is None:
        return None
    return [int(match[1]) for tag in tags if (match := _REVISION.fullmatch(tag))]


def session_revisions_in(if_match: str | None) -> list[int] | None:
    """The revisions of a session that an If-Match accepts; None when it accepts any.

    Activity is no change that a caller would overwrite: of an ETag the revision counts.
    """
    tags = _strong_tags(if_match)
    if tags is None:
        return None
    found = [match for tag in tags if (match := _SESSION_VERSION.fullmatch(tag))]
    return [int(match[1]) for match in found]


def names_none_of(if_none_match: Iterable[str], etag: str) -> bool:
    """Whether If-None-Match, the header's lines, lets an answer with this ETag through."""
    lines = list(if_none_match)
    if any(line.strip() == "*" for line in lines):
        return False
    # A weak tag matches its strong one here.
    return all(f'"{tag}"' != etag for line in lines for _, tag in _TAG.findall(line))


def chat_versions_in(if_match: str | None) -> list[tuple[int, int]] | None:
    """The (revision, last_sequence) pairs that an If-Match accepts; None when any."""
    tags = _strong_tags(if_match)
    if tags is None:
        return None
    found = [match for tag in tags if (match := _CHAT_VERSION.fullmatch(tag))]
    return [(int(match[1]), int(match[2])) for match in found]
