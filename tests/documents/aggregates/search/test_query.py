"""What a query looks for in the words that are kept of a text, and in the text itself."""

import pytest

from documents.aggregates.search.query import read_query
from documents.shapes.searched import form_of, words_of_texts


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("行李", "我的行李箱"),
        ('"行李"', "我的行李箱"),
        ("行李 我", "我的行李箱"),
        ("箱", "我的行李箱"),
        ("ba", "my bag"),
        ("my ba", "my bag"),
        ("bag -hat", "my bag"),
    ],
)
def test_what_is_in_a_text_is_found_by_the_words_that_are_kept_of_it(query: str, text: str) -> None:
    asked, kept = read_query(query), words_of_texts([text])
    assert asked.matches(form_of(text)[0])
    assert set(asked.words) <= set(kept)
    assert asked.prefix is None or any(word.startswith(asked.prefix) for word in kept)


@pytest.mark.parametrize(("query", "text"), [("行箱", "我的行李箱"), ("bag -my", "my bag")])
def test_what_is_not_in_a_text_is_not_found_in_it(query: str, text: str) -> None:
    assert not read_query(query).matches(form_of(text)[0])
