"""Content as it is stored: inline as BSON, or as a file."""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

from documents.aggregates.assets.representation import summarize, summarize_file
from documents.database import bson_bytes
from documents.shapes.assets import MAX_INLINE_BSON_BYTES, ContentFacts

JSON = "application/json"


@dataclass(frozen=True)
class NewContent:
    """Content to store: inline ``value``, or the file that ``facts`` names.

    ``pointer`` is where it stood in the request's body; ``fits_schema`` the schema that
    a file of JSON was found to fit.
    """

    facts: ContentFacts
    summary: dict[str, Any]
    value: Any = None
    pointer: str = ""
    fits_schema: dict[str, Any] | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the asset that hold it."""
        return {
            "content": self.value,
            "content_facts": self.facts.model_dump(),
            "content_summary": self.summary,
        }


def json_text(value: Any) -> bytes:
    """Inline content as the content route answers it: compact UTF-8 JSON."""
    return orjson.dumps(value)


def inline(value: Any, pointer: str) -> NewContent:
    """Content to store as BSON in the asset itself."""
    text = json_text(value)
    facts = ContentFacts(bytes=len(text), sha256=hashlib.sha256(text).hexdigest(), media_type=JSON)
    return NewContent(facts, summarize(value, text), value, pointer)


def fits_inline(value: Any) -> bool:
    """Whether content stays well under what a document may weigh."""
    return bson_bytes({"content": value}) <= MAX_INLINE_BSON_BYTES


def of_file(facts: ContentFacts, *, fits_schema: dict[str, Any] | None) -> NewContent:
    """Content that was written as a file."""
    return NewContent(facts, summarize_file(facts.bytes, facts.media_type), fits_schema=fits_schema)
