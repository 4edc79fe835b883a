"""The routes of assets."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.assets.schemas import (
    AssetCreate,
    AssetOut,
    AssetPage,
    AssetStatusChange,
    AssetUpdate,
    Lineage,
)
from api.deps import Assets, CurrentUser, CursorParameter, PageLimit
from api.etags import IfMatch, revision_etag, revisions_in
from api.fields import AssetId, Id
from api.guarded_route import GuardedRoute
from api.idempotency import IdempotencyOf
from api.problems import (
    IDEMPOTENCY_KEY_REUSED,
    LIMIT_REACHED,
    MALFORMED,
    NAME_TAKEN,
    NOT_FOUND,
    PRECONDITION_FAILED,
    TOO_LARGE,
    TRANSITION_BLOCKED,
    TRANSITION_REFUSED,
    WRONG_STATUS,
    answers,
)
from documents.shapes.assets import Asset, AssetRole, AssetScope
from documents.shapes.state_tables import AssetStatus
from services.assets import AssetFilter, GivenContent

router = APIRouter(prefix="/assets", tags=["assets"], route_class=GuardedRoute)


def _tagged(response: Response, asset: Asset) -> AssetOut:
    response.headers["ETag"] = revision_etag(asset.revision)
    return AssetOut.of(asset)


def _content(body: AssetCreate | AssetUpdate) -> GivenContent | None:
    return GivenContent(body.content) if "content" in body.model_fields_set else None


def _made(response: Response, asset: Asset) -> AssetOut:
    response.headers["Location"] = f"/assets/{asset.id}"
    return _tagged(response, asset)


@router.post(
    "",
    status_code=201,
    responses=answers(
        MALFORMED,
        IDEMPOTENCY_KEY_REUSED,
        NOT_FOUND,
        NAME_TAKEN,
        WRONG_STATUS,
        LIMIT_REACHED,
        TOO_LARGE,
    ),
)
async def create_asset(
    body: AssetCreate,
    user: CurrentUser,
    assets: Assets,
    response: Response,
    idempotency: IdempotencyOf,
) -> AssetOut:
    """Propose an asset of a mission or of a hop.

    Content that does not fit `schema_definition` is refused: 422 with the place.
    """
    fields = body.model_dump(exclude={"scope_type", "scope_id", "content"}, exclude_unset=True)
    asset = await assets.create_asset(
        user.user_id,
        body.scope_type,
        body.scope_id,
        fields,
        _content(body),
        idempotency.once(_made),
    )
    return _made(response, asset)


@router.get("", responses=answers(MALFORMED))
async def list_assets(
    user: CurrentUser,
    assets: Assets,
    scope_type: Annotated[AssetScope | None, Query(description="only these")] = None,
    scope_id: Annotated[
        Id | None, Query(description="only the own assets of this mission or hop")
    ] = None,
    role: Annotated[AssetRole | None, Query(description="only these")] = None,
    status: Annotated[
        list[AssetStatus] | None, Query(description="only these; may be given several times")
    ] = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> AssetPage:
    """Your assets without their content, newest first, a page at a time."""
    wanted = AssetFilter(scope_type, scope_id, role, tuple(status or ()))
    page = await assets.list_assets(user.user_id, wanted, cursor=cursor, limit=limit)
    return AssetPage.of(page)


@router.get("/{asset_id:objectid}", responses=answers(MALFORMED, NOT_FOUND))
async def get_asset(
    asset_id: AssetId, user: CurrentUser, assets: Assets, response: Response
) -> AssetOut:
    """One asset without its content."""
    return _tagged(response, await assets.get_asset(user.user_id, asset_id))


@router.put(
    "/{asset_id:objectid}",
    responses=answers(
        MALFORMED, NOT_FOUND, NAME_TAKEN, WRONG_STATUS, PRECONDITION_FAILED, TOO_LARGE
    ),
)
async def update_asset(
    asset_id: AssetId,
    body: AssetUpdate,
    user: CurrentUser,
    assets: Assets,
    response: Response,
    if_match: IfMatch = None,
) -> AssetOut:
    """Change an asset's fields and its content. An `expired` asset takes no content."""
    fields = body.model_dump(exclude={"content"}, exclude_unset=True)
    asset = await assets.update_asset(
        user.user_id, asset_id, fields, _content(body), revisions_in(if_match)
    )
    return _tagged(response, asset)


@router.patch(
    "/{asset_id:objectid}/status",
    responses=answers(
        MALFORMED, NOT_FOUND, TRANSITION_REFUSED, TRANSITION_BLOCKED, PRECONDITION_FAILED
    ),
)
async def change_asset_status(
    asset_id: AssetId,
    body: AssetStatusChange,
    user: CurrentUser,
    assets: Assets,
    response: Response,
    if_match: IfMatch = None,
) -> AssetOut:
    """Change an asset's status.

    A tool step that was ready to read it and no longer can goes back to
    `ready_to_configure`. While a step executes that makes it, 409.
    """
    asset = await assets.change_status(
        user.user_id,
        asset_id,
        body.status,
        reason=body.reason,
        revisions=revisions_in(if_match),
    )
    return _tagged(response, asset)


@router.delete(
    "/{asset_id:objectid}",
    status_code=204,
    responses=answers(MALFORMED, NOT_FOUND, WRONG_STATUS, PRECONDITION_FAILED),
)
async def delete_asset(
    asset_id: AssetId, user: CurrentUser, assets: Assets, if_match: IfMatch = None
) -> None:
    """Delete an asset that is `proposed`, `error` or `expired`, with its content."""
    await assets.delete_asset(user.user_id, asset_id, revisions_in(if_match))


@router.get("/{asset_id:objectid}/lineage", responses=answers(MALFORMED, NOT_FOUND))
async def get_asset_lineage(asset_id: AssetId, user: CurrentUser, assets: Assets) -> Lineage:
    """What made an asset, and what used it: tool steps and messages.

    Steps by their mappings; messages of the session's chat by the lists
    `produced_asset_ids` and `used_asset_ids` in their metadata, from `messages_from` on.
    """
    return Lineage.of(await assets.get_lineage(user.user_id, asset_id))
