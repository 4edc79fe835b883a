"""Every request is answered as FastAPI itself would answer it, byte for byte."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.database import Database, ObjectId
from services.settings import Settings
from tests.api.stock_handling import stock_app
from tests.support import Api, SetClock, message, messages, settings_for
from tests.template import Template

LIMITS: dict[str, Any] = {
    "max_body_bytes": 3000,
    "max_content_bytes": 500,
    "max_append_messages": 5,
    "max_asset_content_bytes": 1000,
    "max_asset_upload_bytes": 2000,
}
ORIGIN = "https://app.example.com"
USER = "alice"
MISSING = "0" * 24

NUMBERS: ContextVar[Iterator[int] | None] = ContextVar("numbers", default=None)

Headers = list[tuple[bytes, bytes]]
Asked = tuple[str, bytes, bytes, Headers, list[bytes]]
"""Method, path, query, headers and the parts of the body."""
Answer = tuple[int, Headers, bytes]


class Twin:
    """An application that has what the other one has, under the same ids."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._numbers = count(1)

    async def answer(
        self, method: str, path: bytes, query: bytes, headers: Headers, parts: list[bytes]
    ) -> Answer:
        """The answer to a request, whose body comes in parts."""
        # There is one binding in a process.
        await self.api.services.database.bind(DOCUMENTS)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": ("threadkeep", 80),
            "client": ("127.0.0.1", 1),
            "scheme": "http",
            "root_path": "",
            "method": method,
            "path": path.decode("utf-8", "replace"),
            "raw_path": path,
            "query_string": query,
            "headers": list(headers),
        }
        coming = [
            {"type": "http.request", "body": part, "more_body": number < len(parts)}
            for number, part in enumerate(parts, 1)
        ]
        sent: list[Any] = []

        async def receive() -> Any:
            return coming.pop(0) if coming else {"type": "http.disconnect"}

        async def send(told: Any) -> None:
            sent.append(told)

        with self._ids():
            await self.api.handle(scope, receive, send)
            await self.api.services.background.finish(None)
        head, *body = sent
        ids = [value for name, value in head["headers"] if name == b"x-request-id"]
        assert len(ids) == 1
        assert len(ids[0]) == 32
        kept = [each for each in head["headers"] if each[0] != b"x-request-id"]
        return head["status"], kept, b"".join(part["body"] for part in body)

    @contextmanager
    def _ids(self) -> Iterator[None]:
        """The first id that is made is the same for both, and the second, and so on."""
        known = ObjectId.__init__

        def begin(made: Any, value: Any = None) -> None:
            numbers = NUMBERS.get()
            if value is None and numbers is not None:
                value = b"\x66\xf0\xc0\xff" + next(numbers).to_bytes(8, "big")
            known(made, value)

        # What runs beside the requests has a context of its own.
        token = NUMBERS.set(self._numbers)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(ObjectId, "__init__", begin)
            yield
        NUMBERS.reset(token)


@asynccontextmanager
async def running(app: FastAPI, chosen: Settings, clock: SetClock) -> AsyncIterator[Api]:
    async with AsyncExitStack() as stack, app.router.lifespan_context(app) as state:
        assert state is not None
        yield Api(app, chosen, clock, state, stack)


def created(chosen: Settings, clock: SetClock, *, stock: bool) -> FastAPI:
    numbers = count(1)
    given: dict[str, Any] = {
        "clock": clock,
        "new_id": lambda: f"made-{next(numbers)}",
        "new_token": lambda: f"{next(numbers):043}",
    }
    if not stock:
        return create_app(chosen, **given)
    with pytest.MonkeyPatch.context() as patched:
        return stock_app(chosen, patched, **given)


