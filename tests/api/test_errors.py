"""Every error is a problem (RFC 9457), the framework's own included."""

import gzip
import json
import re
from typing import Any

import httpx
import pytest

from api import problems
from api.problems import ProblemType
from api.refusals import _ANSWERS, REFUSED, answer_to
from documents.database import DocumentTooLarge
from documents.shapes.errors.streams import StreamDamaged
from services.chat_answers import ChatConflict, MessageConflict
from services.errors import UnreadableFile
from tests.support import Api, a_chat, made, message


def subclasses(base: type[Any]) -> set[type[Any]]:
    return {base}.union(*(subclasses(child) for child in base.__subclasses__()))


def is_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["type"].startswith("urn:threadkeep:problem:")
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == response.request.url.path
    assert response.headers["X-Request-ID"]
    return problem


async def test_a_path_that_is_not_there_is_a_problem(user: httpx.AsyncClient) -> None:
    is_problem(await user.get("/nowhere"), 404)


async def test_a_method_that_is_not_allowed_names_those_that_are(user: httpx.AsyncClient) -> None:
    path = f"/chats/{(await a_chat(user))['id']}"
    response = await user.request("OPTIONS", path)
    is_problem(response, 405)
    assert response.headers["Allow"] == "DELETE, GET, HEAD, PUT"


async def test_a_bad_body_names_each_fault_by_a_json_pointer(user: httpx.AsyncClient) -> None:
    response = await user.post("/sessions", json={"name": 1, "a/b~c": 2})
    problem = is_problem(response, 422)
    assert {error["pointer"] for error in problem["errors"]} == {"/name", "/a~1b~0c"}


NO_MESSAGE = [{"x": 1, "y": 2}] * 100
NO_PARAMETERS = {f"p{n}": {"type": "literal", "a": 1} for n in range(100)}
NO_FIELDS = {f"f{n}": {"type": "any", "fields": {"a": 1, "b": 1}} for n in range(50)}
UNKNOWN = {f"u{n}": n for n in range(1000)}
ASSET = {"name": "a", "scope_type": "hop", "scope_id": "0" * 24, "role": "input"}
STEP = {"tool_id": "t", "name": "n"}


@pytest.mark.parametrize(
    ("path", "body", "faults"),
    [
        (f"/chats/{'0' * 24}/messages", NO_MESSAGE, 3 * 100),
        (f"/hops/{'0' * 24}/tool-steps", STEP | {"parameter_mapping": NO_PARAMETERS}, 2 * 100),
        ("/assets", ASSET | {"schema_definition": {"type": "object", "fields": NO_FIELDS}}, 100),
        ("/chats", UNKNOWN, 1000),
        ("/chats", {"title": 1, **UNKNOWN}, 1001),
        (f"/chats/{'0' * 24}/messages", [UNKNOWN, UNKNOWN], 2 * 1001),
    ],
)
async def test_an_answer_names_twenty_faults_and_how_many_more_there_are(
    user: httpx.AsyncClient, path: str, body: object, faults: int
) -> None:
    problem = is_problem(await user.post(path, json=body), 422)
    assert len(problem["errors"]) == 20
    assert len({error["pointer"] for error in problem["errors"]}) == 20
    assert problem["more_errors"] == faults - 20


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/chats", {"~" * 100_000: 1}),
        ("/chats", {"context_data": {"~" * 100_000: [[[2**64]]]}}),
        ("/chats", {"context_data": {"/" * 100_000: {"\0": 1}}}),
        (
            "/assets",
            ASSET | {"schema_definition": {"type": "object", "fields": {"~" * 100_000: {}}}},
        ),
    ],
)
async def test_of_a_key_without_end_the_beginning_is_named(
    user: httpx.AsyncClient, path: str, body: object
) -> None:
    answer = await user.post(path, json=body)
    is_problem(answer, 422)
    assert len(answer.content) < 5000


