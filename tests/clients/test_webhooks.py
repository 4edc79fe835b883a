"""The receiver in TypeScript that the guide shows takes what is sent, and nothing else."""

import asyncio
import ipaddress
import re
import time
from pathlib import Path

import pytest

from services.webhooks.sender import SendOutcome, WebhookSender
from services.webhooks.signing import signature
from tests.clients.programs import NODE_FOLDER, node
from tests.ports import free_port

pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

GUIDE = Path("docs") / "webhooks.md"
BODY = b'{"type":"session.created","data":{"user_id":"alice"}}'


async def test_the_typescript_of_the_guide_takes_a_delivery_and_none_that_was_changed() -> None:
    (block,) = re.findall(r"```ts\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (secret,) = re.findall(r'"(whsec_[^"]+)"', block)
    port = free_port()
    program = NODE_FOLDER / "guide.mts"  # beside what it imports
    program.write_text(block.replace("listen(3000)", f"listen({port})"))
    sender = WebhookSender(timeout_seconds=10, allowed=[ipaddress.ip_network("127.0.0.0/8")])
    await sender.open()

    async def sent(body: bytes) -> SendOutcome:
        now = int(time.time())
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(now),
            "webhook-signature": signature([secret], message_id="msg_1", timestamp=now, body=BODY),
        }
        url = f"http://127.0.0.1:{port}/threadkeep"
        while True:
            outcome = await sender.post(url, headers, body)
            if outcome.error != "connection-failed":
                return outcome
            await asyncio.sleep(0.1)

    try:
        async with node(program.name) as running:
            assert await sent(BODY.replace(b"alice", b"mallory")) == SendOutcome(401)
            assert await sent(BODY) == SendOutcome(204)
            assert running.process.stdout is not None
            told = await running.process.stdout.readline()
            assert told == b"{ type: 'session.created', data: { user_id: 'alice' } }\n"
    finally:
        await sender.close()
        program.unlink()
