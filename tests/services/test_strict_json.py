"""Counting the values of a JSON text before it is parsed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.strict_json import ValueCount

texts = st.text(st.sampled_from('",[]{}\\:aé'))
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=30,
)


def counted(parts: list[bytes]) -> int:
    count = ValueCount()
    for part in parts:
        count.add(part)
    return count.values


def values_in(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return 1 + sum(values_in(item) for item in inner)


def empties_in(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return int(value in ([], {})) + sum(empties_in(item) for item in inner)


@pytest.mark.slow("tries 100 of any values")
@given(values, st.booleans(), st.integers(1, 7))
def test_it_counts_every_value_once_however_the_text_is_cut(
    value: Any, ascii_only: bool, length: int
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only).encode()
    parts = [text[at : at + length] for at in range(0, len(text), length)]
    # The bracket that opens an empty array or object counts, too.
    assert counted(parts) == values_in(value) + empties_in(value)


@given(st.lists(st.binary(max_size=5)))
def test_it_counts_bytes_that_are_no_json_too(parts: list[bytes]) -> None:
    assert 1 <= counted(parts) <= 1 + len(b"".join(parts))
