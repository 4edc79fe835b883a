"""What the API takes and answers."""

# Made by `make types`; do not edit.
# Made from: ae18a664e76ce7b5f25e01f5c1ca45713a4578d5eb0485c06bb060ba5c39f987

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Base64Str, ConfigDict, Field, RootModel

from threadkeep_client.base import OPEN, Model


class AssetParameter(Model):
    """A parameter that is read from an asset."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["asset_field"]
    state_asset: str
    """an asset of the hop by this name, else of its mission"""
    path: str | None = None
    """where in the asset's content, in the tool's own notation"""


class AssetResult(Model):
    """A result that goes into an asset."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["asset_field"]
    state_asset: str
    """an asset of the hop by this name, else of its mission"""


class AssetStatusChange(Model):
    """The status that an asset should have."""

    model_config = ConfigDict(
        extra="forbid",
    )
    status: Annotated[
        Literal["proposed", "pending", "in_progress", "ready", "error", "expired"], OPEN
    ]
    """Where an asset stands."""
    reason: str | None = None
    """why the status changes, for its log"""


class AttachmentOut(Model):
    """An attachment of a chat, without its bytes."""

    id: str
    """what a part's `file_id` names"""
    chat_id: str
    name: str | None
    """the file's name, where it was sent"""
    media_type: str
    bytes: int
    """how many are stored"""
    sha256: str | None
    """of its bytes, in hex; null until it is complete"""
    complete: bool
    """whether its upload is; messages name it from then on"""
    url: str
    """the path of its bytes, which a part's `image_url` may have as its URL"""
    created_at: AwareDatetime


class BodyIn(Model):
    """A checkpoint without its channels' values, serialised."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: str
    """what serialised it says; not looked into"""
    base64: Base64Str


class BodyOut(Model):
    """A checkpoint without its channels' values, as it was saved."""

    type: str
    base64: str


class Bucket(Model):
    """Numbers of one day, week or month."""

    start: date
    """its first day; a week begins on Monday"""
    counts: dict[str, int]


class ChannelOut(Model):
    """A channel of a checkpoint; `value_id` is null where its version has no value."""

    channel: str
    version: str | int | float
    value_id: str | None


class ChatCreate(Model):
    """A chat to make."""

    model_config = ConfigDict(
        extra="forbid",
    )
    title: str | None = None
    context_data: dict[str, Any] | None = {}
    key: str | None = None
    """your own name for it: where a chat of yours has it, that is the answer"""


class ChatUpdate(Model):
    """What to change; a field that is not given stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    title: str | None = None
    """null takes the title off"""
    context_data: dict[str, Any] | None = None
    """replaces the whole object"""


class CheckpointSaved(Model):
    """A checkpoint that was saved."""

    thread_id: str
    checkpoint_ns: str
    checkpoint_id: str
    parent_checkpoint_id: str | None
    created_at: AwareDatetime


class CheckpointsDeleted(Model):
    """What was deleted."""

    checkpoints: int
    """how many, without those of threads deleted whole"""


class ContentInfo(Model):
    """What the content route answers."""

    bytes: int
    sha256: str
    """of those bytes, in hex"""
    media_type: str


class ConversationDeleted(Model):
    """A conversation that is no more."""

    id: str
    object: Literal["conversation.deleted"] = "conversation.deleted"
    deleted: Literal[True] = True


class ConversationOut(Model):
    """A conversation: a chat, without its messages."""

    id: str
    """the chat's id"""
    object: Literal["conversation"] = "conversation"
    created_at: int
    """seconds since 1970"""
    metadata: dict[str, str]
    """those values of the chat's `context_data` that are texts"""


class ConversationUpdate(Model):
    """What to change."""

    model_config = ConfigDict(
        extra="forbid",
    )
    metadata: dict[str, str] | None
    """takes the place of all there were"""


class CurrentHop(Model):
    """The hop that a mission is at."""

    id: str
    sequence_order: int
    name: str
    status: str
    is_final: bool
    error_message: str | None = None


class DiscardedResult(Model):
    """A result that nobody needs."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["discard"]


class ForkCreate(Model):
    """A fork to make of a chat."""

    model_config = ConfigDict(
        extra="forbid",
    )
    through: int | None = None
    """the number of the last message to copy; all there are when not given"""
    session: bool | None = False
    """whether it gets a session of its own"""
    key: str | None = None
    """your own name for what is made, the session where there is one, else the chat: where a
    fork of this chat has it, that is the answer
    """


class ForkedFrom(Model):
    """What a chat was forked from."""

    chat_id: str
    through: int
    """the number of the last message that was copied"""


class Format(
    RootModel[
        Annotated[
            Literal[
                "openai",
                "responses",
                "anthropic",
                "gemini",
                "langchain",
                "langgraph",
                "ai-sdk",
                "pydantic-ai",
                "sharegpt",
                "training",
                "chatgpt",
                "claude",
                "librechat",
                "open-webui",
            ],
            OPEN,
        ]
    ]
):
    root: Annotated[
        Literal[
            "openai",
            "responses",
            "anthropic",
            "gemini",
            "langchain",
            "langgraph",
            "ai-sdk",
            "pydantic-ai",
            "sharegpt",
            "training",
            "chatgpt",
            "claude",
            "librechat",
            "open-webui",
        ],
        OPEN,
    ]
    """The forms of conversations that can be told, by the names of ``services.formats``."""


class Health(Model):
    """That it works."""

    status: Literal["ok"] = "ok"


class HopCreate(Model):
    """A hop to propose."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str
    description: str | None = None
    goal: str | None = None
    success_criteria: list[str] | None = []
    rationale: str | None = None
    is_final: bool | None = False
    """its completion completes the mission"""
    hop_metadata: dict[str, Any] | None = {}


