"""What tests of transcripts are made of: conversations, and both ways for them."""

import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from commands.transcripts.exporting import export_transcripts
from documents.shapes.sessions import SessionStatus
from services.transcripts.attaching import Files
from services.transcripts.importing import import_transcripts
from services.transcripts.outcomes import Imported, ImportOptions
from services.transcripts.reading import Source
from services.wiring import Services

REAL_FILE = Path(__file__).parents[4] / "shared" / "data" / "agent-transcripts.jsonl"


def said(number: int, **fields: Any) -> dict[str, Any]:
    """A message that its number tells apart."""
    return {"role": "user", "content": f"message {number}", **fields}


def conversation(messages: int = 2, **keys: Any) -> dict[str, Any]:
    """A conversation with an id that no other has."""
    return {
        "id": f"c-{uuid4().hex}",
        **keys,
        "messages": [said(number) for number in range(1, messages + 1)],
    }


def lines(*values: Any) -> bytes:
    """JSON lines; bytes are a line as they are."""
    return b"".join(
        (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n"
        for value in values
    )


def canonical(value: Any) -> str:
    """Equal for equal JSON only: 1 and 1.0 differ, the order of keys does not count."""
    return json.dumps(value, sort_keys=True)


def outcomes(imported: list[Imported]) -> list[str]:
    """What became of each conversation."""
    return [each.outcome.value for each in imported]


def added(imported: list[Imported]) -> int:
    """How many messages were stored."""
    return sum(each.messages_added for each in imported)


class Transcripts:
    """One user's imports and exports."""

    def __init__(self, services: Services, user_id: str | None = None) -> None:
        self.services = services
        self.user_id = user_id or f"user-{uuid4().hex}"

    async def import_bytes(
        self,
        data: bytes,
        keep: SessionStatus | None = None,
        files: Files | None = None,
        **options: Any,
    ) -> list[Imported]:
        """Import a file's bytes."""
        records = Source(io.BytesIO(data)).records()
        how = ImportOptions(keep=keep, **options)
        importing = import_transcripts(self.services, self.user_id, records, how, files)
        return [imported async for imported in importing]

    async def import_(
        self, *values: Any, keep: SessionStatus | None = None, **options: Any
    ) -> list[Imported]:
        """Import JSON lines."""
        return await self.import_bytes(lines(*values), keep, **options)

    async def exported(self, **pages: int) -> list[Any]:
        """All of the user's conversations, exported."""
        output = io.BytesIO()
        async for _ in export_transcripts(self.services, self.user_id, output, **pages):
            pass
        return [json.loads(line) for line in output.getvalue().splitlines()]
