"""Whether the service that was started here is ready, as its own /readyz says."""

import asyncio
import http.client
import json
import textwrap

__all__ = ["why_not_ready"]

_TOLD_CHARACTERS = 200


async def why_not_ready(host: str, port: int, seconds: float) -> str | None:
    """What the service that listens there waits for, in a line; None where it is ready.

    ``seconds`` bound the wait for an answer.
    """
    why = await asyncio.to_thread(_ask, host, port, seconds)
    return None if why is None else textwrap.shorten(why, _TOLD_CHARACTERS, placeholder=" ...")


def _ask(host: str, port: int, seconds: float) -> str | None:
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        text = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return f"/readyz does not answer: {error}"
    finally:
        connection.close()
    if answer.status == http.HTTPStatus.OK:
        return None
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"/readyz answers {answer.status}"
