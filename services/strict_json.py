"""Reading JSON strictly: what could not be stored unchanged is refused here."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

from documents.json_values import INT64_MIN, check_storable
from services.errors import InvalidArgument

MAX_LEVELS = 80
"""How deep JSON may nest: over every limit of a field, and far under the server's 180."""

LARGE_TEXT_BYTES = 256 * 1024
MANY_VALUES = 1000
"""From here on a text is parsed beside the event loop and not on it."""

_MAX_INTEGER_CHARACTERS = len(str(INT64_MIN))

# One thread: parsing holds the interpreter, and several would keep the event loop from
# it for as many times as long.
_BESIDE = ThreadPoolExecutor(1, thread_name_prefix="json")


class ValueCount:
    """Counts the values of a JSON text as its bytes come, without parsing it.

    Every value but the first of an object or array follows a comma, so there are no more
    than commas and opening brackets outside of strings, and one. Of what is no JSON it
    counts no less than a parser reads before it stops.
    """

    def __init__(self) -> None:
        self.values = 1
        self._in_string = False
        self._in_escape = False

    def add(self, part: bytes) -> None:
        """Count the next bytes of the text."""
        if self._in_escape and part:
            part = part[1:]
            self._in_escape = False
        if b"\\" in part:
            part = part.replace(b"\\\\", b"")
            self._in_escape = part.endswith(b"\\")
            part = part.replace(b'\\"', b"")
        pieces = part.split(b'"')
        outside = b"".join(pieces[1::2] if self._in_string else pieces[::2])
        self._in_string ^= len(pieces) % 2 == 0
        self.values += outside.count(b",") + outside.count(b"[") + outside.count(b"{")


def parse_json(text: bytes) -> Any:
    """The JSON value in ``text``.

    Raises InvalidArgument for what is not JSON (NaN and Infinity are not) or not UTF-8,
    and Unstorable for numbers beyond 64 bits, lone surrogates, NULs in keys, and
    deeper nesting than MAX_LEVELS.
    """
    try:
        decoded = text.decode()
        # json.loads refuses it so, and makes a decoder for each text.
        if decoded.startswith("\ufeff"):
            raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", decoded, 0)
        value = _DECODER.decode(decoded)
    except json.JSONDecodeError as error:
        raise _unreadable(f"not JSON: {error}") from None
    except UnicodeDecodeError:
        raise _unreadable("not UTF-8") from None
    except RecursionError:
        raise _unreadable(f"nested deeper than {MAX_LEVELS} levels") from None
    check_storable(value, MAX_LEVELS)
    return value


async def parse_json_beside(text: bytes, values: int) -> Any:
    """``parse_json`` of a text of so many values; a large one does not stop the event loop."""
    if len(text) <= LARGE_TEXT_BYTES and values <= MANY_VALUES:
        return parse_json(text)
    return await asyncio.get_running_loop().run_in_executor(_BESIDE, parse_json, text)


def _integer(text: str) -> int:
    if len(text) > _MAX_INTEGER_CHARACTERS:
        # Thousands of digits are tens of microseconds each.
        raise _unreadable("an integer beyond 64 bits")
    return int(text)


def _float(text: str) -> float:
    # Called from C, a function in Python gives other threads their turn: 100,000 long
    # numbers are 70 ms.
    return float(text)


def _refuse_constant(name: str) -> NoReturn:
    raise _unreadable(f"{name} is not JSON")


def _unreadable(reason: str) -> InvalidArgument:
    return InvalidArgument(reason, pointer="")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_refuse_constant)
