"""A request to the service, made without sending it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import IO, Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

from threadkeep_client.base import NOT_GIVEN, Model, plain

Answered = TypeVar("Answered")

JSON = "application/json"
Primitive = str | int | float | bool | None


@dataclass(frozen=True)
class Call:
    """A request, which can be sent any number of times.

    ``once``: it must not be done twice, so that only what was certainly not done is sent again.
    ``silence``: how long nothing may come of its answer, in seconds, where that is longer than
    of others.
    """

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | IO[bytes] | None = None
    once: bool = False
    silence: float | None = None

    def going_on(self, step: Mapping[str, Any]) -> "Call":
        """The request for the page at this cursor, which stands for the conditions too."""
        kept = {name: value for name, value in self.query.items() if name not in step}
        if "cursor" in step:
            # Of a chat's messages it goes alone, but for how many.
            kept = {name: value for name, value in kept.items() if name not in ("after", "before")}
        return replace(self, query={**kept, **step})


def call(
    method: str,
    path: str,
    parts: tuple[str, ...] = (),
    *,
    query: Mapping[str, Any] | None = None,
    headers: Mapping[str, Any] | None = None,
    body: Any = NOT_GIVEN,
    content: bytes | IO[bytes] | None = None,
    once: bool = False,
    silence: float | None = None,
) -> Call:
    """A request to a path whose ``{}`` are these parts; what is None or not given is left out.

    Raises ValueError where the body is none that JSON can say, as NaN is, and where a part is
    none that a path can have.
    """
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"a path cannot have {parts}")
    stated = {
        name: value if isinstance(value, str) else text_of(value)
        for name, value in given(headers or {}).items()
    }
    if body is not NOT_GIVEN:
        content = encoded(body)
        stated.setdefault("Content-Type", JSON)
    where = path.format(*(quote(part, safe="") for part in parts))
    return Call(method, where, given(query or {}), stated, content, once, silence)


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that were given."""
    return {
        name: value
        for name, value in values.items()
        if value is not NOT_GIVEN and value is not None
    }


def body_of(**values: Any) -> dict[str, Any]:
    """The members of a body that were given; None is null."""
    return {name: value for name, value in values.items() if value is not NOT_GIVEN}


def onward_by(name: str, value: str | int | None) -> dict[str, Any] | None:
    """The parameter that leads to the page after; None where there is none."""
    return None if value is None else {name: value}


def encoded(body: Any) -> bytes:
    """A body as JSON."""
    value = plain(body)
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except UnicodeEncodeError:
        # Half a character: the service says what is wrong with it.
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    except TypeError as error:
        raise ValueError(str(error)) from None


def query_of(query: Mapping[str, Any]) -> list[tuple[str, Primitive]]:
    """The parameters of a query, those that are lists once for each value."""
    pairs: list[tuple[str, Primitive]] = []
    for name, value in query.items():
        many = value if isinstance(value, list | tuple | set | frozenset) else [value]
        pairs += [(name, text_of(each)) for each in many]
    return pairs


def text_of(value: Any) -> str:
    """A value as a parameter or a header has it; an object is its JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return encoded(value).decode()
    return str(value)


def answer_in(response: httpx.Response, kind: type[Answered]) -> Answered:
    """What an answer says; a model knows the version that its ETag names."""
    hashable: Any = kind
    made: Answered = _adapter(hashable).validate_json(response.content)
    if isinstance(made, Model):
        made._etag = response.headers.get("ETag")
    return made


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
