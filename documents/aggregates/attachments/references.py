"""Which attachments a message names: one rule, for every door."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from documents.shapes.base import PydanticObjectId

MAX_URL_CHARACTERS = 2048
"""Longer ones are no links: images that are in them."""

_ID = re.compile(r"[0-9a-fA-F]{24}")
_PATH = re.compile(r"(?:^|/)chats/[0-9a-f]{24}/attachments/([0-9a-f]{24})/content")


@dataclass(frozen=True)
class Reference:
    """An attachment that a message names; ``path`` leads to the name in the message."""

    attachment_id: PydanticObjectId
    path: tuple[str | int, ...]


def references_of(message: Mapping[str, Any]) -> list[Reference]:
    """The attachments that a message names, each place by itself.

    They are named by a part of type ``file``, or ``input_image`` as items of OpenAI's have it,
    whose ``file_id`` has the form of their ids, and by one of type ``image_url`` whose URL leads
    to the content of one, whatever host and prefix it has. A ``file_id`` of another form is
    another service's.
    """
    content = message.get("content")
    return list(_references(content)) if isinstance(content, list) else []


def _references(content: list[Any]) -> Iterator[Reference]:
    path: tuple[str, ...]
    for place, part in enumerate(content):
        if not isinstance(part, dict):
            continue
        kind = str(part.get("type"))
        match kind, part.get("file_id" if kind == "input_image" else kind):
            case "file", {"file_id": str() as file_id}:
                found, path = _ID.fullmatch(file_id), ("file", "file_id")
            case "input_image", str() as file_id:
                found, path = _ID.fullmatch(file_id), ("file_id",)
            case "image_url", {"url": str() as url}:
                found, path = _in_url(url), ("image_url", "url")
            case _:
                continue
        if found is not None:
            # The id is the last group, or all of it.
            attachment_id = PydanticObjectId(found[found.re.groups])
            yield Reference(attachment_id, ("content", place, *path))


def _in_url(url: str) -> re.Match[str] | None:
    if len(url) > MAX_URL_CHARACTERS or "/attachments/" not in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https"):
        return None
    path = parts.path
    # The last of the path: what stands before is where the service is mounted.
    start = path.rfind("/chats/")
    return _PATH.fullmatch(path, max(start, 0))
