"""The stored shape of a request that was done, so that its retry is not."""

from datetime import datetime, timedelta

from beanie import Document

KEPT = timedelta(hours=24)
"""How long a retry is known, by the server's clock."""


class IdempotencyRecord(Document):
    """What a request of one user made, under the key that the client gave it.

    ``operation`` is what was asked for; ``digest`` tells whether a request with the same
    key is the same one; ``answer`` is what was answered, in whatever form the asker reads.
    """

    user_id: str
    operation: str
    key: str
    digest: str
    answer: str
    done_at: datetime

    class Settings:
        name = "idempotency_records"
