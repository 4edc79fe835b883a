"""The ``$jsonSchema`` of a class of stored documents."""

import types
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from beanie import Document, Link
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from documents.database import DBRef, ObjectId

Schema = dict[str, Any]

_TYPES: dict[Any, Schema] = {
    str: {"bsonType": "string"},
    bool: {"bsonType": "bool"},
    int: {"bsonType": ["int", "long"]},
    float: {"bsonType": ["double", "int", "long"]},
    Decimal: {"bsonType": "decimal"},
    bytes: {"bsonType": "binData"},
    UUID: {"bsonType": "binData"},
    datetime: {"bsonType": "date"},
    ObjectId: {"bsonType": "objectId"},
    DBRef: {"bsonType": "object", "required": ["$ref", "$id"]},
    type(None): {"bsonType": "null"},
}
_LISTS = (list, set, frozenset, tuple, Sequence, Iterable)


def schema_of(model: type[BaseModel]) -> Schema:
    """The schema of a model's documents as MongoDB stores them.

    A field with a default may be missing, for documents from before it was added; a
    field that is not known may be there, for documents of a newer release.
    """
    properties: dict[str, Any] = {}
    required = []
    for name, info in model.model_fields.items():
        stored = info.serialization_alias or info.alias or name
        if issubclass(model, Document) and name in {"id", "revision_id"}:
            if name == "revision_id":
                continue
            stored = "_id"
            properties["_id"] = _without_null(_schema(info.annotation))
            continue
        properties[stored] = _field(info)
        if info.is_required():
            required.append(stored)
    schema: Schema = {"bsonType": "object", "properties": properties}
    if required:
        schema["required"] = sorted(required)
    return schema


def _field(info: FieldInfo) -> Schema:
    schema = _schema(info.annotation)
    return _constrained(schema, info.metadata)


def _constrained(schema: Schema, metadata: Iterable[Any]) -> Schema:
    limits: Schema = {}
    for rule in metadata:
        if isinstance(rule, (MaxLen, MinLen)):
            text = schema.get("bsonType") != "array"
            limit = rule.max_length if isinstance(rule, MaxLen) else rule.min_length
            which = "max" if isinstance(rule, MaxLen) else "min"
            limits[f"{which}{'Length' if text else 'Items'}"] = limit
        elif isinstance(rule, (Ge, Gt)):
            limits["minimum"] = rule.ge if isinstance(rule, Ge) else rule.gt
            limits |= {"exclusiveMinimum": True} if isinstance(rule, Gt) else {}
        elif isinstance(rule, (Le, Lt)):
            limits["maximum"] = rule.le if isinstance(rule, Le) else rule.lt
            limits |= {"exclusiveMaximum": True} if isinstance(rule, Lt) else {}
    # A limit on strings or numbers says nothing of null, so it may stand beside it.
    return {**schema, **limits}


def _schema(annotation: Any) -> Schema:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _constrained(_schema(arguments[0]), arguments[1:])
    if origin in (Union, types.UnionType):
        return _any_of([_schema(each) for each in arguments])
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is Link:
        return _TYPES[DBRef]
    if origin in _LISTS or annotation in _LISTS:
        items = _schema(arguments[0]) if arguments else {}
        return {"bsonType": "array", "items": items} if items else {"bsonType": "array"}
    if origin in (dict, Mapping) or annotation is dict:
        inner = _schema(arguments[1]) if len(arguments) == 2 else {}
        extra = {"additionalProperties": inner} if inner else {}
        return {"bsonType": "object", **extra}
    return _of_class(annotation)


def _of_class(annotation: Any) -> Schema:
    if not isinstance(annotation, type):
        return {}
    if issubclass(annotation, Enum):
        return {"enum": [member.value for member in annotation]}
    if issubclass(annotation, BaseModel):
        return schema_of(annotation)
    for base in annotation.__mro__:
        if base in _TYPES:
            return dict(_TYPES[base])
    return {}


def _any_of(schemas: list[Schema]) -> Schema:
    if {} in schemas:
        return {}
    if all(set(schema) == {"bsonType"} for schema in schemas):
        names: list[str] = []
        for schema in schemas:
            kind = schema["bsonType"]
            names += [kind] if isinstance(kind, str) else kind
        return {"bsonType": list(dict.fromkeys(names))}
    return {"anyOf": schemas}


def _without_null(schema: Schema) -> Schema:
    kinds = schema.get("bsonType")
    if not isinstance(kinds, list):
        return schema
    rest = [kind for kind in kinds if kind != "null"]
    return {**schema, "bsonType": rest[0] if len(rest) == 1 else rest}
