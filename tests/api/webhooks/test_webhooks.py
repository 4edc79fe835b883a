"""Webhooks as administrators make, change and delete them."""

import base64
from typing import Any

from commands.embedded import EmbeddedServer
from tests.api.webhooks.support import KINDS, URL, a_webhook, an_admin
from tests.support import Api, got, running_api, settings_for


async def test_a_webhook_is_answered_as_it_was_made(alone: Api) -> None:
    admin = await an_admin(alone)
    webhook = await a_webhook(admin, description="the help desk")
    secret = webhook.pop("secret")
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert (webhook["url"], webhook["kinds"]) == (URL, KINDS)
    assert webhook["enabled"] is True
    assert await got(admin, f"/webhooks/{webhook['id']}") == webhook


async def test_a_secret_is_told_once(alone: Api) -> None:
    admin = await an_admin(alone)
    made_one = await admin.post("/webhooks", json={"url": URL, "kinds": KINDS})
    assert made_one.headers["Cache-Control"] == "no-store"
    secret = made_one.json()["secret"]
    path = made_one.headers["Location"]
    for answer in (await admin.get(path), await admin.get("/webhooks")):
        assert secret not in answer.text


async def test_webhooks_are_for_administrators_alone(alone: Api) -> None:
    webhook = await a_webhook(await an_admin(alone))
    user = await alone.user()
    for method, path in (
        ("POST", ""),
        ("GET", ""),
        ("GET", "/{}"),
        ("PATCH", "/{}"),
        ("DELETE", "/{}"),
        ("POST", "/{}/rotate-secret"),
        ("POST", "/{}/test"),
        ("GET", "/{}/deliveries"),
        ("POST", "/{}/deliveries/send-again"),
        ("GET", "/{}/deliveries/" + "0" * 24),
        ("POST", "/{}/deliveries/" + "0" * 24 + "/send-again"),
    ):
        body = {"url": URL, "kinds": KINDS} if method in ("POST", "PATCH") else None
        answer = await user.request(method, f"/webhooks{path}".format(webhook["id"]), json=body)
        assert answer.status_code == 403, (method, path)


async def test_there_are_no_more_webhooks_than_there_may_be(
    mongod: EmbeddedServer, alone: Api
) -> None:
    settings = settings_for(mongod.uri, alone.settings.database_name or "", max_webhooks=2)
    async with running_api(settings) as api:
        admin = await an_admin(api)
        first = await a_webhook(admin)
        await a_webhook(admin)
        refused = await admin.post("/webhooks", json={"url": URL, "kinds": KINDS})
        assert refused.status_code == 409
        assert refused.json()["type"] == "urn:threadkeep:problem:limit-reached"
        assert (await admin.delete(f"/webhooks/{first['id']}")).status_code == 204
        await a_webhook(admin)


