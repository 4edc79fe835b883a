"""The serve command on a minimal application, for tests of how it starts and ends."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response, StreamingResponse

from commands import main
from commands.serve import command as serve
from documents.database import Database, DatabaseError
from services.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Counts its visits in the database; has a stream without end.

    With FAKE_ENDS set its process ends at once, with that exit status.
    """
    if status := os.environ.get("FAKE_ENDS"):
        os._exit(int(status))
    assert settings.mongodb_uri is not None
    uri = settings.mongodb_uri.get_secret_value()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(uri, timeout_seconds=1)
        yield
        await app.state.database.close()

    app = FastAPI(lifespan=lifespan)

    @app.get("/visits")
    async def visits() -> int:
        things = app.state.database["visits"]
        await things.insert_one({})
        return int(await things.count_documents({}))

    @app.get("/process")
    async def process() -> int:
        return os.getpid()

    @app.get("/collecting")
    async def collecting() -> bool:
        return gc.isenabled()

    @app.get("/readyz")
    async def readyz() -> Response:
        try:
            await app.state.database.ping()
        except DatabaseError:
            return JSONResponse({"detail": "The database is away."}, status_code=503)
        return Response()

    @app.get("/endless")
    async def endless() -> StreamingResponse:
        async def words() -> AsyncIterator[str]:
            yield "the first word, and no other"
            await asyncio.Event().wait()

        return StreamingResponse(words())

    return app


if __name__ == "__main__":
    serve.application = "tests.commands.serve.fake_service:create_app"
    main.app()
