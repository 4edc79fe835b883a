"""Whether the process lives, whether it can serve, and its metrics."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from pydantic import BaseModel

from api.deps import AllServices
from api.problems import UNAVAILABLE, Unavailable, answers
from indexes import differences

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """That it works."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def check_health() -> Health:
    """The process lives. Asks nothing of the database."""
    return Health()


@router.get("/readyz", responses=answers(UNAVAILABLE))
async def check_readiness(services: AllServices) -> Health:
    """The database answers and has the indexes that the queries run on; else 503."""
    await services.database.ping()
    missing = await differences(services.database)
    if missing:
        raise Unavailable(
            f"Indexes are not in step: {'; '.join(operation.text for operation in missing)}."
        )
    return Health()


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus text format"}},
)
async def get_metrics() -> Response:
    """The metrics of this process, for Prometheus."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
