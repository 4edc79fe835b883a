"""Values and calls as Python source, broken into lines as a formatter would."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 100


@dataclass(frozen=True)
class Call:
    """A call of a name, with arguments by place and by name."""

    name: str
    arguments: Sequence[Any]
    options: Mapping[str, Any]


def render(value: Any, indent: int = 0, room: int = WIDTH) -> str:
    """An expression for a value of strings, numbers, lists, mappings with text keys, and Calls.

    In one line where it fits into ``room`` columns, else a part a line; ``indent`` is that of
    the line on which it begins.
    """
    flat = _flat(value)
    parts = list(_parts(value))
    if not parts or len(flat) <= room:
        return flat
    opening, closing = _brackets(value)
    inner = indent + 4
    lines = [
        f"{' ' * inner}{label}{render(part, inner, WIDTH - inner - len(label) - 1)},"
        for label, part in parts
    ]
    return "\n".join([opening, *lines, f"{' ' * indent}{closing}"])


def _flat(value: Any) -> str:
    parts = ", ".join(f"{label}{_flat(part)}" for label, part in _parts(value))
    if isinstance(value, (Call, Mapping, list)):
        opening, closing = _brackets(value)
        return f"{opening}{parts}{closing}"
    return _atom(value)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What stands within the brackets: each part with the text before it."""
    if isinstance(value, Call):
        yield from (("", each) for each in value.arguments)
        yield from ((f"{name}=", each) for name, each in value.options.items())
    elif isinstance(value, Mapping):
        yield from ((f"{_atom(name)}: ", each) for name, each in value.items())
    elif isinstance(value, list):
        yield from (("", each) for each in value)


def _brackets(value: Any) -> tuple[str, str]:
    if isinstance(value, Call):
        return f"{value.name}(", ")"
    return ("{", "}") if isinstance(value, Mapping) else ("[", "]")


def _atom(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    text = repr(value)
    # With the quotes that a formatter prefers.
    if isinstance(value, str) and not {'"', "'"} & set(value):
        return f'"{text[1:-1]}"'
    return text
