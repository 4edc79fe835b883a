"""JSON from outside, checked and read back."""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from documents.database import DBRef, bson_bytes
from documents.json_values import (
    Unstorable,
    canonical_json,
    check_storable,
    json_bytes,
    plain,
    pointer_of,
)

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
) | st.sampled_from(["$ref", "$id", "$db", "$where", "a.b", "", "_id"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20
)


@given(values)
def test_what_is_storable_can_be_encoded(value: Any) -> None:
    try:
        check_storable(value, 64)
    except Unstorable as error:
        # The one thing in these values that is not: a DBRef cannot say that.
        assume("$db: null" not in error.reason)
        raise
    assert bson_bytes({"value": value}) > 0


@given(values)
def test_plain_json_stays_as_it_is(value: Any) -> None:
    assert plain(value) == value


@given(st.dictionaries(keys, values))
def test_the_canonical_form_does_not_depend_on_the_order_of_keys(value: dict[str, Any]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)


@given(values)
def test_the_size_is_that_of_compact_json(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value
    assert json_bytes(value) == len(canonical_json(value))


def test_a_dbref_of_the_driver_is_the_object_that_it_was() -> None:
    ref = DBRef("chats", {"$ref": "x"}, "other", more=DBRef("y", 1))
    assert plain([ref]) == [
        {"$ref": "chats", "$id": {"$ref": "x"}, "$db": "other", "more": {"$ref": "y", "$id": 1}}
    ]


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"a": [0, 2**63]}, "/a/1"),
        ({"a/b": {"~": float("nan")}}, "/a~1b/~0"),
        ({"a": {"b\x00": 1}}, "/a"),
        ({"a": "\ud800"}, "/a"),
        ({"a": {"b": {}}}, "/a/b"),
        ({"a": {"$ref": "x", "$id": 1, "$db": None}}, "/a"),
    ],
)
def test_what_is_not_storable_is_named_by_its_pointer(value: Any, pointer: str) -> None:
    with pytest.raises(Unstorable) as caught:
        check_storable(value, 2)
    assert caught.value.pointer == pointer


def test_what_is_text_by_another_name_is_looked_at_as_text() -> None:
    class Text(str):
        __slots__ = ()

    check_storable({"a": Text("plain")}, 2)
    with pytest.raises(Unstorable) as caught:
        check_storable({"a": Text("\ud800")}, 2)
    assert caught.value.pointer == "/a"


def test_a_pointer_escapes_what_json_pointers_escape() -> None:
    assert pointer_of(("a/b", "c~d", 0)) == "/a~1b/c~0d/0"