class HopStatusChange(Model):
    """The status that a hop should have."""

    model_config = ConfigDict(
        extra="forbid",
    )
    status: Annotated[
        Literal[
            "proposed",
            "ready_to_resolve",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a hop stands."""
    reason: str | None = None
    """why the status changes, for its log"""
    error_message: str | None = None
    """with `failed`"""


class HopUpdate(Model):
    """What to change; a field that is not given stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | None = None
    description: str | None = None
    """null takes it off"""
    goal: str | None = None
    """null takes it off"""
    success_criteria: list[str] | None = None
    """replaces the whole list"""
    rationale: str | None = None
    """null takes it off"""
    is_final: bool | None = None
    hop_metadata: dict[str, Any] | None = None
    """replaces the whole object"""


class ImportStatus(RootModel[Annotated[Literal["active", "completed", "archived"], OPEN]]):
    root: Annotated[Literal["active", "completed", "archived"], OPEN]
    """What the sessions of an import can be told to stay."""


class IndexLockOut(Model):
    """Who changes indexes now."""

    owner: str
    since: AwareDatetime | None
    expires_at: AwareDatetime | None


class IndexRemarkOut(Model):
    """Something to know that is no difference."""

    collection: str
    name: str
    text: str


class ItemOut(Model):
    """An item, as it was given; one that came as a message of a chat, in OpenAI's form."""

    id: str
    type: str


class JobFile(Model):
    """The file of an export."""

    url: str
    """where it is read"""
    media_type: str
    bytes: int
    sha256: str
    lines: dict[str, int]
    """how many lines it has, by their `type`"""


class JobProgress(Model):
    """How far a job is."""

    documents_done: int
    documents_found: int | None
    """about how many there are in all; null until they are counted"""


class LastSweepOut(Model):
    """The last sweep that ended."""

    finished_at: AwareDatetime
    sessions: dict[str, int]
    """with how many it did each thing"""
    freed_bytes: int


class LeaseProlong(Model):
    """For how long the writer may be silent from now on."""

    model_config = ConfigDict(
        extra="forbid",
    )
    lease_seconds: float | None = None
    """this once; as long as at the opening where it is left out"""


class ListenFrom(Model):
    """The versions that a recovery shows: whatever is newer came after it."""

    session_etag: str
    chat_etag: str
    mission_etag: str | None
    after: int
    """the newest message's number: ask for messages after it"""
    last_event_id: str
    """where the session's feed begins: `Last-Event-ID` of GET /sessions/{session_id}/events"""


class LostMessages(Model):
    """A range of sequence numbers whose messages the database has lost."""

    first: int
    last: int


class MessageUse(Model):
    """A message that names an asset in its metadata."""

    relation: Annotated[Literal["produced", "used"], OPEN]
    chat_id: str
    message_id: str
    sequence_order: int
    role: str
    created_at: AwareDatetime


class MissionCreate(Model):
    """A mission to make."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str
    """unique among your missions that are not finished"""
    description: str | None = None
    goal: str | None = None
    success_criteria: list[str] | None = []
    mission_metadata: dict[str, Any] | None = {}


class MissionProgress(Model):
    """How far a mission has come."""

    hops: dict[str, int]
    """how many of its hops have each status"""
    tool_steps: dict[str, int]
    """the same of the current hop's tool steps"""


class MissionStatusChange(Model):
    """The status that a mission should have."""

    model_config = ConfigDict(
        extra="forbid",
    )
    status: Annotated[
        Literal[
            "proposed",
            "ready_for_next_hop",
            "building_hop",
            "hop_ready_to_execute",
            "executing_hop",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a mission stands."""
    reason: str | None = None
    """why the status changes, for its log"""
    hop_id: str | None = None
    """with `building_hop`, from `ready_for_next_hop`: the proposal to accept; the first one
    when not given
    """


class MissionUpdate(Model):
    """What to change; a field that is not given stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | None = None
    description: str | None = None
    """null takes it off"""
    goal: str | None = None
    """null takes it off"""
    success_criteria: list[str] | None = None
    """replaces the whole list"""
    mission_metadata: dict[str, Any] | None = None
    """replaces the whole object"""


class OpenToolCallOut(Model):
    """A tool call that no later message answers."""

    id: str
    """what `tool_call_id` of the answer must be"""
    message_id: str
    """the message that made the call"""
    sequence_order: int
    tool_call: dict[str, Any]
    """the call as it stands in `tool_calls`"""


class OtherToolsOut(Model):
    """The tools that are not listed one by one."""

    tools: int
    steps: int


class ReceiptOut(Model):
    """What was erased."""

    user_id: str
    began_at: AwareDatetime
    documents: dict[str, int]
    """by collection"""
    messages: int
    bytes: int


class RunningBuildOut(Model):
    """How far a build is."""

    phase: str
    done: int
    total: int | None
    """null in a phase that is not counted"""
    seconds: int


class RunsDelete(Model):
    """Whose checkpoints to delete."""

    model_config = ConfigDict(
        extra="forbid",
    )
    run_ids: list[str]


class SchemaDefinition(Model):
    """What an asset's content looks like."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Annotated[
        Literal["any", "string", "boolean", "integer", "number", "object", "file"], OPEN
    ]
    """`file` is content uploaded as a file; `any` is any JSON or file"""
    description: str | None = None
    is_array: bool | None = False
    """a list of such values"""
    fields: dict[str, SchemaDefinition] | None = None
    """of an object: the fields that it has, each of them"""


class SentAgain(Model):
    """How many deliveries are tried anew."""

    deliveries: int
    """a thousand at most: ask again until it is 0"""


class Series(Model):
    """Numbers by bucket, the empty ones included, and of the whole period."""

    buckets: list[Bucket]
    total: dict[str, int]


class SessionCreate(Model):
    """A session to make."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | None = None
    """'Session N' when not given"""
    session_metadata: dict[str, Any] | None = {}
    chat_id: str | None = None
    """a chat of yours that no session owns; else one is made"""
    mission_id: str | None = None
    """a mission of yours that no session has"""
    key: str | None = None
    """your own name for it: where a session of yours has it, that is the answer"""


class SessionResume(Model):
    """What a session gets that has to be made; one that is there stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | None = None
    """'Session N' when not given"""
    session_metadata: dict[str, Any] | None = {}


class SessionUpdate(Model):
    """What to change; a field that is not given stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | None = None
    session_metadata: dict[str, Any] | None = None
    """replaces the whole object"""
    status: Annotated[Literal["active", "completed", "abandoned", "archived"], OPEN] | None = None
    """Where a session stands."""
    mission_id: str | None = None
    """null takes the mission off"""
    reason: str | None = None
    """why the status changes, for its log"""


class ShareCreate(Model):
    """What to share of a chat, and until when."""

    model_config = ConfigDict(
        extra="forbid",
    )
    through: int | None = None
    """the number of the last message that is shared, which may be yet to come; the newest
    one's where it is left out
    """
    expires_at: AwareDatetime | None = None
    """when the link ends; never, but by its revocation, without it"""


class ShareMade(Model):
    """A share that was just made, with its token: it is told only here."""

    id: str
    chat_id: str
    through: int
    """the number of the last message that is shared"""
    expires_at: AwareDatetime | None
    created_at: AwareDatetime
    token: str
    """who has it reads what is shared; only its hash is stored"""
    path: str
    """of the page to read, at this service"""


class ShareOut(Model):
    """A share of a chat."""

    id: str
    chat_id: str
    through: int
    """the number of the last message that is shared"""
    expires_at: AwareDatetime | None
    created_at: AwareDatetime


class SharePage(Model):
    """Shares of a chat, newest first, and where to go on."""

    items: list[ShareOut]
    next: str | None
    """cursor to the next page; null at the end"""


class SharedMessage(Model):
    model_config = ConfigDict(
        extra="allow",
    )


class SnippetPiece(Model):
    """A part of a text."""

    text: str
    marked: bool
    """whether it is what was looked for"""


class SpreadOut(Model):
    """The middle and the tail of some values; null where there are none."""

    count: int
    median: float | None
    p95: float | None
    """the smallest value that 95 % do not exceed"""


class StatusReason(Model):
    """Why the status changes, for its log."""

    model_config = ConfigDict(
        extra="forbid",
    )
    reason: str | None = None
    """why the status changes, for its log"""


class StepOrder(Model):
    """The order that a hop's tool steps should have."""

    model_config = ConfigDict(
        extra="forbid",
    )
    step_ids: list[str]
    """the ids of all of them, each once"""


class StepStatusChange(Model):
    """The status that a tool step should have."""

    model_config = ConfigDict(
        extra="forbid",
    )
    status: Annotated[
        Literal[
            "proposed",
            "ready_to_configure",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a tool step stands."""
    reason: str | None = None
    """why the status changes, for its log"""
    execution_result: dict[str, Any] | None = None
    """with `completed` or `failed`"""
    error_message: str | None = None
    """with `failed`"""


class StepUse(Model):
    """A tool step that reads an asset or makes it."""

    relation: Annotated[Literal["produced", "used"], OPEN]
    hop_id: str
    step_id: str
    step_name: str
    mapping: str
    """the parameter or the result that names the asset"""
    status: str
    started_at: AwareDatetime | None
    completed_at: AwareDatetime | None


class StreamOpen(Model):
    """A message to write, event by event."""

    model_config = ConfigDict(
        extra="forbid",
    )
    id: str | None = None
    """the message's id: choose one, and a retry opens nothing twice"""
    message_metadata: dict[str, Any] | None = {}
    lease_seconds: float | None = 15.0
    """how long its writer may be silent before it is taken for dead"""


class SweepStepCount(Model):
    """How many sessions a step would be done to."""

    step: Annotated[Literal["abandon", "archive", "delete", "remove"], OPEN]
    """What a sweep does to a session, in the order in which it does it."""
    after_seconds: float | None
    """how long a session waits for it; null for ever"""
    sessions: int
    at_least: bool
    """whether there are more than were counted"""


class ThreadCopied(Model):
    """What was copied."""

    copied: bool
    """false where the thread has no checkpoints"""


class ThreadCopy(Model):
    """Which thread to copy, and where to."""

    model_config = ConfigDict(
        extra="forbid",
    )
    source_thread_id: str
    target_thread_id: str


class ThreadsPrune(Model):
    """Which threads to prune, and how."""

    model_config = ConfigDict(
        extra="forbid",
    )
    thread_ids: list[str]
    strategy: Annotated[Literal["keep_latest", "delete"], OPEN] | None = "keep_latest"
    """`keep_latest` keeps the newest checkpoint of each namespace"""


class ToolOut(Model):
    """The steps of one tool that were made in the period."""

    tool_id: str
    steps: int
    by_status: dict[str, int]
    failure_rate: float | None
    """failed ones among those completed or failed; null where there are none"""
    mean_seconds: float | None
    """what its completed steps took from executing on, in the mean; null where there are none"""


class ToolStepDetail(Model):
    """A tool step, and the hop that it is of."""

    id: str
    tool_id: str
    sequence_order: int
    """1, 2 … within the hop, without gaps"""
    name: str
    description: str | None
    status: Annotated[
        Literal[
            "proposed",
            "ready_to_configure",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a tool step stands."""
    parameter_mapping: dict[str, Any]
    result_mapping: dict[str, Any]
    resource_configs: dict[str, Any]
    validation_errors: list[str]
    execution_result: dict[str, Any] | None
    error_message: str | None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    started_at: AwareDatetime | None
    completed_at: AwareDatetime | None
    hop_id: str


class ToolStepOut(Model):
    """A tool step."""

    id: str
    tool_id: str
    sequence_order: int
    """1, 2 … within the hop, without gaps"""
    name: str
    description: str | None
    status: Annotated[
        Literal[
            "proposed",
            "ready_to_configure",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a tool step stands."""
    parameter_mapping: dict[str, Any]
    result_mapping: dict[str, Any]
    resource_configs: dict[str, Any]
    validation_errors: list[str]
    execution_result: dict[str, Any] | None
    error_message: str | None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    started_at: AwareDatetime | None
    completed_at: AwareDatetime | None


class ToolStepPage(Model):
    """Tool steps in order, and where to go on."""

    items: list[ToolStepOut]
    next: str | None
    """cursor to the next page; null at the end"""


class TransitionOut(Model):
    """One change of status."""

    kind: Annotated[Literal["asset", "tool_step", "hop", "mission", "session"], OPEN]
    """what it is that changed"""
    id: str
    """its id"""
    name: str
    """its name now"""
    from_: str = Field(..., alias="from")
    to: str
    at: AwareDatetime
    by: str
    """the user, or `threadkeep` for what time has done"""
    reason: str | None


class TransitionPage(Model):
    """Changes of status, the newest first, and where to go on."""

    items: list[TransitionOut]
    next: str | None
    """cursor to the next page; null at the end"""


class UploadMade(Model):
    """A value that was uploaded, for a checkpoint or a write of its thread to have."""

    upload_id: str
    bytes: int


class UsageTotalOut(Model):
    """What messages cost together."""

    messages: int
    """how many of them said what they cost; each version counts by itself"""
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    cost: float


class UserBucket(Model):
    """Active users of one day, week or month."""

    start: date
    active: int


class UserNamed(Model):
    """Whose data are meant."""

    model_config = ConfigDict(
        extra="forbid",
    )
    user_id: str
    """the subject of the user's tokens"""


class UsersOut(Model):
    """Active users: those of whose chats any got a message."""

    buckets: list[UserBucket]
    total: int
    """active at any time in the period"""


class ValueIn(Model):
    """A value: its bytes in base64, up to 1 MiB of them, or the id of an upload."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: str
    """what serialised it says; not looked into"""
    base64: Base64Str | None = None
    upload_id: str | None = None
    """of POST /checkpoints/values"""


class ValueOut(Model):
    """A value; `base64` is null where it is to be read by its id."""

    value_id: str
    type: str
    bytes: int
    base64: str | None


class VersionChoice(Model):
    """Which version a message is to say."""

    model_config = ConfigDict(
        extra="forbid",
    )
    id: str


class WebhookCreate(Model):
    """A webhook to make."""

    model_config = ConfigDict(
        extra="forbid",
    )
    url: str
    """where events are sent, by POST: https, and no address of a private network"""
    kinds: list[
        Annotated[
            Literal[
                "session.created",
                "session.changed",
                "session.deleted",
                "session.restored",
                "chat.created",
                "chat.changed",
                "chat.deleted",
                "chat.restored",
                "message.created",
                "message.changed",
                "stream.ended",
                "mission.created",
                "mission.changed",
                "mission.deleted",
                "mission.restored",
                "hop.created",
                "hop.changed",
                "hop.deleted",
                "hop.restored",
                "asset.created",
                "asset.changed",
                "asset.deleted",
                "asset.restored",
                "user.erased",
            ],
            OPEN,
        ]
    ]
    """what it is told of"""
    description: str | None = None
    enabled: bool | None = True


class WebhookMade(Model):
    """A webhook with its new secret, which is told only here."""

    id: str
    url: str
    kinds: list[
        Annotated[
            Literal[
                "session.created",
                "session.changed",
                "session.deleted",
                "session.restored",
                "chat.created",
                "chat.changed",
                "chat.deleted",
                "chat.restored",
                "message.created",
                "message.changed",
                "stream.ended",
                "mission.created",
                "mission.changed",
                "mission.deleted",
                "mission.restored",
                "hop.created",
                "hop.changed",
                "hop.deleted",
                "hop.restored",
                "asset.created",
                "asset.changed",
                "asset.deleted",
                "asset.restored",
                "user.erased",
            ],
            OPEN,
        ]
    ]
    description: str | None
    enabled: bool
    disabled_reason: Annotated[Literal["asked", "failing", "gone", "behind"], OPEN] | None
    """`failing`: nothing has arrived for five days; `gone`: it answered 410; `behind`: too
    many deliveries wait
    """
    failing_since: AwareDatetime | None
    """since when nothing has arrived; null while things do"""
    gaps: int
    """how often events were lost before they were recorded"""
    gap_at: AwareDatetime | None
    """when that was noticed last"""
    secrets: int
    """how many secrets it signs with just now"""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    secret: str
    """what the receiver verifies signatures with, as Standard Webhooks writes it"""


class WebhookOut(Model):
    """A webhook."""

    id: str
    url: str
    kinds: list[
        Annotated[
            Literal[
                "session.created",
                "session.changed",
                "session.deleted",
                "session.restored",
                "chat.created",
                "chat.changed",
                "chat.deleted",
                "chat.restored",
                "message.created",
                "message.changed",
                "stream.ended",
                "mission.created",
                "mission.changed",
                "mission.deleted",
                "mission.restored",
                "hop.created",
                "hop.changed",
                "hop.deleted",
                "hop.restored",
                "asset.created",
                "asset.changed",
                "asset.deleted",
                "asset.restored",
                "user.erased",
            ],
            OPEN,
        ]
    ]
    description: str | None
    enabled: bool
    disabled_reason: Annotated[Literal["asked", "failing", "gone", "behind"], OPEN] | None
    """`failing`: nothing has arrived for five days; `gone`: it answered 410; `behind`: too
    many deliveries wait
    """
    failing_since: AwareDatetime | None
    """since when nothing has arrived; null while things do"""
    gaps: int
    """how often events were lost before they were recorded"""
    gap_at: AwareDatetime | None
    """when that was noticed last"""
    secrets: int
    """how many secrets it signs with just now"""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class WebhookPage(Model):
    """Webhooks, newest first, and where to go on."""

    items: list[WebhookOut]
    next: str | None
    """cursor to the next page; null at the end"""


class WebhookUpdate(Model):
    """What to change; a field that is not given stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    url: str | None = None
    """where events are sent, by POST: https, and no address of a private network"""
    kinds: (
        list[
            Annotated[
                Literal[
                    "session.created",
                    "session.changed",
                    "session.deleted",
                    "session.restored",
                    "chat.created",
                    "chat.changed",
                    "chat.deleted",
                    "chat.restored",
                    "message.created",
                    "message.changed",
                    "stream.ended",
                    "mission.created",
                    "mission.changed",
                    "mission.deleted",
                    "mission.restored",
                    "hop.created",
                    "hop.changed",
                    "hop.deleted",
                    "hop.restored",
                    "asset.created",
                    "asset.changed",
                    "asset.deleted",
                    "asset.restored",
                    "user.erased",
                ],
                OPEN,
            ]
        ]
        | None
    ) = None
    """what it is told of"""
    description: str | None = None
    enabled: bool | None = None
    """one that is enabled again is told what happens from then on"""


class WriteIn(Model):
    """What a task wrote to a channel."""

    model_config = ConfigDict(
        extra="forbid",
    )
    index: int
    """its place among the task's; below 0 it takes the place of what is there"""
    channel: str
    value: ValueIn


class WriteOut(Model):
    """What a task wrote to a channel."""

    task_id: str
    task_path: str
    index: int
    channel: str
    value: ValueOut


class WritePage(Model):
    """Writes by task and index, and where to go on."""

    items: list[WriteOut]
    next: str | None
    """cursor to the next page; null at the end"""


class WritesPut(Model):
    """What a task wrote after a checkpoint."""

    model_config = ConfigDict(
        extra="forbid",
    )
    thread_id: str
    checkpoint_ns: str | None = ""
    checkpoint_id: str
    task_id: str
    task_path: str | None = ""
    writes: list[WriteIn]


class ProblemPart(Model):
    """One thing wrong with a request: where it is, and what."""

    pointer: str | None = None
    """JSON pointer (RFC 6901) into the body"""
    parameter: str | None = None
    """the query, path or header parameter"""
    detail: str


class Problem(Model):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemPart] | None = None
    """the first 20 faults"""
    more_errors: int | None = None
    """how many more there are, if any"""


class TextPart(Model):
    """A text."""

    type: Literal["text"]
    text: str


class RefusalPart(Model):
    """Why the model would not answer."""

    type: Literal["refusal"]
    refusal: str


class OtherPart(Model):
    """A part of any other type: kept as it is."""

    type: str


class OtherToolCall(Model):
    """A call of any other type: kept as it is."""

    id: str
    type: str


class Usage(Model):
    """What a message cost. Any of these fields, and no others."""

    model_config = ConfigDict(
        extra="forbid",
    )
    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    """input that the model had kept, as its provider counts it"""
    cost: float | None = None
    """in the currency of whoever writes it; summed to the billionth"""


class OpenAIError(Model):
    """What went wrong."""

    message: str
    type: str
    """`invalid_request_error`, `rate_limit_error` where the same request may soon be taken, or
    `server_error`
    """
    param: str | None
    """the field or the parameter at fault"""
    code: str | None
    """which error it is"""


class OpenAIErrorOut(Model):
    """An error, in OpenAI's form."""

    error: OpenAIError


class ContentItem(Model):
    """A part."""

    type: str


class MessageItem(Model):
    """A message."""

    type: Literal["message"] | None = None
    role: Annotated[
        Literal[
            "user", "assistant", "system", "developer", "critic", "discriminator", "tool", "unknown"
        ],
        OPEN,
    ]
    content: str | list[ContentItem]


class OtherItem(Model):
    """An item of any other type: a call, its output, reasoning, and whatever else there is."""

    type: str


class ImageUrlPartImageUrl(Model):
    model_config = ConfigDict(
        extra="allow",
    )
    url: str
    detail: str | None = None


class InputAudioPartInputAudio(Model):
    model_config = ConfigDict(
        extra="allow",
    )
    data: str
    format: str


class FilePartFile(Model):
    model_config = ConfigDict(
        extra="allow",
    )
    file_id: str | None = None
    file_data: str | None = None
    filename: str | None = None


class FunctionToolCallFunction(Model):
    model_config = ConfigDict(
        extra="allow",
    )
    name: str
    arguments: str


class RedactedToolCallFunction(Model):
    model_config = ConfigDict(
        extra="allow",
    )
    name: str


class AssetCreate(Model):
    """An asset to propose."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str
    """unique within its scope"""
    description: str | None = None
    schema_definition: SchemaDefinition | None = None
    subtype: str | None = None
    scope_type: Annotated[Literal["mission", "hop"], OPEN]
    """What an asset belongs to."""
    scope_id: str
    """the id of the mission or hop"""
    role: Annotated[Literal["input", "output", "intermediate"], OPEN]
    """What an asset is to its mission or hop."""
    content: Any | None = None
    """any JSON; no content when not given"""
    asset_metadata: dict[str, Any] | None = {}
    db_entity_metadata: dict[str, Any] | None = None


class AssetHeadOut(Model):
    """An asset, as its mission or hop shows it."""

    id: str
    name: str
    subtype: str | None
    scope_type: Annotated[Literal["mission", "hop"], OPEN]
    """What an asset belongs to."""
    scope_id: str
    status: Annotated[
        Literal["proposed", "pending", "in_progress", "ready", "error", "expired"], OPEN
    ]
    """Where an asset stands."""
    role: Annotated[Literal["input", "output", "intermediate"], OPEN]
    """What an asset is to its mission or hop."""
    value_representation: Any
    """the content itself when it has less than 1 KB, else a sentence about it; null without
    content
    """
    created_at: AwareDatetime
    updated_at: AwareDatetime


class AssetOut(Model):
    """An asset without its content."""

    id: str
    name: str
    description: str | None
    schema_definition: dict[str, Any] | None
    subtype: str | None
    scope_type: Annotated[Literal["mission", "hop"], OPEN]
    """What an asset belongs to."""
    scope_id: str
    mission_id: str
    status: Annotated[
        Literal["proposed", "pending", "in_progress", "ready", "error", "expired"], OPEN
    ]
    """Where an asset stands."""
    role: Annotated[Literal["input", "output", "intermediate"], OPEN]
    """What an asset is to its mission or hop."""
    value_representation: Any
    """the content itself when it has less than 1 KB, else a sentence about it; null without
    content
    """
    content_info: ContentInfo | None
    """null without content"""
    asset_metadata: dict[str, Any]
    db_entity_metadata: dict[str, Any] | None
    created_at: AwareDatetime
    updated_at: AwareDatetime


class AssetPage(Model):
    """Assets, newest first, and where to go on."""

    items: list[AssetOut]
    next: str | None
    """cursor to the next page; null at the end"""


class AssetUpdate(Model):
    """What to change; a field that is not given stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | None = None
    description: str | None = None
    """null takes it off"""
    schema_definition: SchemaDefinition | None = None
    """null takes it off"""
    subtype: str | None = None
    """null takes it off"""
    role: Annotated[Literal["input", "output", "intermediate"], OPEN] | None = None
    """What an asset is to its mission or hop."""
    content: Any | None = None
    """any JSON, null too"""
    asset_metadata: dict[str, Any] | None = None
    """replaces the whole object"""
    db_entity_metadata: dict[str, Any] | None = None
    """null takes it off"""


class AttachmentList(Model):
    """Attachments of a chat, newest first, and where to go on."""

    items: list[AttachmentOut]
    next: str | None
    """cursor to the next page; null at the end"""


class ChannelIn(Model):
    """A channel of a checkpoint, and the version that it has there."""

    model_config = ConfigDict(
        extra="forbid",
    )
    channel: str
    version: str | int | float
    """as the saver gives it: a text or a number"""
    value: ValueIn | None = None
    """where the version is new; one that is stored stays as it is"""


class ChatUsageOut(Model):
    """What the messages of one chat cost, and so its session and its mission."""

    chat_id: str
    session_id: str | None
    mission_id: str | None
    usage: UsageTotalOut


class CheckpointOut(Model):
    """A checkpoint, and what was written after it by task and index."""

    thread_id: str
    checkpoint_ns: str
    checkpoint_id: str
    parent_checkpoint_id: str | None
    checkpoint: BodyOut
    metadata: dict[str, Any]
    channels: list[ChannelOut]
    writes: list[WriteOut]
    more_writes: bool
    """they are too many to be here: read them with GET /checkpoints/writes"""
    created_at: AwareDatetime


class CheckpointPage(Model):
    """Checkpoints, the newest first, the values that they have, and where to go on."""

    items: list[CheckpointOut]
    values: list[ValueOut]
    """each once, however many items have it"""
    next: str | None
    """cursor to the next page; null at the end"""


class CheckpointPut(Model):
    """A checkpoint to save."""

    model_config = ConfigDict(
        extra="forbid",
    )
    thread_id: str
    checkpoint_ns: str | None = ""
    checkpoint_id: str
    parent_checkpoint_id: str | None = None
    checkpoint: BodyIn
    metadata: dict[str, Any] | None = {}
    """to filter lists by"""
    channels: list[ChannelIn] | None = Field([], validate_default=True)


class ConversationCreate(Model):
    """A conversation to make."""

    model_config = ConfigDict(
        extra="forbid",
    )
    items: list[MessageItem | OtherItem] | None = None
    """the first items, 20 at most"""
    metadata: dict[str, str] | None = None


class DeliveryOut(Model):
    """One event for a webhook, and what became of it."""

    id: str
    """what the header `webhook-id` says, at each attempt"""
    kind: str
    """the event's, or `webhook.test` or `webhooks.gap`"""
    state: Annotated[Literal["pending", "delivered", "dead"], OPEN]
    """How far a delivery is. A dead one is tried no more unless it is sent again."""
    attempts: int
    """how many attempts have failed"""
    last_status: int | None
    """of the last answer; null where none came"""
    last_error: str | None
    """why no answer came"""
    next_attempt_at: AwareDatetime | None
    """not before that is it tried again; null once it has ended"""
    created_at: AwareDatetime
    ended_at: AwareDatetime | None
    expires_at: AwareDatetime
    """when it is removed"""
    body: str
    """what is sent, as it is signed"""


class DeliveryPage(Model):
    """Deliveries of a webhook, newest first, and where to go on."""

    items: list[DeliveryOut]
    next: str | None
    """cursor to the next page; null at the end"""


class DueSessionOut(Model):
    """A session that a sweep would do a step to."""

    session_id: str
    user_id: str
    name: str
    status: Annotated[Literal["active", "completed", "abandoned", "archived"], OPEN]
    """Where a session stands."""
    step: Annotated[Literal["abandon", "archive", "delete", "remove"], OPEN]
    """What a sweep does to a session, in the order in which it does it."""
    reason: str
    """why, in words"""
    since: AwareDatetime
    """since when it is so"""
    last_activity_at: AwareDatetime


class DueSessionPage(Model):
    """Sessions that a sweep would do a step to, and where to go on."""

    items: list[DueSessionOut]
    next: str | None
    """cursor to the next page; null at the end"""


class FeedbackOut(Model):
    """What a user thinks of a message."""

    message_id: str
    sequence_order: int
    """the message's number within the chat"""
    rating: Annotated[Literal["up", "down"], OPEN]
    """Whether a message was any good."""
    comment: str | None
    created_at: AwareDatetime
    """when it was first given"""
    updated_at: AwareDatetime


class FeedbackPage(Model):
    """Feedback in the order of the messages, and where to go on."""

    items: list[FeedbackOut]
    next: str | None
    """cursor to the next page; null at the end"""


class FeedbackPut(Model):
    """What you think of a message."""

    model_config = ConfigDict(
        extra="forbid",
    )
    rating: Annotated[Literal["up", "down"], OPEN]
    """Whether a message was any good."""
    comment: str | None = None


class HopDetail(Model):
    """A hop with its tool steps in order, and its own assets by name."""

    id: str
    mission_id: str
    sequence_order: int
    """1, 2 … within the mission, without gaps"""
    name: str
    description: str | None
    goal: str | None
    success_criteria: list[str]
    rationale: str | None
    status: Annotated[
        Literal[
            "proposed",
            "ready_to_resolve",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a hop stands."""
    is_final: bool
    is_resolved: bool
    error_message: str | None
    hop_metadata: dict[str, Any]
    created_at: AwareDatetime
    updated_at: AwareDatetime
    tool_steps: list[ToolStepOut]
    hop_state: dict[str, AssetHeadOut]


class HopOut(Model):
    """A hop without its tool steps."""

    id: str
    mission_id: str
    sequence_order: int
    """1, 2 … within the mission, without gaps"""
    name: str
    description: str | None
    goal: str | None
    success_criteria: list[str]
    rationale: str | None
    status: Annotated[
        Literal[
            "proposed",
            "ready_to_resolve",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a hop stands."""
    is_final: bool
    is_resolved: bool
    error_message: str | None
    hop_metadata: dict[str, Any]
    created_at: AwareDatetime
    updated_at: AwareDatetime


class HopPage(Model):
    """Hops in order, and where to go on."""

    items: list[HopOut]
    next: str | None
    """cursor to the next page; null at the end"""


class ImportedConversationOut(Model):
    """What became of a conversation."""

    file: str | None
    """the one of the archive that has it"""
    number: int
    """the line, or the item of an array, or which one it is"""
    outcome: Annotated[Literal["new", "continued", "unchanged", "broken"], OPEN]
    """What became of a conversation."""
    title: str | None
    """its title, else its id"""
    session_id: str | None
    """where it is, or would be"""
    chat_id: str | None
    messages_added: int
    forks_added: int
    reason: str | None
    """why it is broken"""
    not_kept: list[str]
    """what of it cannot be kept: the first 20 things"""


class IndexOperationOut(Model):
    """One change that `threadkeep indexes sync` would make."""

    kind: Annotated[
        Literal[
            "create collection",
            "create",
            "wait for build",
            "modify",
            "replace",
            "drop and create",
            "make plain",
            "hide",
            "drop",
            "blocked",
        ],
        OPEN,
    ]
    """What an operation does."""
    collection: str
    name: str
    risk: Annotated[Literal["safe", "slow", "gap", "destructive", "constraint"], OPEN]
    """What an operation may cost those who use the database meanwhile."""
    changes: list[str]
    """what differs"""
    reason: str
    """why it is blocked, or what to mind"""
    documents: int | None
    """how many the collection has"""


class IndexOut(Model):
    """One index as it is."""

    collection: str
    name: str
    """empty for the options of the collection itself"""
    state: str
    """`ready`, `building`, `hidden`, `differs`, `missing` or `undeclared`"""
    detail: str
    uses: int | None
    """null where the service may not ask"""
    uses_since: AwareDatetime | None
    size_bytes: int | None
    serves: str
    """which query a missing one is for"""
    build: RunningBuildOut | None


class IndexesOut(Model):
    """How the indexes stand, and the plan."""

    at: AwareDatetime
    in_step: bool
    """whether there is nothing to change"""
    indexes: list[IndexOut]
    plan: list[IndexOperationOut]
    """in the order in which it would be done"""
    remarks: list[IndexRemarkOut]
    lock: IndexLockOut | None


class ItemList(Model):
    """Items, and whether there are more after the last of them."""

    object: Literal["list"] = "list"
    data: list[ItemOut]
    first_id: str | None
    last_id: str | None
    has_more: bool


class ItemsCreate(Model):
    """Items to add, of which all are stored or none."""

    model_config = ConfigDict(
        extra="forbid",
    )
    items: list[MessageItem | OtherItem]


class JobOut(Model):
    """A job: the export or the erasure of all of one user."""

    id: str
    kind: Annotated[Literal["export", "erasure"], OPEN]
    """What a job does with all of a user."""
    status: Annotated[Literal["running", "succeeded", "failed"], OPEN]
    """`running` also while it waits for its turn"""
    user_id: str
    created_at: AwareDatetime
    finished_at: AwareDatetime | None
    kept_until: AwareDatetime | None
    """when the job and its file go; null until it has ended"""
    progress: JobProgress
    error: str | None
    """why it failed"""
    receipt: ReceiptOut | None
    """of an erasure that succeeded"""
    file: JobFile | None
    """of an export that succeeded"""


class JobPage(Model):
    """Jobs, the newest first, and where to go on."""

    items: list[JobOut]
    next: str | None
    """cursor to the next page; null at the end"""


class Lineage(Model):
    """Where an asset comes from and what it went into."""

    asset_id: str
    mission_id: str
    hop_id: str | None
    """the hop that it belongs to"""
    steps: list[StepUse]
    messages: list[MessageUse]
    messages_from: int | None
    """the number of the oldest message that was looked at; null without a chat"""


class LiteralParameter(Model):
    """A parameter that is given here."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: Literal["literal"]
    value: Any


class MissionDetail(Model):
    """A mission with its hops in order, and its own assets by name."""

    id: str
    user_id: str
    name: str
    description: str | None
    goal: str | None
    success_criteria: list[str]
    status: Annotated[
        Literal[
            "proposed",
            "ready_for_next_hop",
            "building_hop",
            "hop_ready_to_execute",
            "executing_hop",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a mission stands."""
    session_id: str | None
    """the session that refers to it"""
    current_hop_id: str | None
    """the hop that it is at; of a finished mission the one it ended with"""
    mission_metadata: dict[str, Any]
    created_at: AwareDatetime
    updated_at: AwareDatetime
    current_hop: HopOut | None
    hops: list[HopOut]
    mission_state: dict[str, AssetHeadOut]


class MissionFull(Model):
    """A mission with its hops, their tool steps, and the assets of all of them."""

    id: str
    user_id: str
    name: str
    description: str | None
    goal: str | None
    success_criteria: list[str]
    status: Annotated[
        Literal[
            "proposed",
            "ready_for_next_hop",
            "building_hop",
            "hop_ready_to_execute",
            "executing_hop",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a mission stands."""
    session_id: str | None
    """the session that refers to it"""
    current_hop_id: str | None
    """the hop that it is at; of a finished mission the one it ended with"""
    mission_metadata: dict[str, Any]
    created_at: AwareDatetime
    updated_at: AwareDatetime
    current_hop: HopDetail | None
    hops: list[HopDetail]
    mission_state: dict[str, AssetHeadOut]


class MissionOut(Model):
    """A mission, as its session shows it."""

    id: str
    user_id: str
    name: str
    description: str | None
    goal: str | None
    success_criteria: list[str]
    status: Annotated[
        Literal[
            "proposed",
            "ready_for_next_hop",
            "building_hop",
            "hop_ready_to_execute",
            "executing_hop",
            "completed",
            "failed",
            "cancelled",
        ],
        OPEN,
    ]
    """Where a mission stands."""
    session_id: str | None
    """the session that refers to it"""
    current_hop_id: str | None
    """the hop that it is at; of a finished mission the one it ended with"""
    mission_metadata: dict[str, Any]
    created_at: AwareDatetime
    updated_at: AwareDatetime


class MissionPage(Model):
    """Missions, newest first, and where to go on."""

    items: list[MissionOut]
    next: str | None
    """cursor to the next page; null at the end"""


class MissionsOut(Model):
    """Missions made in the period, by their present status."""

    buckets: list[Bucket]
    total: dict[str, int]
    seconds_to_complete: SpreadOut


class ModelUsageOut(Model):
    """What the messages of one model cost."""

    model: str | None
    """null where they did not name it"""
    usage: UsageTotalOut


class PreviewOut(Model):
    """The beginning of a chat's newest message, on one line."""

    message_id: str
    sequence_order: int
    role: Annotated[
        Literal["user", "assistant", "system", "developer", "tool", "function", "status"], OPEN
    ]
    """Who speaks."""
    text: str
    """160 characters at most, cut at a word's end; empty where the message has no text or is
    redacted
    """
    created_at: AwareDatetime


class SearchHitOut(Model):
    """A message or a title that matches."""

    chat_id: str
    session_id: str | None
    """the session that owns the chat"""
    title: str | None
    """the chat's, as the chat shows it"""
    message_id: str | None
    """null where the title matches"""
    sequence_order: int | None
    """the message's number in its chat"""
    role: (
        Annotated[
            Literal["user", "assistant", "system", "developer", "tool", "function", "status"], OPEN
        ]
        | None
    )
    created_at: AwareDatetime
    """of the message; of a title, when the chat was made"""
    score: float
    """how well it matches; of this search only"""
    snippet: list[SnippetPiece]
    """the text around what was looked for, in pieces: together they are plain text"""


class SearchPage(Model):
    """What was found, the best first, and where to go on."""

    items: list[SearchHitOut]
    next: str | None
    """cursor to the next page; null at the end"""


class SessionsOut(Model):
    """Sessions made in the period, by their present status."""

    buckets: list[Bucket]
    total: dict[str, int]
    length_seconds: SpreadOut
    """from their beginning to their last activity"""
    messages: SpreadOut
    """messages a session"""


class SharedChat(Model):
    """A part of a shared chat: messages in ascending order, and where to go on."""

    title: str | None
    through: int
    """the number of the last message that is shared"""
    expires_at: AwareDatetime | None
    """when the link ends"""
    items: list[SharedMessage]
    lost: list[LostMessages]
    """the numbers within this page whose messages are lost, as a rule none"""
    next: int | None
    """the number to go on `after`; null at the end"""


class StreamFinish(Model):
    """How a stream ends."""

    model_config = ConfigDict(
        extra="forbid",
    )
    state: Annotated[Literal["complete", "failed"], OPEN] | None = "complete"
    error: str | None = None
    """what went wrong"""
    usage: Usage | None = None
    message_metadata: dict[str, Any] | None = {}
    """what the message's metadata gets beside what the opening gave it"""


class StreamOut(Model):
    """A stream: a message while it is written."""

    id: str
    chat_id: str
    message_id: str
    sequence_order: int
    """the message's number within the chat"""
    state: Annotated[Literal["streaming", "complete", "failed", "cancelled", "interrupted"], OPEN]
    """How far a stream is. All but ``streaming`` are ends; ``interrupted`` can be gone on
    from.
    """
    next: int
    """the index of its next event"""
    epoch: int
    """its writer's epoch; a new writer takes one more"""
    lease_until: AwareDatetime | None
    """when its writer is taken for dead unless it is heard of; null after its end"""
    error: str | None
    """what its writer said went wrong"""
    created_at: AwareDatetime
    ended_at: AwareDatetime | None
    expires_at: AwareDatetime | None
    """until when its events can be read"""


class StreamPlace(Model):
    """Where a stream stands after a request of its writer."""

    next: int
    """the index of its next event"""
    state: Annotated[Literal["streaming", "complete", "failed", "cancelled", "interrupted"], OPEN]
    """How far a stream is. All but ``streaming`` are ends; ``interrupted`` can be gone on
    from.
    """


class SweepPreview(Model):
    """What a sweep would do now."""

    at: AwareDatetime
    steps: list[SweepStepCount]
    last: LastSweepOut | None
    """null before the first sweep"""


class ToolStepCreate(Model):
    """A tool step to propose."""

    model_config = ConfigDict(
        extra="forbid",
    )
    tool_id: str
    name: str
    description: str | None = None
    parameter_mapping: dict[str, AssetParameter | LiteralParameter] | None = Field(
        {}, max_length=100, validate_default=True
    )
    result_mapping: dict[str, AssetResult | DiscardedResult] | None = Field(
        {}, max_length=100, validate_default=True
    )
    resource_configs: dict[str, Any] | None = {}
    validation_errors: list[str] | None = []


class ToolStepList(Model):
    """All of a hop's tool steps, in order."""

    items: list[ToolStepOut]


class ToolStepUpdate(Model):
    """What to change; a field that is not given stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    tool_id: str | None = None
    name: str | None = None
    description: str | None = None
    """null takes it off"""
    parameter_mapping: dict[str, AssetParameter | LiteralParameter] | None = Field(
        None, max_length=100
    )
    """replaces the whole mapping"""
    result_mapping: dict[str, AssetResult | DiscardedResult] | None = Field(None, max_length=100)
    """replaces the whole mapping"""
    resource_configs: dict[str, Any] | None = None
    """replaces the whole object"""
    validation_errors: list[str] | None = None
    """replaces the whole list"""
    execution_result: dict[str, Any] | None = None
    """null takes it off"""
    error_message: str | None = None
    """null takes it off"""


class UsageBucket(Model):
    """What the messages of one day, week or month cost."""

    start: date
    usage: UsageTotalOut


class UsageSeriesOut(Model):
    """What messages cost, by bucket, the empty ones included, and in the whole period."""

    buckets: list[UsageBucket]
    total: UsageTotalOut
    models: list[ModelUsageOut]
    """the hundred that cost the most at most, those first"""
    other_models: int
    """how many more there are"""


class ImageUrlPart(Model):
    """An image: its address, or a `data:` URL with the image itself."""

    type: Literal["image_url"]
    image_url: ImageUrlPartImageUrl


class InputAudioPart(Model):
    """A recording, in Base64."""

    type: Literal["input_audio"]
    input_audio: InputAudioPartInputAudio


class FilePart(Model):
    """A file: its id, or its bytes as a `data:` URL."""

    type: Literal["file"]
    file: FilePartFile


class FunctionToolCall(Model):
    """A call of a function."""

    id: str
    type: Literal["function"]
    function: FunctionToolCallFunction


class RedactedToolCall(Model):
    """What stays of a call where its message was redacted."""

    id: str
    type: str | None = None
    function: RedactedToolCallFunction | None = None


class Analytics(Model):
    """Figures over a period; those that were not asked for are null."""

    first: date
    last: date
    bucket: Annotated[Literal["day", "week", "month"], OPEN]
    """How long a bucket of figures is. Weeks begin on Monday (ISO 8601)."""
    timezone: str
    sessions: SessionsOut | None = None
    users: UsersOut | None = None
    messages: Series | None = None
    missions: MissionsOut | None = None
    tools: list[ToolOut] | None = None
    """the hundred with the most steps at most, the most used first"""
    other_tools: OtherToolsOut | None = None
    """all that are not in `tools`; null where they are all there"""
    usage: UsageSeriesOut | None = None
    feedback: Series | None = None
    """feedback first given in the period, by its present rating"""
    chats: list[ChatUsageOut] | None = None
    """the hundred that cost the most at most, those first; by `only` alone"""
    other_chats: int | None = None
    """how many more chats cost something"""


class ImportOut(Model):
    """What became of a file of conversations."""

    new: int
    """how many conversations were not there before"""
    continued: int
    """how many had more messages than before"""
    unchanged: int
    broken: int
    """of these nothing is stored; `reason` says why"""
    messages_added: int
    forks_added: int
    is_whole: bool
    """whether the body was read to its end: it has at most 5,000 conversations, and with
    `strict` the first that cannot be kept whole ends it
    """
    left_out: list[str]
    """files of the archive that look like conversations and are none"""
    conversations: list[ImportedConversationOut]


class MessageCreate(Model):
    """A message to append."""

    model_config = ConfigDict(
        extra="forbid",
    )
    id: str | None = None
    """Choose one and a retry stores nothing twice: the same id and body is answered as it was
    stored, the same id with another body is refused.
    """
    role: Annotated[
        Literal["user", "assistant", "system", "developer", "tool", "function", "status"], OPEN
    ]
    """Who speaks."""
    content: (
        str
        | list[TextPart | ImageUrlPart | InputAudioPart | FilePart | RefusalPart | OtherPart]
        | None
    ) = Field("", validate_default=True)
    """a text, a list of parts, or null"""
    name: str | None = None
    """who speaks, where a role has several; of a function its name"""
    tool_calls: list[FunctionToolCall | OtherToolCall] | None = None
    """the calls that an assistant's message makes"""
    tool_call_id: str | None = None
    """the id of the call that this answers"""
    refusal: str | None = None
    reasoning: str | None = None
    usage: Usage | None = None
    message_metadata: dict[str, Any] | None = {}


class MessageOut(Model):
    """A message of a chat."""

    id: str
    sequence_order: int
    """1, 2, 3 … within the chat, without gaps"""
    role: Annotated[
        Literal["user", "assistant", "system", "developer", "tool", "function", "status"], OPEN
    ]
    """Who speaks."""
    content: (
        str
        | list[TextPart | ImageUrlPart | InputAudioPart | FilePart | RefusalPart | OtherPart]
        | None
    )
    """a text, a list of parts, or null"""
    name: str | None = None
    """who speaks, where a role has several; of a function its name"""
    tool_calls: list[FunctionToolCall | OtherToolCall | RedactedToolCall] | None = None
    """the calls that an assistant's message makes"""
    tool_call_id: str | None = None
    """the id of the call that this answers"""
    refusal: str | None = None
    reasoning: str | None = None
    usage: Usage | None = None
    message_metadata: dict[str, Any]
    created_at: AwareDatetime
    edited_at: AwareDatetime | None = None
    """when it was last edited"""
    redacted_at: AwareDatetime | None = None
    """when it was emptied for good; its number stays taken"""
    version_id: str | None = None
    """the version that is selected, which all of this says; there with more"""
    version: int | None = 1
    """its number: 1, 2, 3 … in the order they were added"""
    versions: int | None = 1
    """how many there are"""
    streaming: bool | None = False
    """whether it is being written: its text grows; there with `stream_id`"""
    stream_id: str | None = None
    """the stream that has it in hand; it may be interrupted"""


class MessagePage(Model):
    """Messages in ascending order, and where to go on."""

    items: list[MessageOut]
    lost: list[LostMessages]
    """the numbers within this page whose messages are lost, as a rule none: the rest is
    served, and no other message gets these numbers
    """
    previous: str | None
    """cursor to older messages; null at the beginning"""
    next: str | None
    """cursor to newer messages; null at the end"""


class MessageUpdate(Model):
    """What to change of a message; a field that is not given stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
    )
    content: (
        str
        | list[TextPart | ImageUrlPart | InputAudioPart | FilePart | RefusalPart | OtherPart]
        | None
    ) = None
    """replaces all of it: a text, null, or parts"""
    text: str | None = None
    """replaces the plain text, and keeps every part that is no text: the first text part gets
    it, the others go. Without `content`
    """
    name: str | None = None
    """null takes it off"""
    tool_calls: list[FunctionToolCall | OtherToolCall] | None = None
    """replaces the list; null takes it off"""
    refusal: str | None = None
    """null takes it off"""
    reasoning: str | None = None
    """null takes it off"""
    usage: Usage | None = None
    """what it cost, of the selected version; replaces the whole object, and the sums move with
    it. By itself it is no edit. null takes it off
    """
    message_metadata: dict[str, Any] | None = None
    """replaces the whole object"""


class VersionCreate(Model):
    """A version of a message to add; its role, and the call that it answers, are the
    message's.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    id: str | None = None
    """Choose one and a retry adds nothing twice. The first version's is the message's own id."""
    content: (
        str
        | list[TextPart | ImageUrlPart | InputAudioPart | FilePart | RefusalPart | OtherPart]
        | None
    ) = Field("", validate_default=True)
    """a text, a list of parts, or null"""
    name: str | None = None
    """who speaks, where a role has several; of a function its name"""
    tool_calls: list[FunctionToolCall | OtherToolCall] | None = None
    """the calls that an assistant's message makes"""
    refusal: str | None = None
    reasoning: str | None = None
    usage: Usage | None = None
    message_metadata: dict[str, Any] | None = {}


class VersionOut(Model):
    """What a message says in one of its versions."""

    id: str
    version: int
    """its number: 1, 2, 3 … in the order they were added"""
    is_selected: bool
    """whether it is what the message says now"""
    content: (
        str
        | list[TextPart | ImageUrlPart | InputAudioPart | FilePart | RefusalPart | OtherPart]
        | None
    )
    """a text, a list of parts, or null"""
    name: str | None = None
    """who speaks, where a role has several; of a function its name"""
    tool_calls: list[FunctionToolCall | OtherToolCall | RedactedToolCall] | None = None
    """the calls that an assistant's message makes"""
    tool_call_id: str | None = None
    """the id of the call that this answers"""
    refusal: str | None = None
    reasoning: str | None = None
    usage: Usage | None = None
    message_metadata: dict[str, Any]
    created_at: AwareDatetime
    edited_at: AwareDatetime | None
    redacted_at: AwareDatetime | None


class VersionPage(Model):
    """Versions of a message, in the order they were added, and where to go on."""

    items: list[VersionOut]
    next: str | None
    """cursor to the next page; null at the end"""


class ChatListed(Model):
    """A chat, as a list shows it."""

    id: str
    user_id: str
    key: str | None
    """your own name for it"""
    title: str | None
    """the one it was given, else the beginning of its first user's text; null where there is
    neither
    """
    title_derived: bool
    """whether the title is from the messages: it changes with them"""
    context_data: dict[str, Any]
    session_id: str | None
    """the session that owns it"""
    last_sequence: int
    """the number of the newest message; 0 when empty"""
    forked_from: ForkedFrom | None
    """the chat whose messages it begins with, which may be gone; null for most"""
    message_count: int
    """how many messages it has, redacted ones too"""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    usage: UsageTotalOut
    """what all its messages cost that said so"""
    messages: MessagePage | None = None
    preview: PreviewOut | None
    """its newest message; null when empty"""


class ChatOut(Model):
    """A chat. ``messages`` is its newest page, where it was asked for."""

    id: str
    user_id: str
    key: str | None
    """your own name for it"""
    title: str | None
    """the one it was given, else the beginning of its first user's text; null where there is
    neither
    """
    title_derived: bool
    """whether the title is from the messages: it changes with them"""
    context_data: dict[str, Any]
    session_id: str | None
    """the session that owns it"""
    last_sequence: int
    """the number of the newest message; 0 when empty"""
    forked_from: ForkedFrom | None
    """the chat whose messages it begins with, which may be gone; null for most"""
    message_count: int
    """how many messages it has, redacted ones too"""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    usage: UsageTotalOut
    """what all its messages cost that said so"""
    messages: MessagePage | None = None


class MessageList(Model):
    """The messages of one append, in order."""

    items: list[MessageOut]


class Recovery(Model):
    """What a client needs to go on, as of one point in time."""

    chat: ChatOut
    """with its newest messages and the cursors to go on"""
    open_tool_calls: list[OpenToolCallOut]
    """tool calls without an answer, oldest first"""
    tool_calls_examined_from: int
    """the oldest message number that was searched for tool calls"""
    mission: MissionOut | None
    current_hop: CurrentHop | None
    progress: MissionProgress | None
    listen_from: ListenFrom


class SessionListed(Model):
    """A session, as a list shows it: with what it shows of its chat."""

    id: str
    user_id: str
    key: str | None
    """your own name for it"""
    name: str
    status: Annotated[Literal["active", "completed", "abandoned", "archived"], OPEN]
    """Where a session stands."""
    chat_id: str
    mission_id: str | None
    session_metadata: dict[str, Any]
    last_activity_at: AwareDatetime
    created_at: AwareDatetime
    updated_at: AwareDatetime
    chat: ChatOut | None = None
    """in full, with include=chat"""
    mission: MissionOut | None = None
    """in full, with include=mission"""
    recovery: Recovery | None = None
    """with include=recovery"""
    title: str | None
    """its chat's title, or the beginning of its messages"""
    title_derived: bool
    """whether the title is from the messages"""
    message_count: int
    """how many messages its chat has"""
    preview: PreviewOut | None
    """the newest message; null without one"""
    usage: UsageTotalOut | None
    """what all messages of its chat cost"""


class SessionOut(Model):
    """A session."""

    id: str
    user_id: str
    key: str | None
    """your own name for it"""
    name: str
    status: Annotated[Literal["active", "completed", "abandoned", "archived"], OPEN]
    """Where a session stands."""
    chat_id: str
    mission_id: str | None
    session_metadata: dict[str, Any]
    last_activity_at: AwareDatetime
    created_at: AwareDatetime
    updated_at: AwareDatetime
    chat: ChatOut | None = None
    """in full, with include=chat"""
    mission: MissionOut | None = None
    """in full, with include=mission"""
    recovery: Recovery | None = None
    """with include=recovery"""


class SessionPage(Model):
    """Sessions, the newest first, and where to go on."""

    items: list[SessionListed]
    next: str | None
    """cursor to the next page; null at the end"""


class ChatList(Model):
    """Chats, the newest first, and where to go on."""

    items: list[ChatListed]
    next: str | None
    """cursor to the next page; null at the end"""


class DeletedSessionOut(Model):
    """A session that is deleted and can still be restored."""

    id: str
    user_id: str
    key: str | None
    """your own name for it"""
    name: str
    status: Annotated[Literal["active", "completed", "abandoned", "archived"], OPEN]
    """Where a session stands."""
    chat_id: str
    mission_id: str | None
    session_metadata: dict[str, Any]
    last_activity_at: AwareDatetime
    created_at: AwareDatetime
    updated_at: AwareDatetime
    chat: ChatOut | None = None
    """in full, with include=chat"""
    mission: MissionOut | None = None
    """in full, with include=mission"""
    recovery: Recovery | None = None
    """with include=recovery"""
    deleted_at: AwareDatetime
    restorable_until: AwareDatetime
    """after that it is removed for good"""


class DeletedSessionPage(Model):
    """Deleted sessions, the last deleted first, and where to go on."""

    items: list[DeletedSessionOut]
    next: str | None
    """cursor to the next page; null at the end"""


SchemaDefinition.model_rebuild()
