"""The routes of attachments."""

from fastapi import APIRouter, Request, Response

from api.attachments.headers import (
    ContentDigest,
    Disposition,
    ReprDigest,
    UploadComplete,
    UploadKey,
    UploadLength,
    UploadOffset,
    length_in,
    name_in,
    repr_digest,
    sha256_in,
)
from api.attachments.schemas import AttachmentList, AttachmentOut, path_of
from api.content_answer import (
    IfNoneMatch,
    IfRange,
    RangeHeader,
    StoredContent,
    content_response,
)
from api.content_types import media_type_in
from api.deps import Attachments, CurrentUser, CursorParameter, PageLimit
from api.fields import AttachmentId, ChatId
from api.guarded_route import GuardedRoute, UploadRoute
from api.problems import (
    ATTACHMENT_IN_USE,
    DIGEST_MISMATCH,
    IDEMPOTENCY_KEY_REUSED,
    MALFORMED,
    NOT_FOUND,
    RANGE_NOT_SATISFIABLE,
    TOO_LARGE,
    UPLOAD_FINISHED,
    UPLOAD_OFFSET_MISMATCH,
    UPLOAD_OVERTAKEN,
    UPLOAD_REMOVED,
    UPLOAD_UNFINISHED,
    answers,
    malformed,
)
from documents.aggregates.attachments.uploading import NewAttachment
from services.attachments import AttachmentState, UploadBody

router = APIRouter(prefix="/chats", tags=["attachments"], route_class=GuardedRoute)
bytes_router = APIRouter(prefix="/chats", tags=["attachments"], route_class=UploadRoute)

