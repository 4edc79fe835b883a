"""Claim: messages are decoded in little more than half of the time that the driver takes.

It takes as long for the zone of a message's time as for all the rest of the message. Prints
the microseconds in which 50 messages of 400 bytes are decoded from BSON: by the driver, their
times with a zone; without a zone; and without it, but added after (``add_zone``), as pages
are read. The least of several rounds.

    python -m bench.decoding
"""

from collections.abc import Callable
from timeit import repeat
from typing import Any

from bson import decode, encode
from bson.codec_options import CodecOptions

from bench.preload import a_message
from documents.database import add_zone, from_bson
from documents.shapes.base import PydanticObjectId

MESSAGES = 50
TIMES = 2000
ROUNDS = 7


def main() -> None:
    """A row a way."""
    chat_id = PydanticObjectId()
    page = encode({"messages": [a_message(chat_id, number) for number in range(MESSAGES)]})
    with_zone: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)

    def zone_added() -> None:
        add_zone(from_bson(page)["messages"], ("created_at",))

    ways: dict[str, Callable[[], object]] = {
        "by the driver": lambda: decode(page, with_zone),
        "without a zone": lambda: from_bson(page),
        "the zone added after": zone_added,
    }
    for name, way in ways.items():
        microseconds = min(repeat(way, number=TIMES, repeat=ROUNDS)) / TIMES * 1e6
        print(f"{name:22}{microseconds:5.0f} µs")


if __name__ == "__main__":
    main()
