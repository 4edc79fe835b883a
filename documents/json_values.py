"""JSON from outside: what can be stored unchanged, and reading it back unchanged."""

import math
from typing import Any

import orjson

from documents.database import DBRef

JsonObject = dict[str, Any]

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1
MAX_SHOWN_CHARACTERS = 255
"""How much of a key is shown where it is named: as long as any field's name may be."""


class Unstorable(ValueError):
    """A JSON value that MongoDB could only store changed, or not at all.

    ``pointer`` is the JSON pointer (RFC 6901) of the value at fault.
    """

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.reason = reason


def shown(key: str) -> str:
    """A key as it is named in an answer: of one without end, the beginning."""
    return key if len(key) <= MAX_SHOWN_CHARACTERS else f"{key[:MAX_SHOWN_CHARACTERS]}…"


def pointer_of(path: tuple[str | int, ...]) -> str:
    """The JSON pointer (RFC 6901) of a path of keys, as they are ``shown``, and positions."""
    return "".join(f"/{shown(str(part)).replace('~', '~0').replace('/', '~1')}" for part in path)


def check_storable(value: object, max_levels: int) -> None:
    """Raise Unstorable unless ``value`` reads back from BSON as equal JSON.

    Refused: integers beyond 64 bits, numbers that are not finite, strings that
    are not Unicode (lone surrogates), NUL in a key (BSON ends keys with it), a
    database reference whose ``$db`` is null (the driver drops it), and more than
    ``max_levels`` nested objects and arrays (the server stops at 180).
    """
    if not _is_plainly_storable(value, max_levels):
        _find_unstorable(value, max_levels)


def _is_plainly_storable(value: object, max_levels: int) -> bool:
    """Whether it is storable without a doubt: ten times as fast as finding the fault."""
    level: list[Any] = [value]
    for depth in range(max_levels + 1):
        inner: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is str:
                if not _is_unicode(item):
                    return False
            elif kind is int:
                if not INT64_MIN <= item <= INT64_MAX:
                    return False
            elif kind in (dict, list) and depth == max_levels:
                return False
            elif kind is dict:
                keys = "".join(item)
                if "$ref" in item or "\x00" in keys or not _is_unicode(keys):
                    return False
                inner += item.values()
            elif kind is list:
                inner += item
            elif kind is float:
                if not math.isfinite(item):
                    return False
            elif item is not None and kind is not bool:
                return False
        if not inner:
            return True
        level = inner
    return False


def _find_unstorable(value: object, max_levels: int) -> None:
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, str):
            _check_text(item, path)
        elif isinstance(item, bool) or item is None:
            continue
        elif isinstance(item, int):
            if not INT64_MIN <= item <= INT64_MAX:
                raise Unstorable(pointer_of(path), "an integer beyond 64 bits")
        elif isinstance(item, float):
            if not math.isfinite(item):
                raise Unstorable(pointer_of(path), "a number that is not finite")
        elif isinstance(item, (dict, list)):
            if len(path) >= max_levels:
                raise Unstorable(pointer_of(path), f"nested deeper than {max_levels} levels")
            if isinstance(item, dict):
                if _loses_database(item):
                    raise Unstorable(pointer_of(path), "a `$ref` and `$id` with `$db: null`")
                for key in item:
                    _check_text(key, path)
                    if "\x00" in key:
                        raise Unstorable(pointer_of(path), "a key with a NUL character")
                waiting.extend(((*path, key), child) for key, child in item.items())
            else:
                waiting.extend(((*path, n), child) for n, child in enumerate(item))


def _loses_database(item: JsonObject) -> bool:
    """Whether the driver would read it as a DBRef, which cannot say ``$db: null``."""
    return isinstance(item.get("$ref"), str) and "$id" in item and item.get("$db", 0) is None


def _check_text(text: str, path: tuple[str | int, ...]) -> None:
    if not _is_unicode(text):
        raise Unstorable(pointer_of(path), "text with a lone surrogate, which is not Unicode")


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def more_values_than(value: object, most: int) -> bool:
    """Whether JSON has more than ``most`` values: itself, and all that it holds."""
    count, waiting = 1, [value]
    while waiting and count <= most:
        item = waiting.pop()
        if isinstance(item, (dict, list)):
            count += len(item)
            waiting.extend(item.values() if isinstance(item, dict) else item)
    return count > most


def plain(value: Any) -> Any:
    """Free JSON as it was given: itself, where nothing in it has to be changed.

    The driver reads an object with ``$ref`` and ``$id`` as a DBRef; it was an
    object of the user's.
    """
    return _without_references(value) if _has_reference(value) else value


def _has_reference(value: Any) -> bool:
    level = [value]
    while level:
        inner: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                inner += item.values()
            elif kind is list:
                inner += item
            elif kind is DBRef:
                return True
        level = inner
    return False


def _without_references(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_references(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_references(item) for item in value]
    if isinstance(value, DBRef):
        return {key: _without_references(item) for key, item in value.as_doc().items()}
    return value


def json_bytes(value: object) -> int:
    """How many bytes a storable value takes as compact UTF-8 JSON."""
    return len(orjson.dumps(value))


def canonical_json(value: object) -> bytes:
    """The same bytes for equal JSON, whatever the order of the keys."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
