"""Exports and erasures that outlive their request, over HTTP."""

import gzip
import json
from typing import Any

import httpx
import pytest

from documents import leases
from documents.database import collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.user_jobs import UserJob, UserJobChunk
from documents.upkeep.user_jobs import place_of
from services import jobs as service
from services.schedules import ScheduledJobs
from tests.queries import look
from tests.support import Api, a_chat, a_session, got, messages


async def filled(api: Api, user_id: str) -> httpx.AsyncClient:
    """A user with a session of some messages and a chat."""
    user = await api.user(user_id)
    session = await a_session(user)
    await user.post(f"/chats/{session['chat_id']}/messages", json=messages(120))
    await a_chat(user, title="lone")
    await api.services.background.finish()
    return user


async def begun(client: httpx.AsyncClient, path: str, body: Any = None) -> dict[str, Any]:
    """The job that POSTing ``body`` began."""
    response = await client.post(path, json=body)
    assert response.status_code == 202, response.text
    job: dict[str, Any] = response.json()
    assert response.headers["Location"] == f"/jobs/{job['id']}"
    return job


async def ended(api: Api, client: httpx.AsyncClient, job: dict[str, Any]) -> dict[str, Any]:
    """A job, once it has ended."""
    await api.services.background.finish()
    return await got(client, f"/jobs/{job['id']}")


def unpacked(packed: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(packed).splitlines()]


async def test_a_user_exports_what_is_the_users_own_to_a_file(api: Api) -> None:
    user = await filled(api, "own-export")
    job = await begun(user, "/users/me/export")
    assert (job["kind"], job["status"], job["file"]) == ("export", "running", None)
    done = await ended(api, user, job)
    assert (done["status"], done["error"], done["receipt"]) == ("succeeded", None, None)
    assert done["progress"] == {"documents_done": 3, "documents_found": 3}
    assert done["file"]["lines"] == {"user": 1, "session": 1, "chat": 2, "message": 120}
    response = await user.get(done["file"]["url"])
    assert response.status_code == 200
    assert response.headers["Content-Type"] == done["file"]["media_type"] == "application/gzip"
    assert response.headers["ETag"] == f'"{done["file"]["sha256"]}"'
    assert len(response.content) == done["file"]["bytes"]
    admin = await api.user(admin=True)
    streamed = await admin.get("/users/export", params={"user_id": "own-export"})
    lines = [json.loads(line) for line in streamed.text.splitlines()]
    assert unpacked(response.content)[1:] == lines[1:]


async def test_a_download_that_broke_goes_on_by_ranges(api: Api) -> None:
    user = await filled(api, "ranged-export")
    done = await ended(api, user, await begun(user, "/users/me/export"))
    url, etag = done["file"]["url"], f'"{done["file"]["sha256"]}"'
    first = await user.get(url, headers={"Range": "bytes=0-99"})
    rest = await user.get(url, headers={"Range": "bytes=100-", "If-Range": etag})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert unpacked(first.content + rest.content)[0]["user_id"] == "ranged-export"
    assert (await user.get(url, headers={"If-None-Match": etag})).status_code == 304


async def test_an_administrator_exports_any_user_to_a_file(api: Api) -> None:
    await filled(api, "exported-by-admin")
    admin = await api.user(admin=True)
    job = await begun(admin, "/users/export", {"user_id": "exported-by-admin"})
    done = await ended(api, admin, job)
    assert done["status"] == "succeeded"
    assert unpacked((await admin.get(done["file"]["url"])).content)[0]["user_id"] == (
        "exported-by-admin"
    )


async def test_only_an_administrator_begins_the_export_of_another(api: Api) -> None:
    user = await api.user("nosy-for-a-file")
    response = await user.post("/users/export", json={"user_id": "somebody"})
    assert response.status_code == 403


async def test_a_job_is_seen_by_who_began_it_and_by_administrators(api: Api) -> None:
    user = await filled(api, "seen-export")
    stranger, admin = await api.user(), await api.user(admin=True)
    own = await ended(api, user, await begun(user, "/users/me/export"))
    others = await begun(admin, "/users/export", {"user_id": "seen-export"})
    await api.services.background.finish()
    assert (await admin.get(f"/jobs/{own['id']}")).status_code == 200
    for job_id, client in ((own["id"], stranger), (others["id"], user)):
        for method, path in (("GET", ""), ("GET", "/file"), ("DELETE", "")):
            response = await client.request(method, f"/jobs/{job_id}{path}")
            assert response.status_code == 404, (method, path)


