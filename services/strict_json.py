"""Reading JSON strictly: what could not be stored unchanged is refused here."""

import json
from typing import Any, NoReturn

from documents.json_values import check_storable
from services.errors import InvalidArgument

MAX_LEVELS = 80
"""How deep JSON may nest: over every limit of a field, and far under the server's 180."""

LARGE_TEXT_BYTES = 256 * 1024
"""From here on a text is parsed beside the event loop and not on it."""


def parse_json(text: bytes) -> Any:
    """The JSON value in ``text``.

    Raises InvalidArgument for what is not JSON (NaN and Infinity are not) or not UTF-8,
    and Unstorable for numbers beyond 64 bits, lone surrogates, NULs in keys, and
    deeper nesting than MAX_LEVELS.
    """
    try:
        value = json.loads(text.decode(), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _unreadable(f"not JSON: {error}") from None
    except UnicodeDecodeError:
        raise _unreadable("not UTF-8") from None
    except RecursionError:
        raise _unreadable(f"nested deeper than {MAX_LEVELS} levels") from None
    except ValueError:
        # int() refuses texts of thousands of digits.
        raise _unreadable("an integer beyond 64 bits") from None
    check_storable(value, MAX_LEVELS)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise _unreadable(f"{name} is not JSON")


def _unreadable(reason: str) -> InvalidArgument:
    return InvalidArgument(reason, pointer="")
