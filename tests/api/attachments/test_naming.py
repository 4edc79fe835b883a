"""Messages name attachments, and keep them: each goes with the last message that names it."""

from typing import Any

import httpx
import pytest

from documents.aggregates.attachments.copying import copy_attachments
from documents.aggregates.chats.append import NewMessage
from documents.database import ObjectId
from documents.shapes.base import PydanticObjectId
from tests.api.attachments.support import (
    content_of,
    files_of,
    is_there,
    naming,
    send,
    showing,
    stored,
    uploaded,
    usage_of,
)
from tests.support import Api, a_chat, a_session, got, message, running_api
from tests.workflow_support import Json


async def swept(api: Api, **later: float) -> None:
    api.clock.advance(**later)
    await api.services.upkeep.sweep(wait_seconds=60)


async def test_a_part_names_a_file_by_its_id_and_shows_an_image_by_its_url(
    user: httpx.AsyncClient, chat: Json
) -> None:
    attachment = await uploaded(user, chat)
    for n, url in enumerate((attachment["url"], f"https://t.example/api{attachment['url']}?x=1")):
        shown = message([{"type": "image_url", "image_url": {"url": url}}], id=f"s{n}")
        answer = await send(user, chat, shown)
        assert answer.status_code == 201, answer.text
        assert answer.json()["content"] == shown["content"]
    assert (await send(user, chat, naming(attachment))).status_code == 201


@pytest.mark.parametrize("kind", ["file", "image_url"])
async def test_a_part_that_names_none_of_the_chats_is_refused_with_its_place(
    user: httpx.AsyncClient, chat: Json, kind: str
) -> None:
    other = await a_chat(user)
    elsewhere = await uploaded(user, other)
    begun = await user.post(
        f"/chats/{chat['id']}/attachments", content=b"", headers={"Upload-Complete": "?0"}
    )
    assert begun.status_code == 201
    for attachment in (elsewhere, begun.json(), {"id": "0" * 24, "url": None}):
        url = attachment["url"] or f"/chats/{chat['id']}/attachments/{'0' * 24}/content"
        part = {
            "file": {"type": "file", "file": {"file_id": attachment["id"]}},
            "image_url": {"type": "image_url", "image_url": {"url": url}},
        }[kind]
        body = [message("fine"), message([{"type": "text", "text": "see"}, part])]
        answer = await send(user, chat, body)
        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        assert error["pointer"].startswith(f"/1/content/1/{kind}/")
    assert (await got(user, f"/chats/{chat['id']}/messages"))["items"] == []


