"""What the routes of checkpoints take and answer."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    WithJsonSchema,
    model_validator,
)
from pydantic import BeforeValidator as Before
from pydantic_core import PydanticCustomError

from api.faults import Each
from api.fields import Body, FreeObject, Id
from documents.aggregates.checkpoints.reading import FoundCheckpoint, FoundCheckpoints
from documents.aggregates.checkpoints.writing import (
    CheckpointKey,
    NewChannel,
    NewCheckpoint,
    NewWrite,
    TypedValue,
)
from documents.json_values import INT64_MAX, INT64_MIN, plain
from documents.shapes.checkpoints import StoredCheckpoint
from services.checkpoints import CheckpointPageFound
from services.pagination import Page

MAX_CHANNELS = 2000
MAX_WRITES = 1000
MAX_NAMED = 1000
_NO_NUL = r"^[^\x00]*$"


def _text(most: int, least: int = 1, *, example: str) -> Any:
    return Field(min_length=least, max_length=most, pattern=_NO_NUL, examples=[example])


ThreadKey = Annotated[str, _text(512, example="thread-1")]
Namespace = Annotated[str, _text(2048, 0, example="")]
CheckpointName = Annotated[str, _text(255, example="1f0c2a6e-0c44-6d3e-8001-b5f1a3e9d0aa")]
RunId = Annotated[str, _text(255, example="0e8a2f0c-4c8c-4a55-9a53-cf1a9e3f4d11")]
ChannelName = Annotated[str, _text(512, example="messages")]
TypeName = Annotated[str, _text(64, example="msgpack")]
TaskId = Annotated[str, _text(255, example="b7b1a2d6-6a1b-5c5e-9a56-1f0c2a6e0c44")]
TaskPath = Annotated[str, _text(2048, 0, example="~__pregel_pull, agent")]

Version = Annotated[
    StrictStr | Annotated[StrictInt, Field(ge=INT64_MIN, le=INT64_MAX)] | StrictFloat,
    Field(description="as the saver gives it: a text or a number"),
]


def _decoded(text: object) -> object:
    if not isinstance(text, str):
        raise PydanticCustomError("base64", "base64 (RFC 4648) is a text")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PydanticCustomError("base64", "not base64 (RFC 4648)") from None


_BASE64 = {"type": "string", "format": "byte", "examples": ["gqVzdGF0ZQE="]}
Base64Bytes = Annotated[bytes, Before(_decoded), WithJsonSchema(_BASE64)]


class ValueIn(Body):
    """A value: its bytes in base64, up to 1 MiB of them, or the id of an upload."""

    type: TypeName = Field(description="what serialised it says; not looked into")
    base64: Base64Bytes | None = None
    upload_id: Id | None = Field(None, description="of POST /checkpoints/values")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.base64 is None) == (self.upload_id is None):
            raise PydanticCustomError("value", "a value has either base64 or upload_id")
        return self

    def typed(self) -> TypedValue:
        """The value to store."""
        return TypedValue(self.type, self.base64, self.upload_id)


class BodyIn(Body):
    """A checkpoint without its channels' values, serialised."""

    type: TypeName = Field(description="what serialised it says; not looked into")
    base64: Base64Bytes


class ChannelIn(Body):
    """A channel of a checkpoint, and the version that it has there."""

    channel: ChannelName
    version: Version
    value: ValueIn | None = Field(
        None, description="where the version is new; one that is stored stays as it is"
    )


class CheckpointPut(Body):
    """A checkpoint to save."""

    thread_id: ThreadKey
    checkpoint_ns: Namespace = ""
    checkpoint_id: CheckpointName
    parent_checkpoint_id: CheckpointName | None = None
    checkpoint: BodyIn
    metadata: FreeObject = Field(default={}, description="to filter lists by")
    channels: Annotated[list[ChannelIn], Each()] = Field(default=[], max_length=MAX_CHANNELS)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({each.channel for each in self.channels}) < len(self.channels):
            raise PydanticCustomError("channels", "a channel is there twice")
        return self

    def new(self) -> NewCheckpoint:
        """The checkpoint to save."""
        return NewCheckpoint(
            key=CheckpointKey(self.thread_id, self.checkpoint_ns, self.checkpoint_id),
            parent_checkpoint_id=self.parent_checkpoint_id,
            body=TypedValue(self.checkpoint.type, self.checkpoint.base64),
            metadata=self.metadata,
            channels=[
                NewChannel(
                    each.channel,
                    each.version,
                    None if each.value is None else each.value.typed(),
                )
                for each in self.channels
            ],
        )


class WriteIn(Body):
    """What a task wrote to a channel."""

    index: int = Field(
        ge=-1000,
        le=10_000_000,
        strict=True,
        description="its place among the task's; below 0 it takes the place of what is there",
    )
    channel: ChannelName
    value: ValueIn


