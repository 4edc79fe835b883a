"""The TypeScript types are those of the API as it is."""

import hashlib
from pathlib import Path

from commands.openapi import document

TYPES = Path(__file__).parent.parent / "types" / "threadkeep.d.ts"


def test_the_types_were_made_from_the_present_openapi_document() -> None:
    # The command prints the document and a newline.
    digest = hashlib.sha256(f"{document()}\n".encode()).hexdigest()
    assert digest in TYPES.read_text(), "run make types"
