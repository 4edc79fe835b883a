"""An item is stored as the message that says the same, and comes back equal."""

from typing import Any

import pytest

from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.chats.items import read_item, write_items
from documents.aggregates.chats.transcripts import read_message, write_message
from services.limits import Limits
from services.settings import Settings
from tests.openai_items import ITEMS

Json = dict[str, Any]
ITEM = pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)


def stored(item: Json) -> Json:
    """The message of an item."""
    return {"id": "m", **read_item(item).body()}


def told(item: Json) -> Json:
    """What an item says beside its id; without a type it is a message."""
    return {"type": "message", **{name: value for name, value in item.items() if name != "id"}}


@ITEM
def test_an_item_comes_back_equal(item: Json) -> None:
    assert write_items(stored(item)) == [told(item)]


@ITEM
def test_the_message_of_an_item_is_one_that_the_chat_routes_would_take(item: Json) -> None:
    Limits.of(Settings()).check_message(read_item(item).body(), "")


@ITEM
def test_an_item_goes_through_a_transcript(item: Json) -> None:
    message = read_message(write_message(stored(item)))
    assert write_items({"id": "m", **message.body()}) == [told(item)]


def message_of(name: str) -> Json:
    """The fields of an item's message that say something."""
    body = read_item(ITEMS[name]).body()
    return {k: v for k, v in body.items() if k not in ("item", "message_metadata")}


def test_a_message_is_read_in_the_form_of_chat_completions() -> None:
    assert message_of("a text") == {"role": "user", "content": "Where is my bag?"}
    text, image, by_id, file, by_url, audio = message_of("an input message")["content"]
    assert text == {"type": "text", "text": "It looks like this."}
    address = {"url": "https://example.com/b.jpg", "detail": "auto"}
    assert image == {"type": "image_url", "image_url": address}
    assert file == {"type": "file", "file": {"file_id": "file-2", "filename": "bag.pdf"}}
    assert (by_id["type"], by_url["type"]) == ("input_image", "input_file")
    assert audio["type"] == "input_audio"
    said, refused = message_of("an output message")["content"]
    assert (said["type"], said["text"]) == ("text", "In Lisbon.")
    assert refused == {"type": "refusal", "refusal": "I would rather not."}


def test_a_call_and_its_output_are_a_tool_call_and_its_answer() -> None:
    assert message_of("a function call") == {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "find_bag", "arguments": '{"tag": "SK 4711"}'},
            }
        ],
    }
    answer = {"role": "tool", "content": "Lisbon", "tool_call_id": "c1"}
    assert message_of("a function's output") == answer
    (call,) = message_of("a computer call")["tool_calls"]
    assert (call["id"], call["type"], call["action"]["x"]) == ("c3", "computer_call", 1)
    assert message_of("a computer call's output")["tool_call_id"] == "c3"
    assert message_of("a local shell's output")["tool_call_id"] == "c4"


def test_reasoning_is_an_assistants_reasoning() -> None:
    reasoning = message_of("reasoning")["reasoning"]
    assert reasoning == "It is in Lisbon or in Porto."
    assert message_of("reasoning of two summaries")["reasoning"] == "First.\n\nThen."


def test_what_a_chat_cannot_say_is_a_part_of_its_own() -> None:
    search = message_of("a web search")
    assert search["role"] == "assistant"
    assert search["content"] == [told(ITEMS["a web search"])]


def a_message(**fields: Any) -> Json:
    """A message of the chat routes."""
    return {"id": "m", "role": "user", "content": "", "message_metadata": {}, **fields}


def test_a_message_of_the_chat_routes_has_all_that_an_item_wants() -> None:
    parts = [
        {"type": "text", "text": "It looks like this."},
        {"type": "image_url", "image_url": {"url": "https://example.com/bag.jpg"}},
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "location", "place": "Lisbon"},
    ]
    assert write_items(a_message(content=parts)) == [
        {
            "type": "message",
            "role": "user",
            "status": "completed",
            "content": [
                {"type": "input_text", "text": "It looks like this."},
                {
                    "type": "input_image",
                    "image_url": "https://example.com/bag.jpg",
                    "detail": "auto",
                },
                {"type": "input_file", "file_id": "file-1"},
                {"type": "location", "place": "Lisbon"},
            ],
        }
    ]
    (said,) = write_items(a_message(role="assistant", content="In Lisbon."))
    assert said["content"] == [{"type": "output_text", "text": "In Lisbon.", "annotations": []}]
    (empty,) = write_items(a_message())
    assert empty["content"] == [{"type": "input_text", "text": ""}]
    (nothing,) = write_items(a_message(content=None))
    assert nothing["content"] == []
    (status,) = write_items(a_message(role="status", content="Looking"))
    assert status["role"] == "unknown"


