"""Values as the server stores them: their weight, and their extended JSON."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bson import decode, encode, json_util
from bson.codec_options import CodecOptions

_WITHOUT_ZONE: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=False)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of times that have no zone
_EPOCH_IN_UTC = datetime(1970, 1, 1, tzinfo=UTC)


def extended_json(value: Any) -> str:
    """A BSON value as one line of relaxed extended JSON."""
    return json_util.dumps(value, json_options=json_util.RELAXED_JSON_OPTIONS)


def canonical_json(value: Any) -> str:
    """A BSON value as one line of canonical extended JSON, which keeps each number's type."""
    return json_util.dumps(value, json_options=json_util.CANONICAL_JSON_OPTIONS)


def parse_extended_json(text: str) -> Any:
    """The BSON value that extended JSON stands for. Raises ValueError."""
    return json_util.loads(text)


def to_bson(document: Mapping[str, Any]) -> bytes:
    """A document as BSON."""
    return encode(document)


def bson_bytes(document: dict[str, Any]) -> int:
    """What a document weighs as BSON, in bytes."""
    return len(encode(document))


def from_bson(raw: bytes) -> dict[str, Any]:
    """A document of BSON, its times without their zone: ``add_zone`` adds it.

    The driver adds it by ``datetime.replace``, which takes as long as all the rest of a
    message.
    """
    return decode(raw, codec_options=_WITHOUT_ZONE)


def add_zone(documents: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
    """Give the times of ``from_bson`` that stand under these names their zone."""
    for name in names:
        for document in documents:
            if name in document and (at := document[name]) is not None:
                document[name] = _EPOCH_IN_UTC + (at - _EPOCH)
