"""Whether the process lives, whether it can serve, and its metrics."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from pydantic import BaseModel

from api.deps import AllServices
from api.problems import MALFORMED, UNAVAILABLE, Unavailable, answers
from api.strict_route import StrictRoute

router = APIRouter(tags=["health"], route_class=StrictRoute)


class Health(BaseModel):
    """That it works."""

    status: Literal["ok"] = "ok"


@router.get("/healthz", responses=answers(MALFORMED))
async def check_health() -> Health:
    """The process lives. Asks nothing of the database."""
    return Health()


@router.get("/readyz", responses=answers(MALFORMED, UNAVAILABLE))
async def check_readiness(services: AllServices) -> Health:
    """The database answers and has the indexes that the queries run on; else 503.

    Answered within a second, however many other requests wait for the database.
    """
    missing = await services.readiness.differences()
    if missing:
        raise Unavailable(f"Indexes are not in step: {'; '.join(missing)}.")
    return Health()


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {}}, "description": "Prometheus text format"},
        **answers(MALFORMED),
    },
)
async def get_metrics() -> Response:
    """The metrics of this process, for Prometheus."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
