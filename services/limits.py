"""The limits on what one request may store, from the settings."""

from dataclasses import dataclass
from typing import Any

from documents.json_values import Unstorable, check_storable, json_bytes
from services.errors import ContentOverLimit, InvalidArgument, OverLimit
from services.settings import Settings


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
                f"the body has more than {self.body_values} JSON values; JSON of any size can be "
                "uploaded as an asset's content, with PUT /assets/{id}/content"
            )

    def check_object(self, value: dict[str, Any] | None, pointer: str) -> None:
        """A free JSON object: its levels and its bytes as compact JSON."""
        if not value:
            return
        self.check_levels(value, pointer)
        if (size := json_bytes(value)) > self.metadata_bytes:
            name = pointer or "The object"
            raise OverLimit(f"{name} has {size} bytes; {self.metadata_bytes} at most")

    def check_levels(self, value: dict[str, Any], pointer: str) -> None:
        """A free JSON object: its levels, and whether it can be stored unchanged."""
        try:
            check_storable(value, self.metadata_levels)
        except Unstorable as error:
            raise InvalidArgument(error.reason, pointer=pointer + error.pointer) from None

    def check_content(self, content: str, pointer: str) -> None:
        """A message's content: its bytes as UTF-8."""
        if len(content) * 4 > self.content_bytes and len(content.encode()) > self.content_bytes:
            raise OverLimit(f"{pointer} is longer than {self.content_bytes} bytes")

    def check_append(self, count: int) -> None:
        """How many messages one append may have."""
        if count > self.append_messages:
            raise OverLimit(f"{count} messages in one append; {self.append_messages} at most")

    def check_asset_content(self, size: int) -> None:
        """Inline content of an asset: its bytes as compact JSON."""
        if size > self.asset_content_bytes:
            raise ContentOverLimit(
                f"the content has {size} bytes; {self.asset_content_bytes} at most"
            )
