"""What the metrics say of requests, problems, the database and upkeep."""

import re
from datetime import timedelta

import pytest

from api.in_flight import BytesInFlight
from api.problems import ProblemError
from api.sampling import Sampling
from services.lifecycle import Runtime
from services.schedules import ScheduledCount, ScheduledSweep
from tests.support import Api, FailPoint, a_session, message

Labels = dict[str, str]


async def value(api: Api, name: str, **labels: str) -> float:
    """The sum of a metric's samples that have these labels."""
    text = (await (await api.anonymous()).get("/metrics")).text
    total = 0.0
    for line in text.splitlines():
        found = re.fullmatch(rf"{name}(?:{{(.*)}})? (\S+)", line)
        if found and labels.items() <= dict(re.findall(r'(\w+)="([^"]*)"', found[1] or "")).items():
            total += float(found[2])
    return total


def sampling_of(api: Api, runtime: Runtime) -> Sampling:
    return Sampling(runtime, api.settings, BytesInFlight(1, 1), requests_open=lambda: 0)


def running(api: Api) -> Runtime:
    runtime = Runtime()
    runtime.services = api.services
    return runtime


async def test_latency_is_told_by_route_and_class_of_status(api: Api) -> None:
    user = await api.user()
    name, route = "threadkeep_request_seconds_count", "/sessions/{session_id}"
    before = await value(api, name, route=route, status_class="4xx")
    await user.get("/sessions/000000000000000000000000")
    assert await value(api, name, route=route, status_class="4xx") == before + 1


async def test_a_body_counts_by_its_size(api: Api) -> None:
    user = await api.user()
    before = await value(api, "threadkeep_request_body_bytes_sum")
    content = b'{"name": "a trip"}'
    await user.post("/sessions", content=content, headers={"Content-Type": "application/json"})
    assert await value(api, "threadkeep_request_body_bytes_sum") == before + len(content)


async def test_problems_are_counted_by_their_type(api: Api) -> None:
    name = "threadkeep_problems_total"
    before = await value(api, name, type="unauthorized", status="401")
    await (await api.anonymous()).get("/sessions")
    assert await value(api, name, type="unauthorized", status="401") == before + 1


async def test_operations_are_timed_by_the_driver_s_names(api: Api) -> None:
    user = await api.user()
    # Motor's name for it, or PyMongo's.
    name, inserts = "threadkeep_database_operation_seconds_count", ("insert_one", "insert")
    before = sum([await value(api, name, operation=each) for each in inserts])
    await a_session(user)
    assert sum([await value(api, name, operation=each) for each in inserts]) > before


async def test_a_failed_operation_is_counted_by_the_server_s_name_for_it(
    alone: Api, fail_point: FailPoint
) -> None:
    user = await alone.user()
    session = await a_session(user)
    name = "threadkeep_database_operation_failures_total"
    before = await value(alone, name, error="BadValue")
    async with fail_point("failCommand", failCommands=["find"], errorCode=2):
        assert (await user.get(f"/sessions/{session['id']}")).status_code == 500
    assert await value(alone, name, error="BadValue") > before


async def test_a_database_that_was_never_reached_is_told_as_away(api: Api) -> None:
    await sampling_of(api, Runtime()).look_at_database(indexes=True)
    assert await value(api, "threadkeep_database_up") == 0
    await sampling_of(api, running(api)).look_at_database(indexes=True)
    assert await value(api, "threadkeep_database_up") == 1


async def test_indexes_out_of_step_are_counted(alone: Api) -> None:
    sampling = sampling_of(alone, running(alone))
    await sampling.look_at_database(indexes=True)
    assert await value(alone, "threadkeep_indexes_out_of_step") == 0
    await alone.services.database["chat_buckets"].drop_indexes()
    await sampling.look_at_database(indexes=True)
    assert await value(alone, "threadkeep_indexes_out_of_step") > 0


async def test_what_is_left_to_count_and_when_work_last_ended_is_told(alone: Api) -> None:
    user = await alone.user()
    session = await a_session(user)
    await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    sampling = sampling_of(alone, running(alone))
    await sampling.look_at_database(indexes=False)
    assert await value(alone, "threadkeep_uncounted_chats") == 1
    await ScheduledCount(alone.services.database, alone.services.counts).once()
    sweep = ScheduledSweep(alone.services.upkeep, timedelta(hours=1), counts=alone.services.counts)
    before = await value(alone, "threadkeep_sweeps_total", outcome="completed")
    await sweep.once()
    await sampling.look_at_database(indexes=False)
    assert await value(alone, "threadkeep_uncounted_chats") == 0
    assert await value(alone, "threadkeep_tally_finished_timestamp_seconds") > 0
    assert await value(alone, "threadkeep_sweep_finished_timestamp_seconds") > 0
    assert await value(alone, "threadkeep_sweeps_total", outcome="completed") == before + 1


async def test_what_a_scrape_finds_is_counted_once(api: Api) -> None:
    before = await value(api, "threadkeep_sealed_messages_total")
    api.services.counts.sealed_messages += 7
    assert await value(api, "threadkeep_sealed_messages_total") == before + 7
    assert await value(api, "threadkeep_sealed_messages_total") == before + 7


async def test_a_refusal_for_a_quota_names_the_quota(api: Api) -> None:
    name = "threadkeep_quota_refusals_total"
    before = await value(api, name, quota="bytes_in_flight", of="user")
    counts = BytesInFlight(most=10, most_of_user=5)
    with counts.hold("ada") as first, counts.hold("ada") as second:
        first.grow(4)
        with pytest.raises(ProblemError):
            second.grow(4)
    assert await value(api, name, quota="bytes_in_flight", of="user") == before + 1
