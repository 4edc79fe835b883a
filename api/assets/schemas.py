"""What the routes of assets take and answer."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, StrictBool, model_validator

from api.faults import Each
from api.fields import Body, FreeObject, Given, Id, JsonValue, LongText, Name, WhyField
from documents.aggregates.assets.representation import value_representation
from documents.aggregates.workflow.lineage import AssetLineage
from documents.json_values import more_values_than
from documents.shapes.assets import Asset, AssetRole, AssetScope
from documents.shapes.state_tables import AssetStatus
from services.pagination import Page

MAX_SCHEMA_FIELDS = 2000
"""How many fields a schema has, those of its fields included."""
FieldName = Annotated[str, Field(min_length=1, max_length=255)]


class SchemaDefinition(Body):
    """What an asset's content looks like."""

    type: Literal["any", "string", "boolean", "integer", "number", "object", "file"] = Field(
        description="`file` is content uploaded as a file; `any` is any JSON or file"
    )
    description: LongText | None = None
    is_array: StrictBool = Field(False, description="a list of such values")
    fields: Annotated[dict[FieldName, "SchemaDefinition"], Each()] | None = Field(
        None, description="of an object: the fields that it has, each of them"
    )

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        if self.fields is not None and self.type != "object":
            raise ValueError("only an object has fields")
        return self


def _of_bounded_size(definition: object) -> object:
    if more_values_than(definition, 2 * MAX_SCHEMA_FIELDS + 1):
        raise ValueError(f"a schema has {MAX_SCHEMA_FIELDS} fields at most")
    return definition


GivenSchema = Annotated[SchemaDefinition, BeforeValidator(_of_bounded_size)]

Subtype = Annotated[str, Field(max_length=255, examples=["markdown"])]


class AssetCreate(Body):
    """An asset to propose."""

    name: Name = Field(description="unique within its scope", examples=["fares"])
    description: LongText | None = None
    schema_definition: GivenSchema | None = None
    subtype: Subtype | None = None
    scope_type: AssetScope
    scope_id: Id = Field(description="the id of the mission or hop")
    role: AssetRole
    content: JsonValue = Field(None, description="any JSON; no content when not given")
    asset_metadata: FreeObject = {}
    db_entity_metadata: FreeObject | None = None


class AssetUpdate(Body):
    """What to change; a field that is not given stays as it is."""

    name: Given[Name] = None
    description: LongText | None = Field(None, description="null takes it off")
    schema_definition: GivenSchema | None = Field(None, description="null takes it off")
    subtype: Subtype | None = Field(None, description="null takes it off")
    role: Given[AssetRole] = None
    content: JsonValue = Field(None, description="any JSON, null too")
    asset_metadata: Given[FreeObject] = Field(None, description="replaces the whole object")
    db_entity_metadata: FreeObject | None = Field(None, description="null takes it off")


class AssetStatusChange(Body):
    """The status that an asset should have."""

    status: AssetStatus = Field(examples=["pending"])
    reason: WhyField = None


class ContentInfo(BaseModel):
    """What the content route answers."""

    bytes: int
    sha256: str = Field(description="of those bytes, in hex")
    media_type: str


class AssetOut(BaseModel):
    """An asset without its content."""

    id: Id
    name: str
    description: str | None
    schema_definition: FreeObject | None
    subtype: str | None
    scope_type: AssetScope
    scope_id: Id
    mission_id: Id
    status: AssetStatus
    role: AssetRole
    value_representation: JsonValue = Field(
        description="the content itself when it has less than 1 KB, else a sentence about it; "
        "null without content"
    )
    content_info: ContentInfo | None = Field(description="null without content")
    asset_metadata: FreeObject
    db_entity_metadata: FreeObject | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """The JSON of an asset without its content."""
        facts = asset.content_facts
        return cls(
            **asset.model_dump(include=set(cls.model_fields)),
            value_representation=value_representation(asset.content_summary),
            content_info=None if facts is None else ContentInfo(**facts.model_dump()),
        )


class AssetPage(BaseModel):
    """Assets, newest first, and where to go on."""

    items: list[AssetOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[Asset]) -> Self:
        """The JSON of a page of assets."""
        return cls(items=[AssetOut.of(asset) for asset in page.items], next=page.next)


class StepUse(BaseModel):
    """A tool step that reads an asset or makes it."""

    relation: Literal["produced", "used"]
    hop_id: Id
    step_id: Id
    step_name: str
    mapping: str = Field(description="the parameter or the result that names the asset")
    status: str
    started_at: datetime | None
    completed_at: datetime | None


class MessageUse(BaseModel):
    """A message that names an asset in its metadata."""

    relation: Literal["produced", "used"]
    chat_id: Id
    message_id: str
    sequence_order: int
    role: str
    created_at: datetime


class Lineage(BaseModel):
    """Where an asset comes from and what it went into."""

    asset_id: Id
    mission_id: Id
    hop_id: Id | None = Field(description="the hop that it belongs to")
    steps: list[StepUse]
    messages: list[MessageUse]
    messages_from: int | None = Field(
        description="the number of the oldest message that was looked at; null without a chat"
    )

    @classmethod
    def of(cls, lineage: AssetLineage) -> Self:
        """The JSON of an asset's lineage."""
        asset = lineage.asset
        assert asset.id is not None, "it was read from the database"
        return cls(
            asset_id=asset.id,
            mission_id=asset.mission_id,
            hop_id=asset.scope_id if asset.scope_type == AssetScope.HOP else None,
            steps=[
                StepUse.model_validate(
                    {
                        "relation": use.relation,
                        "hop_id": use.hop_id,
                        "step_id": use.step.id,
                        "step_name": use.step.name,
                        "mapping": use.mapping,
                        **use.step.model_dump(include={"status", "started_at", "completed_at"}),
                    }
                )
                for use in lineage.steps
            ],
            messages=[
                MessageUse.model_validate(
                    {
                        **use.message,
                        "relation": use.relation,
                        "chat_id": use.chat_id,
                        "message_id": use.message["id"],
                    }
                )
                for use in lineage.messages
            ],
            messages_from=lineage.messages_from,
        )
