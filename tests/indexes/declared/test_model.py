from typing import Any

import pytest

from indexes import Collection, Index, InvalidDefinition


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
        Index("things", key, serves="a test", **options)


def test_a_definition_names_the_query_it_serves() -> None:
    with pytest.raises(InvalidDefinition, match="serves"):
        Index("things", {"a": 1}, serves=" ")


def test_only_a_clustered_collection_expires_its_documents() -> None:
    with pytest.raises(InvalidDefinition, match="clustered"):
        Collection("things", expire_after_seconds=1)