_BYTES = {"schema": {"type": "string", "format": "binary"}, "example": "airline,price\nSK,120\n"}
_ANY = {"application/octet-stream": {"schema": _BYTES["schema"]}, "*/*": {}}
_SENT = {"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES}}}
_FORM = "multipart/form-data"
_TAGGED = {"headers": {"ETag": {"$ref": "#/components/headers/ContentVersion"}}}


def _shown(response: Response, state: AttachmentState) -> AttachmentOut:
    stored = state.attachment
    response.headers["Upload-Complete"] = f"?{int(stored['is_complete'])}"
    response.headers["Upload-Offset"] = str(state.length)
    if not stored["is_complete"]:
        response.headers["Cache-Control"] = "no-store"
        if stored.get("upload_length") is not None:
            response.headers["Upload-Length"] = str(stored["upload_length"])
    return AttachmentOut.of(state)


def _own_media_type(request: Request) -> str:
    media_type = media_type_in(request.headers)
    if media_type.split(";")[0].strip().lower() == _FORM:
        raise malformed(
            "send the file itself as the body, its type here and its name in Content-Disposition",
            parameter="Content-Type",
        )
    return media_type


def _body(request: Request, content_digest: str | None) -> UploadBody:
    if "content-range" in request.headers:
        raise malformed("an upload goes on with PATCH and Upload-Offset", parameter="Content-Range")
    return UploadBody(
        request.stream(), length_in(request.headers), sha256_in(content_digest, "Content-Digest")
    )


@bytes_router.post(
    "/{chat_id:objectid}/attachments",
    status_code=201,
    responses={
        200: {"description": "It has this key and is there already", "model": AttachmentOut},
        **answers(
            *(MALFORMED, NOT_FOUND, TOO_LARGE, DIGEST_MISMATCH, IDEMPOTENCY_KEY_REUSED),
            *(UPLOAD_OVERTAKEN, UPLOAD_REMOVED),
        ),
    },
    openapi_extra=_SENT,
)
async def upload_attachment(
    chat_id: ChatId,
    user: CurrentUser,
    attachments: Attachments,
    request: Request,
    response: Response,
    disposition: Disposition = None,
    content_digest: ContentDigest = None,
    repr_digest: ReprDigest = None,
    upload_complete: UploadComplete = None,
    upload_length: UploadLength = None,
    key: UploadKey = None,
) -> AttachmentOut:
    """Upload an attachment: the bytes of the body, of any type.

    The Content-Type is the attachment's own. What breaks leaves nothing. With
    `Upload-Complete: ?0` it is only begun, with the bytes of the body, and PATCH goes on with it.
    A message names it then, in a part of type `file` by its `id`, or of type `image_url` by its
    `url`; one that no message names goes after a day. Content-Encoding is refused.
    """
    whole = upload_complete != "?0"
    new = NewAttachment(
        media_type=_own_media_type(request),
        name=name_in(disposition),
        key=key,
        upload_length=upload_length,
        sha256=sha256_in(repr_digest, "Repr-Digest"),
    )
    body = _body(request, content_digest)
    if whole:
        stored, made = await attachments.upload(user.user_id, chat_id, new, body)
        state = AttachmentState(stored, stored["bytes"])
    else:
        state, made = await attachments.open_upload(user.user_id, chat_id, new, body)
    if not made:
        response.status_code = 200
    response.headers["Location"] = path_of(state.attachment)
    return _shown(response, state)


@bytes_router.patch(
    "/{chat_id:objectid}/attachments/{attachment_id:objectid}",
    responses=answers(
        *(MALFORMED, NOT_FOUND, TOO_LARGE, DIGEST_MISMATCH),
        *(UPLOAD_OFFSET_MISMATCH, UPLOAD_FINISHED, UPLOAD_OVERTAKEN, UPLOAD_REMOVED),
    ),
    openapi_extra=_SENT,
)
async def continue_attachment(
    chat_id: ChatId,
    attachment_id: AttachmentId,
    user: CurrentUser,
    attachments: Attachments,
    request: Request,
    response: Response,
    upload_offset: UploadOffset,
    upload_complete: UploadComplete = None,
    content_digest: ContentDigest = None,
    repr_digest: ReprDigest = None,
) -> AttachmentOut:
    """Go on with an upload, where it has got to.

    HEAD tells in `Upload-Offset` where that is, after a broken request too: what came of it is
    kept, unless it has a Content-Digest, which is checked first. At another offset 409 tells it
    as well. `Upload-Complete: ?1`, or reaching the `Upload-Length`, completes it. An upload that
    has got nothing for a day is removed.
    """
    state = await attachments.go_on(
        user.user_id,
        chat_id,
        attachment_id,
        _body(request, content_digest),
        offset=upload_offset,
        is_last=upload_complete == "?1",
        sha256=sha256_in(repr_digest, "Repr-Digest"),
    )
    return _shown(response, state)


@router.get(
    "/{chat_id:objectid}/attachments",
    responses=answers(MALFORMED, NOT_FOUND),
)
async def list_attachments(
    chat_id: ChatId,
    user: CurrentUser,
    attachments: Attachments,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> AttachmentList:
    """A chat's attachments, newest first, a page at a time. Uploads are not among them."""
    page = await attachments.list_of_chat(user.user_id, chat_id, cursor=cursor, limit=limit)
    return AttachmentList.of(page)


@router.get(
    "/{chat_id:objectid}/attachments/{attachment_id:objectid}",
    responses=answers(MALFORMED, NOT_FOUND, UPLOAD_REMOVED),
)
async def get_attachment(
    chat_id: ChatId,
    attachment_id: AttachmentId,
    user: CurrentUser,
    attachments: Attachments,
    response: Response,
) -> AttachmentOut:
    """One attachment without its bytes, or an upload and how far it has got.

    HEAD answers `Upload-Offset` and `Upload-Complete` alone.
    """
    return _shown(response, await attachments.get(user.user_id, chat_id, attachment_id))


@router.delete(
    "/{chat_id:objectid}/attachments/{attachment_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, ATTACHMENT_IN_USE),
)
async def delete_attachment(
    chat_id: ChatId, attachment_id: AttachmentId, user: CurrentUser, attachments: Attachments
) -> None:
    """Delete an attachment that no message names, or end an upload.

    One that messages name goes with the last of them, when that is redacted or changed.
    """
    await attachments.delete(user.user_id, chat_id, attachment_id)


@bytes_router.get(
    "/{chat_id:objectid}/attachments/{attachment_id:objectid}/content",
    response_class=Response,
    responses={
        200: {"description": "The bytes", "content": _ANY, **_TAGGED},
        206: {"description": "A range of them, of the same type", **_TAGGED},
        304: {"description": "They are what If-None-Match names", **_TAGGED},
        **answers(MALFORMED, NOT_FOUND, UPLOAD_UNFINISHED, RANGE_NOT_SATISFIABLE),
    },
)
async def get_attachment_content(
    chat_id: ChatId,
    attachment_id: AttachmentId,
    user: CurrentUser,
    attachments: Attachments,
    range_header: RangeHeader = None,
    if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """An attachment's bytes, of the type that it was uploaded with.

    Always as something to save, never as a page or a script. Its ETag is the SHA-256, and
    Repr-Digest has it too. One range is answered with 206; several are answered with the whole.
    """
    stored = await attachments.get_complete(user.user_id, chat_id, attachment_id)
    response = content_response(
        StoredContent(
            stored["sha256"],
            stored["bytes"],
            stored["media_type"],
            stored["file_id"],
            name=stored["name"],
        ),
        attachments.read_file,
        if_none_match=[] if if_none_match is None else [if_none_match],
        if_range=if_range,
        range_header=range_header,
    )
    response.headers["Repr-Digest"] = repr_digest(stored["sha256"])
    return response
