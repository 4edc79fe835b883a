"""How text is read for a search, whatever it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.database import bson_bytes
from documents.shapes import searched
from documents.shapes.searched import (
    form_of,
    searched_form,
    units_of,
    words_of,
    words_of_texts,
)
from tests.commands.transcripts.support import REAL_FILE

TEXTS = st.text() | st.text("aé ß-行李กุ่\u0301\u0316⑴ﷺ")


@given(TEXTS)
def test_the_searched_form_is_that_of_the_units(text: str) -> None:
    units = units_of(text)
    assert form_of(text) == (searched_form(units), len(units))


@given(st.lists(TEXTS))
def test_the_words_of_texts_are_those_of_their_units(texts: list[str]) -> None:
    assert set(words_of_texts(texts)) == {w for text in texts for w in words_of(units_of(text))}


def test_marks_without_end_are_cut_for_putting_them_in_order_takes_their_square() -> None:
    for marks in ("\u0301\u0316", "\u0e38\u0e48"):
        (unit,) = units_of("ก" + marks * 9_000)
        assert len(unit.folded) <= 62
    (unit,) = units_of("\u0915" + "\u093c\u094d" * 9_000)
    assert len(unit.folded) <= 62
    # Those that people write stay, in a run of many letters too.
    (unit,) = units_of("กุ่" * 40)
    assert unit.folded == "กุ่" * 40


def test_words_without_end_are_not_kept_in_memory() -> None:
    before = searched._known_folding.cache_info().currsize
    for n in range(10):
        words_of_texts([f"é{n}" * 10_000])
    assert searched._known_folding.cache_info().currsize == before


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the real transcripts are not here")
def test_the_words_of_real_conversations_weigh_less_than_half_of_them() -> None:
    texts = words = 0
    for line in REAL_FILE.read_bytes().splitlines():
        messages = json.loads(line)["messages"]
        said = [each["content"] for each in messages if isinstance(each["content"], str)]
        texts += bson_bytes({"messages": messages})
        words += bson_bytes({"words": words_of_texts(said)})
    assert words < texts / 2
