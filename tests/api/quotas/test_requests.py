"""Quotas of requests: of a user and of all, whichever process answers."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.quotas.windows import WindowOf
from documents.upkeep.erasure import erase_user
from tests.api.quotas.support import refusals, refused, services_with
from tests.queries import look
from tests.support import Api, Commands, SetClock, a_chat, message, running_api, settings_for


@pytest.fixture
async def pair(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[list[Api]]:
    """Two services that let a user make ten requests a minute."""
    quotas = {"quota_user_requests_per_minute": 10}
    async with services_with(mongod.uri, shared_name, 2, **quotas) as apis:
        yield apis


async def asked(client: httpx.AsyncClient, times: int) -> int:
    """How many of so many requests at once are answered."""
    answers = await asyncio.gather(*(client.get("/sessions") for _ in range(times)))
    for each in answers:
        assert each.status_code == 200 or refused(each, "requests")
    return sum(each.is_success for each in answers)


async def test_two_processes_at_once_answer_as_many_as_the_quota_says_and_no_more(
    pair: list[Api],
) -> None:
    clients = [await api.user("requests-at-once") for api in pair]
    answered = await asyncio.gather(*(asked(client, 12) for client in clients))
    assert sum(answered) == 10


async def test_one_users_requests_leave_anothers_alone(pair: list[Api]) -> None:
    assert await asked(await pair[0].user(), 12) == 10
    assert await asked(await pair[0].user(), 1) == 1


async def test_who_waits_as_long_as_told_is_answered_and_not_before(pair: list[Api]) -> None:
    client, other = [await api.user("waits-as-told") for api in pair]
    assert await asked(client, 10) == 10
    wait = int((await client.get("/sessions")).headers["Retry-After"])
    pair[0].clock.advance(seconds=wait - 1)
    assert await asked(other, 1) == 0
    pair[0].clock.advance(seconds=1)
    assert await asked(other, 1) == 1


async def test_what_a_minute_had_weighs_less_as_the_next_one_goes_on(pair: list[Api]) -> None:
    client = await pair[0].user()
    assert await asked(client, 10) == 10
    pair[0].clock.advance(seconds=90)
    assert await asked(client, 10) == 5
    pair[0].clock.advance(seconds=120)
    assert await asked(client, 12) == 10


async def test_answers_say_what_is_left_and_when_the_minute_ends(pair: list[Api]) -> None:
    client = await pair[0].user()
    pair[0].clock.advance(seconds=15)
    first = await client.get("/sessions")
    assert first.headers["RateLimit-Policy"] == '"user";q=10;w=60'
    assert first.headers["RateLimit"] == '"user";r=9;t=45'
    missing = await client.get(f"/chats/{'0' * 24}")
    assert (missing.status_code, missing.headers["RateLimit"]) == (404, '"user";r=8;t=45')
    await asked(client, 8)
    assert (await client.get("/sessions")).headers["RateLimit"] == '"user";r=0;t=45'


async def test_without_quotas_no_answer_has_such_a_header_and_nothing_is_counted(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    async with services_with(mongod.uri, shared_name) as (api,):
        client = await api.user("without-quotas")
        response = await client.get("/sessions")
        assert not {"RateLimit", "RateLimit-Policy"} & set(response.headers)
        windows = look(api.services.database["request_windows"])
        assert await windows.find_one({"_id": "without-quotas"}) is None


async def test_all_users_together_have_a_quota_of_their_own(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    quotas = {"quota_requests_per_minute": 5, "quota_user_requests_per_minute": 3}
    async with services_with(mongod.uri, shared_name, 2, **quotas) as (one, other):
        # Whoever asked before on this database counts, too.
        one.clock.advance(days=1)
        first, second = await one.user(), await other.user()
        for _ in range(3):
            assert (await first.get("/sessions")).status_code == 200
        assert refused(await first.get("/sessions"), "requests", "user")
        answer = await second.get("/sessions")
        assert answer.headers["RateLimit-Policy"] == '"user";q=3;w=60, "service";q=5;w=60'
        assert answer.headers["RateLimit"] == '"user";r=2;t=60, "service";r=1;t=60'
        assert (await second.get("/sessions")).status_code == 200
        before = await refusals(other, "requests", "service")
        assert refused(await (await other.user()).get("/sessions"), "requests", "service")
        assert await refusals(other, "requests", "service") == before + 1


async def test_who_is_refused_asks_the_database_no_more_until_there_may_be_room(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    commands = Commands()
    settings = settings_for(mongod.uri, shared_name, quota_user_requests_per_minute=1)
    async with running_api(settings, listeners=[commands]) as api:
        client = await api.user()
        assert await asked(client, 2) == 1
        commands.names.clear()
        assert await asked(client, 20) == 0
        assert "findAndModify" not in commands.names


async def test_a_stream_that_was_opened_is_written_and_ended_whatever_the_quota(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    quotas = {"quota_user_requests_per_minute": 2}
    async with services_with(mongod.uri, shared_name, **quotas) as (api,):
        client = await api.user()
        chat = await a_chat(client)
        stream = (await client.post(f"/chats/{chat['id']}/streams", json={})).json()
        assert refused(await client.get("/sessions"), "requests")
        producer = {"Producer-Id": "agent", "Producer-Epoch": "0"}
        event = {"type": "text-delta", "id": "t", "delta": "all of it"}
        written = await client.post(
            f"/streams/{stream['id']}/events",
            json=event,
            headers=producer | {"Producer-Seq": "0"},
        )
        assert written.status_code == 200, written.text
        ended = await client.post(
            f"/streams/{stream['id']}/finish",
            json={"state": "complete"},
            headers=producer | {"Producer-Seq": "1"},
        )
        assert (ended.status_code, ended.json()["content"]) == (200, "all of it")


async def test_a_stream_that_is_all_one_request_counts_as_one(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    quotas = {"quota_user_requests_per_minute": 2}
    async with services_with(mongod.uri, shared_name, **quotas) as (api,):
        client = await api.user()
        path = f"/chats/{(await a_chat(client))['id']}/streams"
        lines = b'{"type": "text-delta", "id": "t", "delta": "a"}\n' * 3
        headers = {"Content-Type": "application/x-ndjson"}
        answer = await client.post(path, content=lines, headers=headers)
        assert (answer.status_code, answer.headers["RateLimit"]) == (201, '"user";r=0;t=60')
        assert refused(await client.post(path, content=lines, headers=headers), "requests")


async def test_a_message_that_is_refused_is_stored_once_when_it_is_sent_again(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    quotas = {"quota_user_requests_per_minute": 1}
    async with services_with(mongod.uri, shared_name, **quotas) as (api,):
        client = await api.user()
        chat = await a_chat(client)
        path = f"/chats/{chat['id']}/messages"
        body = message("hello", id="m-1")
        assert refused(await client.post(path, json=body), "requests")
        api.clock.advance(minutes=2)
        assert (await client.post(path, json=body)).status_code == 201


async def test_strangers_and_probes_are_counted_to_nobody(pair: list[Api]) -> None:
    stranger = await pair[0].anonymous()
    for path, status in (("/healthz", 200), ("/sessions", 401)):
        answer = await stranger.get(path)
        assert answer.status_code == status, answer.text
        assert "RateLimit" not in answer.headers


async def test_an_erased_user_leaves_no_window(pair: list[Api]) -> None:
    client = await pair[0].user("erased-with-window")
    await client.get("/sessions")
    database = pair[0].services.database
    windows = look(database["request_windows"])
    assert await windows.count_documents({"_id": "erased-with-window"}) == 1
    await erase_user(database, "erased-with-window", now=pair[0].clock())
    assert await windows.count_documents({"_id": "erased-with-window"}) == 0


@pytest.mark.usefixtures("bound")
@pytest.mark.parametrize("seed", range(3))
async def test_any_course_of_requests_is_taken_as_the_windows_say(
    seed: int,
) -> None:
    """Against the same windows in plain Python, by clocks that run apart by half a second."""
    chance, clock = random.Random(seed), SetClock()
    counted: dict[int, int] = {}
    latest = 0
    for _ in range(150):
        clock.advance(seconds=chance.choice([0, 0.1, 1, 7, 40]))
        behind = chance.choice([0, 0.5])
        seen = clock.now.timestamp() - behind
        latest = max(latest, int(seen // 60))
        elapsed = max(0.0, seen - latest * 60)
        used = int(counted.get(latest - 1, 0) * (60 - elapsed) / 60 + counted.get(latest, 0))
        window = WindowOf("anybody", SetClock(datetime.fromtimestamp(seen, UTC)))
        taken = await window.acquire_sliding_window_entry("", 7, 60)
        assert taken == (used < 7)
        counted[latest] = counted.get(latest, 0) + taken
        if not taken:
            wait = window.wait_seconds(7, 60)
            later = max(seen, latest * 60) + wait
            minute = int(later // 60)
            still = counted.get(minute - 1, 0) * (60 - later % 60) / 60 + counted.get(minute, 0)
            assert still == pytest.approx(7)
