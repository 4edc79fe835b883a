"""The files of a conversation that is imported: those beside it, and large ones within it.

A part that names one names an attachment of the chat instead. Its id follows from what the file
is called there, or from what it is, so every run of an import means the same one.
"""

import base64
import binascii
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol
from urllib.parse import unquote_to_bytes

from documents.aggregates.attachments.references import references_of
from documents.json_values import JsonObject, canonical_json
from documents.shapes.base import PydanticObjectId

INLINE_CHARACTERS = 64 * 1024
"""A longer ``data:`` URL becomes an attachment."""

_ANY_CHAT = "0" * 24
_KEPT_SCHEMES = ("http://", "https://", "data:", "gs://", "s3://")


@dataclass(frozen=True)
class FoundFile:
    """A file beside a conversation, or within it."""

    name: str | None
    media_type: str
    open: Callable[[], BinaryIO]


class Files(Protocol):
    """The files that came with a file of conversations."""

    def find(self, pointer: str, name: str | None) -> FoundFile | None:
        """The one that a conversation calls so; None where there is none."""


class NoFiles:
    """There are none beside it."""

    def find(self, pointer: str, name: str | None) -> FoundFile | None:  # noqa: ARG002 - none is
        """None."""
        return None


@dataclass
class Attaching:
    """Puts attachments in the place of files that messages name, and knows which.

    ``missing`` says what was named and is not there.
    """

    files: Files
    found: dict[str, FoundFile] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    _done: dict[int, tuple[JsonObject, JsonObject]] = field(default_factory=dict)

    def message(self, message: JsonObject) -> JsonObject:
        """The message with its files as attachments, of a chat that is not known yet."""
        if not isinstance(message.get("content"), list):
            return message
        known = self._done.get(id(message))
        if known is not None:
            return known[1]
        content = [self._part(part) for part in message["content"]]
        made = {**message, "content": content}
        # The first is kept, so that no other gets its id.
        self._done[id(message)] = (message, made)
        return made

    def _part(self, part: Any) -> Any:
        if not isinstance(part, dict):
            return part
        match part:
            case {"type": "image_url", "image_url": {"url": str() as url} as image}:
                image_id = self._attached(url, None, "image/png")
                if image_id is None:
                    return part
                path = f"/chats/{_ANY_CHAT}/attachments/{image_id}/content"
                return {**part, "image_url": {**image, "url": path}}
            case {"type": "file", "file": dict() as file}:
                pointer = file.get("url", file.get("file_data"))
                if not isinstance(pointer, str):
                    return part
                named = file.get("filename")
                name = named if isinstance(named, str) else None
                given = file.get("media_type")
                media_type = given if isinstance(given, str) else "application/octet-stream"
                attachment_id = self._attached(pointer, name, media_type)
                if attachment_id is None:
                    return part
                rest = {k: v for k, v in file.items() if k not in ("url", "file_data")}
                return {**part, "file": {**rest, "file_id": attachment_id}}
        return part

    def _attached(self, url: str, name: str | None, media_type: str) -> str | None:
        if url.startswith("data:"):
            return self._inline(url, name) if len(url) > INLINE_CHARACTERS else None
        if url.startswith(_KEPT_SCHEMES):
            return None
        found = self.files.find(url, name)
        if found is None:
            called = name if name is not None else url
            if called not in self.missing:
                self.missing.append(called)
            return None
        if found.media_type == "application/octet-stream":
            found = FoundFile(found.name, media_type, found.open)
        return self._note(["file", url], found)

    def _inline(self, url: str, name: str | None) -> str | None:
        head, _, data = url.removeprefix("data:").partition(",")
        media_type, *parameters = head.split(";")
        try:
            is_base64 = "base64" in parameters
            read = base64.b64decode(data) if is_base64 else unquote_to_bytes(data)
        except (binascii.Error, ValueError):
            return None
        digest = hashlib.sha256(read).hexdigest()
        found = FoundFile(name, media_type or "text/plain", lambda: io.BytesIO(read))
        return self._note(["bytes", digest], found)

    def _note(self, key: list[str], found: FoundFile) -> str:
        attachment_id = hashlib.sha256(canonical_json(key)).hexdigest()[:24]
        self.found[attachment_id] = found
        return attachment_id


def placed(
    messages: list[JsonObject], chat_id: PydanticObjectId, found: dict[str, FoundFile]
) -> list[JsonObject]:
    """The messages with the paths of their attachments those of a chat."""
    if not found:
        return messages
    return [_placed(message, str(chat_id)) for message in messages]


def _placed(message: JsonObject, chat_id: str) -> JsonObject:
    content = message.get("content")
    if not isinstance(content, list):
        return message
    parts = []
    for part in content:
        image = part.get("image_url") if isinstance(part, dict) else None
        url = image.get("url") if isinstance(image, dict) else None
        if isinstance(url, str) and url.startswith(f"/chats/{_ANY_CHAT}/"):
            moved = {**part["image_url"], "url": url.replace(_ANY_CHAT, chat_id, 1)}
            part = {**part, "image_url": moved}
        parts.append(part)
    return {**message, "content": parts}


def attachments_in(message: Any, found: dict[str, FoundFile]) -> Iterator[PydanticObjectId]:
    """Those of the attachments that a message to store names."""
    for reference in references_of(message):
        if str(reference.attachment_id) in found:
            yield reference.attachment_id
