"""The routes of an asset's content."""

from fastapi import APIRouter, Request, Response

from api.assets.media_types import upload_type_of
from api.assets.schemas import AssetOut
from api.content_answer import (
    IfNoneMatch,
    IfRange,
    RangeHeader,
    StoredContent,
    content_response,
)
from api.deps import Assets, CurrentUser
from api.etags import IfMatch, revision_etag, revisions_in
from api.fields import AssetId
from api.guarded_route import StreamedRoute
from api.problems import (
    MALFORMED,
    NOT_FOUND,
    PRECONDITION_FAILED,
    RANGE_NOT_SATISFIABLE,
    TOO_LARGE,
    WRONG_STATUS,
    answers,
)
from documents.aggregates.assets.content import json_text

router = APIRouter(prefix="/assets", tags=["assets"], route_class=StreamedRoute)

_SENT = {
    "application/octet-stream": {
        "schema": {"type": "string", "format": "binary"},
        "example": "airline,price\nSK,120\n",
    }
}
_WHOLE = {
    "application/json": {"schema": {"$ref": "#/components/schemas/JsonValue"}},
    "*/*": {},
}
_TAGGED = {"headers": {"ETag": {"$ref": "#/components/headers/ContentVersion"}}}


@router.get(
    "/{asset_id:objectid}/content",
    response_class=Response,
    responses={
        200: {"description": "The content", "content": _WHOLE, **_TAGGED},
        # A part of a JSON text is none, and a file's type is its own: nothing fits them all.
        206: {"description": "A range of it, of the same type", **_TAGGED},
        304: {"description": "It is what If-None-Match names", **_TAGGED},
        **answers(MALFORMED, NOT_FOUND, RANGE_NOT_SATISFIABLE),
    },
)
async def get_asset_content(
    asset_id: AssetId,
    user: CurrentUser,
    assets: Assets,
    range_header: RangeHeader = None,
    if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """An asset's content: JSON as compact JSON, a file as it was uploaded.

    Its ETag is the SHA-256 of the bytes. One range is answered with 206; several are
    answered with the whole.
    """
    asset = await assets.get_content(user.user_id, asset_id)
    facts = asset.content_facts
    assert facts is not None, "an asset without content was refused"
    return content_response(
        StoredContent(
            facts.sha256,
            facts.bytes,
            facts.media_type,
            facts.file_id,
            lambda: json_text(asset.content),
        ),
        assets.read_file,
        if_none_match=[] if if_none_match is None else [if_none_match],
        if_range=if_range,
        range_header=range_header,
    )


@router.put(
    "/{asset_id:objectid}/content",
    responses=answers(MALFORMED, NOT_FOUND, WRONG_STATUS, PRECONDITION_FAILED, TOO_LARGE),
    openapi_extra={"requestBody": {"required": True, "content": _SENT}},
)
async def put_asset_content(
    asset_id: AssetId,
    user: CurrentUser,
    assets: Assets,
    request: Request,
    response: Response,
    if_match: IfMatch = None,
) -> AssetOut:
    """Replace an asset's content by the bytes of the body, of any size and type.

    The Content-Type is the content's own, whatever it is. `application/json` of up to 8 MB
    and 100,000 values is checked against the schema and stored as JSON.
    Everything else is stored as a file; an asset with a schema takes one where its
    type is `file` or `any`. Readers see the old content until the new is complete; an
    upload that breaks changes nothing. Content-Range is refused, and so is
    Content-Encoding. If-Match is the asset's.
    """
    asset = await assets.put_content(
        user.user_id,
        asset_id,
        request.stream(),
        upload_type_of(request.headers),
        revisions_in(if_match),
    )
    response.headers["ETag"] = revision_etag(asset.revision)
    return AssetOut.of(asset)
