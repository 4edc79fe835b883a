"""OpenAI's clients of conversations, as they are: with a base_url and a token, and nothing else."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.clients.conftest import Served
from tests.clients.programs import node
from tests.openai_items import ITEMS

pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

PROGRAMS = Path(__file__).parent / "openai-python"
PYTHON = Path(".venv/openai/bin/python").absolute()
# A message that was given as a text is one, where OpenAI answers a list of one part.
_TEXTS = "ignore:Pydantic serializer warnings:UserWarning"
GIVEN = list(ITEMS.values())

Json = dict[str, Any]


async def told_by(program: str, *arguments: str, sent: bytes = b"") -> Any:
    """What a program of Python tells, which ends well."""
    assert PYTHON.exists(), "OpenAI's clients are not installed: make openai-clients"
    process = await asyncio.create_subprocess_exec(
        *(str(PYTHON), "-W", _TEXTS, str(PROGRAMS / program), *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    answer, _ = await process.communicate(sent)
    assert process.returncode == 0
    return orjson.loads(answer)


def expected(stored: list[Json]) -> list[Json]:
    """The items that were given, with their own ids where these were free."""
    return [
        {"type": "message", **item, "id": item.get("id", each["id"])}
        for item, each in zip(GIVEN, stored, strict=True)
    ]


def check(told: Json) -> None:
    """What every client of OpenAI's has to get of these routes."""
    created = told["created"]
    assert (created["object"], created["metadata"]) == ("conversation", {"topic": "bag"})
    assert told["updated"] == told["retrieved"] == {**created, "metadata": {"topic": "found"}}
    assert told["ascending"] == expected(told["ascending"])
    assert told["descending"] == told["ascending"][::-1]
    assert told["added"] == told["ascending"][20:]
    newest, before = told["descending"][:2]
    assert told["page"] == [True, before["id"], 2]
    assert told["one"] == newest
    assert told["without"] == told["retrieved"]
    first, again = told["twice"]
    assert first == again
    assert (first["object"], first["has_more"], first["first_id"]) == (
        "list",
        False,
        first["last_id"],
    )
    assert told["deleted"] == {
        "id": created["id"],
        "object": "conversation.deleted",
        "deleted": True,
    }


def error(name: str, status: int, code: str, param: str | None = None) -> list[Any]:
    return [name, status, code, param, "invalid_request_error"]


async def test_the_python_client_gets_what_it_asks_for(served: Served) -> None:
    told = await told_by("conversations.py", served.url, served.token, sent=orjson.dumps(GIVEN))
    check(told)
    assert told["after"] == [item["id"] for item in told["descending"][2:5]]
    assert len(told["asynchronous"]) == len(GIVEN)
    # Each is of the class that the client has for its type.
    assert {"Message", "McpListTools", "ResponseReasoningItem"} <= set(told["kinds"])
    assert told["refused"] == [
        error("NotFoundError", 404, "not_found"),
        error("NotFoundError", 404, "not_found"),
        error("BadRequestError", 400, "malformed", "items[0].content"),
        error("BadRequestError", 400, "malformed", "items"),
        error("BadRequestError", 400, "malformed", "limit"),
        error("AuthenticationError", 401, "invalid_api_key"),
        error("NotFoundError", 404, "not_found"),
    ]


async def test_the_javascript_client_gets_what_it_asks_for(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "items.json"
    file.write_bytes(orjson.dumps(GIVEN))
    async with node("conversations.mjs", served.url, served.token, str(file)) as client:
        (told,) = await client.rest()
    check(told)
    assert told["refused"] == [
        error("NotFoundError", 404, "not_found"),
        error("NotFoundError", 404, "not_found"),
        error("BadRequestError", 400, "malformed", "items[0].content"),
        error("BadRequestError", 400, "malformed", "limit"),
        error("AuthenticationError", 401, "invalid_api_key"),
        error("NotFoundError", 404, "not_found"),
    ]


async def test_there_is_an_item_of_every_type_that_the_client_knows() -> None:
    known = await told_by("item_types.py")
    assert len(known) > 30
    assert set(known) <= {item.get("type", "message") for item in GIVEN}


async def test_an_agent_of_the_agents_sdk_has_its_session_here(served: Served) -> None:
    told = await told_by("agents_session.py", served.url, served.token)
    assert told["first"] == told["second"] == "In Lisbon."
    kinds = ["message", "reasoning", "function_call", "function_call_output", "message"]
    assert [item["type"] for item in told["items"]] == kinds
    asked, _, called, answered, said = told["items"]
    assert (asked["role"], asked["content"]) == ("user", "Where is my bag?")
    assert (called["name"], called["call_id"]) == ("find_bag", answered["call_id"])
    assert answered["output"] == said["content"][0]["text"] == "In Lisbon."
    # The second turn's model is told all of the first.
    assert [item["type"] for item in told["input"][:5]] == kinds
    history = told["history"]
    assert [item["type"] for item in history] == [*kinds, *kinds]
    assert history[:5] == told["items"]
    assert len({item["id"] for item in history}) == 10
    assert told["newest"] == history[-3:]
    assert told["popped"] == history[:-3:-1]
    assert told["after pop"] == history[:-2]
    assert told["added"] == [f"{n}" for n in range(45)]
    assert len(set(told["popped by two"])) == len(told["popped by two"]) >= 1
    # The same, by the other door.
    assert [message["role"] for message in told["messages"]] == [
        *("user", "assistant", "assistant", "tool", "assistant")
    ]
    assert told["cleared"] == []
    assert told["gone"].endswith("There is no such conversation.")


async def test_the_agents_sdks_models_are_told_texts_as_they_were_given(served: Served) -> None:
    told = await told_by("sdk_models.py", served.url, served.token)
    texts = [("user", "Hello."), ("assistant", "Good morning."), ("user", "Where is my bag?")]
    sent = [(each["role"], each["content"]) for each in told["OpenAIChatCompletionsModel"]]
    assert sent == texts
    sent = [(each["role"], each["content"]) for each in told["OpenAIResponsesModel"]]
    (_, said) = sent.pop(3)
    assert [part["text"] for part in said] == ["In Lisbon."]
    assert sent == [*texts, texts[-1]]
