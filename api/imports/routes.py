"""The routes of imports."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.deps import CurrentUser, Imports
from api.guarded_route import ImportRoute
from api.imports.schemas import ImportOut
from api.problems import MALFORMED, TOO_LARGE, answers
from documents.shapes.sessions import SessionStatus
from services.transcripts.names import Format, ImportStatus
from services.transcripts.outcomes import ImportOptions

router = APIRouter(prefix="/imports", tags=["imports"], route_class=ImportRoute)

_SENT = {
    "application/octet-stream": {
        "schema": {"type": "string", "format": "binary"},
        "example": '{"id": "c-1", "messages": [{"role": "user", "content": "Where is my bag?"}]}\n',
    }
}


@router.post(
    "",
    responses=answers(MALFORMED, TOO_LARGE),
    openapi_extra={"requestBody": {"required": True, "content": _SENT}},
)
async def import_conversations(
    user: CurrentUser,
    imports: Imports,
    request: Request,
    form: Annotated[
        Format | None,
        Query(alias="format", description="the form, where each does not show it itself"),
    ] = None,
    status: Annotated[
        ImportStatus | None,
        Query(description="what the sessions stay until somebody uses them; else they age"),
    ] = None,
    strict: Annotated[
        bool, Query(description="stop at the first that is broken or cannot be kept whole")
    ] = False,
    dry_run: Annotated[bool, Query(description="tell what would be done, and store nothing")] = (
        False
    ),
) -> ImportOut:
    """Import conversations: each becomes a session with its chat.

    The body is the file as it is, whatever its Content-Type: JSON lines, one JSON array or
    objects one after another, in UTF-8, UTF-16 or UTF-32, plain or gzip; or a zip archive, such
    as an export of ChatGPT or Claude. What is there already is not added again: where an answer
    was lost, send the same again. A broken conversation does not stop the rest, and is told;
    one has at most 100,000 JSON values.
    """
    options = ImportOptions(
        keep=None if status is None else SessionStatus(status),
        form=None if form is None else form.value,
        is_whole=strict,
        is_dry=dry_run,
    )
    report = await imports.import_body(user.user_id, request.stream(), options)
    return ImportOut.of(report)
