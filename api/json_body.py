"""Reading a JSON body strictly: what could not be stored unchanged is refused here."""

import json
from typing import Any, NoReturn

from api.problems import Malformed
from documents.json_values import check_storable

MAX_BODY_LEVELS = 80
"""How deep a body may nest: over every limit of a field, and far under the server's 180."""

LARGE_BODY_BYTES = 256 * 1024
"""From here on a body is parsed beside the event loop and not on it."""


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed.at(f"{name} is not JSON", pointer="")


def parse_json(text: bytes) -> Any:
    """The JSON value in ``text``.

    Raises Malformed for what is not JSON (NaN and Infinity are not) or not UTF-8,
    and Unstorable for numbers beyond 64 bits, lone surrogates, NULs in keys, and
    deeper nesting than MAX_BODY_LEVELS.
    """
    try:
        value = json.loads(text.decode(), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Malformed.at(f"not JSON: {error}", pointer="") from None
    except UnicodeDecodeError:
        raise Malformed.at("not UTF-8", pointer="") from None
    except RecursionError:
        raise Malformed.at(f"nested deeper than {MAX_BODY_LEVELS} levels", pointer="") from None
    except ValueError:
        # int() refuses texts of thousands of digits.
        raise Malformed.at("an integer beyond 64 bits", pointer="") from None
    check_storable(value, MAX_BODY_LEVELS)
    return value
