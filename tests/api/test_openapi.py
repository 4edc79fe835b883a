"""The OpenAPI document says what clients are made from, and all of it is so."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import SecretStr, TypeAdapter

from api.app import create_app
from api.openai.errors import OpenAIErrorOut
from api.openapi_document import TAGS
from services.settings import Settings
from tests.support import SECRET, Api, a_chat, a_session, got, made, message

VERBS = {
    *(
        "add",
        "copy",
        "prune",
        "save",
        "append",
        "archive",
        "cancel",
        "change",
        "check",
        "complete",
        "continue",
        "create",
        "delete",
        "edit",
    ),
    *(
        "erase",
        "export",
        "finish",
        "follow",
        "fork",
        "get",
        "import",
        "list",
        "open",
        "prolong",
        "put",
        "recover",
    ),
    *("redact", "reorder", "restore", "resume", "search", "send", "update", "upload"),
}
WANTED = {
    "/users/export": {"user_id": "nobody"},
    "POST /users/export": None,
    "/search": {"q": "bag"},
    "/upkeep/sweep/sessions": {"step": "abandon"},
    "/checkpoints/values": {"thread_id": "thread-1"},
    "/checkpoints/writes": {"thread_id": "thread-1", "checkpoint_id": "1"},
    "DELETE /checkpoints": {"thread_id": "thread-1"},
}
CLIENTS_READ = ("ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-ID")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return create_app(Settings(token_secret=SecretStr(SECRET))).openapi()


Operation = tuple[str, str, dict[str, Any]]


def operations(schema: dict[str, Any]) -> Iterator[Operation]:
    """Each method, path and operation."""
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def resolved(schema: dict[str, Any], part: Any) -> Any:
    """What a part is or refers to."""
    if "$ref" not in part:
        return part
    for name in part["$ref"].removeprefix("#/").split("/"):
        schema = schema[name]
    return schema


def test_an_operation_is_named_by_a_verb_and_what_it_is_done_to(schema: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(set(names)) == len(names) > 50
    assert {"appendMessages", "createSession", "changeToolStepStatus"} <= set(names)
    for name in names:
        verb, *noun = re.findall("^[a-z]+|[A-Z][a-z]+", name)
        assert verb in VERBS, name
        assert noun, name
        assert verb + "".join(noun) == name


def test_an_operation_is_summed_up_in_words_of_its_own(schema: dict[str, Any]) -> None:
    summaries = [operation["summary"] for _, _, operation in operations(schema)]
    assert len(set(summaries)) == len(summaries)
    for _, _, operation in operations(schema):
        summary = operation["summary"]
        assert len(summary) <= 100
        assert "\n" not in summary
        assert not summary.endswith(".")
        assert operation["description"].replace("\n", " ").startswith(summary)


def test_every_tag_is_described(schema: dict[str, Any]) -> None:
    used = {tag for _, _, operation in operations(schema) for tag in operation["tags"]}
    assert [tag["name"] for tag in schema["tags"]] == list(TAGS)
    assert used == set(TAGS)
    assert all(tag["description"].endswith(".") for tag in schema["tags"])


def test_no_component_is_made_of_itself_but_a_schema_of_content(schema: dict[str, Any]) -> None:
    components = schema["components"]["schemas"]
    refers = {
        name: set(re.findall(r"#/components/schemas/(\w+)", str(component)))
        for name, component in components.items()
    }
    circular = set()
    for name in components:
        reached: set[str] = set()
        found = {name}
        while found - reached:
            reached |= found
            found = set().union(*(refers[each] for each in found))
        if any(name in refers[each] for each in reached):
            circular.add(name)
    assert circular == {"SchemaDefinition"}


def json_media(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The operation, the status or "body", and the media of each JSON that is sent."""
    for _, _, operation in operations(schema):
        sent = {"body": operation.get("requestBody", {}), **operation["responses"]}
        for where, part in sent.items():
            for media_type, media in part.get("content", {}).items():
                if media_type in ("application/json", "application/problem+json"):
                    yield operation["operationId"], where, media


def test_every_body_and_every_answer_has_an_example(schema: dict[str, Any]) -> None:
    without = [
        (name, where)
        for name, where, media in json_media(schema)
        if not media.get("examples") and (name, where) != ("getAssetContent", "200")
    ]
    assert without == []


def test_the_examples_are_what_routes_take_and_answer(schema: dict[str, Any], api: Api) -> None:
    routes = {
        route.unique_id: route
        for route in iter_route_contexts(api.app.routes)
        if isinstance(route.original_route, APIRoute)
    }
    checked = 0
    for name, where, media in json_media(schema):
        route = routes[name]
        for example in media.get("examples", {}).values():
            value = resolved(schema, example)["value"]
            if where == "body":
                assert route.body_field is not None
                _, errors = route.body_field.validate(value, loc=("body",))
                assert not errors, (name, errors)
            elif where in ("200", "201", "202"):
                assert isinstance(route.original_route, APIRoute)
                told = route.original_route.responses.get(int(where), {})
                adapter = TypeAdapter[Any](told.get("model", route.response_model))
                # A member too many, too few, or of another form would be lost here.
                shown = adapter.dump_python(adapter.validate_python(value), mode="json")
                assert shown == value, name
            elif "error" in value:
                assert OpenAIErrorOut.model_validate(value).model_dump() == value
            else:
                assert str(value["status"]) == where, name
            checked += 1
    assert checked > 200


def test_what_may_be_sent_again_says_when(schema: dict[str, Any]) -> None:
    silent = [
        (operation["operationId"], status)
        for _, _, operation in operations(schema)
        for status, response in operation["responses"].items()
        if status in ("429", "503") and "Retry-After" not in response["headers"]
    ]
    assert silent == []


