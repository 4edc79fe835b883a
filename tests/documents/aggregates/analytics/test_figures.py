"""Figures against a slow and independent count of what is stored."""

import asyncio
import math
import random
import statistics
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.aggregates.analytics.figures import (
    MOST_TOOLS,
    Counts,
    Figures,
    Spread,
    spread,
    totals,
)
from documents.aggregates.analytics.periods import MOST_BUCKETS, BucketSize, Period
from documents.aggregates.analytics.tallies import count_new
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.sealing import seal
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.sessions.deletion import delete_session, restore_session
from documents.database import Database, collection_of, name_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.message_tallies import MessageTally
from documents.shapes.sessions import UserSession
from documents.upkeep.removal import remove_session
from tests.queries import look

LIMITS = SealingLimits(piece_messages=10)
HINTS = ChatHints()
ROLES = ["user", "assistant", "system", "tool", "status"]
BEGIN = datetime(2026, 3, 20, tzinfo=UTC)
ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"]


async def say(user: str, chat_id: Any, now: datetime, roles: list[str]) -> None:
    await append(
        user,
        chat_id,
        [NewMessage(role, "text") for role in roles],
        now=now,
        new_id=lambda: str(PydanticObjectId()),
        limits=LIMITS,
        hints=HINTS,
    )
    await seal(chat_id, now=now, limits=LIMITS)


async def a_history(database: Database, seed: int, sessions: int = 12) -> None:
    """Sessions of several users over six weeks, around a change of summer time."""
    chance = random.Random(seed)
    for _ in range(sessions):
        user = f"user-{chance.randrange(4)}"
        now = BEGIN + timedelta(minutes=chance.randrange(40 * 1440))
        session = await insert_session(
            database,
            user,
            name="s",
            session_metadata={},
            chat_id=None,
            mission_id=None,
            now=now,
        )
        for _ in range(chance.choice([0, 1, 6, 12])):
            now += timedelta(minutes=chance.randrange(1, 600))
            await say(user, session.chat_id, now, chance.choices(ROLES, k=chance.randint(1, 9)))
        await database["user_sessions"].update_one(
            {"_id": session.id}, {"$set": {"last_activity_at": now}}
        )


async def a_session(database: Database) -> UserSession:
    return await insert_session(
        database, "u", name="s", session_metadata={}, chat_id=None, mission_id=None, now=BEGIN
    )


