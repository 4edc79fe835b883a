"""What webhooks are refused for."""

from documents.shapes.webhooks import DisabledReason


class WebhookError(Exception):
    """Base of what webhooks are refused for."""


class WebhookMissing(WebhookError):
    """There is no such webhook."""


class WebhookChanged(WebhookError):
    """The webhook is not at a revision that the caller expected."""


class TooManyWebhooks(WebhookError):
    """There are ``most`` webhooks, and there may be no more."""

    def __init__(self, most: int) -> None:
        super().__init__(f"there are {most} webhooks, which is as many as there may be")
        self.most = most


class WebhookDisabled(WebhookError):
    """The webhook is disabled and is sent nothing."""

    def __init__(self, reason: DisabledReason | None) -> None:
        super().__init__("the webhook is disabled; enable it first")
        self.reason = reason


class DeliveryMissing(WebhookError):
    """There is no such delivery of this webhook, or it is not kept any longer."""