async def test_what_is_another_services_is_kept_as_it_is(
    user: httpx.AsyncClient, chat: Json
) -> None:
    parts = [
        {"type": "file", "file": {"file_id": "file-6F2ksmvXxt4VdoqmHRw6kL"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/attachments/1"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
        {"type": "input_file", "file_id": "0" * 24},
    ]
    answer = await send(user, chat, message(parts))
    assert (answer.status_code, answer.json()["content"]) == (201, parts)


async def test_a_strangers_chat_is_not_there_whatever_is_named(
    api: Api, user: httpx.AsyncClient, chat: Json
) -> None:
    attachment = await uploaded(user, chat)
    stranger = await api.user()
    assert (await send(stranger, chat, naming(attachment))).status_code == 404


async def test_a_named_attachment_cannot_be_deleted(user: httpx.AsyncClient, chat: Json) -> None:
    attachment = await uploaded(user, chat)
    await send(user, chat, naming(attachment, id="m"))
    answer = await user.delete(f"/chats/{chat['id']}/attachments/{attachment['id']}")
    assert answer.status_code == 409
    assert answer.json()["message_ids"] == ["m"]
    assert await is_there(user, attachment)


async def test_a_redaction_takes_with_it_what_no_other_message_names(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/messages"
    attachment = await uploaded(user, chat)
    await send(user, chat, naming(attachment, id="a"))
    await send(user, chat, showing(attachment, id="b"))
    assert (await user.delete(f"{path}/a")).status_code == 204
    assert await is_there(user, attachment)
    assert (await user.delete(f"{path}/b")).status_code == 204
    assert not await is_there(user, attachment)
    await api.services.background.finish()
    assert await files_of(api, user_id) == []
    assert await usage_of(api, user_id) == 0


async def test_a_redaction_leaves_another_chats_attachment_of_the_same_bytes(
    api: Api, user: httpx.AsyncClient, user_id: str, chat: Json
) -> None:
    other = await a_chat(user)
    attachment, same = await uploaded(user, chat), await uploaded(user, other)
    await send(user, chat, naming(attachment, id="a"))
    await send(user, other, naming(same, id="a"))
    await user.delete(f"/chats/{chat['id']}/messages/a")
    await api.services.background.finish()
    assert not await is_there(user, attachment)
    assert (await content_of(user, same)).content == b"bytes"
    assert len(await files_of(api, user_id)) == 1


async def test_an_edit_lets_go_of_what_it_no_longer_names(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/messages/m"
    first, second = await uploaded(user, chat, b"first"), await uploaded(user, chat, b"second")
    await send(user, chat, naming(first, id="m"))
    edited = await user.patch(path, json={"content": naming(first, second)["content"]})
    assert edited.status_code == 200, edited.text
    await user.patch(path, json={"text": "and more"})
    await user.patch(path, json={"message_metadata": {"a": 1}})
    assert await is_there(user, first)
    await user.patch(path, json={"content": naming(second)["content"]})
    assert not await is_there(user, first)
    assert await is_there(user, second)
    refused = await user.patch(path, json={"content": naming(first)["content"]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/content/0/file/file_id"


async def test_the_retry_of_an_append_is_answered_though_the_attachment_is_gone(
    user: httpx.AsyncClient, chat: Json
) -> None:
    attachment = await uploaded(user, chat)
    body = naming(attachment, id="m")
    first = await send(user, chat, body)
    again = await send(user, chat, body)
    assert (again.status_code, again.json()) == (200, first.json())
    await user.delete(f"/chats/{chat['id']}/messages/m")
    late = await send(user, chat, body)
    assert late.status_code == 200
    assert late.json()["redacted_at"] is not None
    another = await send(user, chat, naming(attachment, id="m2"))
    assert another.status_code == 422


async def test_the_retry_of_an_append_does_not_hold_what_an_edit_has_let_go_of(
    user: httpx.AsyncClient, chat: Json
) -> None:
    path = f"/chats/{chat['id']}/messages"
    attachment = await uploaded(user, chat)
    await send(user, chat, naming(attachment, id="a"))
    await send(user, chat, naming(attachment, id="b"))
    await user.patch(f"{path}/a", json={"content": "nothing"})
    assert (await send(user, chat, naming(attachment, id="a"))).status_code == 200
    await user.delete(f"{path}/b")
    assert not await is_there(user, attachment)


async def test_a_refused_append_holds_nothing(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    chat = {"id": session["chat_id"]}
    attachment = await uploaded(user, chat)
    await user.post(f"/sessions/{session['id']}/complete")
    assert (await send(user, chat, naming(attachment))).status_code == 409
    deleted = await user.delete(f"/chats/{chat['id']}/attachments/{attachment['id']}")
    assert deleted.status_code == 204


async def test_what_no_message_has_named_for_a_day_goes(alone: Api) -> None:
    user = await alone.user("u")
    chat = await a_chat(user)
    attachment, named = await uploaded(user, chat, b"never"), await uploaded(user, chat, b"named")
    begun = (
        await user.post(
            f"/chats/{chat['id']}/attachments", content=b"half", headers={"Upload-Complete": "?0"}
        )
    ).json()
    await send(user, chat, naming(named, id="m"))
    await swept(alone, hours=23)
    assert await is_there(user, attachment)
    assert len(await files_of(alone, "u")) == 3
    await swept(alone, hours=2)
    assert not await is_there(user, attachment)
    assert await stored(alone, begun) is None
    await swept(alone, days=30)
    assert await is_there(user, named)
    assert [file["length"] for file in await files_of(alone, "u")] == [len(b"named")]
    assert await usage_of(alone, "u") == len(b"named")


async def test_how_long_an_unnamed_one_is_kept_is_a_setting(alone: Api) -> None:
    settings = alone.settings.model_copy(update={"attachment_unnamed_hours": 1.0})
    async with running_api(settings, alone.clock) as service:
        user = await service.user()
        attachment = await uploaded(user, await a_chat(user))
        await swept(service, hours=1)
        assert not await is_there(user, attachment)


async def test_a_writer_that_was_killed_after_its_claim_keeps_it_no_longer_than_a_day(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await alone.user()
    chat = await a_chat(user)
    attachment, kept = await uploaded(user, chat, b"a"), await uploaded(user, chat, b"b")

    async def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("documents.aggregates.attachments.naming._note_stored", killed)
        with pytest.raises(KeyboardInterrupt):
            await alone.services.messages.add_message(*an_append(chat, kept))
        patched.setattr("services.messages.MessageService._append", killed)
        with pytest.raises(KeyboardInterrupt):
            await alone.services.messages.add_message(*an_append(chat, attachment))
    unclear = await user.delete(f"/chats/{chat['id']}/attachments/{attachment['id']}")
    assert unclear.status_code == 409
    await swept(alone, hours=25)
    assert not await is_there(user, attachment)
    assert await is_there(user, kept)
    await swept(alone, days=3)
    assert await is_there(user, kept)


def an_append(chat: Json, attachment: Json) -> Any:
    content = naming(attachment)["content"]
    return chat["user_id"], ObjectId(chat["id"]), NewMessage("user", content)


async def test_a_redaction_that_was_killed_is_finished_by_the_sweep(
    alone: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await alone.user()
    chat = await a_chat(user)
    attachment = await uploaded(user, chat)
    await send(user, chat, naming(attachment, id="m"))

    async def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("documents.aggregates.attachments.releasing.release", killed)
        with pytest.raises(KeyboardInterrupt):
            await user.delete(f"/chats/{chat['id']}/messages/m")
    assert await is_there(user, attachment)
    await swept(alone, seconds=1)
    assert not await is_there(user, attachment)


async def test_sealed_messages_keep_their_attachments(alone: Api) -> None:
    user = await alone.user()
    chat = await a_chat(user)
    attachment = await uploaded(user, chat)
    await send(user, chat, naming(attachment, id="m"))
    for n in range(3):
        await send(user, chat, [message(f"{n} {k}") for k in range(100)])
    await alone.services.background.finish()
    await swept(alone, days=2)
    assert await is_there(user, attachment)
    await user.delete(f"/chats/{chat['id']}/messages/m")
    assert not await is_there(user, attachment)


async def test_a_deleted_chat_takes_its_attachments_with_it(
    api: Api, user: httpx.AsyncClient, user_id: str
) -> None:
    session = await a_session(user)
    lone = await a_chat(user)
    first = await uploaded(user, {"id": session["chat_id"]}, b"same")
    second = await uploaded(user, lone, b"same")
    await send(user, lone, naming(second))
    await user.delete(f"/sessions/{session['id']}")
    assert not await is_there(user, first)
    await api.services.background.finish()
    assert await is_there(user, second)
    assert await stored(api, first) is None
    await user.delete(f"/chats/{lone['id']}")
    await api.services.background.finish()
    assert await files_of(api, user_id) == []
    assert await stored(api, second) is None
    assert await usage_of(api, user_id) == 0


async def test_a_copied_chat_has_the_attachments_that_its_messages_name(alone: Api) -> None:
    user = await alone.user("u")
    chat, copy = await a_chat(user), await a_chat(user)
    named, unnamed = await uploaded(user, chat, b"named"), await uploaded(user, chat, b"unnamed")
    for each in (named, unnamed):
        await send(user, chat, naming(each, id=each["sha256"][:8]))
    source, target = PydanticObjectId(chat["id"]), PydanticObjectId(copy["id"])
    for expected in (2, 0):
        copied = await copy_attachments(
            alone.services.database, "u", source, target, now=alone.clock.now
        )
        assert copied == expected
    await send(user, copy, naming(named, id=named["sha256"][:8]))
    await user.delete(f"/chats/{chat['id']}/messages/{named['sha256'][:8]}")
    path = f"/chats/{copy['id']}/attachments"
    await swept(alone, days=2)
    assert (await user.get(f"{path}/{named['id']}/content")).content == b"named"
    assert (await user.get(f"{path}/{unnamed['id']}")).status_code == 404
    assert not await is_there(user, named)
    await user.delete(f"/chats/{copy['id']}/messages/{named['sha256'][:8]}")
    assert (await user.get(f"{path}/{named['id']}")).status_code == 404
    await alone.services.background.finish()
    assert [file["length"] for file in await files_of(alone, "u")] == [len(b"unnamed")]


async def test_a_fork_has_attachments_of_its_own(alone: Api) -> None:
    user = await alone.user("u")
    chat = await a_chat(user)
    attachment = await uploaded(user, chat)
    await send(user, chat, naming(attachment, id="m"))
    fork = (await user.post(f"/chats/{chat['id']}/fork", json={})).json()
    await user.delete(f"/chats/{chat['id']}/messages/m")
    assert not await is_there(user, attachment)
    copy = f"/chats/{fork['id']}/attachments/{attachment['id']}"
    await swept(alone, days=2)
    assert (await user.get(f"{copy}/content")).content == b"bytes"
    assert (await user.delete(copy)).status_code == 409
    for chat_id in (chat["id"], fork["id"]):
        checked = await alone.services.upkeep.check_chat(PydanticObjectId(chat_id))
        assert checked is not None
        assert checked.findings == []
    await user.delete(f"/chats/{fork['id']}/messages/m")
    await alone.services.background.finish()
    assert await files_of(alone, "u") == []
