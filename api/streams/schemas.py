"""What the routes of streams take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self, cast

from fastapi import Body as JsonBody
from fastapi.openapi.models import Example
from pydantic import BaseModel, Discriminator, Field, Tag, WithJsonSchema

from api.examples import example_references
from api.faults import Each
from api.fields import KEY_SCHEMA, Body, FreeObject, Id, MessageId
from api.usage_fields import UsageValue
from documents.aggregates.streams.write import Written
from documents.shapes.streams import StoredStream, StreamState
from services.stream_answers import MAX_TYPE_CHARACTERS

LEASE_SECONDS = 15.0
Lease = Annotated[float, Field(ge=2, le=600)]


class StreamOpen(Body):
    """A message to write, event by event."""

    id: MessageId | None = Field(
        None,
        description="the message's id: choose one, and a retry opens nothing twice",
    )
    message_metadata: FreeObject = {}
    lease_seconds: Lease = Field(
        LEASE_SECONDS,
        description="how long its writer may be silent before it is taken for dead",
    )


class LeaseProlong(Body):
    """For how long the writer may be silent from now on."""

    lease_seconds: Lease | None = Field(
        None, description="this once; as long as at the opening where it is left out"
    )


class StreamFinish(Body):
    """How a stream ends."""

    state: Literal[StreamState.COMPLETE, StreamState.FAILED] = StreamState.COMPLETE
    error: str | None = Field(
        None,
        max_length=10_000,
        description="what went wrong",
        examples=["the model is overloaded"],
    )
    usage: UsageValue = None
    message_metadata: FreeObject = Field(
        {}, description="what the message's metadata gets beside what the opening gave it"
    )


def _one_or_many(value: Any) -> str:
    return "many" if isinstance(value, list) else "one"


_Event = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "description": "by the names of the AI SDK's UI message stream",
            "properties": {
                "type": {"type": "string", "minLength": 1, "maxLength": MAX_TYPE_CHARACTERS}
            },
            "required": ["type"],
            "propertyNames": KEY_SCHEMA,
            "additionalProperties": True,
            "examples": [{"type": "text-delta", "id": "t1", "delta": "Once "}],
        }
    ),
]

EventOrEvents = Annotated[
    Annotated[_Event, Tag("one")]
    | Annotated[list[_Event], Field(min_length=1), Each(), Tag("many")],
    Discriminator(_one_or_many),
    JsonBody(
        openapi_examples=cast(dict[str, Example], example_references(["OneEvent", "SeveralEvents"]))
    ),
]
"""One event, or a list of which all are stored or none."""


class StreamOut(BaseModel):
    """A stream: a message while it is written."""

    id: Id
    chat_id: Id
    message_id: str = Field(examples=["msg-7f3a"])
    sequence_order: int = Field(description="the message's number within the chat", ge=1)
    state: StreamState
    next: int = Field(description="the index of its next event", ge=0)
    epoch: int = Field(description="its writer's epoch; a new writer takes one more", ge=0)
    lease_until: datetime | None = Field(
        description="when its writer is taken for dead unless it is heard of; null after its end"
    )
    error: str | None = Field(description="what its writer said went wrong")
    created_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None = Field(description="until when its events can be read")

    @classmethod
    def of(cls, stream: StoredStream) -> Self:
        """The JSON of a stream."""
        lease_until = stream["lease_until"]
        if stream["state"] != StreamState.STREAMING:
            lease_until = None
        return cls.model_validate({**stream, "id": stream["_id"], "lease_until": lease_until})


class StreamPlace(BaseModel):
    """Where a stream stands after a request of its writer."""

    next: int = Field(description="the index of its next event", ge=0)
    state: StreamState

    @classmethod
    def of(cls, written: Written) -> Self:
        """The JSON of what was written."""
        return cls(next=written.next, state=written.state)
