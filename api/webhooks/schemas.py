"""What the routes of webhooks take and answer."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field

from api.fields import Body, Given, Id
from documents.aggregates.webhooks.deliveries import StoredDelivery
from documents.aggregates.webhooks.webhooks import StoredWebhook
from documents.shapes.webhooks import DeliveryState, DisabledReason, EventKind
from services.pagination import Page
from services.webhooks.addresses import MAX_URL_CHARACTERS
from services.webhooks.service import WebhookChanges


def _each_once(kinds: list[EventKind]) -> list[EventKind]:
    return list(dict.fromkeys(kinds))


Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_URL_CHARACTERS,
        description="where events are sent, by POST: https, and no address of a private network",
        examples=["https://hooks.example.com/threadkeep"],
    ),
]
Kinds = Annotated[
    list[EventKind],
    Field(min_length=1, max_length=100, description="what it is told of"),
    AfterValidator(_each_once),
]
Description = Annotated[str, Field(max_length=1000)]


class WebhookCreate(Body):
    """A webhook to make."""

    url: Url
    kinds: Kinds
    description: Description | None = None
    enabled: bool = Field(True, strict=True)


class WebhookUpdate(Body):
    """What to change; a field that is not given stays as it is."""

    url: Given[Url] = None
    kinds: Given[Kinds] = None
    description: Description | None = None
    enabled: Given[Annotated[bool, Field(strict=True)]] = Field(
        None, description="one that is enabled again is told what happens from then on"
    )

    def changes(self) -> WebhookChanges:
        """The changes to make."""
        return WebhookChanges(
            url=self.url,
            kinds=self.kinds,
            description=self.description,
            described="description" in self.model_fields_set,
            enabled=self.enabled,
        )


class WebhookOut(BaseModel):
    """A webhook."""

    id: Id
    url: str
    kinds: list[EventKind]
    description: str | None
    enabled: bool
    disabled_reason: DisabledReason | None = Field(
        description="`failing`: nothing has arrived for five days; `gone`: it answered 410; "
        "`behind`: too many deliveries wait"
    )
    failing_since: datetime | None = Field(
        description="since when nothing has arrived; null while things do"
    )
    gaps: int = Field(description="how often events were lost before they were recorded", ge=0)
    gap_at: datetime | None = Field(description="when that was noticed last")
    secrets: int = Field(description="how many secrets it signs with just now", ge=1)
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, webhook: StoredWebhook) -> Self:
        """The JSON of a stored webhook."""
        return cls.model_validate(_shown(webhook))


class WebhookMade(WebhookOut):
    """A webhook with its new secret, which is told only here."""

    secret: str = Field(
        description="what the receiver verifies signatures with, as Standard Webhooks writes it"
    )

    @classmethod
    def of(cls, webhook: StoredWebhook) -> Self:
        """The JSON of a stored webhook, with its present secret."""
        secret = webhook["secrets"][0]["secret"]
        return cls.model_validate({**_shown(webhook), "secret": secret})


def _shown(webhook: StoredWebhook) -> dict[str, Any]:
    return {**webhook, "id": webhook["_id"], "secrets": len(webhook["secrets"])}


class WebhookPage(BaseModel):
    """Webhooks, newest first, and where to go on."""

    items: list[WebhookOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[StoredWebhook]) -> Self:
        """The JSON of a page of webhooks."""
        return cls(items=[WebhookOut.of(webhook) for webhook in page.items], next=page.next)


class DeliveryOut(BaseModel):
    """One event for a webhook, and what became of it."""

    id: Id = Field(description="what the header `webhook-id` says, at each attempt")
    kind: str = Field(description="the event's, or `webhook.test` or `webhooks.gap`")
    state: DeliveryState
    attempts: int = Field(description="how many attempts have failed", ge=0)
    last_status: int | None = Field(description="of the last answer; null where none came")
    last_error: str | None = Field(description="why no answer came")
    next_attempt_at: datetime | None = Field(
        description="not before that is it tried again; null once it has ended"
    )
    created_at: datetime
    ended_at: datetime | None
    expires_at: datetime = Field(description="when it is removed")
    body: str = Field(description="what is sent, as it is signed")

    @classmethod
    def of(cls, delivery: StoredDelivery) -> Self:
        """The JSON of a stored delivery."""
        return cls.model_validate({**delivery, "id": delivery["_id"]})


class DeliveryPage(BaseModel):
    """Deliveries of a webhook, newest first, and where to go on."""

    items: list[DeliveryOut]
    next: str | None = Field(description="cursor to the next page; null at the end")

    @classmethod
    def of(cls, page: Page[StoredDelivery]) -> Self:
        """The JSON of a page of deliveries."""
        return cls(items=[DeliveryOut.of(each) for each in page.items], next=page.next)


class SentAgain(BaseModel):
    """How many deliveries are tried anew."""

    deliveries: int = Field(description="a thousand at most: ask again until it is 0", ge=0)