async def test_many_faults_in_the_query_are_named_alike(user: httpx.AsyncClient) -> None:
    response = await user.get(f"/hops/{'0' * 24}/tool-steps?{'status=x&' * 30}")
    problem = is_problem(response, 422)
    assert len(problem["errors"]) == 20
    assert problem["more_errors"] == 10


async def test_few_faults_are_all_named(user: httpx.AsyncClient) -> None:
    problem = is_problem(await user.post("/chats", json={"a": 1, "b": 2}), 422)
    assert len(problem["errors"]) == 2
    assert "more_errors" not in problem


async def test_a_fault_deep_in_a_schema_has_its_place(user: httpx.AsyncClient) -> None:
    fields = {"a": {"type": "object", "fields": {"b": {"type": "no"}}}}
    body = ASSET | {"schema_definition": {"type": "object", "fields": fields}}
    problem = is_problem(await user.post("/assets", json=body), 422)
    assert [error["pointer"] for error in problem["errors"]] == [
        "/schema_definition/fields/a/fields/b/type"
    ]


async def test_a_schema_of_very_many_fields_is_refused(user: httpx.AsyncClient) -> None:
    fields = {f"f{n}": {"type": "any"} for n in range(2001)}
    body = ASSET | {"schema_definition": {"type": "object", "fields": fields}}
    problem = is_problem(await user.post("/assets", json=body), 422)
    assert problem["errors"][0]["pointer"] == "/schema_definition"


async def test_a_body_that_is_missing_is_told_in_words(user: httpx.AsyncClient) -> None:
    problem = is_problem(await user.post("/missions"), 422)
    assert problem["detail"] == "body: Field required"
    assert problem["errors"][0]["pointer"] == ""


async def test_null_is_refused_where_a_field_cannot_be_taken_off(user: httpx.AsyncClient) -> None:
    session = await made(user, "/sessions")
    paths = {
        f"/sessions/{session['id']}": ("name", "session_metadata", "status"),
        f"/chats/{session['chat_id']}": ("context_data",),
        f"/missions/{(await made(user, '/missions', {'name': 'm'}))['id']}": (
            "name",
            "success_criteria",
            "mission_metadata",
        ),
    }
    for path, fields in paths.items():
        problem = is_problem(await user.put(path, json=dict.fromkeys(fields)), 422)
        assert [error["pointer"] for error in problem["errors"]] == [f"/{name}" for name in fields]


async def test_a_bad_parameter_is_named(user: httpx.AsyncClient) -> None:
    problem = is_problem(await user.get("/sessions", params={"limit": "many"}), 422)
    assert problem["errors"][0]["parameter"] == "limit"


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", None])
async def test_a_body_of_another_type_is_refused(
    user: httpx.AsyncClient, content_type: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    is_problem(await user.post("/chats", content=b'{"title": "x"}', headers=headers), 415)


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip"])
async def test_an_encoded_body_is_refused_for_its_encoding(
    user: httpx.AsyncClient, encoding: str
) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    response = await user.post("/chats", content=gzip.compress(b"{}"), headers=headers)
    is_problem(response, 415)
    assert response.headers["Accept-Encoding"] == "identity"


async def test_an_encoding_on_a_second_line_is_one_too(user: httpx.AsyncClient) -> None:
    json, encodings = ("Content-Type", "application/json"), ("identity", "gzip")
    headers = [json, *(("Content-Encoding", each) for each in encodings)]
    is_problem(await user.post("/chats", content=b"{}", headers=headers), 415)


async def test_a_body_may_say_that_it_is_not_encoded(user: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "identity"}
    assert (await user.post("/chats", content=b"{}", headers=headers)).status_code == 201


@pytest.mark.parametrize("path", ["/sessions/", "/healthz/", "/docs/", "//example.org/sessions/"])
async def test_a_path_with_one_slash_too_many_is_not_there(
    user: httpx.AsyncClient, path: str
) -> None:
    headers = {"Host": "attacker.example"}
    response = await user.get(f"http://threadkeep{path}", headers=headers)
    assert "Location" not in response.headers
    is_problem(response, 404)


async def test_a_problem_quotes_an_id_as_it_was_given(user: httpx.AsyncClient) -> None:
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    await user.post(path, json=message("hello", id="Msg-7F3A"))
    problem = is_problem(await user.post(path, json=message("other", id="Msg-7F3A")), 409)
    assert problem["detail"] == "Already used in this chat by another message: Msg-7F3A."


async def test_a_query_that_is_no_text_is_refused_as_any_other(api: Api) -> None:
    user = await api.user()
    is_problem(await user.get("/sessions", params=httpx.QueryParams("limit=%E9")), 422)
    sent: list[Any] = []

    async def send(told: Any) -> None:
        sent.append(told)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/sessions",
        "query_string": b"limit=\xe9",
        "headers": [(b"authorization", user.headers["Authorization"].encode())],
    }
    await api.handle(scope, None, send)
    assert sent[0]["status"] == 422


