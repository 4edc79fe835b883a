"""The routes of webhooks, all of which want the scope `admin`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.deps import AdminOnly, CurrentUser, CursorParameter, PageLimit, Webhooks
from api.etags import IfMatch, revision_etag, revisions_in
from api.fields import Id
from api.guarded_route import GuardedRoute
from api.problems import (
    FORBIDDEN,
    LIMIT_REACHED,
    MALFORMED,
    NOT_FOUND,
    PRECONDITION_FAILED,
    WRONG_STATUS,
    answers,
)
from api.webhooks.schemas import (
    DeliveryOut,
    DeliveryPage,
    SentAgain,
    WebhookCreate,
    WebhookMade,
    WebhookOut,
    WebhookPage,
    WebhookUpdate,
)
from documents.shapes.webhooks import DeliveryState

router = APIRouter(
    prefix="/webhooks", tags=["webhooks"], route_class=GuardedRoute, dependencies=[AdminOnly]
)

WebhookId = Annotated[Id, Path(description="the webhook's id")]
DeliveryId = Annotated[Id, Path(description="the delivery's id")]

_CHANGING = answers(FORBIDDEN, MALFORMED, NOT_FOUND, PRECONDITION_FAILED)
_SENDING = answers(FORBIDDEN, MALFORMED, NOT_FOUND, WRONG_STATUS)


@router.post("", status_code=201, responses=answers(FORBIDDEN, MALFORMED, LIMIT_REACHED))
async def create_webhook(
    body: WebhookCreate, webhooks: Webhooks, response: Response
) -> WebhookMade:
    """Have events sent to a URL as they happen, from now on. Wants the scope `admin`.

    Each is a POST that is signed by Standard Webhooks, at least once, and those of one session in
    order. The `secret` is told only in this answer.
    """
    made = await webhooks.create_webhook(
        url=body.url, kinds=body.kinds, description=body.description, enabled=body.enabled
    )
    response.headers["Location"] = f"/webhooks/{made['_id']}"
    response.headers["ETag"] = revision_etag(made["revision"])
    response.headers["Cache-Control"] = "no-store"
    return WebhookMade.of(made)


@router.get("", responses=answers(FORBIDDEN, MALFORMED))
async def list_webhooks(
    user: CurrentUser,
    webhooks: Webhooks,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> WebhookPage:
    """The webhooks without their secrets, the newest first, a page at a time."""
    return WebhookPage.of(await webhooks.list_webhooks(user.user_id, cursor=cursor, limit=limit))


@router.get("/{webhook_id:objectid}", responses=answers(FORBIDDEN, MALFORMED, NOT_FOUND))
async def get_webhook(webhook_id: WebhookId, webhooks: Webhooks, response: Response) -> WebhookOut:
    """A webhook without its secrets."""
    webhook = await webhooks.webhook(webhook_id)
    response.headers["ETag"] = revision_etag(webhook["revision"])
    return WebhookOut.of(webhook)


@router.patch("/{webhook_id:objectid}", responses=_CHANGING)
async def update_webhook(
    webhook_id: WebhookId,
    body: WebhookUpdate,
    webhooks: Webhooks,
    response: Response,
    if_match: IfMatch = None,
) -> WebhookOut:
    """Change a webhook, disable it, or enable it again.

    A disabled one is sent nothing, and what happens meanwhile it is never told. What
    waited for it goes on waiting, until it expires.
    """
    changed = await webhooks.update_webhook(webhook_id, body.changes(), revisions_in(if_match))
    response.headers["ETag"] = revision_etag(changed["revision"])
    return WebhookOut.of(changed)


@router.delete("/{webhook_id:objectid}", status_code=204, responses=_CHANGING)
async def delete_webhook(
    webhook_id: WebhookId, webhooks: Webhooks, if_match: IfMatch = None
) -> None:
    """Delete a webhook with its deliveries."""
    await webhooks.delete_webhook(webhook_id, revisions_in(if_match))


@router.post("/{webhook_id:objectid}/rotate-secret", responses=_CHANGING)
async def change_webhook_secret(
    webhook_id: WebhookId, webhooks: Webhooks, response: Response, if_match: IfMatch = None
) -> WebhookMade:
    """Give a webhook another secret, which is told only in this answer.

    For a day each delivery is signed with the one before, too.
    """
    changed = await webhooks.rotate_secret(webhook_id, revisions_in(if_match))
    response.headers["ETag"] = revision_etag(changed["revision"])
    response.headers["Cache-Control"] = "no-store"
    return WebhookMade.of(changed)


@router.post("/{webhook_id:objectid}/test", status_code=202, responses=_SENDING)
async def send_test_delivery(webhook_id: WebhookId, webhooks: Webhooks) -> DeliveryOut:
    """Send a webhook an event `webhook.test`; its delivery says what became of it.

    409 for one that is disabled.
    """
    return DeliveryOut.of(await webhooks.test_webhook(webhook_id))


@router.get("/{webhook_id:objectid}/deliveries", responses=answers(FORBIDDEN, MALFORMED, NOT_FOUND))
async def list_deliveries(
    webhook_id: WebhookId,
    user: CurrentUser,
    webhooks: Webhooks,
    state: Annotated[DeliveryState | None, Query(description="only these")] = None,
    cursor: CursorParameter = None,
    limit: PageLimit = 50,
) -> DeliveryPage:
    """The deliveries of a webhook, the newest first, a page at a time."""
    return DeliveryPage.of(
        await webhooks.list_deliveries(
            user.user_id, webhook_id, state=state, cursor=cursor, limit=limit
        )
    )


@router.get(
    "/{webhook_id:objectid}/deliveries/{delivery_id:objectid}",
    responses=answers(FORBIDDEN, MALFORMED, NOT_FOUND),
)
async def get_delivery(
    webhook_id: WebhookId, delivery_id: DeliveryId, webhooks: Webhooks
) -> DeliveryOut:
    """One delivery: how far it is."""
    return DeliveryOut.of(await webhooks.delivery(webhook_id, delivery_id))


@router.post(
    "/{webhook_id:objectid}/deliveries/{delivery_id:objectid}/send-again",
    status_code=202,
    responses=_SENDING,
)
async def send_delivery_again(
    webhook_id: WebhookId, delivery_id: DeliveryId, webhooks: Webhooks
) -> DeliveryOut:
    """Try a delivery anew, dead or not: with the same id, and from the first attempt on.

    409 where the webhook is disabled.
    """
    return DeliveryOut.of(await webhooks.send_again(webhook_id, delivery_id))


@router.post("/{webhook_id:objectid}/deliveries/send-again", status_code=202, responses=_SENDING)
async def send_dead_deliveries_again(webhook_id: WebhookId, webhooks: Webhooks) -> SentAgain:
    """Try all dead deliveries of a webhook anew, a thousand at most: ask again until it is 0.

    409 where the webhook is disabled.
    """
    return SentAgain(deliveries=await webhooks.send_dead_again(webhook_id))
