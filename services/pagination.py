"""Pages of lists, and cursors: opaque places in a list, which only that list accepts."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii
from typing import Any, Generic, TypeVar

import orjson

from documents.shapes.base import PydanticObjectId
from services.errors import InvalidArgument

_MAC_BYTES = 12

T = TypeVar("T")

Seen = list[PydanticObjectId]
"""The ids of what earlier pages of a list have shown."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list, and the cursors to go on; None where the list ends.

    ``previous`` is None in lists that are read in one direction.
    """

    items: list[T]
    next: str | None
    previous: str | None = None


@dataclass(frozen=True)
class Cursors:
    """Makes and reads cursors.

    A cursor carries a keyed checksum over the place, the caller and the list with
    its filters: a changed one, another user's, or one of another list is refused.
    """

    key: bytes

    def make(self, place: list[Any], *, user_id: str, listing: str) -> str:
        """A cursor at ``place``, a list of JSON values."""
        body = orjson.dumps(place)
        mac = self._mac(body, user_id, listing)
        return _spelled(mac + body)

    def page(
        self,
        found: list[T],
        limit: int,
        place: Callable[[T], list[Any]],
        *,
        user_id: str,
        listing: str,
        more: bool = False,
    ) -> Page[T]:
        """The page of ``limit`` items at most in ``found``, for which one more was asked.

        ``more`` says that there are more without such a one. ``place`` says where an item
        stands in the list.
        """
        items = found[:limit]
        after = None
        if more or len(found) > limit:
            after = self.make(place(items[-1]), user_id=user_id, listing=listing)
        return Page(items, after)

    def read(self, cursor: str, *, user_id: str, listing: str) -> list[Any]:
        """The place in a cursor. Raises InvalidArgument for one that was not made for this."""
        try:
            raw = base64.b64decode(
                cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
            )
        except (binascii.Error, UnicodeEncodeError):
            raw = b""
        mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        expected = self._mac(body, user_id, listing)
        # The second condition refuses other spellings of the same bytes.
        if not hmac.compare_digest(mac, expected) or cursor != _spelled(raw):
            raise InvalidArgument("not a cursor of this list", parameter="cursor")
        place: list[Any] = json.loads(body)
        return place

    def read_id(self, cursor: str | None, *, user_id: str, listing: str) -> PydanticObjectId | None:
        """The id in a cursor of a list by ids; None at its beginning. Raises InvalidArgument."""
        if cursor is None:
            return None
        (last_id,) = self.read(cursor, user_id=user_id, listing=listing)
        return PydanticObjectId(last_id)

    def unseen_page(
        self,
        found: list[T],
        limit: int,
        id_of: Callable[[T], PydanticObjectId],
        *,
        seen: Seen,
        user_id: str,
        listing: str,
    ) -> Page[T]:
        """The page of ``limit`` items at most in ``found``, for which one more was asked.

        For lists of some dozens whose items move up when one is deleted: the cursor to go
        on names all that was shown, so nothing is skipped and nothing comes twice.
        """
        shown = [*seen, *map(id_of, found[:limit])]
        return self.page(
            found, limit, lambda _: ["".join(map(str, shown))], user_id=user_id, listing=listing
        )

    def read_seen(self, cursor: str | None, *, user_id: str, listing: str) -> Seen:
        """What the pages before this cursor have shown. Raises InvalidArgument."""
        if cursor is None:
            return []
        (ids,) = self.read(cursor, user_id=user_id, listing=listing)
        return [PydanticObjectId(ids[start : start + 24]) for start in range(0, len(ids), 24)]

    def _mac(self, body: bytes, user_id: str, listing: str) -> bytes:
        # What json.dumps makes of the two: processes of several releases check each other's.
        about = f"[{encode_basestring_ascii(user_id)}, {encode_basestring_ascii(listing)}]"
        message = about.encode() + b"\n" + body
        return hashlib.blake2b(message, key=self.key, digest_size=_MAC_BYTES).digest()


def _spelled(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