async def test_webhooks_are_listed_a_page_at_a_time_the_newest_first(alone: Api) -> None:
    admin = await an_admin(alone)
    ids = [(await a_webhook(admin))["id"] for _ in range(3)]
    page = await got(admin, "/webhooks", limit=2)
    rest = await got(admin, "/webhooks", limit=2, cursor=page["next"])
    assert [each["id"] for each in page["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None


async def test_a_change_leaves_what_it_does_not_name(alone: Api) -> None:
    admin = await an_admin(alone)
    webhook = await a_webhook(admin, description="the help desk")
    path = f"/webhooks/{webhook['id']}"
    changed = (await admin.patch(path, json={"kinds": ["user.erased"]})).json()
    assert changed["kinds"] == ["user.erased"]
    assert (changed["url"], changed["description"]) == (URL, "the help desk")
    changed = (await admin.patch(path, json={"description": None})).json()
    assert changed["description"] is None
    assert changed == await got(admin, path)


async def test_a_webhook_is_changed_only_at_the_version_that_was_seen(alone: Api) -> None:
    admin = await an_admin(alone)
    path = f"/webhooks/{(await a_webhook(admin))['id']}"
    seen = (await admin.get(path)).headers["ETag"]
    first = await admin.patch(path, json={"enabled": False}, headers={"If-Match": seen})
    assert first.status_code == 200
    for method in ("PATCH", "DELETE"):
        body: Any = {"enabled": True} if method == "PATCH" else None
        late = await admin.request(method, path, json=body, headers={"If-Match": seen})
        assert late.status_code == 412
    assert (await got(admin, path))["enabled"] is False


async def test_a_disabled_webhook_says_who_disabled_it_until_it_is_enabled(alone: Api) -> None:
    admin = await an_admin(alone)
    path = f"/webhooks/{(await a_webhook(admin, enabled=False))['id']}"
    assert (await got(admin, path))["disabled_reason"] == "asked"
    enabled = (await admin.patch(path, json={"enabled": True})).json()
    assert (enabled["enabled"], enabled["disabled_reason"]) == (True, None)


async def test_a_new_secret_stands_beside_the_old_one_for_a_day(alone: Api) -> None:
    admin = await an_admin(alone)
    webhook = await a_webhook(admin)
    path = f"/webhooks/{webhook['id']}"
    rotated = (await admin.post(f"{path}/rotate-secret")).json()
    assert rotated["secret"] != webhook["secret"]
    assert rotated["secrets"] == 2
    alone.clock.advance(days=1, seconds=1)
    assert (await admin.post(f"{path}/rotate-secret")).json()["secrets"] == 2


async def test_secrets_that_are_rotated_without_end_are_five_at_most(alone: Api) -> None:
    admin = await an_admin(alone)
    path = f"/webhooks/{(await a_webhook(admin))['id']}"
    counts = [(await admin.post(f"{path}/rotate-secret")).json()["secrets"] for _ in range(6)]
    assert counts == [2, 3, 4, 5, 5, 5]


async def test_a_url_that_leads_to_where_no_webhook_may_is_refused_with_its_place(
    alone: Api,
) -> None:
    admin = await an_admin(alone)
    webhook = await a_webhook(admin)
    for url in ("", "http://hooks.example/", "https://169.254.169.254/", "https://[::1]/"):
        made_one = await admin.post("/webhooks", json={"url": url, "kinds": KINDS})
        changed = await admin.patch(f"/webhooks/{webhook['id']}", json={"url": url})
        for answer in (made_one, changed):
            assert answer.status_code == 422, url
            assert answer.json()["errors"][0]["pointer"] == "/url"


async def test_a_webhook_that_is_none_is_refused(alone: Api) -> None:
    admin = await an_admin(alone)
    bodies: list[dict[str, Any]] = [
        {"url": URL},
        {"url": URL, "kinds": []},
        {"url": URL, "kinds": ["session.forgotten"]},
        {"url": URL, "kinds": ["webhook.test"]},
        {"url": URL, "kinds": KINDS, "secret": "mine"},
        {"url": URL, "kinds": KINDS, "enabled": "yes"},
        {"url": URL, "kinds": KINDS, "description": "x" * 1001},
    ]
    for body in bodies:
        assert (await admin.post("/webhooks", json=body)).status_code == 422, body


async def test_a_delivery_that_is_not_there_is_not_found(alone: Api) -> None:
    admin = await an_admin(alone)
    path = f"/webhooks/{(await a_webhook(admin))['id']}"
    nothing = "0" * 24
    assert (await admin.get(f"/webhooks/{nothing}/deliveries")).status_code == 404
    assert (await admin.get(f"{path}/deliveries/{nothing}")).status_code == 404
    again = await admin.post(f"{path}/deliveries/{nothing}/send-again")
    assert again.status_code == 404


async def test_a_disabled_webhook_is_sent_nothing_to_try_it(alone: Api) -> None:
    admin = await an_admin(alone)
    path = f"/webhooks/{(await a_webhook(admin, enabled=False))['id']}"
    for asked in ("test", "deliveries/send-again", f"deliveries/{'0' * 24}/send-again"):
        refused = await admin.post(f"{path}/{asked}")
        assert refused.status_code == 409
        assert refused.json()["current_status"] == "disabled"


async def test_deliveries_are_listed_by_their_state_a_page_at_a_time(alone: Api) -> None:
    admin = await an_admin(alone)
    path = f"/webhooks/{(await a_webhook(admin))['id']}"
    ids = []
    for _ in range(3):
        answer = await admin.post(f"{path}/test")
        assert answer.status_code == 202
        ids.append(answer.json()["id"])
    page = await got(admin, f"{path}/deliveries", limit=2, state="pending")
    rest = await got(admin, f"{path}/deliveries", cursor=page["next"], state="pending")
    assert [each["id"] for each in page["items"] + rest["items"]] == ids[::-1]
    assert (await got(admin, f"{path}/deliveries", state="dead"))["items"] == []
    assert (await got(admin, f"{path}/deliveries/{ids[0]}"))["kind"] == "webhook.test"


async def test_a_webhooks_deliveries_go_with_it(alone: Api) -> None:
    admin = await an_admin(alone)
    one, other = [await a_webhook(admin) for _ in range(2)]
    for webhook in (one, other):
        assert (await admin.post(f"/webhooks/{webhook['id']}/test")).status_code == 202
    assert (await admin.delete(f"/webhooks/{one['id']}")).status_code == 204
    await alone.services.background.finish()
    assert (await admin.get(f"/webhooks/{one['id']}/deliveries")).status_code == 404
    kept = await got(admin, f"/webhooks/{other['id']}/deliveries")
    assert len(kept["items"]) == 1


async def test_a_delivery_is_another_webhooks_to_nobody(alone: Api) -> None:
    admin = await an_admin(alone)
    one, other = [await a_webhook(admin) for _ in range(2)]
    sent = (await admin.post(f"/webhooks/{one['id']}/test")).json()
    path = f"/webhooks/{other['id']}/deliveries/{sent['id']}"
    assert (await admin.get(path)).status_code == 404
    assert (await admin.post(f"{path}/send-again")).status_code == 404


async def test_a_cursor_of_one_state_is_none_of_another(alone: Api) -> None:
    admin = await an_admin(alone)
    path = f"/webhooks/{(await a_webhook(admin))['id']}"
    for _ in range(2):
        await admin.post(f"{path}/test")
    page = await got(admin, f"{path}/deliveries", limit=1)
    parameters = {"cursor": page["next"], "state": "dead"}
    refused = await admin.get(f"{path}/deliveries", params=parameters)
    assert refused.status_code == 422
