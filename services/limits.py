"""The limits on what one request may store, from the settings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.aggregates.chats.append import NewMessage
from documents.json_values import Unstorable, check_storable, json_bytes, pointer_of
from documents.shapes.messages import (
    AS_IMPORTED,
    ITEM,
    ITEM_BESIDE,
    ITEM_GIVEN,
    MESSAGE_FIELDS,
    SHOWN_FIELDS,
    FieldRefused,
    check_content,
    check_optional,
)
from documents.shapes.usage import USAGE
from services.errors import ContentOverLimit, InvalidArgument, OverLimit, RepeatedId
from services.settings import Settings

TOOLS_KEY = "tools"
"""The key of a session's metadata under which its tools are defined."""

_UPLOADED = "; upload images and files with POST /chats/{id}/attachments, and name them in a part"


@dataclass(frozen=True)
class Limits:
    """Checks of size and shape; each raises OverLimit or InvalidArgument, naming the place."""

    body_values: int
    content_bytes: int
    append_messages: int
    metadata_bytes: int
    metadata_levels: int
    asset_content_bytes: int
    asset_upload_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The limits that the settings give."""
        return cls(
            body_values=settings.max_body_values,
            content_bytes=settings.max_content_bytes,
            append_messages=settings.max_append_messages,
            metadata_bytes=settings.max_metadata_bytes,
            metadata_levels=settings.max_metadata_levels,
            asset_content_bytes=settings.max_asset_content_bytes,
            asset_upload_bytes=settings.max_asset_upload_bytes,
        )

    def check_values(self, count: int) -> None:
        """How many values the JSON of a body may have."""
        if count > self.body_values:
            raise OverLimit(
                f"the body has more than {self.body_values} JSON values "
                "(THREADKEEP_MAX_BODY_VALUES); JSON of any size can be uploaded as an asset's "
                "content, with PUT /assets/{id}/content"
            )

    def check_object(self, value: dict[str, Any] | None, pointer: str) -> None:
        """A free JSON object: its levels and its bytes as compact JSON."""
        if not value:
            return
        self.check_levels(value, pointer)
        self._check_metadata_bytes(value, pointer)

    def check_session_metadata(self, value: dict[str, Any] | None, pointer: str) -> None:
        """A session's metadata: definitions of tools count as content, the rest as metadata."""
        if not value:
            return
        self.check_levels(value, pointer)
        others = {key: item for key, item in value.items() if key != TOOLS_KEY}
        self._check_metadata_bytes(others, pointer)
        if TOOLS_KEY in value:
            self._check_content_bytes(json_bytes(value[TOOLS_KEY]), f"{pointer}/{TOOLS_KEY}")

    def check_messages(self, messages: Sequence[NewMessage], pointers: Sequence[str]) -> None:
        """The messages of one append, each with its place. Raises RepeatedId, too."""
        given = Counter(message.id for message in messages if message.id is not None)
        if twice := [message_id for message_id, times in given.items() if times > 1]:
            raise RepeatedId(twice)
        for message, pointer in zip(messages, pointers, strict=True):
            self.check_message(message.body(), pointer)

    def check_message(
        self, body: Mapping[str, Any], pointer: str, *, metadata_at: str = "/message_metadata"
    ) -> None:
        """A message's fields, those that it has: their forms, their levels and their bytes.

        The metadata count by themselves. All the others together are content: the bytes of
        texts as UTF-8, of parts and tool calls as compact JSON.
        """
        try:
            if "content" in body:
                check_content(body["content"])
            for name in SHOWN_FIELDS:
                if name in body:
                    check_optional(name, body[name])
        except FieldRefused as error:
            at = pointer + pointer_of(error.path)
            raise InvalidArgument(error.reason, pointer=at) from None
        # What an item has lies one level deeper in its message.
        levels = self.metadata_levels + (ITEM in body)
        for name in ("content", "tool_calls", AS_IMPORTED, ITEM):
            if isinstance(body.get(name), (list, dict)):
                _check_levels(body[name], f"{pointer}/{name}", levels)
        self.check_object(body.get("message_metadata"), pointer + metadata_at)
        self._check_content_bytes(_content_bytes(body), f"{pointer}/content", _UPLOADED)

    def check_usage(self, usage: object) -> None:
        """What a message cost, where it is said by itself."""
        try:
            check_optional(USAGE, usage)
        except FieldRefused as error:
            raise InvalidArgument(error.reason, pointer=pointer_of(error.path)) from None

    def check_edited(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """A message after an edit: what counts to its content, if it has grown."""
        size = _content_bytes(after)
        if size > self.content_bytes and size > _content_bytes(before):
            self._check_content_bytes(size, "/content", _UPLOADED)

    def check_levels(self, value: object, pointer: str) -> None:
        """Free JSON: its levels, and whether it can be stored unchanged."""
        _check_levels(value, pointer, self.metadata_levels)

    def _check_metadata_bytes(self, value: object, pointer: str) -> None:
        if (size := json_bytes(value)) > self.metadata_bytes:
            name = pointer or "The object"
            raise OverLimit(
                f"{name} has {size} bytes; {self.metadata_bytes} at most "
                "(THREADKEEP_MAX_METADATA_BYTES)"
            )

    def _check_content_bytes(self, size: int, pointer: str, instead: str = "") -> None:
        if size > self.content_bytes:
            raise OverLimit(
                f"{pointer} has {size} bytes, with all that counts to it; {self.content_bytes} "
                f"at most (THREADKEEP_MAX_CONTENT_BYTES){instead}"
            )

    def check_append(self, count: int) -> None:
        """How many messages one append may have."""
        if count > self.append_messages:
            raise OverLimit(
                f"{count} messages in one append; {self.append_messages} at most "
                "(THREADKEEP_MAX_APPEND_MESSAGES)"
            )

    def check_asset_content(self, size: int) -> None:
        """Inline content of an asset: its bytes as compact JSON."""
        if size > self.asset_content_bytes:
            raise ContentOverLimit(
                f"the content has {size} bytes; {self.asset_content_bytes} at most "
                "(THREADKEEP_MAX_ASSET_CONTENT_BYTES)"
            )


def _check_levels(value: object, pointer: str, levels: int) -> None:
    try:
        check_storable(value, levels)
    except Unstorable as error:
        raise InvalidArgument(error.reason, pointer=pointer + error.pointer) from None


def _content_bytes(body: Mapping[str, Any]) -> int:
    # What an import or an item was given is shown, as far as it can be, in the content: it
    # counts once.
    own = sum(_bytes(body[name]) for name in MESSAGE_FIELDS[1:] if name in body)
    item = body.get(ITEM) or {}
    own += _bytes(item.get(ITEM_BESIDE))
    return max(own, _bytes(body.get(AS_IMPORTED)), _bytes(item.get(ITEM_GIVEN)))


def _bytes(value: Any) -> int:
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode())
    return 0 if value is None else json_bytes(value)
