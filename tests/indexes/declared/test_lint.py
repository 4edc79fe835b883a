from typing import Any

import pytest

import indexes
from indexes import Collection, Definitions, Index
from indexes.declared.lint import lint


def index(key: dict[str, Any], **options: Any) -> Index:
    return Index("things", key, serves="a test", **options)


def found(*entries: Index) -> list[str]:
    return [finding.text for finding in lint(Definitions(entries))]


def test_the_service_s_own_definitions_have_nothing_wrong() -> None:
    assert lint(indexes.DEFINITIONS) == []


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (index({"a": 1, "b": 1}, expire_after_seconds=1), "several fields cannot expire"),
        (index({"a": "hashed"}, expire_after_seconds=1), "only an ascending or descending"),
        (index({"a": 1}, expire_after_seconds=-1), "between 0 and"),
        (index({"a": 1}, sparse=True, partial={"a": 1}), "exclude each other"),
        (index({"a": 1}, partial={"a": {"$ne": 1}}), "cannot use $ne"),
        (index({"a": 1}, partial={"$or": [{"b": 1}, {"a": {"$ne": 1}}]}), "cannot use $ne"),
        (index({"a": 1}, partial={"$and": [{"b": {"$exists": False}}]}), "$exists: false"),
        (index({"a": "hashed"}, unique=True), "hashed index cannot be unique"),
        (index({"$**": 1}, unique=True), "wildcard index cannot be unique"),
        (index({"$**": 1}, sparse=True), "wildcard index cannot be sparse"),
        (index({"a": 1}, wildcard_projection={"a": 1}), "projection needs the key $**"),
        (index({"a": "text"}, collation={"locale": "en"}), "text index has no collation"),
        (index({"_id": 1}), "index on _id already"),
    ],
)
def test_what_the_server_would_refuse_is_found(entry: Index, says: str) -> None:
    (text,) = found(entry)
    assert says in text


def test_doubles_are_found_whatever_their_names() -> None:
    assert found(index({"a": 1}), index({"a": 1}, name="other")) == ["the same as a_1"]


def test_a_name_used_twice_is_found() -> None:
    assert found(index({"a": 1}, name="n"), index({"b": 1}, name="n")) == [
        "the name is declared twice"
    ]


@pytest.mark.parametrize("key", [{"a": 1, "b": 1}, {"a": -1, "b": 1}])
def test_a_prefix_of_another_is_found_in_either_direction(key: dict[str, int]) -> None:
    assert len(found(index({"a": 1}), index(key))) == 1


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (index({"a": 1}, unique=True), index({"a": 1, "b": 1})),
        (index({"a": 1}, sparse=True), index({"a": 1, "b": 1})),
        (index({"a": 1}, expire_after_seconds=1), index({"a": 1, "b": 1})),
        (index({"a": 1}), index({"a": 1, "b": 1}, partial={"b": 1})),
        (index({"a": 1}), index({"a": 1, "b": 1}, collation={"locale": "en"})),
        (index({"a": 1}), index({"a": 1, "b": 1}, hidden=True)),
        (index({"a": 1}), index({"a": 1, "b": "hashed"})),
        (index({"b": 1}), index({"a": 1, "b": 1})),
    ],
)
def test_a_prefix_that_does_more_than_the_longer_one_is_none(short: Index, long: Index) -> None:
    assert found(short, long) == []


def test_two_text_indexes_are_found() -> None:
    assert found(index({"a": "text"}), index({"b": "text"})) == ["a_text is a text index already"]


def test_more_indexes_than_a_collection_can_have_are_found() -> None:
    entries = [index({f"f{number}": 1}) for number in range(64)]

    assert found(*entries[:63]) == []
    assert "more than the 64" in found(*entries)[0]


def test_a_collection_declared_twice_is_found() -> None:
    twice = [Collection("things", clustered=True), Collection("things")]

    assert [finding.text for finding in lint(Definitions([], twice))] == [
        "the collection is declared twice"
    ]
