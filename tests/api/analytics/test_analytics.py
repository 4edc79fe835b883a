from typing import Any

import pytest

from tests.support import Api, a_session, got, messages


async def a_busy_day(api: Api) -> str:
    user_id = "busy"
    user = await api.user(user_id)
    session = await a_session(user)
    await user.post(f"/chats/{session['chat_id']}/messages", json=messages(130))
    done = await a_session(user)
    api.clock.advance(minutes=10)
    await user.post(f"/chats/{done['chat_id']}/messages", json=messages(1, role="tool"))
    await api.services.activity.flush()
    await user.post(f"/sessions/{done['id']}/complete")
    return user_id


async def test_an_administrator_sees_figures_of_all(alone: Api) -> None:
    await a_busy_day(alone)
    admin = await alone.user(admin=True)
    day = {"from": "2026-01-01", "to": "2026-01-02"}
    found = await got(admin, "/analytics", **day)
    assert found["messages"]["total"] == {"user": 130, "tool": 1}
    assert found["messages"]["buckets"] == [
        {"start": "2026-01-01", "counts": {"user": 130, "tool": 1}},
        {"start": "2026-01-02", "counts": {}},
    ]
    assert found["users"] == {
        "buckets": [{"start": "2026-01-01", "active": 1}, {"start": "2026-01-02", "active": 0}],
        "total": 1,
    }
    assert found["sessions"]["total"] == {"active": 1, "completed": 1}
    assert found["sessions"]["messages"] == {"count": 2, "median": 65.5, "p95": 130.0}
    assert found["sessions"]["length_seconds"] == {"count": 2, "median": 300.0, "p95": 600.0}
    assert found["missions"]["total"] == {}
    assert (found["tools"], found["other_tools"]) == ([], None)


async def test_the_time_zone_decides_the_day(alone: Api) -> None:
    await a_busy_day(alone)
    admin = await alone.user(admin=True)
    days = {"from": "2026-01-01", "to": "2026-01-02", "only": "messages"}
    found = await got(admin, "/analytics", timezone="Pacific/Kiritimati", **days)
    assert [bucket["counts"] for bucket in found["messages"]["buckets"]] == [
        {},
        {"user": 130, "tool": 1},
    ]
    assert found["sessions"] is None


async def test_everybody_sees_their_own_figures_alone(api: Api) -> None:
    alice, bob = await api.user(), await api.user()
    session = await a_session(alice)
    await alice.post(f"/chats/{session['chat_id']}/messages", json=messages(2))
    for user, total in ((alice, {"user": 2}), (bob, {})):
        found = await got(user, "/analytics/me", only="messages,sessions")
        assert found["messages"]["total"] == total
        assert len(found["messages"]["buckets"]) == 30
    assert (await alice.get("/analytics")).status_code == 403


@pytest.mark.parametrize(
    "parameters",
    [
        {"timezone": "Mars/Base"},
        {"timezone": "../UTC"},
        {"timezone": "+05:07"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "1990-01-01", "to": "2026-01-01"},
        {"from": "0001-01-01", "to": "9999-12-31", "bucket": "month"},
        {"to": "9999-12-31"},
        {"to": "0001-01-01", "timezone": "Asia/Tokyo"},
        {"bucket": "hour"},
        {"only": "everything"},
        {"from": "yesterday"},
    ],
)
async def test_a_period_that_cannot_be_is_refused(api: Api, parameters: dict[str, Any]) -> None:
    alice = await api.user()
    assert (await alice.get("/analytics/me", params=parameters)).status_code == 422


@pytest.mark.parametrize(
    "day", ["0", "1767225600", "2026-1-1", "2026-02-30", "2026-01-01T00:00:00"]
)
async def test_what_is_no_day_of_the_calendar_is_refused(api: Api, day: str) -> None:
    response = await (await api.user()).get("/analytics/me", params={"to": day})
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "to"
