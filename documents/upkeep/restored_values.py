"""What an export shows of stored values, as they were stored: by the fields of their classes.

JSON has neither ids nor times: where a field's class says one, its text is that again. All other
values stay exactly as they are.
"""

from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from documents.database import ObjectId


class NotOfAnExport(ValueError):
    """A line that no export has; the message says why."""


def restored_document(model: type[BaseModel], fields: dict[str, Any]) -> dict[str, Any]:
    """The stored document of a class for its fields in an export. Raises NotOfAnExport."""
    known = _fields_of(model)
    document = {}
    for name, value in fields.items():
        if name not in known:
            raise NotOfAnExport(f"a {model.__name__} has no field {name!r}")
        document["_id" if name == "id" and model_has_id(model) else name] = _restored(
            known[name], value
        )
    return document


def model_has_id(model: type[BaseModel]) -> bool:
    """Whether the ``id`` of a class is that of a document."""
    return hasattr(model, "get_motor_collection")


@cache
def _fields_of(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "id" if field.alias == "_id" else field.alias or name: field.annotation
        for name, field in model.model_fields.items()
    }


def _restored(annotation: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        wanted = [each for each in get_args(annotation) if each is not type(None)]
        # A text or free JSON that it may be as well is what it is.
        if len(wanted) > 1:
            return value
        return _restored(wanted[0], value)
    if origin is list and isinstance(value, list):
        (inner,) = get_args(annotation)
        return [_restored(inner, each) for each in value]
    if not isinstance(annotation, type):
        return value
    try:
        if issubclass(annotation, ObjectId):
            return ObjectId(value)
        if issubclass(annotation, datetime):
            return datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise NotOfAnExport(str(error)) from None
    if issubclass(annotation, BaseModel) and isinstance(value, dict):
        return restored_document(annotation, value)
    return value
