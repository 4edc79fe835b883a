"""What messages cost, in bodies and answers.

What a message's usage may hold is checked below the API, where every door passes
(``documents.shapes.usage``): the schema here says the same to readers.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from documents.shapes.usage import MAX_COUNT, MAX_MODEL_CHARACTERS

_CACHED = "input that the model had kept, as its provider counts it"


def _or_null(schema: dict[str, Any], description: str | None = None) -> dict[str, Any]:
    about = {} if description is None else {"description": description}
    return {"anyOf": [schema, {"type": "null"}], **about}


_COUNT = {"type": "integer", "minimum": 0, "maximum": MAX_COUNT}

USAGE_SCHEMA: dict[str, Any] = {
    "title": "Usage",
    "type": "object",
    "description": "What a message cost. Any of these fields, and no others.",
    "properties": {
        "model": _or_null({"type": "string", "minLength": 1, "maxLength": MAX_MODEL_CHARACTERS}),
        "input_tokens": _or_null(_COUNT),
        "output_tokens": _or_null(_COUNT),
        "cached_tokens": _or_null(_COUNT, _CACHED),
        "cost": _or_null(
            {"type": "number", "minimum": 0, "maximum": MAX_COUNT},
            "in the currency of whoever writes it; summed to the billionth",
        ),
    },
    "minProperties": 1,
    "additionalProperties": False,
}
"""The component schema of a message's usage."""

UsageValue = Annotated[
    Any,
    WithJsonSchema({"anyOf": [{"$ref": "#/components/schemas/Usage"}, {"type": "null"}]}),
    Field(
        examples=[{"model": "m-large", "input_tokens": 812, "output_tokens": 64, "cost": 0.0031}]
    ),
]


class UsageTotalOut(BaseModel):
    """What messages cost together."""

    model_config = ConfigDict(from_attributes=True)

    messages: int = Field(
        description="how many of them said what they cost; each version counts by itself"
    )
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    cost: float
