"""What the Python client sends is safe to be sent again, and what is refused is told."""

import gzip
import hashlib
import io
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import threadkeep_client
from threadkeep_client import (
    AsyncThreadkeep,
    Threadkeep,
    ThreadkeepProblem,
    ThreadkeepUnreachable,
    is_problem,
)
from threadkeep_client.models import JobOut, MessageCreate, ReceiptOut

from commands.openapi import document
from tests.clients.conftest import Served
from tests.clients.python.lossy import Clock, Fate, Lossy

PACKAGE = Path(threadkeep_client.__file__).parent


LossyClient = tuple[AsyncThreadkeep, Lossy, Clock]
Losing = Callable[..., LossyClient]


@pytest.fixture
async def lossy(served: Served) -> AsyncIterator[Losing]:
    """Makes clients whose requests meet these fates, and whose time passes only in sleep."""
    async with AsyncExitStack() as stack:

        def made(*fates: Fate) -> LossyClient:
            transport, clock = Lossy(deque(fates)), Clock()
            http = httpx.AsyncClient(transport=transport)
            stack.push_async_callback(http.aclose)
            client = AsyncThreadkeep(served.url, served.token, timing=clock, http=http)
            return client, transport, clock

        yield made


async def test_a_message_whose_answer_is_lost_is_stored_once(lossy: Losing) -> None:
    client, transport, _ = lossy()
    chat = client.chat((await client.create_chat()).id)
    transport.fates.extend(["after", "before", "after"])
    first = await chat.append("user", "Where is my bag?")
    second = await chat.append("assistant", None, tool_calls=[{"id": "c1", "type": "find"}])
    assert [each.id for each in await chat.messages().all()] == [first.id, second.id]
    assert [status for *_, status in transport.seen[1:]] == [201, None, 200, 200, 201, 200]


@pytest.mark.parametrize("made", ["create_chat", "create_session", "create_mission"])
async def test_what_is_made_is_made_once(lossy: Losing, made: str) -> None:
    client, transport, _ = lossy("after")
    named = {"name": "Oslo", "goal": "A fare"} if made == "create_mission" else {}
    answer = await getattr(client, made)(**named)
    listed = await getattr(client, made.replace("create", "list") + "s")().all()
    assert [each.id for each in listed] == [answer.id]
    assert len(transport.seen) == 3


async def test_a_share_whose_answer_was_lost_is_not_asked_for_again(lossy: Losing) -> None:
    client, transport, _ = lossy()
    chat_id = (await client.create_chat()).id
    await client.append_messages(chat_id, {"role": "user", "content": "Hello"})
    transport.fates.extend(["before", "after"])
    with pytest.raises(ThreadkeepUnreachable):
        await client.create_share(chat_id)
    assert len(await client.list_shares(chat_id).all()) == 1


async def test_what_passes_is_waited_for_as_long_as_it_asks(lossy: Losing) -> None:
    client, _, clock = lossy(503, 429, "before")
    await client.create_chat()
    assert clock.slept == [7.0, 7.0, 1.0]


async def test_a_client_gives_up_in_time_and_says_why(lossy: Losing) -> None:
    client, transport, clock = lossy(*["before"] * 9)
    with pytest.raises(ThreadkeepUnreachable, match="the network is away") as raised:
        await client.create_chat()
    assert isinstance(raised.value.__cause__, httpx.ConnectError)
    assert len(transport.seen) == 5
    assert clock.slept == [0.25, 0.5, 1.0, 2.0]


async def test_a_deletion_whose_answer_was_lost_has_been_done(lossy: Losing) -> None:
    client, transport, _ = lossy()
    chat_id = (await client.create_chat()).id
    transport.fates.append("after")
    await client.delete_chat(chat_id)
    with pytest.raises(ThreadkeepProblem) as raised:
        await client.delete_chat(chat_id)
    assert (raised.value.name, raised.value.unsure) == ("not-found", False)


async def test_a_problem_says_what_is_wrong(threadkeep: AsyncThreadkeep) -> None:
    with pytest.raises(ThreadkeepProblem) as raised:
        await threadkeep.create_session(name="")
    problem = raised.value
    assert is_problem(problem, "chat-closed", "malformed")
    assert (problem.status, problem.name, problem.pointers) == (422, "malformed", ["/name"])
    session = await threadkeep.create_session(name="Lost bag")
    changed = await threadkeep.update_session(session.id, name="Found", if_match=session.etag)
    assert changed.name == "Found"
    with pytest.raises(ThreadkeepProblem) as raised:
        await threadkeep.update_session(session.id, name="Late", if_match=session.etag)
    assert raised.value.name == "precondition-failed"
    assert raised.value.etag == changed.etag
    assert raised.value.members["current"]["name"] == "Found"


async def test_what_openais_routes_refuse_has_the_same_names(threadkeep: AsyncThreadkeep) -> None:
    with pytest.raises(ThreadkeepProblem) as raised:
        await threadkeep.get_conversation("0" * 24)
    assert raised.value.name == "not-found"


async def test_a_token_that_was_refused_is_asked_for_anew_once(served: Served) -> None:
    asked: list[str | None] = []
    token = "expired"

    async def source(refused: str | None) -> str:
        nonlocal token
        if refused is not None:
            asked.append(refused)
            token = served.token
        return token

    async with AsyncThreadkeep(served.url, source) as client:
        assert await client.list_chats().all() == []
        assert await client.list_sessions().all() == []
    assert asked == ["expired"]


async def test_null_is_sent_and_what_is_left_out_is_not(threadkeep: AsyncThreadkeep) -> None:
    chat = await threadkeep.create_chat(title="Bag", context_data={"a": 1})
    await threadkeep.update_chat(chat.id, context_data={"b": 2})
    kept = await threadkeep.get_chat(chat.id)
    assert (kept.title, kept.context_data) == ("Bag", {"b": 2})
    assert (await threadkeep.update_chat(chat.id, title=None)).title is None


