"""The routes of checkpoints."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.body_limit import declared_bytes
from api.checkpoints.schemas import (
    CheckpointName,
    CheckpointPage,
    CheckpointPut,
    CheckpointSaved,
    CheckpointsDeleted,
    Namespace,
    RunsDelete,
    ThreadCopied,
    ThreadCopy,
    ThreadKey,
    ThreadsPrune,
    UploadMade,
    WritePage,
    WritesPut,
)
from api.deps import Checkpoints, CurrentUser, CursorParameter
from api.guarded_route import GuardedRoute, StreamedRoute, UploadRoute
from api.problems import (
    CHECKPOINT_UPLOAD_MISSING,
    MALFORMED,
    NOT_FOUND,
    THREAD_TAKEN,
    TOO_LARGE,
    answers,
    malformed,
)
from documents.aggregates.checkpoints.writing import CheckpointKey
from documents.json_values import Unstorable
from services.checkpoints import CheckpointListing
from services.errors import InvalidArgument
from services.strict_json import parse_json

router = APIRouter(prefix="/checkpoints", tags=["checkpoints"], route_class=GuardedRoute)
long_router = APIRouter(prefix="/checkpoints", tags=["checkpoints"], route_class=StreamedRoute)
bytes_router = APIRouter(prefix="/checkpoints", tags=["checkpoints"], route_class=UploadRoute)

_BYTES = {"schema": {"type": "string", "format": "binary"}, "example": "any bytes"}
_SENT = {"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES}}}

_Thread = Annotated[ThreadKey, Query(description="the thread's id, of the caller's own")]
_Namespace = Annotated[
    Namespace | None, Query(description="only those of this namespace; empty for the root's")
]
_Limit = Annotated[int, Query(ge=1, le=100, description="how many at most")]
_ValueId = Annotated[
    str,
    Path(
        pattern="^([0-9a-f]{24}|[0-9a-f]{56})$",
        description="the `value_id` of a channel or a write",
        examples=["66f0c0ffee0000000000abcd"],
    ),
]


@router.put("", responses=answers(MALFORMED, TOO_LARGE, CHECKPOINT_UPLOAD_MISSING))
async def save_checkpoint(
    body: CheckpointPut, user: CurrentUser, checkpoints: Checkpoints
) -> CheckpointSaved:
    """Save a checkpoint of an agent's graph, with the values that are new in it.

    The ids are the caller's own. `channels` are all channels that the checkpoint has; a value
    is stored once for its channel and version, and other checkpoints of the thread name it by
    these alone. All of it is stored, or nothing. The same again changes nothing: it may be
    retried without an Idempotency-Key.
    """
    stored = await checkpoints.put(user.user_id, body.new())
    return CheckpointSaved.of(body.thread_id, stored)


@router.put(
    "/writes",
    status_code=204,
    responses=answers(MALFORMED, TOO_LARGE, CHECKPOINT_UPLOAD_MISSING),
)
async def save_checkpoint_writes(
    body: WritesPut, user: CurrentUser, checkpoints: Checkpoints
) -> None:
    """Save what a task wrote after a checkpoint, which may be saved yet to come.

    A write that is there already stays as it is, so that it may be retried; one with an
    `index` below 0 takes its place.
    """
    await checkpoints.put_writes(
        user.user_id, body.key, body.new(), task_id=body.task_id, task_path=body.task_path
    )


@bytes_router.post(
    "/values",
    responses=answers(MALFORMED, TOO_LARGE, CHECKPOINT_UPLOAD_MISSING),
    openapi_extra=_SENT,
)
async def upload_checkpoint_value(
    thread_id: _Thread, user: CurrentUser, checkpoints: Checkpoints, request: Request
) -> UploadMade:
    """Upload a large value, which a checkpoint or a write of the thread can have then.

    The body is its bytes. It is named by `upload_id` in the place of `base64`, once; one that
    nothing has goes after a day. What breaks leaves nothing.
    """
    upload_id, size = await checkpoints.upload(
        user.user_id,
        thread_id,
        request.stream(),
        expected=declared_bytes(request.headers.get("content-length", "").encode()),
    )
    return UploadMade(upload_id=upload_id, bytes=size)


@router.get("", responses=answers(MALFORMED))
async def list_checkpoints(
    user: CurrentUser,
    checkpoints: Checkpoints,
    thread_id: Annotated[
        ThreadKey | None, Query(description="only those of this thread; else of all")
    ] = None,
    checkpoint_ns: _Namespace = None,
    checkpoint_id: Annotated[
        CheckpointName | None, Query(description="only those with this id")
    ] = None,
    before: Annotated[
        CheckpointName | None, Query(description="only those whose id is below this one")
    ] = None,
    metadata: Annotated[
        str | None,
        Query(
            max_length=8192,
            description="only those whose metadata have these values, a JSON object",
            examples=['{"source": "loop"}'],
        ),
    ] = None,
    cursor: CursorParameter = None,
    limit: _Limit = 20,
) -> CheckpointPage:
    """Checkpoints with their values and writes, the newest first, a page at a time.

    The newest is the one with the greatest id; with `limit=1` it is the state to go on from.
    Values beyond 2 MiB of an answer have no `base64`: read them with
    GET /checkpoints/values/{value_id}.
    """
    wanted = CheckpointListing(
        thread_id, checkpoint_ns, checkpoint_id, before, _object_in(metadata)
    )
    page = await checkpoints.list_checkpoints(user.user_id, wanted, cursor=cursor, limit=limit)
    return CheckpointPage.of(page)


def _object_in(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        value = parse_json(text.encode())
    except (InvalidArgument, Unstorable) as error:
        raise malformed(error.reason, parameter="metadata") from None
    if not isinstance(value, dict):
        raise malformed("not a JSON object", parameter="metadata")
    return value


@router.get("/writes", responses=answers(MALFORMED))
async def list_checkpoint_writes(
    thread_id: _Thread,
    checkpoint_id: Annotated[CheckpointName, Query(description="the checkpoint's id")],
    user: CurrentUser,
    checkpoints: Checkpoints,
    checkpoint_ns: Annotated[Namespace, Query(description="the checkpoint's namespace")] = "",
    cursor: CursorParameter = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many at most")] = 100,
) -> WritePage:
    """What was written after a checkpoint, by task and index, a page at a time."""
    key = CheckpointKey(thread_id, checkpoint_ns, checkpoint_id)
    page = await checkpoints.list_writes(user.user_id, key, cursor=cursor, limit=limit)
    return WritePage.of(page)


@bytes_router.get(
    "/values/{value_id}",
    response_class=Response,
    responses={
        200: {"description": "The bytes", "content": {"application/octet-stream": _BYTES}},
        **answers(MALFORMED, NOT_FOUND),
    },
)
async def get_checkpoint_value(
    value_id: _ValueId, user: CurrentUser, checkpoints: Checkpoints
) -> Response:
    """The bytes of a channel's value, or of a write's."""
    stored = await checkpoints.find_value(user.user_id, value_id)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}
    media_type = "application/octet-stream"
    if "file_id" not in stored or stored["bytes"] == 0:
        return Response(stored.get("data", b""), headers=headers, media_type=media_type)
    headers["Content-Length"] = str(stored["bytes"])
    parts = checkpoints.read_file(stored["file_id"], stored["bytes"])
    return StreamingResponse(parts, headers=headers, media_type=media_type)


@router.delete("", status_code=204, responses=answers(MALFORMED))
async def delete_checkpoints(
    thread_id: _Thread, user: CurrentUser, checkpoints: Checkpoints
) -> None:
    """Delete all checkpoints of a thread, if there are any: at once for every reader."""
    await checkpoints.delete_thread(user.user_id, thread_id)


@long_router.post("/delete-runs", responses=answers(MALFORMED))
async def delete_checkpoint_runs(
    body: RunsDelete, user: CurrentUser, checkpoints: Checkpoints
) -> CheckpointsDeleted:
    """Delete the checkpoints whose metadata have one of these as `run_id`, in every thread.

    What was written after them goes, too, and the values that no other checkpoint has. It may
    be retried: what it did not get to is deleted then.
    """
    deleted = await checkpoints.delete_of_runs(user.user_id, body.run_ids)
    return CheckpointsDeleted(checkpoints=deleted)


@long_router.post("/prune", responses=answers(MALFORMED))
async def prune_checkpoints(
    body: ThreadsPrune, user: CurrentUser, checkpoints: Checkpoints
) -> CheckpointsDeleted:
    """Delete the older checkpoints of threads, or all of them.

    Where the newest checkpoint of a namespace has delta channels without a snapshot, those
    before it stay, too, back to where each of these channels has a value: without them it could
    not be read. Threads that are not there are passed over. It may be retried.
    """
    deleted = await checkpoints.prune(
        user.user_id, body.thread_ids, keep_newest=body.strategy == "keep_latest"
    )
    return CheckpointsDeleted(checkpoints=deleted)


@long_router.post("/copy", responses=answers(MALFORMED, TOO_LARGE, THREAD_TAKEN))
async def copy_checkpoints(
    body: ThreadCopy, user: CurrentUser, checkpoints: Checkpoints
) -> ThreadCopied:
    """Copy a thread: all checkpoints with their values and what was written after them.

    The copy is there all at once. The thread to copy to must not have any yet, but the same
    request again does nothing. The two have nothing in common afterwards.
    """
    copied = await checkpoints.copy_thread(
        user.user_id, body.source_thread_id, body.target_thread_id
    )
    return ThreadCopied(copied=copied)
