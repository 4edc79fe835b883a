"""Attachments that versions of a message name."""

import httpx

from tests.api.attachments.support import is_there, naming, send, uploaded
from tests.support import message
from tests.workflow_support import Json


async def test_a_version_that_is_not_selected_keeps_its_attachment(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/messages/m"
    first, second = await uploaded(user, chat, b"first"), await uploaded(user, chat, b"second")
    await send(user, chat, naming(first, id="m"))
    wrong = await user.post(
        f"{path}/versions", json={"content": naming({"id": "0" * 24})["content"]}
    )
    assert wrong.status_code == 422
    added = await user.post(
        f"{path}/versions", json={"id": "v", "content": naming(second)["content"]}
    )
    assert added.status_code == 201, added.text
    await user.patch(path, json={"content": "no more"})
    assert await is_there(user, first)
    assert not await is_there(user, second)
    selected = await user.put(f"{path}/versions/selected", json={"id": "m"})
    assert selected.json()["content"] == naming(first)["content"]
    await user.patch(path, json={"content": "no more"})
    assert not await is_there(user, first)


async def test_the_retry_of_a_version_is_answered_though_its_attachment_is_gone(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/messages/m"
    attachment = await uploaded(user, chat)
    await send(user, chat, message("hi", id="m"))
    body = {"id": "v", "content": naming(attachment)["content"]}
    assert (await user.post(f"{path}/versions", json=body)).status_code == 201
    edited = await user.patch(path, json={"content": "no more"})
    assert not await is_there(user, attachment)
    late = await user.post(f"{path}/versions", json=body)
    assert (late.status_code, late.json()) == (200, edited.json())
    archived = await user.put(f"{path}/versions/selected", json={"id": "m"})
    late = await user.post(f"{path}/versions", json=body)
    assert (late.status_code, late.json()) == (200, archived.json())
    other = await user.post(f"{path}/versions", json={**body, "id": "w"})
    assert other.status_code == 422
    changed = await user.post(f"{path}/versions", json={**body, "name": "else"})
    assert changed.status_code == 409
    assert (await user.delete(path)).status_code == 204
    assert (await user.post(f"{path}/versions", json=body)).status_code == 409


async def test_the_retry_of_a_version_does_not_hold_what_an_edit_has_let_go_of(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/messages"
    attachment = await uploaded(user, chat)
    await send(user, chat, naming(attachment, id="b"))
    await send(user, chat, message("hi", id="m"))
    body = {"id": "v", "content": naming(attachment)["content"]}
    assert (await user.post(f"{path}/m/versions", json=body)).status_code == 201
    await user.patch(f"{path}/m", json={"content": "no more"})
    assert (await user.post(f"{path}/m/versions", json=body)).status_code == 200
    await user.delete(f"{path}/b")
    assert not await is_there(user, attachment)


async def test_a_redaction_takes_the_attachments_of_all_versions(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/messages/m"
    first, second = await uploaded(user, chat, b"first"), await uploaded(user, chat, b"second")
    await send(user, chat, naming(first, id="m"))
    await user.post(f"{path}/versions", json={"content": naming(second)["content"]})
    assert (await user.delete(path)).status_code == 204
    assert not await is_there(user, first)
    assert not await is_there(user, second)