async def test_messages_come_back_equal(threadkeep: AsyncThreadkeep, chat_id: str) -> None:
    given: list[dict[str, Any]] = [
        {"id": "m-1", "role": "user", "content": [{"type": "text", "text": "é\u2028", "more": 1}]},
        {
            "id": "m-2",
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
            ],
        },
        {
            "id": "m-3",
            "role": "tool",
            "tool_call_id": "c1",
            "content": "In Lisbon.",
            "message_metadata": {"deep": {"er": [1, 2.5, None, 2**60]}},
        },
    ]
    await threadkeep.append_messages(chat_id, given[:1])
    await threadkeep.append_messages(chat_id, [MessageCreate.model_validate(e) for e in given[1:]])
    for sent, stored in zip(given, await threadkeep.list_messages(chat_id).all(), strict=True):
        told = stored.model_dump(mode="json", exclude_unset=True)
        assert {key: told[key] for key in sent} == sent


async def test_pages_go_on_for_as_long_as_somebody_reads(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    for start in range(0, 230, 115):
        numbers = range(start, start + 115)
        await threadkeep.append_messages(
            chat_id, [{"role": "user", "content": str(n)} for n in numbers]
        )
    chat = threadkeep.chat(chat_id)
    texts = [str(n) for n in range(230)]
    assert [each.content for each in await chat.messages(limit=100).all()] == texts
    assert [each.content for each in await chat.newest(limit=100).all()] == texts[::-1]
    between = await chat.messages(after=99, before=205, limit=50).all()
    assert [each.content for each in between] == texts[99:204]
    last = await chat.newest(after=200, before=220, limit=7).all(15)
    assert [each.content for each in last] == texts[218:203:-1]
    items = threadkeep.list_conversation_items(chat_id, order="asc", limit=100)
    assert [item.id async for item in items] == [each.id for each in await chat.messages().all()]


async def test_a_file_is_uploaded_once_and_comes_back(lossy: Losing) -> None:
    client, transport, _ = lossy()
    chat = client.chat((await client.create_chat()).id)
    transport.fates.append("after")
    content = bytes(range(256)) * 1000
    stored = await chat.upload(io.BytesIO(content), name="bäg.jpg", content_type="image/jpeg")
    assert (stored.name, stored.bytes) == ("bäg.jpg", len(content))
    assert await chat.download(stored.id) == content
    assert len(await client.list_attachments(chat.id).all()) == 1


async def test_a_request_of_ones_own_is_sent_as_others_are(threadkeep: AsyncThreadkeep) -> None:
    made = await threadkeep.request("POST", "/chats", body={"title": "Bag"})
    assert made.json()["title"] == "Bag"


async def test_a_path_takes_nothing_that_leads_elsewhere(threadkeep: AsyncThreadkeep) -> None:
    with pytest.raises(ValueError, match="cannot have"):
        await threadkeep.get_chat("..")
    with pytest.raises(ThreadkeepProblem) as raised:
        await threadkeep.get_message("0" * 24, "a/../b?c=d#e")
    assert raised.value.name == "not-found"


def test_every_route_has_a_method_in_both_clients() -> None:
    names = {
        re.sub("[A-Z]", lambda upper: f"_{upper[0].lower()}", operation["operationId"])
        for operations in json.loads(document())["paths"].values()
        for operation in operations.values()
    }
    assert {name for name in names if not hasattr(AsyncThreadkeep, name)} == set()
    assert {name for name in names if not hasattr(Threadkeep, name)} == set()


def test_the_client_was_made_from_the_present_openapi_document() -> None:
    # The command prints the document and a newline.
    digest = hashlib.sha256(f"{document()}\n".encode()).hexdigest()
    for made in ("models.py", "_async/operations.py", "_sync/operations.py"):
        assert digest in (PACKAGE / made).read_text(), "run make types"


async def test_an_export_is_waited_for_and_its_file_read(
    threadkeep: AsyncThreadkeep, chat_id: str
) -> None:
    await threadkeep.chat(chat_id).append("user", "Where is my bag?")
    begun = await threadkeep.create_own_export()
    job = await threadkeep.wait_for_job(begun.id, every_seconds=0.05)
    assert job.status == "succeeded"
    assert job.file is not None
    async with threadkeep.get_job_file(job.id) as response:
        packed = b"".join([part async for part in response.aiter_raw()])
    lines = [json.loads(line) for line in gzip.decompress(packed).splitlines()]
    assert [line["content"] for line in lines if line["type"] == "message"] == ["Where is my bag?"]
    await threadkeep.delete_job(job.id)


async def test_an_erasure_gives_its_receipt_or_the_job_that_does_it() -> None:
    receipt: dict[str, Any] = {"user_id": "a", "began_at": "2026-01-01T00:00:00Z", "documents": {}}
    receipt |= {"messages": 0, "bytes": 0}
    job: dict[str, Any] = {"id": "0" * 24, "kind": "erasure", "status": "running", "user_id": "a"}
    job |= {"created_at": "2026-01-01T00:00:00Z", "finished_at": None, "kept_until": None}
    job |= {"progress": {"documents_done": 0, "documents_found": None}, "error": None}
    answers = deque([(200, receipt), (202, {**job, "receipt": None, "file": None})])

    def answer(_: httpx.Request) -> httpx.Response:
        status, body = answers.popleft()
        return httpx.Response(status, json=body)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        client = AsyncThreadkeep("http://threadkeep", "token", http=http)
        assert isinstance(await client.erase_user(user_id="a"), ReceiptOut)
        assert isinstance(await client.erase_user(user_id="a"), JobOut)
