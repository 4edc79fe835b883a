from typing import Any

import pytest

import indexes
from indexes import Collection, Definitions, Index, InvalidDefinition
from indexes.declared.lint import lint
from indexes.declared.release import release_order


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


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ({}, {}),
        ({"a": 0}, {}),
        ({"a": True}, {}),
        ({"a": "up"}, {}),
        ({"": 1}, {}),
        ({"a\0": 1}, {}),
        ({"a": 1}, {"name": "*"}),
        ({"a": 1}, {"name": "_id_"}),
    ],
)
def test_a_key_or_name_that_cannot_be_is_no_definition(
    key: dict[str, Any], options: dict[str, Any]
) -> None:
    with pytest.raises(InvalidDefinition, match="things"):
        index(key, **options)


def test_a_definition_names_the_query_it_serves() -> None:
    with pytest.raises(InvalidDefinition, match="serves"):
        Index("things", {"a": 1}, serves=" ")


def test_only_a_clustered_collection_expires_its_documents() -> None:
    with pytest.raises(InvalidDefinition, match="clustered"):
        Collection("things", expire_after_seconds=1)


def test_releases_are_ordered_by_their_numbers() -> None:
    ordered = ["0.9", "1.0.0rc1", "1.0.0rc2", "1.0", "1.0.post1", "1.9", "1.10.0", "2026.11.22"]

    found = list(reversed(ordered))
    found.sort(key=release_order)
    assert found == ordered
    assert release_order("v1.0.0") == release_order("1.0") == release_order("1+build5")


def test_a_commit_hash_is_no_release() -> None:
    with pytest.raises(ValueError, match="no release number"):
        release_order("deadbeef")
