"""Cursors: whoever has one goes on in his list by it, and by nothing that resembles it."""

import string
from typing import Any

import pytest

from documents.shapes.base import PydanticObjectId
from services.errors import InvalidArgument
from services.pagination import Cursors
from tests.support import CURSOR_KEY

CURSORS = Cursors(CURSOR_KEY)
MINE: dict[str, Any] = {"user_id": "u", "listing": "chats"}
LETTERS = string.ascii_letters + string.digits + "-_"
PLACES = ([1], ["a", 2], ["three", None], [str(PydanticObjectId())])


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_cursor_has_one_spelling(place: list[object]) -> None:
    cursor = CURSORS.make(place, **MINE)
    assert CURSORS.read(cursor, **MINE) == place
    others = {cursor[:-1] + letter for letter in LETTERS}
    others |= {cursor + end for end in ("=", "==", "\n", " ", "A", "%3D", "\0", "é")}
    others |= {" " + cursor, cursor[:-1], cursor[1:], cursor.swapcase(), ""}
    others |= {cursor.replace("-", "+").replace("_", "/") + "="}
    for other in others - {cursor}:
        with pytest.raises(InvalidArgument):
            CURSORS.read(other, **MINE)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_cursor_is_of_one_caller_and_one_list_and_one_key(place: list[object]) -> None:
    cursor = CURSORS.make(place, **MINE)
    for changed in ({"user_id": "v"}, {"listing": "sessions"}, {"user_id": "u\nchats"}):
        with pytest.raises(InvalidArgument):
            CURSORS.read(cursor, **{**MINE, **changed})
    with pytest.raises(InvalidArgument):
        Cursors(b"another key").read(cursor, **MINE)


@pytest.mark.parametrize("found", range(6))
def test_a_page_leads_on_only_where_there_is_more(found: int) -> None:
    items = list(range(found))
    page = CURSORS.page(items, 3, lambda item: [item], **MINE)
    assert page.items == items[:3]
    assert (page.next is not None) == (found > 3)
    if page.next is not None:
        assert CURSORS.read(page.next, **MINE) == [2]


@pytest.mark.parametrize("found", range(6))
def test_a_page_of_what_moves_up_names_all_that_was_shown(found: int) -> None:
    ids = [PydanticObjectId() for _ in range(5 + found)]
    seen, rest = ids[:5], ids[5:]
    page = CURSORS.unseen_page(rest, 3, lambda item: item, seen=seen, **MINE)
    assert page.items == rest[:3]
    assert (page.next is not None) == (found > 3)
    if page.next is not None:
        assert CURSORS.read_seen(page.next, **MINE) == ids[:8]
