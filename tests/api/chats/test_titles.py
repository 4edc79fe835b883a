"""The title of a chat: the one it was given, or the beginning of its first user's text."""

import httpx
import pytest

from documents.shapes.overviews import shortened
from tests.support import Api, a_chat, a_session, got, made, message, messages


async def shown(client: httpx.AsyncClient, chat_id: str) -> tuple[str | None, bool]:
    """The title that every answer with the chat shows, and whether it is derived."""
    alone = await got(client, f"/chats/{chat_id}")
    with_messages = await got(client, f"/chats/{chat_id}", include="messages")
    in_list = next(c for c in (await got(client, "/chats"))["items"] if c["id"] == chat_id)
    titles = {(each["title"], each["title_derived"]) for each in (alone, with_messages, in_list)}
    assert len(titles) == 1
    return titles.pop()


async def test_a_chat_without_a_title_shows_its_first_users_text(user: httpx.AsyncClient) -> None:
    chat = await a_chat(user)
    assert await shown(user, chat["id"]) == (None, False)
    path = f"/chats/{chat['id']}/messages"
    await made(user, path, {"role": "system", "content": "Be kind."})
    await made(
        user,
        path,
        message("  Where is\n my bag, which I left on the train to Oslo yesterday evening?"),
    )
    await made(user, path, message("And my hat?"))
    title = "Where is my bag, which I left on the train to Oslo yesterday"
    assert await shown(user, chat["id"]) == (title, True)
    assert len(title) == 60


async def test_a_title_that_was_given_replaces_it_and_null_takes_it_off_again(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    await made(user, f"/chats/{chat['id']}/messages", message("Where is my bag?"))
    put = await user.put(f"/chats/{chat['id']}", json={"title": "The bag"})
    assert (put.json()["title"], put.json()["title_derived"]) == ("The bag", False)
    assert await shown(user, chat["id"]) == ("The bag", False)
    put = await user.put(f"/chats/{chat['id']}", json={"title": None})
    assert (put.json()["title"], put.json()["title_derived"]) == ("Where is my bag?", True)


async def test_of_two_that_give_a_title_at_the_same_version_one_is_refused(
    user: httpx.AsyncClient,
) -> None:
    chat = await a_chat(user)
    etag = (await user.get(f"/chats/{chat['id']}")).headers["ETag"]
    at_once = {"If-Match": etag}
    first = await user.put(f"/chats/{chat['id']}", json={"title": "one"}, headers=at_once)
    second = await user.put(f"/chats/{chat['id']}", json={"title": "two"}, headers=at_once)
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["current"]["title"] == "one"


async def test_a_sealed_text_gives_the_title_and_its_edit_and_redaction_show_at_once(
    api: Api, user: httpx.AsyncClient
) -> None:
    chat = await a_chat(user)
    path = f"/chats/{chat['id']}/messages"
    sent = await made(user, path, messages(260))
    await api.services.background.finish()
    first, second = sent["items"][0]["id"], sent["items"][1]["id"]
    assert await shown(user, chat["id"]) == ("message 1", True)
    await user.patch(f"{path}/{first}", json={"content": "Another question"})
    assert await shown(user, chat["id"]) == ("Another question", True)
    await user.delete(f"{path}/{first}")
    assert await shown(user, chat["id"]) == ("message 2", True)
    await user.delete(f"{path}/{second}")
    assert await shown(user, chat["id"]) == ("message 3", True)


async def test_a_recovery_shows_the_derived_title_too(user: httpx.AsyncClient) -> None:
    session = await a_session(user)
    await made(user, f"/chats/{session['chat_id']}/messages", message("Where is my bag?"))
    recovery = (await got(user, f"/sessions/{session['id']}/recovery"))["recovery"]
    assert (recovery["chat"]["title"], recovery["chat"]["title_derived"]) == (
        "Where is my bag?",
        True,
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        (" \n ", ""),
        ("short", "short"),
        ("a" * 70, "a" * 60),
        ("a" * 60 + " b", "a" * 60),
        ("a" * 59 + " bc", "a" * 59),
        ("行" * 70, "行" * 60),
        ("a" * 59 + "e\u0301x", "a" * 59),
        ("a" * 58 + "👩\u200d🚀 x", "a" * 58),
        ("a\x00b\u200bc", "a b c"),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word(text: str, title: str) -> None:
    assert shortened(text, 60) == title
