"""What the routes of tool steps take and answer."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from api.faults import Each
from api.fields import (
    KEY_SCHEMA,
    Body,
    FreeObject,
    Given,
    Id,
    JsonValue,
    LongText,
    Name,
    Sentences,
    WhyField,
)
from documents.aggregates.hops.steps import StepOfHop
from documents.shapes.state_tables import StepStatus


class AssetParameter(Body):
    """A parameter that is read from an asset."""

    type: Literal["asset_field"]
    state_asset: Name = Field(description="an asset of the hop by this name, else of its mission")
    path: Annotated[str, Field(max_length=1000)] | None = Field(
        None, description="where in the asset's content, in the tool's own notation"
    )


class LiteralParameter(Body):
    """A parameter that is given here."""

    type: Literal["literal"]
    value: JsonValue


class AssetResult(Body):
    """A result that goes into an asset."""

    type: Literal["asset_field"]
    state_asset: Name = Field(description="an asset of the hop by this name, else of its mission")


class DiscardedResult(Body):
    """A result that nobody needs."""

    type: Literal["discard"]


Parameters = Annotated[
    dict[str, Annotated[AssetParameter | LiteralParameter, Field(discriminator="type")]],
    Field(max_length=100, json_schema_extra={"propertyNames": KEY_SCHEMA}),
    Each(max_length=100),
]
Results = Annotated[
    dict[str, Annotated[AssetResult | DiscardedResult, Field(discriminator="type")]],
    Field(max_length=100, json_schema_extra={"propertyNames": KEY_SCHEMA}),
    Each(max_length=100),
]
ToolId = Annotated[Name, Field(examples=["fare-search"])]


class ToolStepCreate(Body):
    """A tool step to propose."""

    tool_id: ToolId
    name: Name
    description: LongText | None = None
    parameter_mapping: Parameters = {}
    result_mapping: Results = {}
    resource_configs: FreeObject = {}
    validation_errors: Sentences = []


class ToolStepUpdate(Body):
    """What to change; a field that is not given stays as it is."""

    tool_id: Given[ToolId] = None
    name: Given[Name] = None
    description: LongText | None = Field(None, description="null takes it off")
    parameter_mapping: Given[Parameters] = Field(None, description="replaces the whole mapping")
    result_mapping: Given[Results] = Field(None, description="replaces the whole mapping")
    resource_configs: Given[FreeObject] = Field(None, description="replaces the whole object")
    validation_errors: Given[Sentences] = Field(None, description="replaces the whole list")
    execution_result: FreeObject | None = Field(None, description="null takes it off")
    error_message: LongText | None = Field(None, description="null takes it off")


class StepStatusChange(Body):
    """The status that a tool step should have."""

    status: StepStatus = Field(examples=["ready_to_configure"])
    reason: WhyField = None
    execution_result: FreeObject | None = Field(None, description="with `completed` or `failed`")
    error_message: LongText | None = Field(None, description="with `failed`")


class StepOrder(Body):
    """The order that a hop's tool steps should have."""

    step_ids: list[Id] = Field(
        description="the ids of all of them, each once",
        max_length=50,
        json_schema_extra={"uniqueItems": True},
    )


class ToolStepOut(BaseModel):
    """A tool step."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    tool_id: str
    sequence_order: int = Field(description="1, 2 … within the hop, without gaps", ge=1)
    name: str
    description: str | None
    status: StepStatus
    parameter_mapping: FreeObject
    result_mapping: FreeObject
    resource_configs: FreeObject
    validation_errors: list[str]
    execution_result: FreeObject | None
    error_message: str | None
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


class ToolStepDetail(ToolStepOut):
    """A tool step, and the hop that it is of."""

    hop_id: Id

    @classmethod
    def of(cls, found: StepOfHop) -> Self:
        """The JSON of a tool step with its hop's id."""
        step, hop_id = found
        return cls(**ToolStepOut.model_validate(step).model_dump(), hop_id=hop_id)


class ToolStepList(BaseModel):
    """All of a hop's tool steps, in order."""

    items: list[ToolStepOut]


class ToolStepPage(BaseModel):
    """Tool steps in order, and where to go on."""

    model_config = ConfigDict(from_attributes=True)

    items: list[ToolStepOut]
    next: str | None = Field(description="cursor to the next page; null at the end")