async def test_nothing_is_done_for_a_request_whose_body_is_too_long(
    user: httpx.AsyncClient,
) -> None:
    path = f"/chats/{(await a_chat(user))['id']}"
    response = await user.request("DELETE", path, headers={"Content-Length": "9999999"})
    is_problem(response, 413)
    assert (await user.get(path)).status_code == 200


async def test_a_bug_is_a_500_that_tells_nothing_of_the_inside(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await api.user()
    monkeypatch.setattr(api.runtime, "services", "not services at all")
    problem = is_problem(await user.get("/sessions"), 500)
    assert "attribute" not in problem["detail"]


def test_every_refusal_has_its_answer() -> None:
    bases = {base for base in REFUSED if base.__subclasses__()}
    known = {error for base in REFUSED for error in subclasses(base)} - bases
    # These are answered as the refusal that they carry, and a damaged stream as one that ended;
    # and no route reads files of conversations.
    assert set(_ANSWERS) == known - {ChatConflict, MessageConflict, StreamDamaged, UnreadableFile}


def test_an_error_without_an_answer_is_not_taken_for_another() -> None:
    with pytest.raises(KeyError):
        answer_to(LookupError())


def test_every_problem_has_a_type_of_its_own() -> None:
    types = [value for value in vars(problems).values() if isinstance(value, ProblemType)]
    assert len({problem.name for problem in types}) == len(types) > 20


def body_of(operation: dict[str, Any], components: dict[str, Any]) -> str:
    """The description of an operation's body as text, with the components it names."""
    text = json.dumps(operation.get("requestBody"))
    named = re.findall(r"#/components/schemas/(\w+)", text)
    return text + json.dumps([components[name] for name in named])


async def test_openapi_has_an_example_of_every_body(user: httpx.AsyncClient) -> None:
    schema = (await user.get("/openapi.json")).json()
    bodies = 0
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if "requestBody" in operation:
                body = body_of(operation, schema["components"]["schemas"])
                assert '"example' in body, (method, path)
                bodies += 1
    assert bodies > 30


async def test_openapi_describes_every_error_as_a_problem(user: httpx.AsyncClient) -> None:
    schema = (await user.get("/openapi.json")).json()
    errors = 0
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    content = response["content"]
                    # A link that somebody opens in a browser.
                    is_page = (path, status) == ("/shared/{token}", "404")
                    kind = "text/html" if is_page else "application/problem+json"
                    # As OpenAI reads them, where the path is known.
                    if path.startswith("/v1/") and status not in ("408", "431"):
                        kind = "application/json"
                    assert list(content) == [kind], (method, path, status)
                    errors += 1
    assert errors > 300


async def test_what_fits_into_no_document_is_too_large_and_no_bug(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_large(*_: object, **__: object) -> None:
        raise DocumentTooLarge("BSON document too large (17000000 bytes)")

    monkeypatch.setattr("services.chats.heads.insert_chat", too_large)
    answer = await (await api.user()).post("/chats", json={})
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:threadkeep:problem:too-large"
