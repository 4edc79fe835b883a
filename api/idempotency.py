"""`Idempotency-Key`: a request that makes something is done once, and its retry answered alike.

What the header means is in draft-ietf-httpapi-idempotency-key-header. The answer is stored
in the transaction that makes the thing, so there is no moment at which one is there
without the other.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from api.deps import AllServices, CurrentUser
from documents.aggregates.idempotency.once import Once
from documents.shapes.errors.idempotency import DoneBefore

MAX_KEY = 255
_SHOWN = ("location", "etag")


def _header(description: str) -> Any:
    return Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=MAX_KEY,
        pattern=r"^[\x21-\x7e]+( [\x21-\x7e]+)*$",
        description=f"A key of your own for this request, any text of ASCII. {description}",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    )


_Key = Annotated[
    str | None,
    _header(
        "For 24 hours a request of yours with the same key, path and body makes nothing, and is "
        "answered as the first was; with another body it is refused."
    ),
]
AppendKey = Annotated[
    str | None,
    _header(
        "Messages without an `id` get one that is made from it, so that the same request again "
        "stores nothing, however much later; with another body it is refused."
    ),
]
"""The header of an append: what makes it exactly once are the ids, not a record of the key."""
Render = Callable[[Response, Any], BaseModel]
"""Makes the answer of what was made: the body, and on the response its headers."""


def message_id(key: str, place: int) -> str:
    """The id of the message at this place of the append with this key."""
    return f"idem-{hashlib.sha256(key.encode()).hexdigest()[:32]}-{place}"


@dataclass(frozen=True)
class Idempotency:
    """The request's key, if it has one, and what the request is."""

    user_id: str
    key: str | None
    operation: str
    digest: str

    def once(self, render: Render, *, status: int = 201) -> Once | None:
        """How to do it once, with ``render``'s answer; None for a request without a key."""
        if self.key is None:
            return None

        def answer_of(made: Any) -> str:
            response = Response()
            body = render(response, made)
            headers = {name: response.headers[name] for name in _SHOWN if name in response.headers}
            first = {"status": status, "headers": headers, "body": body.model_dump_json()}
            return orjson.dumps(first).decode()

        return Once(self.user_id, self.operation, self.key, self.digest, answer_of)


async def _idempotency(
    request: Request, user: CurrentUser, _: AllServices, key: _Key = None
) -> Idempotency:
    if key is None:
        return Idempotency(user.user_id, None, "", "")
    path = request.scope["path"].encode("utf-8", "replace")
    digest = hashlib.sha256(path + b"\n" + await request.body()).hexdigest()
    operation = f"{request.method} {request.scope['route'].path}"
    asked = Idempotency(user.user_id, key, operation, digest)
    once = asked.once(_nothing)
    assert once is not None, "there is a key"
    await once.check()
    return asked


def _nothing(_: Response, made: Any) -> BaseModel:
    raise AssertionError(made)


IdempotencyOf = Annotated[Idempotency, Depends(_idempotency)]


async def answer_again(_: Request, error: Exception) -> Response:
    """The answer that a request got the first time."""
    assert isinstance(error, DoneBefore)
    first = orjson.loads(error.answer)
    # Releases before the status was kept answered 201 alone.
    status = first.get("status", 201)
    return Response(
        first["body"], status_code=status, headers=first["headers"], media_type="application/json"
    )
