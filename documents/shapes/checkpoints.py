"""The stored shapes of the checkpoints of agents' graphs, as LangGraph saves them.

What a checkpoint, a channel and a write are: ``BaseCheckpointSaver`` of langgraph-checkpoint.
"""

from datetime import datetime
from typing import Any

from beanie import Document
from pydantic import BaseModel, Field

from documents.shapes.base import Keyed, PydanticObjectId, Stored

ChannelVersion = str | int | float

StoredCheckpoint = dict[str, Any]
"""A Checkpoint as it lies in the database."""


class CheckpointThread(Stored):
    """A thread: all checkpoints of one ``thread_id`` of a user.

    ``bytes`` is how many all of it has: checkpoints, values, writes and files. Every change of
    any of them changes this document in the same transaction. ``deleted_at`` of one that is
    being copied lies ahead: by then it is whole, or left over. ``tidy_since`` is there while
    values may be there that no checkpoint has.
    """

    thread_id: str
    bytes: int = 0
    copied_from: PydanticObjectId | None = None
    tidy_since: datetime | None = None

    class Settings:
        name = "checkpoint_threads"


class CheckpointChannel(BaseModel):
    """A channel of a checkpoint, the version it has there, and its value, if it has one."""

    channel: str
    version: ChannelVersion
    value_id: str | None
    bytes: int


class Checkpoint(Document):
    """The state of a graph at one point; ``thread`` is the id of its CheckpointThread.

    ``data`` is the checkpoint without its channels' values, opaque but for its ``type``. Each
    value is a document of its own, which all checkpoints have that have its version.
    ``run_id`` is that of the metadata.
    """

    user_id: str
    thread: PydanticObjectId
    checkpoint_ns: str
    checkpoint_id: str
    parent_checkpoint_id: str | None
    run_id: str | None
    type: str
    data: bytes
    metadata: dict[str, Any]
    channels: list[CheckpointChannel]
    bytes: int
    created_at: datetime

    class Settings:
        name = "checkpoints"


class CheckpointValue(Keyed):
    """A channel's value of one version: in ``data``, or where it is large in a file.

    The ``id`` is made of the thread, the namespace, the channel and the version. ``bytes`` is
    how many it has.
    """

    id: str
    user_id: str
    thread: PydanticObjectId
    type: str
    data: bytes | None = None
    file_id: PydanticObjectId | None = None
    bytes: int

    class Settings:
        name = "checkpoint_values"


class CheckpointWrite(Document):
    """What a task wrote to a channel after a checkpoint, before there is the next one.

    ``index`` is its place among the task's; those below 0 are LangGraph's special channels.
    """

    user_id: str
    thread: PydanticObjectId
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    task_path: str
    index: int
    channel: str
    type: str
    data: bytes | None = None
    file_id: PydanticObjectId | None = None
    bytes: int

    class Settings:
        name = "checkpoint_writes"


class CheckpointFileFacts(BaseModel):
    """Whose a file of checkpoints is, and of which thread.

    ``expires_at`` is there while no value and no write has it, ``claimed`` once its removal has
    begun, ``complete`` once all of it is there.
    """

    user_id: str
    thread: PydanticObjectId
    complete: bool = False
    claimed: bool = False
    expires_at: datetime | None = None


class CheckpointFile(Document):
    """A large value's bytes, as GridFS has them; ``length`` is 0 until all of them are there."""

    length: int
    chunk_size: int = Field(alias="chunkSize")
    upload_date: datetime = Field(alias="uploadDate")
    filename: str
    metadata: CheckpointFileFacts

    class Settings:
        name = "checkpoint_files.files"


class CheckpointFileChunk(Document):
    """The piece ``n`` of a file, counted from 0; all but the last are of one size."""

    files_id: PydanticObjectId
    n: int
    data: bytes

    class Settings:
        name = "checkpoint_files.chunks"


class CheckpointUsage(Keyed):
    """How many bytes a user's (``id``) threads count to the quota, each in whole blocks."""

    id: str
    bytes: int = 0

    class Settings:
        name = "checkpoint_usage"
