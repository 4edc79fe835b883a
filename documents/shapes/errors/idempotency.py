"""What a request with an idempotency key runs into."""


class IdempotencyError(Exception):
    """Base of what a request with an idempotency key runs into."""


class DoneBefore(IdempotencyError):
    """The request was done; ``answer`` is what was answered then."""

    def __init__(self, answer: str) -> None:
        super().__init__("done before")
        self.answer = answer


class IdempotencyKeyReused(IdempotencyError):
    """The key is that of another request."""
