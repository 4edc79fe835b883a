"""What is erased of a user is erased of what waits for webhooks, too."""

from documents.shapes.webhooks import EventKind
from documents.upkeep.erasure import erase_user
from tests.services.webhooks.support import Process


async def test_an_erasure_takes_the_users_deliveries_and_leaves_those_of_others(
    process: Process,
) -> None:
    await process.a_webhook(kinds=[EventKind.SESSION_CREATED])
    await process.a_session("alice")
    await process.a_session("bob")
    await process.record()
    receipt = await erase_user(process.database, "alice", now=process.clock.now)
    assert receipt.documents["webhook_deliveries"] == 1
    assert [each["user_id"] for each in await process.deliveries()] == ["bob"]
    await process.deliver()
    assert [told["data"]["user_id"] for told in process.receivers.told()] == ["bob"]
    # The lane of what was erased goes as any that is empty.
    assert await process.lanes() == []


async def test_an_erasure_is_told_when_it_has_ended(process: Process) -> None:
    await process.a_webhook(kinds=[EventKind.USER_ERASED])
    await process.a_session("alice")
    await erase_user(process.database, "alice", now=process.clock.now)
    await process.record()
    await process.deliver()
    assert [told["data"] for told in process.receivers.told()] == [{"user_id": "alice"}]