class WritesPut(Body):
    """What a task wrote after a checkpoint."""

    thread_id: ThreadKey
    checkpoint_ns: Namespace = ""
    checkpoint_id: CheckpointName
    task_id: TaskId
    task_path: TaskPath = ""
    writes: Annotated[list[WriteIn], Each()] = Field(max_length=MAX_WRITES)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({each.index for each in self.writes}) < len(self.writes):
            raise PydanticCustomError("writes", "an index is there twice")
        return self

    @property
    def key(self) -> CheckpointKey:
        """Which checkpoint they are of."""
        return CheckpointKey(self.thread_id, self.checkpoint_ns, self.checkpoint_id)

    def new(self) -> list[NewWrite]:
        """The writes to store."""
        return [NewWrite(each.index, each.channel, each.value.typed()) for each in self.writes]


class RunsDelete(Body):
    """Whose checkpoints to delete."""

    run_ids: list[RunId] = Field(max_length=MAX_NAMED)


class ThreadsPrune(Body):
    """Which threads to prune, and how."""

    thread_ids: list[ThreadKey] = Field(max_length=MAX_NAMED)
    strategy: Literal["keep_latest", "delete"] = Field(
        "keep_latest", description="`keep_latest` keeps the newest checkpoint of each namespace"
    )


class ThreadCopy(Body):
    """Which thread to copy, and where to."""

    source_thread_id: ThreadKey
    target_thread_id: ThreadKey

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.source_thread_id == self.target_thread_id:
            raise PydanticCustomError("copy", "a thread is not copied to itself")
        return self


class CheckpointSaved(BaseModel):
    """A checkpoint that was saved."""

    thread_id: str
    checkpoint_ns: str
    checkpoint_id: str
    parent_checkpoint_id: str | None
    created_at: datetime

    @classmethod
    def of(cls, thread_id: str, stored: StoredCheckpoint) -> Self:
        """The JSON of a stored checkpoint."""
        return cls.model_validate({**stored, "thread_id": thread_id})


class UploadMade(BaseModel):
    """A value that was uploaded, for a checkpoint or a write of its thread to have."""

    upload_id: Id
    bytes: int


class CheckpointsDeleted(BaseModel):
    """What was deleted."""

    checkpoints: int = Field(description="how many, without those of threads deleted whole")


class ThreadCopied(BaseModel):
    """What was copied."""

    copied: bool = Field(description="false where the thread has no checkpoints")


class ValueOut(BaseModel):
    """A value; `base64` is null where it is to be read by its id."""

    value_id: str
    type: str
    bytes: int
    base64: str | None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """The JSON of a stored value, or of a write's."""
        return cls(
            value_id=str(stored["_id"]),
            type=stored["type"],
            bytes=stored["bytes"],
            base64=_encoded(stored["data"]) if "data" in stored else None,
        )


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


class BodyOut(BaseModel):
    """A checkpoint without its channels' values, as it was saved."""

    type: str
    base64: str


class ChannelOut(BaseModel):
    """A channel of a checkpoint; `value_id` is null where its version has no value."""

    channel: str
    version: str | int | float
    value_id: str | None


class WriteOut(BaseModel):
    """What a task wrote to a channel."""

    task_id: str
    task_path: str
    index: int
    channel: str
    value: ValueOut

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """The JSON of a stored write."""
        return cls.model_validate({**stored, "value": ValueOut.of(stored)})


class CheckpointOut(BaseModel):
    """A checkpoint, and what was written after it by task and index."""

    thread_id: str
    checkpoint_ns: str
    checkpoint_id: str
    parent_checkpoint_id: str | None
    checkpoint: BodyOut
    metadata: FreeObject
    channels: list[ChannelOut]
    writes: list[WriteOut]
    more_writes: bool = Field(
        description="they are too many to be here: read them with GET /checkpoints/writes"
    )
    created_at: datetime

    @classmethod
    def of(cls, found: FoundCheckpoint) -> Self:
        """The JSON of a stored checkpoint."""
        stored = found.stored
        return cls.model_validate(
            {
                **stored,
                "thread_id": found.thread_id,
                "metadata": plain(stored["metadata"]),
                "checkpoint": BodyOut(type=stored["type"], base64=_encoded(stored["data"])),
                "writes": [WriteOut.of(each) for each in found.writes],
                "more_writes": found.more_writes,
            }
        )


class CheckpointPage(BaseModel):
    """Checkpoints, the newest first, the values that they have, and where to go on."""

    items: list[CheckpointOut]
    values: list[ValueOut] = Field(description="each once, however many items have it")
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: CheckpointPageFound) -> Self:
        """The JSON of a page of checkpoints."""
        found: FoundCheckpoints = page.found
        return cls(
            items=[CheckpointOut.of(each) for each in found.items],
            values=[ValueOut.of(each) for each in found.values],
            next=page.next,
        )


class WritePage(BaseModel):
    """Writes by task and index, and where to go on."""

    items: list[WriteOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[dict[str, Any]]) -> Self:
        """The JSON of a page of writes."""
        return cls(items=[WriteOut.of(each) for each in page.items], next=page.next)
