"""Whether the process lives, whether it can serve, and its metrics."""

import asyncio
import os
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from pydantic import BaseModel

from api.deps import AllServices
from api.problems import MALFORMED, UNAVAILABLE, Unavailable, answers
from api.state import sampling_of
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
        raise Unavailable(
            f"{len(missing)} indexes are not in step; `threadkeep indexes sync` makes them: "
            f"{'; '.join(missing)}."
        )
    return Health()


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {}}, "description": "Prometheus text format"},
        **answers(MALFORMED),
    },
)
async def get_metrics(request: Request) -> Response:
    """The metrics of this process and of the workers beside it, for Prometheus."""
    sampling_of(request).look()
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
    # In a thread: it reads the file of every worker.
    text = await asyncio.to_thread(_of_all_workers)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _of_all_workers() -> bytes:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # as the library has it
    return generate_latest(registry)