async def a_thing_of_each_kind(user: httpx.AsyncClient) -> dict[str, str]:
    """The parameters of every path."""
    mission = await made(user, "/missions", {"name": "a mission"})
    hop = await made(user, f"/missions/{mission['id']}/hops", {"name": "a hop"})
    step = await made(user, f"/hops/{hop['id']}/tool-steps", {"tool_id": "t", "name": "a step"})
    scope = {"scope_type": "mission", "scope_id": mission["id"], "role": "input"}
    asset = await made(user, "/assets", {**scope, "name": "an asset", "content": [1]})
    session = await a_session(user, mission_id=mission["id"])
    chat = await a_chat(user)
    await made(user, f"/chats/{chat['id']}/messages", message(id="m"))
    share = await made(user, f"/chats/{chat['id']}/shares")
    stream = await made(user, f"/chats/{chat['id']}/streams")
    # Whoever follows one that has not ended follows for ever.
    assert (await user.post(f"/streams/{stream['id']}/finish")).status_code == 200
    path = f"/chats/{chat['id']}/attachments"
    attachment = (await user.post(path, content=b"bytes")).json()
    job = (await user.post("/users/me/export")).json()
    webhook = await a_webhook(user)
    return {
        **webhook,
        "job_id": job["id"],
        "share_id": share["id"],
        "token": share["token"],
        "attachment_id": attachment["id"],
        "stream_id": stream["id"],
        "session_id": session["id"],
        "chat_id": chat["id"],
        "conversation_id": chat["id"],
        "message_id": "m",
        "item_id": "m",
        "mission_id": mission["id"],
        "hop_id": hop["id"],
        "step_id": step["id"],
        "asset_id": asset["id"],
        "value_id": await a_value(user),
    }


async def a_webhook(user: httpx.AsyncClient) -> dict[str, str]:
    """The ids of a webhook and of a delivery, which leads nowhere."""
    for webhook in (await got(user, "/webhooks"))["items"]:
        await user.delete(f"/webhooks/{webhook['id']}")
    body = {"url": "https://hooks.example/", "kinds": ["session.created"]}
    webhook = await made(user, "/webhooks", body)
    delivery = (await user.post(f"/webhooks/{webhook['id']}/test")).json()
    await user.patch(f"/webhooks/{webhook['id']}", json={"enabled": False})
    return {"webhook_id": webhook["id"], "delivery_id": delivery["id"]}


async def a_value(user: httpx.AsyncClient) -> str:
    """The id of a checkpoint's value."""
    value = {"type": "t", "base64": "AAAA"}
    saved = {
        "thread_id": "of a value",
        "checkpoint_id": "1",
        "checkpoint": value,
        "channels": [{"channel": "c", "version": 1, "value": value}],
    }
    assert (await user.put("/checkpoints", json=saved)).status_code == 200
    found = await got(user, "/checkpoints", thread_id="of a value")
    value_id: str = found["values"][0]["value_id"]
    return value_id


def example_of(schema: dict[str, Any], operation: dict[str, Any]) -> Any:
    """An example of the operation's JSON body; None where it takes none."""
    content = operation.get("requestBody", {}).get("content", {})
    for example in content.get("application/json", {}).get("examples", {}).values():
        return resolved(schema, example)["value"]
    return None


def upload_of(operation: dict[str, Any]) -> bytes | None:
    """The example of the bytes that the operation takes, where it takes any."""
    content = operation.get("requestBody", {}).get("content", {})
    example = content.get("application/octet-stream", {}).get("example")
    return None if example is None else str(example).encode()


def required_headers(operation: dict[str, Any]) -> dict[str, str]:
    """The headers that the operation wants, as their examples have them."""
    return {
        parameter["name"]: parameter["schema"]["examples"][0]
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "header" and parameter["required"]
    }


@pytest.mark.parametrize(
    ("headers", "statuses"),
    [
        ({}, {"200", "201", "204", "404"}),
        ({"If-Match": '"999"'}, {"412"}),
        ({"Authorization": "Bearer x"}, {"200", "401"}),
    ],
)
async def test_answers_carry_the_headers_that_the_document_names(
    api: Api, schema: dict[str, Any], headers: dict[str, str], statuses: set[str]
) -> None:
    user = await api.user(admin=True)
    ids = await a_thing_of_each_kind(user)
    seen = set()
    for method, path, operation in operations(schema):
        if method == "DELETE":  # of what the operations after it do not ask for
            user = await api.user(admin=True)
            ids = await a_thing_of_each_kind(user)
        known = {parameter["name"] for parameter in operation.get("parameters", ())}
        # A feed lasts for as long as it is followed.
        lasts = operation["tags"] == ["feeds"]
        response = await user.request(
            "HEAD" if lasts else method,
            path.format(**ids),
            json=example_of(schema, operation),
            content=upload_of(operation),
            params=None if method == "PUT" else WANTED.get(f"{method} {path}", WANTED.get(path)),
            headers={
                **required_headers(operation),
                **{n: value for n, value in headers.items() if n != "If-Match" or n in known},
            },
        )
        if path.endswith("/streams") and response.status_code == 201:
            await user.post(f"/streams/{response.json()['id']}/cancel")
        status = str(response.status_code)
        assert status in operation["responses"], (method, path, response.text)
        assert status != "422", (method, path, response.text)
        documented = operation["responses"][status]["headers"]
        given = {name for name in CLIENTS_READ if name in response.headers}
        needed = {
            name for name, each in documented.items() if resolved(schema, each).get("required")
        }
        assert needed <= given <= set(documented), (method, path, status)
        seen.add(status)
    assert seen >= statuses
