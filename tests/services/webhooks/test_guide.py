"""The receiver that the guide shows takes what the service sends, and nothing else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from documents.shapes.webhooks import EventKind, Webhook
from services.webhooks.sender import SendOutcome
from tests.services.webhooks.support import Process, Receivers

GUIDE = Path("docs") / "webhooks.md"


def the_receiver() -> tuple[Any, str]:
    """The application of the guide, and the secret that it has."""
    (block,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (secret,) = re.findall(r'"(whsec_[^"]+)"', block)
    names: dict[str, Any] = {}
    exec(compile(block, str(GUIDE), "exec"), names)
    return names["app"], secret


class ToTheGuide(Receivers):
    """Sends to the guide's receiver; ``changed`` is what becomes of a body on the way."""

    def __init__(self, app: Any) -> None:
        super().__init__()
        self.app = app
        self.changed: Callable[[bytes], bytes] = bytes

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> SendOutcome:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport) as client:
            answer = await client.post(url, headers=headers, content=self.changed(body))
        return SendOutcome(answer.status_code)


async def test_the_python_of_the_guide_takes_a_delivery_and_none_that_was_changed(
    process: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    app, secret = the_receiver()
    sender = process.deliverer.sender = ToTheGuide(app)
    process.clock.now = datetime.now(UTC)
    webhook_id = await process.a_webhook(kinds=[EventKind.SESSION_CREATED])
    await process.collection(Webhook).update_one(
        {"_id": webhook_id}, {"$set": {"secrets": [{"secret": secret, "until": None}]}}
    )
    session = await process.a_session()
    await process.record()
    sender.changed = lambda body: body.replace(b"alice", b"mallory")
    await process.deliver()
    (delivery,) = await process.deliveries()
    assert (delivery["state"], delivery["last_status"]) == ("pending", 401)
    assert capsys.readouterr().out == ""
    sender.changed = bytes
    await process.webhooks.send_again(webhook_id, delivery["_id"])
    await process.deliver()
    (delivery,) = await process.deliveries()
    assert (delivery["state"], delivery["last_status"]) == ("delivered", 204)
    told = capsys.readouterr().out
    assert told.startswith("session.created {")
    assert str(session.id) in told
