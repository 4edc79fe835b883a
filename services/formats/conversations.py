"""What is read of a conversation in another's form: messages in OpenAI's, and what is beside."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeGuard

import orjson

from documents.json_values import JsonObject

_MILLISECONDS_FROM = 10**11
"""Numbers from here on count milliseconds: as seconds they would be the year 5138 or later."""
_NANOSECONDS_FROM = 10**16


class NotRecognised(ValueError):
    """JSON that is not a conversation in this form; the message says why."""


@dataclass(frozen=True)
class Path:
    """One way through a conversation: its messages, each with the id of what it was read from."""

    ids: list[str]
    messages: list[JsonObject]


@dataclass(frozen=True)
class Branch:
    """A way that leaves another after ``shared`` of its messages; ``id`` is where it does."""

    id: str
    shared: int
    messages: list[JsonObject]


@dataclass
class ReadConversation:
    """A conversation: its keys but the messages, and its paths, the current one first.

    ``name`` is its title. ``notes`` say what could not be kept. ``given`` where it came in
    the form of a transcript already, and nothing of it was changed; ``unsaid`` is then the
    number of its first message that says nothing, though there is something in it.
    """

    keys: JsonObject
    paths: list[Path]
    name: str | None = None
    notes: list[str] = field(default_factory=list)
    given: bool = False
    unsaid: int | None = None

    @property
    def messages(self) -> list[JsonObject]:
        """Those of the current path."""
        return self.paths[0].messages

    def branches(self, main: int = 0) -> list[Branch]:
        """How the other paths leave this one. Each has an id that stays when it grows."""
        trunk = self.paths[main]
        covered = set(trunk.ids)
        found = []
        for place, path in enumerate(self.paths):
            own = [each for each in path.ids if each not in covered]
            if place == main or not own:
                continue
            shared = 0
            for ours, theirs in zip(trunk.ids, path.ids, strict=False):
                if ours != theirs:
                    break
                shared += 1
            found.append(Branch(own[0], shared, path.messages))
            covered.update(own)
        return found


def line_of(messages: Iterable[JsonObject]) -> list[Path]:
    """The one path of a conversation without branches."""
    found = list(messages)
    return [Path([str(number) for number in range(len(found))], found)]


def moment_in(value: Any) -> str | None:
    """A time as text (RFC 3339, UTC): from text, or from seconds or milliseconds since 1970.

    None for what is none.
    """
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        elif not _is_number(value) or value <= 0:
            return None
        else:
            seconds = value
            if value >= _NANOSECONDS_FROM:
                seconds = value / 1e9
            elif value >= _MILLISECONDS_FROM:
                seconds = value / 1000
            at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _is_number(value: Any) -> TypeGuard[int | float]:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


def text_in(value: Any) -> str:
    """A value as text: itself, or as JSON; nothing for null."""
    if isinstance(value, str):
        return value
    return "" if value is None else orjson.dumps(value).decode()


def name_in(value: Any) -> str | None:
    """A title, where it is one that can be read."""
    return value if isinstance(value, str) and value.strip() else None


def without(value: JsonObject, *names: str) -> JsonObject:
    """An object without some of its keys, and without those that are null."""
    return {key: item for key, item in value.items() if key not in names and item is not None}


def timed(value: JsonObject, keys: JsonObject) -> JsonObject:
    """``keys`` with ``created_at`` and ``updated_at`` as an object has them under any name."""
    times: JsonObject = {}
    for name, given in (("created_at", _CREATED), ("updated_at", _UPDATED)):
        moments = (moment_in(value.get(each)) for each in given)
        if (at := next((each for each in moments if each is not None), None)) is not None:
            times[name] = at
    used = (*_CREATED, *_UPDATED) if times else ()
    unread = {k for k in used if k in keys and moment_in(value.get(k)) is None}
    return {k: v for k, v in keys.items() if k not in used or k in unread} | times


_CREATED = ("created_at", "createdAt", "create_time", "timestamp", "created")
_UPDATED = ("updated_at", "updatedAt", "update_time")
