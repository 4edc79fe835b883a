"""Stored messages become the JSON that their models would be, byte for byte."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.chats.schemas import MessageList
from api.entities import MessageOut, MessagePage
from api.stored_messages import list_json, message_json, page_json
from documents.shapes.chats import LostRange, Role
from services.chat_answers import PageOfChat

MILLISECONDS = 253_370_764_800_000
"""Until the year 9999; MongoDB stores no parts of them."""
times = st.integers(0, MILLISECONDS).map(
    lambda count: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=count)
)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text() | times,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
parts = st.lists(st.dictionaries(st.text(), values), max_size=2)
stored = st.fixed_dictionaries(
    {
        "id": st.text(),
        "sequence_order": st.integers(1, 2**53),
        "role": st.sampled_from([role.value for role in Role]),
        "message_metadata": st.dictionaries(st.text(), values),
        "created_at": times,
    },
    optional={
        "content": st.none() | st.text() | parts,
        "name": st.none() | st.text(max_size=255),
        "tool_calls": st.none() | parts,
        "tool_call_id": st.none() | st.text(),
        "refusal": st.none() | st.text(),
        "reasoning": st.none() | st.text(),
        "usage": st.none() | st.dictionaries(st.text(), values),
        "usage_tallied": st.booleans(),
        "as_imported": st.dictionaries(st.text(), values),
        "item": st.dictionaries(st.text(), values),
        "revision": st.integers(1, 9),
        "edited_at": times,
        "redacted_at": st.none() | times,
        "original_digest": st.text(),
        "of another release": values,
    },
)


@pytest.mark.slow("tries 100 of any messages")
@given(stored)
def test_a_message(message: dict[str, Any]) -> None:
    assert message_json(message) == MessageOut.model_validate(message).model_dump_json().encode()


@pytest.mark.slow("tries 100 of any messages")
@given(st.lists(stored, max_size=3), st.none() | st.text(), st.lists(st.integers(1, 99)))
def test_a_page(messages: list[dict[str, Any]], cursor: str | None, lost: list[int]) -> None:
    page = PageOfChat(
        messages,
        next=cursor,
        previous=None,
        lost=[LostRange(first=number, last=number + 1) for number in lost],
    )
    assert page_json(page) == MessagePage.model_validate(page).model_dump_json().encode()


@pytest.mark.slow("tries 100 of any messages")
@given(st.lists(stored, max_size=3))
def test_the_messages_of_an_append(messages: list[dict[str, Any]]) -> None:
    shown = MessageList(items=[MessageOut.model_validate(each) for each in messages])
    assert list_json(messages) == shown.model_dump_json().encode()


MESSAGE = {
    "id": "m",
    "sequence_order": 1,
    "role": "user",
    "content": "",
    "message_metadata": {},
    "created_at": datetime(2026, 1, 1, tzinfo=UTC),
}


def test_what_only_another_hand_can_have_stored_is_shown_as_the_model_shows_it() -> None:
    message = MESSAGE | {"message_metadata": {"a": b"bytes"}}
    assert b'"a":"bytes"' in message_json(message)


def test_a_message_that_is_not_whole_is_refused_as_the_model_refuses_it() -> None:
    with pytest.raises(ValidationError):
        message_json({name: value for name, value in MESSAGE.items() if name != "role"})
