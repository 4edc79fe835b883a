"""Reading a JSON body strictly: what could not be stored unchanged is refused here."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.auth import caller_of
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


class _StrictRequest(Request):
    async def json(self) -> Any:
        return self._json


class StrictRoute(APIRoute):
    """A route for callers with a token, whose JSON body is parsed by ``parse_json``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Parse the body first: what is refused has to answer as itself, not as a 400."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            strict = _StrictRequest(request.scope, request.receive)
            # A stranger's body is neither read nor parsed.
            await caller_of(strict)
            if self.body_field is not None and (text := await strict.body()):
                if len(text) > LARGE_BODY_BYTES:
                    # Seconds, in the worst case: the other requests go on meanwhile.
                    strict._json = await asyncio.to_thread(parse_json, text)
                else:
                    strict._json = parse_json(text)
            return await handle(strict)

        return handle_strictly