def test_a_message_with_a_text_calls_and_reasoning_is_several_items() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    custom = {"id": "c2", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}
    other = {"id": "c3", "type": "leap", "to": 1}
    answered = {**call, "id": "c4", "output": {"city": "Lisbon"}}
    message = a_message(
        role="assistant",
        content="Let me see.",
        refusal="Not more.",
        reasoning="Hm.",
        tool_calls=[call, custom, other, answered],
    )
    thought, said, first, second, third, fourth, output = write_items(message)
    assert thought["summary"] == [{"type": "summary_text", "text": "Hm."}]
    assert [part["type"] for part in said["content"]] == ["output_text", "refusal"]
    assert (first["type"], first["call_id"], first["arguments"]) == ("function_call", "c1", "{}")
    assert (second["type"], second["input"]) == ("custom_tool_call", "SELECT 1")
    assert (third["type"], third["call_id"], third["to"]) == ("leap", "c3", 1)
    assert (fourth["call_id"], output["call_id"]) == ("c4", "c4")
    assert output["output"] == '{"city":"Lisbon"}'


def test_the_answer_beside_a_call_is_an_output_as_that_call_wants_it() -> None:
    call = {"id": "c1", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}
    calls = [{**call, "output": "1"}, {**call, "id": "c2", "error": "no such table"}]
    message = {"id": "m", "role": "assistant", "content": None, "tool_calls": calls}
    told = [(item["type"], item["call_id"], item.get("output")) for item in write_items(message)]
    assert told == [
        ("custom_tool_call", "c1", None),
        ("custom_tool_call_output", "c1", "1"),
        ("custom_tool_call", "c2", None),
        ("custom_tool_call_output", "c2", "no such table"),
    ]


def test_calls_in_the_metadata_of_older_clients_are_calls() -> None:
    metadata: Json = {"tool_calls": [{"id": "c1"}]}
    (call,) = write_items(a_message(role="assistant", message_metadata=metadata))
    assert call["call_id"] == "c1"
    metadata = {"tool_call_id": "c1"}
    (answer,) = write_items(a_message(role="tool", content="x", message_metadata=metadata))
    assert (answer["type"], answer["call_id"]) == ("function_call_output", "c1")
    (legacy,) = write_items(a_message(role="function", name="find", content=None))
    assert (legacy["call_id"], legacy["output"]) == ("find", "")


def test_a_message_that_is_being_written_says_so() -> None:
    (item,) = write_items(a_message(role="assistant", streaming=True, stream_id="s"))
    assert item["status"] == "in_progress"
    (item,) = write_items(a_message(role="assistant", streaming=False, stream_id="s"))
    assert item["status"] == "incomplete"


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        *(("failed", "incomplete"), ("cancelled", "incomplete"), ("interrupted", "incomplete")),
        *(("stop", "completed"), ({"a": 1}, "completed"), (None, "completed")),
    ],
)
def test_a_message_whose_stream_did_not_end_well_is_incomplete(reason: Any, status: str) -> None:
    metadata = {"finish_reason": reason}
    (item,) = write_items(a_message(role="assistant", message_metadata=metadata))
    assert item["status"] == status


@pytest.mark.parametrize("kind", ["function_call_output", "custom_tool_call_output"])
def test_what_a_tools_answer_says_is_stored_once(kind: str) -> None:
    item = {"type": kind, "call_id": "c", "output": "It is in Lisbon.", "status": "completed"}
    message = stored(item)
    assert message["item"] == {"beside": {"type": kind, "status": "completed"}}
    assert (message["content"], message["tool_call_id"]) == ("It is in Lisbon.", "c")


def test_a_redacted_message_is_no_item() -> None:
    assert write_items(a_message(redacted_at="then")) == []


def test_an_edit_of_what_an_item_says_makes_a_message_of_it() -> None:
    message = stored(ITEMS["an output message"])
    edited = MessageChanges({}, text="In Porto.").of(message)
    (item,) = write_items(edited)
    assert item["content"][0]["text"] == "In Porto."
    assert "phase" not in item
    (same,) = write_items(MessageChanges({"message_metadata": {"seen": True}}).of(message))
    assert same == told(ITEMS["an output message"])