@pytest.fixture(scope="module")
async def twins(mongod: EmbeddedServer, template: Template) -> AsyncIterator[list[Twin]]:
    """The application, and the one that FastAPI handles."""
    clock = SetClock()
    async with AsyncExitStack() as stack:
        found = []
        for stock in (False, True):
            database = Database(mongod.uri, name=f"twin_{uuid4().hex}")
            stack.push_async_callback(database.close)
            await template.copy_to(database)
            stack.push_async_callback(database.client.drop_database, database.name)
            chosen = settings_for(mongod.uri, database.name, cors_origins=ORIGIN, **LIMITS)
            app = created(chosen, clock, stock=stock)
            api = await stack.enter_async_context(running(app, chosen, clock))
            found.append(Twin(api))
        yield found


async def both(
    twins: list[Twin],
    method: str,
    path: str | bytes,
    query: bytes = b"",
    headers: Headers | None = None,
    body: Any = None,
    *,
    parts: list[bytes] | None = None,
) -> Answer:
    """The answer, which is that of both."""
    if headers is None:
        token = twins[0].api.token(USER).encode()
        headers = [(b"authorization", b"Bearer " + token)]
    if parts is None:
        parts = [b"" if body is None else json.dumps(body).encode()]
        if body is not None:
            length = str(len(parts[0])).encode()
            headers = [
                *headers,
                (b"content-type", b"application/json"),
                (b"content-length", length),
            ]
    path = path.encode() if isinstance(path, str) else path
    (answer,) = await all_of_both(twins, [(method, path, query, headers, parts)])
    return answer


async def all_of_both(twins: list[Twin], asked: list[Asked]) -> list[Answer]:
    """The answers to requests that come one after the other, which are those of both."""
    first, second = [[await twin.answer(*each) for each in asked] for twin in twins]
    assert first == second
    return first


@pytest.fixture(scope="module")
async def ids(twins: list[Twin]) -> dict[str, str]:
    """Ids of one thing of each kind, in both."""

    async def made(path: str, body: Any) -> dict[str, Any]:
        status, _, text = await both(twins, "POST", path, body=body)
        assert status == 201, text
        found: dict[str, Any] = json.loads(text)
        return found

    session = await made("/sessions", {"session_metadata": {"a": 1.5}, "key": "k"})
    chat = session["chat_id"]
    for _ in range(3):
        await made(f"/chats/{chat}/messages", messages(4, message_metadata={"n": [1e300, None]}))
    await made(f"/chats/{chat}/messages", message("\u00e9\u2028", id="m/1"))
    mission = (await made("/missions", {"name": "m", "goal": "g"}))["id"]
    asset = {"name": "a", "scope_type": "mission", "scope_id": mission, "role": "input"}
    return {
        "session_id": session["id"],
        "chat_id": chat,
        "mission_id": mission,
        "asset_id": (await made("/assets", asset | {"content": {"x": [1]}}))["id"],
        "hop_id": MISSING,
        "step_id": MISSING,
        "message_id": "m/1",
        "share_id": MISSING,
        "token": "A" * 43,
    }


def operations_of(app: FastAPI) -> list[tuple[str, str, list[bytes]]]:
    """Each method and path, with examples of its body."""
    document = app.openapi()
    examples = document["components"]["examples"]
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            named = content.get("application/json", {}).get("examples", {})
            bodies = [
                json.dumps(examples[each["$ref"].rpartition("/")[2]]["value"]).encode()
                for each in named.values()
            ]
            found.append((method.upper(), path, bodies))
    # What these say hangs on what else a process does, and on how quick its server is just now.
    return [each for each in found if each[1] not in ("/metrics", "/readyz")]


