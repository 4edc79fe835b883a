"""What happens through the API arrives at a receiver: signed, in order, and without what was
written."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from commands.embedded import EmbeddedServer
from documents.database import Database
from documents.shapes.webhooks import EventKind
from tests.api.webhooks.receiver import Received, Receiver, receiving
from tests.api.webhooks.support import a_webhook, an_admin
from tests.support import Api, SetClock, a_chat, a_session, made, message, running_api, settings_for
from tests.workflow_support import a_hop, a_mission, a_step, an_asset


@pytest.fixture
async def sending(mongod: EmbeddedServer, bound: Database) -> AsyncIterator[Api]:
    """The service, which may reach this machine. Its clock stands at the receivers' time."""
    settings = settings_for(mongod.uri, bound.name, webhook_networks="127.0.0.0/8")
    async with running_api(settings, SetClock(datetime.now(UTC))) as api:
        yield api


def told(received: list[Received]) -> list[dict[str, Any]]:
    return [json.loads(each.body) for each in received]


async def last_of(receiver: Receiver, kind: str) -> list[dict[str, Any]]:
    """All that came, once this kind did."""
    done = await receiver.until(lambda found: any(each["type"] == kind for each in told(found)))
    return told(done)


@pytest.mark.slow("it makes one of each thing, changes it, and waits for what is told of it")
async def test_all_that_happens_is_told_with_its_ids_and_without_what_was_written(
    sending: Api,
) -> None:
    admin, user = await an_admin(sending), await sending.user("alice")
    async with receiving() as receiver:
        await a_webhook(admin, url=receiver.url, kinds=list(EventKind))
        mission = await a_mission(user, name="a secret plan")
        session = await a_session(user, name="a secret name", mission_id=mission["id"])
        chat = session["chat_id"]
        body = [message("a secret text", id="m-1"), message("another secret", id="m-2")]
        await made(user, f"/chats/{chat}/messages", body)
        edited = await user.patch(f"/chats/{chat}/messages/m-1", json={"content": "a secret edit"})
        assert edited.status_code == 200
        await user.put(f"/chats/{chat}", json={"title": "a secret title"})
        hop = await a_hop(user, mission, name="a secret hop")
        await a_step(user, hop, name="a secret step")
        asset = await an_asset(user, mission, name="a secret asset", content={"secret": 1})
        await user.patch(f"/assets/{asset['id']}/status", json={"status": "pending"})
        await user.patch(f"/missions/{mission['id']}/status", json={"status": "cancelled"})
        done = await user.put(f"/sessions/{session['id']}", json={"status": "completed"})
        assert done.status_code == 200, done.text
        stream = await made(user, f"/chats/{(await a_chat(user))['id']}/streams")
        assert (await user.post(f"/streams/{stream['id']}/finish")).status_code == 200
        await user.delete(f"/sessions/{session['id']}")
        await last_of(receiver, "session.deleted")
        # An erasure takes away what waits, too.
        erased = await admin.post("/users/erase", json={"user_id": "alice"})
        assert erased.status_code == 200
        events = await last_of(receiver, "user.erased")
    kinds = {event["type"] for event in events}
    assert kinds >= {
        *("session.created", "session.changed", "session.deleted"),
        *("chat.created", "chat.changed", "chat.deleted", "message.created", "message.changed"),
        *("mission.created", "mission.changed", "hop.created", "hop.changed"),
        *("asset.created", "asset.changed", "stream.ended"),
    }
    assert "secret" not in json.dumps(events)
    (appended,) = [
        each["data"]
        for each in events
        if each["type"] == "message.created" and each["data"]["chat_id"] == chat
    ]
    assert appended == {
        "user_id": "alice",
        "session_id": session["id"],
        "chat_id": chat,
        "through": 2,
    }
    (changed,) = [each["data"] for each in events if each["type"] == "message.changed"]
    assert (changed["chat_id"], changed["sequence_order"]) == (chat, 1)
    statuses = [each["data"].get("status") for each in events if each["type"] == "mission.changed"]
    assert statuses[-1] == "cancelled"


async def test_what_arrives_is_signed_by_standard_webhooks_with_each_secret(sending: Api) -> None:
    admin, user = await an_admin(sending), await sending.user()
    async with receiving() as receiver:
        webhook = await a_webhook(admin, url=receiver.url, kinds=["session.created"])
        rotated = (await admin.post(f"/webhooks/{webhook['id']}/rotate-secret")).json()
        await a_session(user)
        (request,) = await receiver.until(lambda found: len(found) == 1)
    assert request.line == "POST /hook HTTP/1.1"
    assert request.headers["content-type"] == "application/json"
    for secret in (webhook["secret"], rotated["secret"]):
        verified = Verifier(secret).verify(request.body, request.headers)
        assert verified["type"] == "session.created"
    (delivery,) = (await admin.get(f"/webhooks/{webhook['id']}/deliveries")).json()["items"]
    assert delivery["id"] == request.headers["webhook-id"]
    assert delivery["body"].encode() == request.body


async def test_a_test_arrives_though_nothing_has_happened(sending: Api) -> None:
    admin = await an_admin(sending)
    async with receiving() as receiver:
        webhook = await a_webhook(admin, url=receiver.url, kinds=["user.erased"])
        assert (await admin.post(f"/webhooks/{webhook['id']}/test")).status_code == 202
        (request,) = await receiver.until(lambda found: len(found) == 1)
    assert json.loads(request.body)["data"] == {"webhook_id": webhook["id"]}
