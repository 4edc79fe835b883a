"""Write what of the client is made from the OpenAPI document, and the client for threads.

Usage: generate.py OPENAPI.JSON, by ``make types``. It writes ``models.py``,
``_async/operations.py``, and ``_sync/`` from ``_async/``. The latter is written alone without a
document.
"""

import ast
import hashlib
import json
import keyword
import re
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any

import unasync

PACKAGE = Path(__file__).parent / "threadkeep_client"
# The service checks these; a client that did would refuse what a later release takes.
CHECKED = {
    *("maxLength", "minLength", "pattern", "minimum", "maximum", "minItems", "maxItems"),
    *("examples", "title", "propertyNames", "not"),
}
# Written by hand, in client.py.
BY_HAND = {
    *("appendMessages", "listMessages", "followStream", "followSession", "followChat"),
    "eraseUser",
}
# The transport's own affair, or a follower's.
LEFT_OUT = {"If-None-Match", "Last-Event-ID", "cursor"}
# What makes a new thing each time, and takes no key.
ONCE = {"createShare"}
# What may be silent for minutes while it works.
LONG = {"importConversations"}
RENAMED = {"range": "byte_range", "if_range": "if_range"}
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}

Schema = dict[str, Any]


def main(*arguments: str) -> None:
    """Write all of it, or the client for threads alone."""
    for name in arguments:
        text = Path(name).read_bytes()
        digest = hashlib.sha256(text).hexdigest()
        document = json.loads(text)
        write_models(document, digest)
        write_operations(document, digest)
    write_sync()


def header(digest: str, docstring: str) -> str:
    """The first lines of what is made from the document."""
    return f'"""{docstring}"""\n\n# Made by `make types`; do not edit.\n# Made from: {digest}\n\n'