OPERATIONS = operations_of(create_app(Settings(token_secret="unused " * 8)))
OF_THE_SERVER = "/upkeep/indexes"
"""Its answer has the server's own figures, which are other ones for each of two databases."""
COMPARABLE = [each for each in OPERATIONS if each[1] != OF_THE_SERVER]
PATHS = sorted({path for _, path, _ in COMPARABLE})
ODD_PATHS = ["/", "", "/nowhere", "/chats/", "//chats", "/chats\n", "/chats/x/messages", "/docs"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"]
PARAMETERS = [
    *("limit", "after", "before", "cursor", "include", "status", "key", "role", "from", "to"),
    *("only", "bucket", "timezone", "scope_type", "scope_id", "user_id", "nothing", ""),
]
VALUES = [
    *(b"1", b"20", b"0", b"-1", b"501", b"x", b"", b"%00", b"%ff", b"+", b"1+1", b"\xe9", b"a=b"),
    *(b"active", b"proposed", b"messages", b"chat,mission", b"recovery", b"2026-01-01", b"1e2"),
    *(b"day", b"UTC", b"sessions", b"mission", b"input", MISSING.encode(), b"9" * 30, b"alice"),
]
LINES: Headers = [
    (b"if-none-match", b"*"),
    (b"if-none-match", b'"1"'),
    (b"if-none-match", b'W/"1", "2"'),
    (b"if-match", b'"1"'),
    (b"if-match", b'"1-1", "1-13"'),
    (b"if-match", b"\xff"),
    (b"idempotency-key", b"one key"),
    (b"idempotency-key", b""),
    (b"idempotency-key", b"\xe9"),
    (b"range", b"bytes=0-3"),
    (b"if-range", b'"x"'),
    (b"origin", ORIGIN.encode()),
    (b"origin", b"https://other.example.com"),
    (b"access-control-request-method", b"GET"),
    (b"content-encoding", b"gzip"),
    (b"content-encoding", b"identity"),
    (b"transfer-encoding", b"chunked"),
    (b"cookie", b"a=b"),
    (b"x-threadkeep-user", b"bob"),
    (b"x-threadkeep-user", b"\xe9"),
    (b"content-range", b"bytes 0-1/2"),
]
TYPES = [
    *(b"application/json", b"application/json; charset=utf-8", b"APPLICATION/JSON", b"text/plain"),
    *(b"application/vnd.api+json", b"application/x+json/y", b"", b"\xff", b"json", b"a/b/json"),
]
BODIES = [
    *(b"", b"{}", b"[]", b"null", b"1", b"{", b"\xff", b"\xef\xbb\xbf{}", b"NaN", b'"\\ud800"'),
    *(b"[" * 100, b"9" * 400, b'{"a":1,"a":2}', b'{"name":"n"}', b'{"title":null}', b" " * 3001),
    *(b'{"role":"user"}', b'{"role":"nobody"}', b'{"role":"user","content":1}', b'{"key":"k"}'),
    b'[{"role":"user","content":"a"},{"role":"tool","content":"b","id":"i"}]',
    b'{"role":"user","content":"' + b"x" * 501 + b'"}',
    b"[" + b'{"role":"user"},' * 5 + b'{"role":"user"}]',
    b'{"name":"n","session_metadata":{"a":{"b":[1,2.5,"c",null,true]}}}',
    b'{"status":"completed","reason":"r"}',
    b'{"context_data":{"$where":1},"title":"t"}',
    b'{"user_id":"nobody"}',
]


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """A request: as a rule one of an operation, with something odd in it."""
    method, path, bodies = draw(st.sampled_from(COMPARABLE))
    if draw(st.integers(0, 5)) == 0:
        path = draw(st.sampled_from([*PATHS, *ODD_PATHS]) | st.text(max_size=20))
        method = draw(st.sampled_from(METHODS))
    elif method == "GET" and draw(st.booleans()):
        method = "HEAD"
    query = b"&".join(
        name.encode() + draw(st.sampled_from([b"=", b"=", b""])) + value
        for name, value in draw(
            st.lists(st.tuples(st.sampled_from(PARAMETERS), st.sampled_from(VALUES)), max_size=2)
        )
    )
    body = draw(st.sampled_from(bodies or [b""]))
    if draw(st.integers(0, 2)) == 0:
        body = draw(st.sampled_from(BODIES) | st.binary(max_size=30))
    headers = draw(st.lists(st.sampled_from(LINES), max_size=2))
    kind = draw(st.sampled_from([TYPES[0]] * 12 + [*TYPES, None]))
    if kind is not None and (body or draw(st.booleans())):
        headers.append((b"content-type", kind))
    length = draw(st.sampled_from([len(body)] * 12 + [3001, "x", "00", "-1", None]))
    if length is not None and (body or draw(st.booleans())):
        headers.append((b"content-length", str(length).encode()))
    cut = draw(st.integers(0, len(body)))
    return {
        "method": method,
        "path": path,
        "query": query,
        "who": draw(st.sampled_from(["user"] * 8 + ["admin"] * 4 + ACTING + UNKNOWN)),
        "headers": headers,
        "parts": [body[:cut], body[cut:]] if draw(st.booleans()) else [body],
    }


ACTING = ["back end", "supporter"]
UNKNOWN = ["nobody", "liar", "basic", "twice"]


def authorization(who: str, api: Api) -> Headers:
    scopes = {"back end": ("act",), "supporter": ("act:read",)}.get(who, ())
    token = api.token(USER, admin=who == "admin", scopes=scopes).encode()
    lines = {
        "user": [b"Bearer " + token],
        "admin": [b"bearer  " + token + b" "],
        "back end": [b"Bearer " + token],
        "supporter": [b"Bearer " + token],
        "nobody": [],
        "liar": [b"Bearer " + token + b"x"],
        "basic": [b"Basic " + token],
        "twice": [b"Bearer " + token, b"Bearer \xff"],
    }
    return [(b"authorization", line) for line in lines[who]]


def filled(path: str, ids: dict[str, str]) -> str:
    for name, value in ids.items():
        path = path.replace("{" + name + "}", value)
    return path


ODDITIES: list[tuple[str, bytes, Headers, set[int]]] = [
    ("user", b"", [(b"if-match", b'"999"')], {200, 412, 422}),
    ("nobody", b"", [], {200, 401}),
    ("admin", b"user_id=nobody", [], {200, 422}),
    ("user", b"limit=2&limit=3", [], {422}),
    ("user", b"limit=x&cursor=y", [], {422}),
    ("user", b"", [(b"if-none-match", b"*"), (b"idempotency-key", b"a key")], {200, 304, 422}),
    ("user", b"", [(b"content-length", b"999999")], {413}),
    ("user", b"", [(b"x-threadkeep-user", b"bob")], {403}),
    ("supporter", b"", [(b"x-threadkeep-user", b"bob")], {200, 403, 404}),
    # Last, for it deletes what there is.
    ("user", b"", [], {200, 201, 204, 403, 404}),
]


@pytest.mark.parametrize(("who", "query", "headers", "expected"), ODDITIES)
async def test_every_operation_is_answered_as_fastapi_answers_it(
    twins: list[Twin],
    ids: dict[str, str],
    who: str,
    query: bytes,
    headers: Headers,
    expected: set[int],
) -> None:
    asked: list[Asked] = []
    for method, path, bodies in OPERATIONS:
        known = [*authorization(who, twins[0].api), *headers]
        for body in bodies or [b""]:
            told: Headers = [(b"content-type", b"application/json")] if body else []
            length = (b"content-length", str(len(body)).encode())
            if body and length[0] not in dict(headers):
                told.append(length)
            asked.append((method, filled(path, ids).encode(), query, [*known, *told], [body]))
    seen = {status for status, _, _ in await all_of_both(twins, asked)}
    assert seen >= expected


@pytest.mark.parametrize("path", ODD_PATHS)
async def test_an_odd_path_is_answered_as_fastapi_answers_it(twins: list[Twin], path: str) -> None:
    for method in METHODS:
        await both(twins, method, path)


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(request=requests())
async def test_whatever_is_asked_is_answered_as_fastapi_answers_it(
    twins: list[Twin], ids: dict[str, str], request: dict[str, Any]
) -> None:
    await both(
        twins,
        request["method"],
        filled(request["path"], ids).encode("utf-8", "surrogatepass"),
        request["query"],
        [*authorization(request["who"], twins[0].api), *request["headers"]],
        parts=request["parts"],
    )
