from typing import Any

import pytest

from documents import ENTITIES
from documents.database import Decimal128
from indexes.validators.json_schema import schema_of
from indexes.validators.widening import is_wider

TEXT = {"bsonType": "string"}
WIDER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "anything": (TEXT, {}),
    "another type as well": (TEXT, {"bsonType": ["string", "null"]}),
    "another value": ({"enum": ["a"]}, {"enum": ["a", "b"]}),
    "less required": ({"required": ["a", "b"]}, {"required": ["a"]}),
    "a longer text": ({**TEXT, "maxLength": 5}, {**TEXT, "maxLength": 6}),
    "a shorter text": ({**TEXT, "minLength": 5}, {**TEXT, "minLength": 4}),
    "a smaller number": ({"minimum": 1}, {"minimum": 0, "exclusiveMinimum": True}),
    "the bound itself": ({"maximum": 1, "exclusiveMaximum": True}, {"maximum": 1}),
    "a wider field": (
        {"properties": {"a": TEXT}},
        {"properties": {"a": {"bsonType": ["string", "int"]}}},
    ),
    "one field less": ({"properties": {"a": TEXT, "b": TEXT}}, {"properties": {"a": TEXT}}),
    "wider items": ({"items": TEXT}, {"items": {}}),
    "a smaller decimal": ({"minimum": Decimal128("1.5")}, {"minimum": 1}),
    "a longer list by a decimal": ({"maxItems": 5}, {"maxItems": Decimal128("6")}),
    "wider fields of any name": (
        {"properties": {"a": TEXT}, "additionalProperties": TEXT},
        {"additionalProperties": {"bsonType": ["string", "int"]}},
    ),
    "fields of any name": ({"additionalProperties": False}, {"additionalProperties": True}),
    "another alternative": ({"anyOf": [TEXT]}, {"anyOf": [{"bsonType": "int"}, TEXT]}),
    "alternatives to the one there was": (TEXT, {"anyOf": [TEXT, {"bsonType": "array"}]}),
    "the same of a keyword that is not known": ({"pattern": "a"}, {"pattern": "a"}),
    "another title": ({**TEXT, "title": "a"}, {**TEXT, "title": "b"}),
}
# A field that had no name before could hold anything.
NARROWER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a field of a name": ({"properties": {}}, {"properties": {"a": TEXT}}),
    "a field that was free by its name": (
        {"properties": {"a": {}}, "additionalProperties": TEXT},
        {"additionalProperties": TEXT},
    ),
    "a field that alone was let be": (
        {"properties": {"a": TEXT}, "additionalProperties": False},
        {"additionalProperties": False},
    ),
    "a field that was free by a pattern": (
        {"patternProperties": {"^x": {}}, "additionalProperties": TEXT},
        {"additionalProperties": TEXT},
    ),
    "a bound that is no number": ({"minimum": Decimal128("NaN")}, {"minimum": 1}),
}


@pytest.mark.parametrize(("narrow", "wide"), WIDER.values(), ids=WIDER.keys())
def test_what_lets_more_through_is_wider(narrow: dict[str, Any], wide: dict[str, Any]) -> None:
    assert is_wider(wide, narrow)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [*(pair[::-1] for name, pair in list(WIDER.items())[:-2]), *NARROWER.values()],
)
def test_what_lets_less_through_is_not(wide: dict[str, Any], narrow: dict[str, Any]) -> None:
    assert not is_wider(narrow, wide)


@pytest.mark.parametrize("model", ENTITIES)
def test_a_schema_is_as_wide_as_itself(model: Any) -> None:
    assert is_wider(schema_of(model), schema_of(model))