def write_models(document: Schema, digest: str) -> None:
    """The models, by datamodel-code-generator."""
    schemas = {
        name: bare(schema)
        for name, schema in document["components"]["schemas"].items()
        if name not in ("ChatStatus", "ListOrder")
    }
    for name in list(schemas):
        name_inner(name, schemas)
    prepared = {
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": {},
        "components": {"schemas": schemas},
    }
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "openapi.json"), Path(folder, "models.py")
        source.write_text(json.dumps(prepared))
        subprocess.run(
            [
                *(str(Path(sys.executable).parent / "datamodel-codegen"), "--formatters=builtin"),
                *(f"--input={source}", "--input-file-type=openapi", f"--output={made}"),
                *("--output-model-type=pydantic_v2.BaseModel", "--target-python-version=3.11"),
                *("--use-standard-collections", "--use-union-operator"),
                *("--use-schema-description", "--use-field-description", "--use-double-quotes"),
                *("--disable-timestamp", "--enum-field-as-literal=all", "--collapse-root-models"),
                *("--base-class=threadkeep_client.base.Model", "--openapi-scopes=schemas"),
            ],
            check=True,
        )
        text = made.read_text()
    text = text[text.index("from __future__") :]
    # What the service answers may have more, and the docstrings of fields are comments.
    text = re.sub(r'"""\n    (.*?)\n    """', r'"""\1"""', text, flags=re.DOTALL)
    text = re.sub(r'^( *)"""(.*?)"""$', rewrapped, text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(
        r"\n\n    model_config = ConfigDict\(\s*extra=\"(?:allow)\",\s*\)\n", "\n\n", text
    )
    text = re.sub(
        r"(?<!Annotated\[)(Literal\[[^\]]*,[^\]]*\])(?=[\s|\]=,)]|$)",
        r"Annotated[\1, OPEN]",
        text,
        flags=re.MULTILINE,
    )
    text = re.sub(
        r"^from typing import .*$", "from typing import Annotated, Any, Literal", text, flags=re.M
    )
    text = re.sub(
        r"^from threadkeep_client.base import Model$",
        "from threadkeep_client.base import OPEN, Model",
        text,
        flags=re.MULTILINE,
    )
    PACKAGE.joinpath("models.py").write_text(
        header(digest, "What the API takes and answers.") + text
    )


def rewrapped(found: "re.Match[str]") -> str:
    """A docstring in lines of the usual length."""
    indent, words = found[1], " ".join(found[2].split()).replace('"', "'")
    lines = textwrap.wrap(words, 92 - len(indent)) or [""]
    if len(lines) == 1:
        return f'{indent}"""{lines[0]}"""'
    return "\n".join(
        [f'{indent}"""{lines[0]}', *(indent + line for line in lines[1:]), f'{indent}"""']
    )


def bare(schema: Any, names: bool = False) -> Any:
    """A schema without what the service alone checks."""
    if isinstance(schema, list):
        return [bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if names:
        return {name: bare(each) for name, each in schema.items()}
    kept = {key: value for key, value in schema.items() if key not in CHECKED}
    return {
        key: value
        if key in ("default", "const", "enum", "required")
        else bare(value, names=key == "properties")
        for key, value in kept.items()
    }


def name_inner(parent: str, schemas: Schema) -> None:
    """Give the objects within a schema names of their own, of which two would get a number."""
    for name, inner in schemas[parent].get("properties", {}).items():
        if "properties" in inner:
            titled = parent + "".join(word.capitalize() for word in name.split("_"))
            schemas[titled] = inner
            schemas[parent]["properties"][name] = {"$ref": f"#/components/schemas/{titled}"}


def write_operations(document: Schema, digest: str) -> None:
    """A method for every route."""
    fields = fields_of(PACKAGE / "models.py")
    known = set(fields)
    methods = []
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            if operation["operationId"] not in BY_HAND:
                methods.append(Method(document, path, verb, operation, fields).text())
    body = "\n".join(methods)
    used = sorted(name for name in known if re.search(rf"\b{name}\b", body))
    text = header(digest, "A method for every route.") + OPERATIONS
    imports = f"from threadkeep_client.models import ({', '.join(used)})"
    PACKAGE.joinpath("_async", "operations.py").write_text(
        text.replace("# MODELS", imports) + body + "\n"
    )


OPERATIONS = '''
from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import IO, Any, Literal

import httpx

from threadkeep_client._async.pages import AsyncPages
from threadkeep_client._async.transport import AsyncTransport
from threadkeep_client.base import NOT_GIVEN, Json, NotGiven
from threadkeep_client.calls import answer_in, body_of, call, onward_by
from threadkeep_client.ids import Uuid7Maker
# MODELS

AwareDatetime = datetime


class AsyncOperations:
    """Every route, by its name in the OpenAPI document.

    What is left out is not sent; None in a body is null. Lists are read as far as you read on.
    """

    def __init__(self, transport: AsyncTransport, ids: Uuid7Maker) -> None:
        self._transport = transport
        self._ids = ids
'''


def fields_of(models: Path) -> dict[str, dict[str, tuple[str, bool]]]:
    """The fields of each model: their types as they stand there, and whether they must be given."""
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    for node in ast.parse(models.read_text()).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = {
                each.target.id: (ast.unparse(each.annotation), each.value is None)
                for each in node.body
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
            }
    return found


class Method:
    """The method of one operation."""

    def __init__(
        self,
        document: Schema,
        path: str,
        verb: str,
        operation: Schema,
        fields: dict[str, dict[str, tuple[str, bool]]],
    ) -> None:
        self.document, self.path, self.verb, self.operation = document, path, verb, operation
        self.fields = fields
        self.id: str = operation["operationId"]
        self.positional: list[str] = []
        self.needed: list[str] = []
        self.optional: list[str] = []
        self.options: list[str] = []

    def text(self) -> str:
        """The method, in Python."""
        parts = []
        query, headers = [], []
        said = self.body_fields()
        for each in self.operation.get("parameters", []):
            name = python_name(each["name"])
            if each["in"] == "query" and name in said:
                continue  # of a stream the query says the same, for a body of events
            if each["in"] == "path":
                self.positional.append(f"{name}: str")
                parts.append(name)
            elif each["name"] not in LEFT_OUT and not (
                self.id == "listConversationItems" and name == "after"
            ):
                self.add_parameter(each, name)
                (query if each["in"] == "query" else headers).append((each["name"], name))
        body = self.body()
        if parts:
            self.options.append(f"({', '.join(parts)},)")
        if query:
            self.options.append(f"query={{{pairs(query)}}}")
        keyed = ("Idempotency-Key", "idempotency_key")
        stated = [f'"{label}": {name}' for label, name in headers if label != keyed[0]]
        if keyed in headers:
            stated.append('"Idempotency-Key": idempotency_key or self._ids.next()')
        if any(each.startswith("content_type:") for each in [*self.needed, *self.optional]):
            stated.append('"Content-Type": content_type')
        if stated:
            self.options.append(f"headers={{{', '.join(stated)}}}")
        if body:
            self.options.append(body)
        if self.id in ONCE:
            self.options.append("once=True")
        if self.id in LONG:
            self.options.append("silence=600.0")
        path = re.sub(r"{\w+}", "{}", self.path)
        made = (
            f'call("{self.verb.upper()}", "{path}"' + "".join(f", {o}" for o in self.options) + ")"
        )
        star = ["*"] if self.needed or self.optional else []
        arguments = ", ".join(["self", *self.positional, *star, *self.needed, *self.optional])
        prefix, answer, body_lines = self.answer(made)
        doc = docstring(self.operation["description"])
        name = python_name(re.sub("[A-Z]", lambda upper: "_" + upper[0].lower(), self.id))
        return (
            f"    {prefix}def {name}({arguments}) -> {answer}:\n{doc}\n"
            f"{textwrap.indent(body_lines, ' ' * 8)}\n"
        )

    def add_parameter(self, parameter: Schema, name: str) -> None:
        """Take a parameter of the query, or a header."""
        kind = type_of(parameter["schema"], self.document)
        if parameter.get("required"):
            self.needed.append(f"{name}: {kind}")
        else:
            if "None" not in kind.split(" | "):
                kind += " | None"
            self.optional.append(f"{name}: {kind} = None")

    def body(self) -> str:
        """What the call is told of the body."""
        content = self.operation.get("requestBody", {}).get("content", {})
        if "application/octet-stream" in content:
            self.positional.append("content: bytes | IO[bytes]")
            if self.id != "continueAttachment":
                self.optional.append('content_type: str = "application/octet-stream"')
                return "content=content"
            self.optional.append('content_type: str = "application/partial-upload"')
            return "content=content"
        schema = content.get("application/json", {}).get("schema")
        if schema is None:
            return ""
        refs = [each["$ref"] for each in schema.get("anyOf", [schema]) if "$ref" in each]
        if len(refs) != 1 or "oneOf" in schema:
            self.positional.append("body: Any")
            return "body=body"
        names = []
        for field, (kind, needed) in self.fields[refs[0].rpartition("/")[2]].items():
            name = python_name(field)
            kind = taken_type(kind, set(self.fields))
            if needed:
                self.needed.append(f"{name}: {kind}")
            else:
                self.optional.append(f"{name}: {kind} | NotGiven = NOT_GIVEN")
            names.append(f"{name}={name}")
        return f"body=body_of({', '.join(names)})"

    def body_fields(self) -> set[str]:
        """The names of the fields of a body of JSON that is one object."""
        content = self.operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        refs = [each["$ref"] for each in schema.get("anyOf", [schema]) if "$ref" in each]
        return {python_name(name) for ref in refs for name in self.fields[ref.rpartition("/")[2]]}

    def answer(self, made: str) -> tuple[str, str, str]:
        """How the method is defined, its type, and what it does."""
        answered = {
            status: told.get("content", {})
            for status, told in self.operation["responses"].items()
            if status.startswith("2")
        }
        kinds = {kind for content in answered.values() for kind in content}
        if not kinds:
            return "async ", "None", f"await self._transport.done({made})"
        if "text/html" in kinds or "text/plain" in kinds:
            return "async ", "str", f"return (await self._transport.send({made})).text"
        if kinds != {"application/json"}:
            manager = "AbstractAsyncContextManager[httpx.Response]"
            return "", manager, f"return self._transport.stream({made})"
        schema = next(c["application/json"]["schema"] for c in answered.values() if c)
        name = schema["$ref"].rpartition("/")[2] if "$ref" in schema else "Any"
        if "204" in answered:
            lines = f"response = await self._transport.send({made})\n"
            lines += f"return None if response.status_code == 204 else answer_in(response, {name})"
            return "async ", f"{name} | None", lines
        if self.is_list():
            return self.pages(made, name)
        return "async ", name, f"return await self._transport.answer({made}, {name})"

    def is_list(self) -> bool:
        """Whether it is read a page at a time."""
        named = {each["name"] for each in self.operation.get("parameters", [])}
        return "cursor" in named or self.id in ("listSharedMessages", "listConversationItems")

    def pages(self, made: str, name: str) -> tuple[str, str, str]:
        """How a list is defined, its type, and what it does."""
        items, onward = "items", 'onward_by("cursor", page.next)'
        if self.id == "listSharedMessages":
            onward = 'onward_by("after", page.next)'
        if self.id == "listConversationItems":
            items, onward = "data", 'onward_by("after", page.last_id if page.has_more else None)'
        kind = self.fields[name][items][0].removeprefix("list[").removesuffix("]")
        lines = (
            f"return AsyncPages(self._transport, {made}, {name}, "
            f"items_of=lambda page: page.{items}, next_of=lambda page: {onward})"
        )
        return "", f"AsyncPages[{kind}, {name}]", lines


def pairs(names: list[tuple[str, str]]) -> str:
    """The members of a mapping of parameters."""
    return ", ".join(f'"{label}": {name}' for label, name in names)


def python_name(name: str) -> str:
    """The name of a parameter, as Python has it."""
    name = name.replace("-", "_").lower()
    name = RENAMED.get(name, name)
    return f"{name}_" if keyword.iskeyword(name) else name


def type_of(schema: Schema, document: Schema) -> str:
    """The type of a parameter, in Python."""
    if "$ref" in schema:
        return type_of(
            document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document
        )
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(type_of(each, document) for each in schema["anyOf"]))
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    kind = schema.get("type")
    if kind == "null":
        return "None"
    if kind == "array":
        item = type_of(schema["items"], document)
        return "Sequence[str]" if item == "str" else f"{item} | Sequence[{item}]"
    if schema.get("format") in ("date", "date-time"):
        return {"date": "date", "date-time": "datetime"}[schema["format"]]
    return SCALARS.get(str(kind), "Any")


def taken_type(kind: str, models: set[str]) -> str:
    """The type of a field of a body: a mapping does in the place of each model."""
    kind = re.sub(r"Annotated\[(Literal\[.*?\]), OPEN\]", r"\1", kind)
    kind = re.sub(r"\blist\[", "Sequence[", kind)
    kind = re.sub(r"\bdict\[str, Any\]", "Json", kind)
    return re.sub(
        r"\b([A-Z]\w+)\b", lambda each: f"{each[0]} | Json" if each[0] in models else each[0], kind
    )


def docstring(description: str) -> str:
    """A description as the docstring of a method."""
    paragraphs = [" ".join(each.split()) for each in description.replace('"', "'").split("\n\n")]
    lines = []
    for paragraph in paragraphs:
        text = paragraph if paragraph.endswith((".", ":", "?")) else f"{paragraph}."
        lines += ["", *textwrap.wrap(text.replace("\\", "\\\\"), 88)]
    first, *rest = lines[1:]
    whole = "\n".join([f'"""{first}', *rest]) + ("\n" if rest else "") + '"""'
    return textwrap.indent(whole, " " * 8)


REPLACED = {
    "AbstractAsyncContextManager": "AbstractContextManager",
    "AsyncClient": "Client",
    "AsyncTokenSource": "TokenSource",
    "StopAsyncIteration": "StopIteration",
    "_async": "_sync",
    "aclose": "close",
    "aiter_sse": "iter_sse",
    "aread": "read",
    "asynccontextmanager": "contextmanager",
}


def write_sync() -> None:
    """The client for threads, from that for coroutines."""
    source, target = PACKAGE / "_async", PACKAGE / "_sync"
    files = [
        str(path.absolute())
        for path in source.glob("*.py")
        if path.name not in ("runtime.py", "__init__.py")
    ]
    names = {
        name for path in files for name in re.findall(r"\bAsync[A-Z]\w+", Path(path).read_text())
    }
    replaced = {name: name.removeprefix("Async") for name in names} | REPLACED
    rule = unasync.Rule(f"{source.absolute()}/", f"{target.absolute()}/", replaced)
    unasync.unasync_files(files, [rule])
    for path in files:
        made = target / Path(path).name
        text = made.read_text()
        # A type that could be awaited is what it would give.
        text = re.sub(r"(\w+) \| Awaitable\[\1\]", r"\1", text)
        text = text.replace("AsyncIterable", "Iterable").replace("import asyncio\n", "")
        text = re.sub(r"``async for``", "``for``", text)
        text = re.sub(
            r"^(from collections.abc import .*?), Callable$", reimported, text, flags=re.M
        )
        made.write_text(text)


def reimported(found: "re.Match[str]") -> str:
    """An import without what only coroutines want."""
    return found[0].replace("Awaitable, ", "")


if __name__ == "__main__":
    main(*sys.argv[1:])