async def test_a_user_lists_the_exports_that_he_began_newest_first_by_pages(api: Api) -> None:
    user, admin = await filled(api, "lists-jobs"), await api.user(admin=True)
    jobs = [await ended(api, user, await begun(user, "/users/me/export")) for _ in range(3)]
    others = await begun(admin, "/users/export", {"user_id": "lists-jobs"})
    await api.services.background.finish()
    first = (await user.get("/jobs", params={"limit": 2})).json()
    second = (await user.get("/jobs", params={"limit": 2, "cursor": first["next"]})).json()
    listed = [job["id"] for job in first["items"] + second["items"]]
    assert listed == [job["id"] for job in reversed(jobs)]
    assert second["next"] is None
    assert first["items"][0] == jobs[-1]
    assert others["id"] not in listed


async def test_an_administrator_lists_all_jobs_on_a_user_and_nobody_else_does(api: Api) -> None:
    user, admin = await filled(api, "listed-jobs"), await api.user(admin=True)
    own = await ended(api, user, await begun(user, "/users/me/export"))
    others = await begun(admin, "/users/export", {"user_id": "listed-jobs"})
    await api.services.background.finish()
    found = (await admin.get("/jobs", params={"user_id": "listed-jobs"})).json()
    assert [job["id"] for job in found["items"]] == [others["id"], own["id"]]
    assert (await admin.get("/jobs")).json()["items"] == []
    refused = await user.get("/jobs", params={"user_id": "listed-jobs"})
    assert refused.status_code == 403


async def test_whoever_asks_again_while_an_export_runs_gets_the_same(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 0)
    user = await filled(api, "asks-twice")
    admin = await api.user(admin=True)
    first, second = [await begun(user, "/users/me/export") for _ in range(2)]
    assert first["id"] == second["id"]
    other = await begun(admin, "/users/export", {"user_id": "asks-twice"})
    assert other["id"] != first["id"]
    monkeypatch.undo()
    api.services.jobs.do_soon()
    assert (await ended(api, user, first))["status"] == "succeeded"
    later = await begun(user, "/users/me/export")
    assert later["id"] != first["id"]
    await api.services.background.finish()


async def test_the_file_of_an_export_that_runs_is_refused(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 0)
    user = await filled(api, "too-early")
    job = await begun(user, "/users/me/export")
    response = await user.get(f"/jobs/{job['id']}/file")
    assert response.status_code == 409
    assert response.json()["type"].endswith("job-running")
    assert (await user.delete(f"/jobs/{job['id']}")).status_code == 204
    assert (await user.get(f"/jobs/{job['id']}")).status_code == 404


async def test_an_export_over_the_limit_fails_and_leaves_no_file(alone: Api) -> None:
    user = await filled(alone, "too-much")
    alone.services.jobs.limits = service.JobLimits(100, alone.services.jobs.limits.export_kept)
    done = await ended(alone, user, await begun(user, "/users/me/export"))
    assert (done["status"], done["file"]) == ("failed", None)
    assert "THREADKEEP_MAX_EXPORT_BYTES" in done["error"]
    assert (await user.get(f"/jobs/{done['id']}/file")).status_code == 404
    chunks = look(collection_of(UserJobChunk, alone.services.database))
    assert await chunks.count_documents({}) == 0


async def test_a_job_that_ended_goes_after_its_time(alone: Api) -> None:
    user = await filled(alone, "kept-export")
    done = await ended(alone, user, await begun(user, "/users/me/export"))
    alone.clock.advance(hours=24)
    assert (await user.get(f"/jobs/{done['id']}")).status_code == 404
    preview = await alone.services.upkeep.preview_sweep()
    report = await alone.services.upkeep.sweep()
    told = {"user_jobs": 1, "user_job_chunks": 1}
    assert told.items() <= report.removed_documents.items()
    assert preview.removed_documents == report.removed_documents
    database = alone.services.database
    for model in (UserJob, UserJobChunk):
        assert await look(collection_of(model, database)).count_documents({}) == 0


