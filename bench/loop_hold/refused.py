"""Every route that takes a body, with the worst bodies that it refuses."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bench.loop_hold.probe import Holds


def of_values(number: int) -> dict[str, str]:
    """JSON of about so many values, as a list, as keys, as objects, and as lists."""

    def listed(item: str, count: int = number) -> str:
        return f"[{','.join([item] * count)}]"

    def keyed(item: str, count: int = number) -> str:
        return "{" + ",".join(f'"k{n}":{item}' for n in range(count)) + "}"

    return {
        "numbers": listed("1"),
        "keys": keyed("1"),
        "objects": listed("{}", number // 2),
        "objects by key": keyed('{"a":1}', number // 2),
        "objects of a key": listed('{"a":1}', number // 2),
    }


def bad_bodies(fields: list[str]) -> Iterator[tuple[str, bytes]]:
    """Bodies that are refused, at some cost: whole ones, and as the value of each field."""
    for what, text in of_values(99_900).items():
        yield what, text.encode()
        for field in fields:
            yield f"{what} in {field}", f'{{"{field}":{text}}}'.encode()
    for what, text in of_values(2000).items():
        for field in fields:
            yield f"few {what} in {field}", f'{{"{field}":{text}}}'.encode()
    for what, text in of_values(500).items():
        yield f"500 {what}", text.encode()
    yield "2,090,000 numbers", b"[" + b"1," * 2_089_999 + b"1]"
    yield "380,000 unknown keys", of_values(380_000)["keys"].encode()
    yield "50,000 levels", b'{"a":' * 50_000 + b"1" + b"}" * 50_000
    yield "79 levels of a thousand", (b"[" + b"1," * 1200) * 79 + b"1" + b"]" * 79
    yield "a text of 4 MB", b'"' + b"x" * 4_190_000 + b'"'
    yield "escapes", b'"' + b"\\u00e9" * 690_000 + b'"'
    yield "quotes", b'["' + b'","' * 99_000 + b'"]'
    yield "blanks", b" " * 4_190_000
    yield "numbers of 400 digits", b"[" + b",".join([b"9" * 400] * 10_000) + b"]"
    yield "floats", b"[" + b",".join([b"1.23456789012345678e-300"] * 99_900) + b"]"


def measure_refused(holds: Holds, ids: dict[str, str], document: dict[str, Any]) -> None:
    """Every route that takes a body, with every body that is refused."""
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if "requestBody" not in operation:
                continue
            text = json.dumps(operation["requestBody"])
            named = re.findall(r"#/components/schemas/(\w+)", text)
            fields = [name for each in named for name in schemas[each].get("properties", ())]
            route = f"{method.upper()} {path}"
            for what, body in bad_bodies(fields):
                holds.send(route, what, method.upper(), path.format(**ids), body)