async def all_messages(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Every message that counts, with its user: read one by one."""
    found = []
    async for chat in look(database["chats"]).find({"deleted_at": None}):
        buckets = database["chat_buckets"].find({"chat_id": chat["_id"]})
        sealed = [m async for bucket in buckets for m in bucket["messages"]]
        counting = [m for m in sealed if m["sequence_order"] <= chat["sealed_sequence"]]
        found += [(chat["user_id"], message) for message in counting + chat["messages"]]
    return found


def bucket_of(at: datetime, period: Period) -> str | None:
    day = at.astimezone(ZoneInfo(period.zone)).date()
    if not period.first <= day <= period.last:
        return None
    if period.size is BucketSize.WEEK:
        return "{}-{:02}".format(*day.isocalendar()[:2])
    return str(day)[: 7 if period.size is BucketSize.MONTH else 10]


async def slowly_by_role(database: Database, period: Period, user: str | None = None) -> Counts:
    counts: dict[str, Counter[str]] = {}
    for owner, message in await all_messages(database):
        bucket = bucket_of(message["created_at"], period)
        if bucket and user in (None, owner):
            counts.setdefault(bucket, Counter())[message["role"]] += 1
    return {bucket: dict(roles) for bucket, roles in counts.items()}


@pytest.mark.parametrize("seed", range(2))
async def test_messages_and_users_are_what_a_slow_count_finds(bound: Database, seed: int) -> None:
    await a_history(bound, seed)
    await count_new(bound)
    stored = await all_messages(bound)
    assert len(stored) > 100
    for zone in ZONES:
        for size in BucketSize:
            period = Period(date(2026, 3, 22), date(2026, 4, 25), size, zone)
            figures = Figures(bound, period)
            assert await figures.messages() == await slowly_by_role(bound, period)
            active: dict[str, set[str]] = {}
            for user, message in stored:
                if bucket := bucket_of(message["created_at"], period):
                    active.setdefault(bucket, set()).add(user)
            users = await figures.users()
            assert users.by_bucket == {bucket: len(who) for bucket, who in active.items()}
            assert users.total == len(set().union(*active.values()))
            assert set(active) <= set(period.starts())


@pytest.mark.parametrize(
    "zone",
    [
        pytest.param("America/Coyhaique", id="unknown to an older server"),
        pytest.param("Asia/Almaty", id="with rules that an older server does not know"),
        pytest.param("Africa/Cairo", id="where summer time begins at midnight"),
    ],
)
async def test_the_time_zones_are_not_the_servers(bound: Database, zone: str) -> None:
    session = await a_session(bound)
    for day in (23, 24, 25):
        midnight = datetime(2026, 4, day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for minutes in (-15, 0, 15, 60):
            now = midnight + timedelta(minutes=minutes)
            await say("u", session.chat_id, now, ["user"] * day)
    await count_new(bound)
    for size in BucketSize:
        period = Period(date(2026, 4, 23), date(2026, 4, 24), size, zone)
        assert await Figures(bound, period).messages() == await slowly_by_role(bound, period)


async def test_the_most_buckets_there_can_be_are_counted(bound: Database) -> None:
    session = await a_session(bound)
    await say("u", session.chat_id, BEGIN, ["user"])
    await count_new(bound)
    for size in BucketSize:
        first = BEGIN.date() - timedelta(days=MOST_BUCKETS - 1)
        if size is BucketSize.WEEK:
            first -= timedelta(days=6 * MOST_BUCKETS - 12)
        elif size is BucketSize.MONTH:
            first = date(BEGIN.year - MOST_BUCKETS // 12, BEGIN.month, 1)
        period = Period(first, BEGIN.date(), size, "Europe/Berlin")
        assert len(period.starts()) >= MOST_BUCKETS - 3
        assert await Figures(bound, period).messages() == await slowly_by_role(bound, period)


async def test_the_figures_of_one_user_are_that_users(bound: Database) -> None:
    await a_history(bound, 3)
    period = Period(date(2026, 3, 1), date(2026, 5, 30), BucketSize.MONTH, "UTC")
    await count_new(bound, user_id="user-1")
    mine = await Figures(bound, period, "user-1").messages()
    assert mine == await slowly_by_role(bound, period, "user-1")
    assert await Figures(bound, period, "nobody").messages() == {}


async def test_sessions_lengths_and_sizes_are_what_a_slow_count_finds(bound: Database) -> None:
    await a_history(bound, 5, sessions=25)
    await count_new(bound)
    period = Period(date(2026, 3, 22), date(2026, 4, 25), BucketSize.WEEK, "Europe/Berlin")
    found = await Figures(bound, period).sessions()
    lengths, sizes, by_status = [], [], Counter[str]()
    async for session in look(bound["user_sessions"]).find():
        bucket = bucket_of(session["created_at"], period)
        if bucket is None:
            continue
        by_status[bucket] += 1
        lengths.append((session["last_activity_at"] - session["created_at"]).total_seconds())
        chat = await bound["chats"].find_one({"_id": session["chat"].id})
        assert chat is not None
        sizes.append(chat["last_sequence"])
    assert by_status
    assert found.by_status == {bucket: {"active": n} for bucket, n in by_status.items()}
    assert found.length_seconds == slowly_spread(lengths)
    assert found.messages == slowly_spread(sizes)


def slowly_spread(values: list[float]) -> Spread:
    ranked = sorted(values)
    return Spread(len(values), statistics.median(values), ranked[math.ceil(0.95 * len(values)) - 1])


@given(st.lists(st.integers(0, 50), min_size=1, max_size=80))
def test_a_spread_is_that_of_the_values_one_by_one(values: list[int]) -> None:
    assert spread(Counter(values).items()) == slowly_spread([float(value) for value in values])


async def test_what_a_lone_writer_appends_after_a_count_is_counted_too(bound: Database) -> None:
    session = await a_session(bound)
    for number in range(1, 6):
        await say("u", session.chat_id, BEGIN, ["user"])
        assert await count_new(bound) == 1, number


async def test_counting_beside_appends_counts_every_message_once(bound: Database) -> None:
    chance = random.Random(9)
    session = await a_session(bound)

    async def writer() -> None:
        for _ in range(25):
            roles = chance.choices(ROLES, k=chance.randint(1, 4))
            await say("u", session.chat_id, BEGIN + timedelta(hours=chance.randrange(9)), roles)

    async def counter() -> None:
        for _ in range(25):
            await count_new(bound)

    await asyncio.gather(writer(), writer(), counter(), counter())
    await count_new(bound)
    period = Period(date(2026, 3, 20), date(2026, 3, 21), BucketSize.DAY, "UTC")
    assert await Figures(bound, period).messages() == await slowly_by_role(bound, period)
    assert await count_new(bound) == 0


class _Killed(Exception):
    pass


async def test_a_count_killed_anywhere_counts_every_message_once(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_history(bound, 8)
    chance = random.Random(8)
    whole = Database.in_transaction

    async def killed(self: Database, work: Any) -> Any:
        if chance.random() < 0.3:
            raise _Killed
        result = await whole(self, work)
        if chance.random() < 0.3:
            raise _Killed
        return result

    with monkeypatch.context() as patched:
        patched.setattr(Database, "in_transaction", killed)
        patched.setattr("documents.aggregates.analytics.tallies._MESSAGES_A_STEP", 7)
        patched.setattr("documents.aggregates.analytics.tallies._CHATS_AT_ONCE", 1)
        for _ in range(20):
            try:
                await count_new(bound)
            except _Killed:
                continue
    await count_new(bound)
    period = Period(date(2026, 3, 1), date(2026, 5, 30), BucketSize.DAY, "UTC")
    assert await Figures(bound, period).messages() == await slowly_by_role(bound, period)


async def test_what_is_deleted_does_not_count_and_what_is_restored_does(bound: Database) -> None:
    session = await a_session(bound)
    await say("u", session.chat_id, BEGIN, ["user", "tool"])
    await count_new(bound)
    period = Period(date(2026, 3, 20), date(2026, 3, 20), BucketSize.DAY, "UTC")
    ask = Figures(bound, period)
    assert totals(await ask.messages()) == {"user": 1, "tool": 1}
    assert session.id is not None
    await delete_session(bound, "u", session.id, revisions=None, now=BEGIN)
    await count_new(bound)
    assert totals(await ask.messages()) == {}
    assert (await ask.sessions()).by_status == {}
    await restore_session(bound, "u", session.id, now=BEGIN)
    await count_new(bound)
    assert totals(await ask.messages()) == {"user": 1, "tool": 1}
    await delete_session(bound, "u", session.id, revisions=None, now=BEGIN)
    await remove_session(bound, session.id)
    assert await look(collection_of(MessageTally, bound)).count_documents({}) == 0


async def test_missions_and_tool_steps_are_counted(bound: Database) -> None:
    outcomes = [("completed", 60), ("completed", 90), ("failed", 5), ("proposed", 0)]
    for number, (status, seconds) in enumerate(outcomes):
        await bound["missions"].insert_one(
            {
                "user_id": "u",
                "name": str(number),
                "status": status,
                "created_at": BEGIN,
                "status_changed_at": BEGIN + timedelta(seconds=seconds),
                "deleted_at": None,
            }
        )
    steps = [("search", "completed"), ("search", "failed"), ("search", "proposed"), ("mail", "x")]
    made = [{"tool_id": tool, "status": status, "created_at": BEGIN} for tool, status in steps]
    made.append({"tool_id": "late", "status": "x", "created_at": BEGIN + timedelta(days=9)})
    await bound["hops"].insert_one({"user_id": "u", "deleted_at": None, "tool_steps": made})
    period = Period(date(2026, 3, 20), date(2026, 3, 21), BucketSize.DAY, "UTC")
    ask = Figures(bound, period, "u")
    missions = await ask.missions()
    assert missions.by_status == {"2026-03-20": {"completed": 2, "failed": 1, "proposed": 1}}
    assert missions.seconds_to_complete == Spread(2, 75, 90)
    tools = await ask.tools()
    assert tools.by_tool == {
        "search": {"completed": 1, "failed": 1, "proposed": 1},
        "mail": {"x": 1},
    }
    assert tools.failure_rate("search") == 0.5
    assert tools.failure_rate("mail") is None


async def test_of_many_tools_the_most_used_are_told_and_the_others_counted(
    bound: Database,
) -> None:
    used = {f"tool-{n:04}": 1 + (n % 7 == 0) + (n == 500) for n in range(1000)}
    made = [
        {"tool_id": tool, "status": "completed" if n else "failed", "created_at": BEGIN}
        for tool, number in used.items()
        for n in range(number)
    ]
    await bound["hops"].insert_one({"user_id": "u", "deleted_at": None, "tool_steps": made})
    period = Period(date(2026, 3, 20), date(2026, 3, 21), BucketSize.DAY, "UTC")
    tools = await Figures(bound, period, "u").tools()
    expected = sorted(used, key=lambda tool: (-used[tool], tool))[:MOST_TOOLS]
    assert list(tools.by_tool) == expected
    assert all(sum(tools.by_tool[tool].values()) == used[tool] for tool in expected)
    assert tools.other_tools == 900
    assert tools.other_steps == sum(used.values()) - sum(used[tool] for tool in expected)


async def test_no_figure_reads_a_whole_collection(bound: Database) -> None:
    await a_history(bound, 1, sessions=3)
    await bound.handle.command("profile", 2)
    period = Period(date(2026, 3, 22), date(2026, 4, 25), BucketSize.DAY, "Europe/Berlin")
    for user in (None, "user-1"):
        await count_new(bound, user_id=user)
        ask = Figures(bound, period, user)
        for figure in (ask.messages, ask.users, ask.sessions, ask.missions, ask.tools):
            await figure()
    await bound.handle.command("profile", 0)
    plans = [
        (entry["ns"].split(".")[1], entry["planSummary"])
        async for entry in bound["system.profile"].find({"planSummary": {"$exists": True}})
        if not entry["ns"].endswith("system.profile")
    ]
    assert {name for name, _ in plans} >= {"chats", "user_sessions", name_of(MessageTally)}
    # EOF: the collection is not there yet.
    assert [plan for plan in plans if "COLLSCAN" in plan[1]] == []