async def test_of_a_users_exports_the_newest_three_are_kept(alone: Api) -> None:
    user = await filled(alone, "many-exports")
    jobs = []
    for _ in range(4):
        jobs.append(await ended(alone, user, await begun(user, "/users/me/export")))
        alone.clock.advance(minutes=1)
    kept = [(await user.get(f"/jobs/{job['id']}")).status_code for job in jobs]
    assert kept == [404, 200, 200, 200]


async def test_much_is_erased_by_a_job_that_keeps_the_receipt(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ERASED_AT_ONCE", 2)
    await filled(alone, "much-erased")
    admin = await alone.user(admin=True)
    job = await begun(admin, "/users/erase", {"user_id": "much-erased"})
    assert (job["kind"], job["status"], job["receipt"]) == ("erasure", "running", None)
    done = await ended(alone, admin, job)
    assert done["status"] == "succeeded"
    assert done["receipt"]["messages"] == 120
    assert done["receipt"]["documents"]["chats"] == 2
    assert done["progress"]["documents_done"] == done["progress"]["documents_found"] >= 4
    streamed = await admin.get("/users/export", params={"user_id": "much-erased"})
    assert len(streamed.text.splitlines()) == 1
    again = await admin.post("/users/erase", json={"user_id": "much-erased"})
    assert (again.status_code, again.json()["documents"]) == (200, {})
    alone.clock.advance(days=7)
    assert (await admin.get(f"/jobs/{done['id']}")).status_code == 404


async def test_an_erasure_that_runs_cannot_be_called_off(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ERASED_AT_ONCE", 2)
    monkeypatch.setattr(service, "AT_ONCE", 0)
    await filled(alone, "not-called-off")
    admin = await alone.user(admin=True)
    first = await begun(admin, "/users/erase", {"user_id": "not-called-off"})
    again = await begun(admin, "/users/erase", {"user_id": "not-called-off"})
    assert first["id"] == again["id"]
    response = await admin.delete(f"/jobs/{first['id']}")
    assert response.status_code == 409
    assert response.json()["type"].endswith("job-running")


async def test_an_erasure_takes_the_users_exports_with_it(alone: Api) -> None:
    user = await filled(alone, "erased-with-exports")
    admin = await alone.user(admin=True)
    own = await ended(alone, user, await begun(user, "/users/me/export"))
    receipt = (await admin.post("/users/erase", json={"user_id": "erased-with-exports"})).json()
    assert receipt["documents"]["user_jobs"] == receipt["documents"]["user_job_chunks"] == 1
    assert (await admin.get(f"/jobs/{own['id']}")).status_code == 404


async def test_a_job_of_a_process_that_ended_is_taken_up_by_another(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await filled(alone, "taken-up")
    database = alone.services.database
    with monkeypatch.context() as patched:
        patched.setattr(service, "AT_ONCE", 0)
        job = await begun(user, "/users/me/export")
        await alone.services.background.finish()
    (stored,) = [each async for each in look(collection_of(UserJob, database)).find()]
    other = ScheduledJobs(alone.services.jobs, chance=lambda: 0.5)
    async with leases.hold(database, place_of(stored["_id"]), wait_seconds=0):
        await other.once()
        assert (await ended(alone, user, job))["status"] == "running"
    await other.once()
    assert (await ended(alone, user, job))["status"] == "succeeded"


async def test_a_job_that_never_gets_on_fails_in_the_end(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await filled(alone, "never-gets-on")
    jobs = collection_of(UserJob, alone.services.database)
    begins = 0

    async def broken(*_: Any, **__: Any) -> None:
        nonlocal begins
        begins += 1
        raise ZeroDivisionError

    monkeypatch.setattr(service, "write_export", broken)
    job = await begun(user, "/users/me/export")
    for _ in range(10):
        await alone.services.background.finish()
        # As if the pause that doubles each time had passed.
        this = {"_id": PydanticObjectId(job["id"])}
        await jobs.update_one(this, {"$set": {"since": alone.clock.now}})
        await alone.services.jobs.begin_some()
    done = await ended(alone, user, job)
    assert (done["status"], begins) == ("failed", 8)
    assert "never got on" in done["error"]
