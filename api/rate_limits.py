"""Taking a request from its quotas, and telling how they stand.

The headers are those of https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers
(in its form of 2025: structured fields, a policy by its name).
"""

from collections.abc import Sequence

from api.call_plan import RouteRequest
from api.state import RawHeaders, keep_rate_limits, runtime_of
from services.quota_answers import MINUTE_SECONDS, QuotaStanding

RATE_LIMIT, RATE_LIMIT_POLICY = "RateLimit", "RateLimit-Policy"


async def take_request(request: RouteRequest, user_id: str) -> None:
    """Take a request of a user's from its quotas, where there are any. Raises OverQuota."""
    services = runtime_of(request).services
    if services is None or services.request_quotas is None:
        return
    taken = await services.request_quotas.take(user_id)
    keep_rate_limits(request, _headers(taken.standings))
    if taken.refusal is not None:
        raise taken.refusal


def _headers(standings: Sequence[QuotaStanding]) -> RawHeaders:
    policies = [f'"{each.of}";q={each.most};w={MINUTE_SECONDS}' for each in standings]
    stand = [f'"{each.of}";r={each.left};t={each.resets_seconds}' for each in standings]
    return [
        (RATE_LIMIT_POLICY.lower().encode(), ", ".join(policies).encode()),
        (RATE_LIMIT.lower().encode(), ", ".join(stand).encode()),
    ]
