"""The routes of jobs: beginning an export, and how a job stands."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.content_answer import (
    IfNoneMatch,
    IfRange,
    RangeHeader,
    StoredContent,
    content_response,
)
from api.deps import AdminOnly, CurrentUser, CursorParameter, Jobs, PageLimit, check_admin
from api.fields import Id
from api.guarded_route import GuardedRoute, StreamedRoute
from api.problems import (
    FORBIDDEN,
    JOB_RUNNING,
    MALFORMED,
    NOT_FOUND,
    RANGE_NOT_SATISFIABLE,
    answers,
)
from api.users.job_schemas import MEDIA_TYPE, JobOut, JobPage, path_of
from api.users.schemas import UserId, UserNamed

router = APIRouter(tags=["jobs"], route_class=GuardedRoute)
file_router = APIRouter(tags=["jobs"], route_class=StreamedRoute)

JobId = Annotated[Id, Path(description="the job's id")]

BEGUN = {"headers": {"Location": {"$ref": "#/components/headers/Location"}}}
"""What an answer 202 has beside the job."""

_TAGGED = {"headers": {"ETag": {"$ref": "#/components/headers/ContentVersion"}}}


@router.post(
    "/users/export",
    status_code=202,
    dependencies=[AdminOnly],
    responses={202: BEGUN, **answers(FORBIDDEN, MALFORMED)},
)
async def create_export(body: UserNamed, jobs: Jobs, response: Response) -> JobOut:
    """Begin to export everything that is stored of one user to a file. Wants the scope `admin`.

    For users of any size: ask at `Location` how far it is, and read the file there once it
    has succeeded. It goes on when the service is killed. While one runs for the user,
    the same is answered again.
    """
    job = await jobs.begin_export(body.user_id, asked_by=None)
    response.headers["Location"] = path_of(job)
    return JobOut.of(job)


@router.post("/users/me/export", status_code=202, responses={202: BEGUN})
async def create_own_export(user: CurrentUser, jobs: Jobs, response: Response) -> JobOut:
    """Begin to export everything that is stored of the caller to a file.

    Ask at `Location` how far it is, and read the file there once it has succeeded. While one
    runs, the same is answered again.
    """
    job = await jobs.begin_export(user.user_id, asked_by=user.user_id)
    response.headers["Location"] = path_of(job)
    return JobOut.of(job)


@router.get("/jobs", responses=answers(FORBIDDEN, MALFORMED))
async def list_jobs(
    user: CurrentUser,
    jobs: Jobs,
    response: Response,
    user_id: Annotated[
        UserId | None, Query(description="whose, with the scope `admin`; yours without")
    ] = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> JobPage:
    """Your exports that run or are kept, the newest first, a page at a time.

    An administrator names a user, and sees all jobs on that one: exports, whoever began them,
    and the erasure.
    """
    if user_id is not None:
        check_admin(user)
    response.headers["Cache-Control"] = "no-store"
    page = await jobs.list_jobs(
        user_id or user.user_id,
        asked_by=user.user_id if user_id is None else None,
        cursor=cursor,
        limit=limit,
    )
    return JobPage(items=[JobOut.of(job) for job in page.items], next=page.next)


@router.get("/jobs/{job_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_job(job_id: JobId, user: CurrentUser, jobs: Jobs, response: Response) -> JobOut:
    """How a job stands: how far it is, and what it left once it has ended.

    An administrator sees every job, others the exports that they began. One that has ended
    goes at `kept_until`.
    """
    response.headers["Cache-Control"] = "no-store"
    return JobOut.of(await jobs.job(job_id, asked_by=None if user.admin else user.user_id))


@router.delete(
    "/jobs/{job_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, JOB_RUNNING),
)
async def delete_job(job_id: JobId, user: CurrentUser, jobs: Jobs) -> None:
    """Delete a job with its file; an export that runs ends.

    An erasure that runs cannot be called off: 409.
    """
    await jobs.remove(job_id, asked_by=None if user.admin else user.user_id)


@file_router.get(
    "/jobs/{job_id:objectid}/file",
    response_class=Response,
    responses={
        200: {
            "description": "The file",
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
            **_TAGGED,
        },
        206: {"description": "A range of it", **_TAGGED},
        304: {"description": "It is what If-None-Match names", **_TAGGED},
        **answers(MALFORMED, NOT_FOUND, JOB_RUNNING, RANGE_NOT_SATISFIABLE),
    },
)
async def get_job_file(
    job_id: JobId,
    user: CurrentUser,
    jobs: Jobs,
    range_header: RangeHeader = None,
    if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The file of an export that has succeeded: the lines of `GET /users/export`, as gzip.

    One range is answered with 206, so that a download that broke goes on. 409 while the
    export runs.
    """
    file = await jobs.file(job_id, asked_by=None if user.admin else user.user_id)
    return content_response(
        StoredContent(
            file.sha256, file.bytes, MEDIA_TYPE, job_id, name=f"export-{job_id}.jsonl.gz"
        ),
        jobs.read_file,
        if_none_match=[] if if_none_match is None else [if_none_match],
        if_range=if_range,
        range_header=range_header,
    )
