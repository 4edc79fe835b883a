"""What conversations in each form become, recognised by themselves."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.formats.conversations import NotRecognised, ReadConversation
from services.formats.recognition import FORMS, is_one_message, read_conversation
from services.transcripts.names import Format

CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}
ANSWER = {"role": "tool", "content": "ok", "tool_call_id": "c1"}
HI = {"role": "user", "content": "hi"}
THREE = {"role": "assistant", "content": "3"}
CALLING = {"role": "assistant", "content": None, "tool_calls": [CALL]}
PNG = "data:image/png;base64,AAAA"
SOURCE = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
ATTACHED = {"contentType": "image/png", "url": PNG}
PICTURE = {"type": "image_url", "image_url": {"url": PNG}}


def said(value: Any, form: str | None = None) -> list[dict[str, Any]]:
    """The messages of the current path, but for what stands beside what they say."""
    kept = ("role", "content", "tool_calls", "tool_call_id", "reasoning", "name")
    read = read_conversation(value, form)
    return [{k: v for k, v in m.items() if k in kept} for m in read.messages]


def messages(*each: Any) -> dict[str, Any]:
    return {"id": "x", "messages": list(each)}


LANGCHAIN_DICTS = [
    {"type": "human", "data": {"content": "hi", "type": "human"}},
    {
        "type": "ai",
        "data": {
            "content": "",
            "tool_calls": [{"name": "f", "args": {"a": 1}, "id": "c1", "type": "tool_call"}],
            "type": "ai",
        },
    },
    {"type": "tool", "data": {"content": "ok", "tool_call_id": "c1", "type": "tool"}},
]
LANGGRAPH = [message["data"] for message in LANGCHAIN_DICTS]
DUMPED = [
    {
        "lc": 1,
        "type": "constructor",
        "id": ["langchain", "schema", "messages", name],
        "kwargs": data["data"],
    }
    for name, data in zip(
        ("HumanMessage", "AIMessage", "ToolMessage"), LANGCHAIN_DICTS, strict=True
    )
]
UI = [
    {"id": "u1", "role": "user", "parts": [{"type": "text", "text": "hi"}]},
    {
        "id": "a1",
        "role": "assistant",
        "parts": [
            {"type": "step-start"},
            {
                "type": "tool-f",
                "toolCallId": "c1",
                "state": "output-available",
                "input": {"a": 1},
                "output": "ok",
            },
        ],
    },
]
UI_4 = [
    {"role": "user", "content": "hi", "parts": []},
    {
        "role": "assistant",
        "content": "",
        "toolInvocations": [
            {
                "state": "result",
                "toolCallId": "c1",
                "toolName": "f",
                "args": {"a": 1},
                "result": "ok",
            }
        ],
    },
]
MODEL = [
    {"role": "user", "content": [{"type": "text", "text": "hi"}]},
    {
        "role": "assistant",
        "content": [
            {"type": "tool-call", "toolCallId": "c1", "toolName": "f", "input": {"a": 1}},
        ],
    },
    {
        "role": "tool",
        "content": [
            {"type": "tool-result", "toolCallId": "c1", "output": {"type": "text", "value": "ok"}}
        ],
    },
]
ANTHROPIC = [
    {"role": "user", "content": "hi"},
    {
        "role": "assistant",
        "content": [{"type": "tool_use", "id": "c1", "name": "f", "input": {"a": 1}}],
    },
    {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "ok"}],
    },
]
ITEMS = [
    {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]},
    {"type": "function_call", "call_id": "c1", "name": "f", "arguments": '{"a":1}'},
    {"type": "function_call_output", "call_id": "c1", "output": "ok"},
]
PYDANTIC = [
    {"kind": "request", "parts": [{"part_kind": "user-prompt", "content": "hi"}]},
    {
        "kind": "response",
        "parts": [
            {"part_kind": "tool-call", "tool_name": "f", "args": {"a": 1}, "tool_call_id": "c1"}
        ],
    },
    {
        "kind": "request",
        "parts": [{"part_kind": "tool-return", "content": "ok", "tool_call_id": "c1"}],
    },
]


@pytest.mark.parametrize(
    "value",
    [
        messages(*LANGCHAIN_DICTS),
        messages(*LANGGRAPH),
        messages(*DUMPED),
        messages(*UI),
        messages(*UI_4),
        messages(*MODEL),
        messages(*ANTHROPIC),
        messages(*ITEMS),
        messages(*PYDANTIC),
        LANGCHAIN_DICTS,
        LANGGRAPH,
        UI,
        ITEMS,
        {"values": {"messages": LANGGRAPH}, "next": []},
        {"channel_values": {"messages": DUMPED}},
        {"object": "list", "data": ITEMS},
        {"input": ITEMS[:1], "output": ITEMS[1:]},
    ],
)
def test_a_question_a_call_and_its_answer_are_the_same_in_every_form(value: Any) -> None:
    found = said(value)
    for message in found:
        if message["content"] == [{"type": "text", "text": "hi"}]:
            message["content"] = "hi"
        message.pop("name", None)
    assert found == [HI, CALLING, ANSWER]


def test_an_answer_of_the_ai_sdk_goes_on_after_its_tools() -> None:
    parts = [
        {"type": "reasoning", "text": "hm"},
        {
            "type": "tool-weather",
            "toolCallId": "c1",
            "state": "output-available",
            "input": {"city": "Oslo"},
            "output": {"t": 12},
        },
        {"type": "text", "text": "12C"},
        {"type": "source-url", "sourceId": "s", "url": "https://example.com"},
    ]
    value = {"id": "a1", "role": "assistant", "metadata": {"createdAt": 1.7e12}, "parts": parts}
    calling, answer, text = read_conversation(messages(value)).messages
    assert calling["reasoning"] == "hm"
    assert calling["created_at"] == "2023-11-14T22:13:20.000Z"
    assert calling["tool_calls"][0]["function"] == {
        "name": "weather",
        "arguments": '{"city":"Oslo"}',
    }
    assert answer["content"] == '{"t":12}'
    assert text["content"] == [{"type": "text", "text": "12C"}, parts[3]]


@pytest.mark.parametrize(
    "message",
    [
        {"role": "user", "content": [{"type": "image", "source": SOURCE}]},
        {"role": "user", "parts": [{"type": "file", "mediaType": "image/png", "url": PNG}]},
        {"role": "user", "content": [{"type": "image", "image": PNG}]},
        {"role": "user", "content": "", "experimental_attachments": [ATTACHED]},
        {"type": "human", "content": [{"type": "image_url", "image_url": PNG}]},
        {"role": "user", "parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]},
        {"type": "message", "role": "user", "content": [{"type": "input_image", "image_url": PNG}]},
    ],
)
def test_an_image_is_one_in_every_form(message: dict[str, Any]) -> None:
    assert said(messages(message)) == [{"role": "user", "content": [PICTURE]}]


def test_thoughts_stand_beside_the_text_and_keep_their_signatures() -> None:
    thinking = {"type": "thinking", "thinking": "hm", "signature": "abc"}
    message = {"role": "assistant", "content": [thinking, {"type": "text", "text": "42"}]}
    (read,) = read_conversation(messages(message)).messages
    assert (read["reasoning"], read["content"], read["thinking"]) == ("hm", "42", [thinking])


def test_a_request_to_anthropic_has_its_system_prompt_as_a_message() -> None:
    value = {"system": "Be brief.", "max_tokens": 9, **messages(HI)}
    assert said(value) == [{"role": "system", "content": "Be brief."}, HI]


def test_a_transcript_is_taken_as_it_is() -> None:
    value = {"reward": 1, **messages(HI, {**CALLING, "score": 3}, {"role": "assistant"})}
    read = read_conversation(value)
    assert read.given
    assert read.messages == value["messages"]
    assert read.keys == {"id": "x", "reward": 1}


@pytest.mark.parametrize(
    ("row", "chosen", "rejected"),
    [
        ({"prompt": "hi", "chosen": "yes", "rejected": "no"}, "yes", "no"),
        (
            {
                "prompt": [HI],
                "chosen": [HI, {"role": "assistant", "content": "yes"}],
                "rejected": [HI, {"role": "assistant", "content": "no"}],
            },
            "yes",
            "no",
        ),
        (
            {
                "chosen": "\n\nHuman: hi\n\nAssistant: yes",
                "rejected": "\n\nHuman: hi\n\nAssistant: no",
            },
            "yes",
            "no",
        ),
        (
            {
                "conversations": [{"from": "human", "value": "hi"}],
                "chosen": {"from": "gpt", "value": "yes"},
                "rejected": {"from": "gpt", "value": "no"},
            },
            "yes",
            "no",
        ),
        (
            {
                "input": {"messages": [HI], "tools": []},
                "preferred_output": [{"role": "assistant", "content": "yes"}],
                "non_preferred_output": [{"role": "assistant", "content": "no"}],
            },
            "yes",
            "no",
        ),
    ],
)
def test_what_is_preferred_is_the_chat_and_what_is_not_a_branch(
    row: dict[str, Any], chosen: str, rejected: str
) -> None:
    read = read_conversation(row)
    assert read.messages == [HI, {"role": "assistant", "content": chosen}]
    (branch,) = read.branches()
    assert branch.shared == 1
    assert branch.messages[1:] == [{"role": "assistant", "content": rejected}]


@pytest.mark.parametrize(
    ("row", "question"),
    [
        ({"instruction": "Add.", "input": "1 and 2", "output": "3"}, "Add.\n1 and 2"),
        ({"instruction": "Add 1 and 2.", "input": "", "output": "3"}, "Add 1 and 2."),
        ({"prompt": "1+2", "completion": "3"}, "1+2"),
        ({"question": "1+2", "answer": "3"}, "1+2"),
        ({"prompt": [{**HI, "content": "1+2"}], "completion": [THREE]}, "1+2"),
    ],
)
def test_an_instruction_is_a_question_with_its_answer(row: dict[str, Any], question: str) -> None:
    assert said(row) == [
        {"role": "user", "content": question},
        {"role": "assistant", "content": "3"},
    ]


def test_sharegpt_names_its_speakers() -> None:
    value = {
        "system": "Be brief.",
        "conversations": [
            {"from": "human", "value": "Hello"},
            {"from": "gpt", "value": "Hi"},
        ],
    }
    assert [m["role"] for m in said(value)] == ["system", "user", "assistant"]


def tree(*nodes: tuple[str, str | None, str], **keys: Any) -> dict[str, Any]:
    """A conversation of ChatGPT's: ids, those of their parents, and texts."""
    return {
        **keys,
        "mapping": {
            node_id: {
                "parent": parent,
                "message": {
                    "id": node_id,
                    "author": {"role": "user" if node_id.startswith("u") else "assistant"},
                    "create_time": 1715768065.1,
                    "content": {"content_type": "text", "parts": [text]},
                },
            }
            for node_id, parent, text in nodes
        },
    }


TREE = tree(
    ("u1", None, "Where to go?"),
    ("a1", "u1", "Oslo"),
    ("a1b", "u1", "Bergen"),
    ("u2", "a1b", "Why?"),
    id="c1",
    title="Trip",
    current_node="u2",
)


def test_the_current_branch_of_a_tree_is_the_chat_and_the_others_leave_it() -> None:
    read = read_conversation(TREE)
    assert [m["content"] for m in read.messages] == ["Where to go?", "Bergen", "Why?"]
    assert (read.name, read.keys["id"]) == ("Trip", "c1")
    assert read.messages[0]["created_at"] == "2024-05-15T10:14:25.100Z"
    (branch,) = read.branches()
    assert (branch.id, branch.shared) == ("a1", 1)
    assert branch.messages[1]["content"] == "Oslo"


def test_a_tree_that_runs_in_a_circle_ends() -> None:
    read = read_conversation(tree(("u1", "a1", "x"), ("a1", "u1", "y"), current_node="a1"))
    assert [m["content"] for m in read.messages] == ["x", "y"]


def test_tools_of_chatgpt_are_called_and_answer() -> None:
    value = tree(("u1", None, "1+2"), ("a1", "u1", "print(1+2)"), ("t1", "a1", ""), id="c")
    value["mapping"]["a1"]["message"]["recipient"] = "python"
    value["mapping"]["t1"]["message"] |= {
        "author": {"role": "tool", "name": "python"},
        "content": {"content_type": "execution_output", "text": "3"},
    }
    _, calling, answer = said(value)
    assert calling["tool_calls"][0]["function"] == {"name": "python", "arguments": "print(1+2)"}
    assert answer == {"role": "tool", "content": "3", "tool_call_id": "a1", "name": "python"}


def test_an_export_of_claude_has_its_names_times_and_attachments() -> None:
    value = {
        "uuid": "c1",
        "name": "Trip",
        "created_at": "2024-05-15T10:00:00.000000+00:00",
        "chat_messages": [
            {
                "uuid": "m1",
                "sender": "human",
                "text": "hi",
                "content": [{"type": "text", "text": "hi"}],
                "created_at": "2024-05-15T10:00:01Z",
                "attachments": [{"file_name": "a.txt", "extracted_content": "what is in it"}],
                "files": [{"file_name": "b.png"}],
            },
            {"uuid": "m2", "sender": "assistant", "text": "hello", "content": []},
        ],
    }
    read = read_conversation(value)
    assert (read.name, read.keys["created_at"]) == ("Trip", "2024-05-15T10:00:00.000Z")
    question, answer = read.messages
    assert question["content"] == [
        {"type": "text", "text": "hi"},
        {"type": "text", "text": "what is in it", "filename": "a.txt"},
        {"type": "file", "file": {"filename": "b.png", "url": "claude:b.png"}},
    ]
    assert question["created_at"] == "2024-05-15T10:00:01.000Z"
    assert answer["content"] == "hello"


def test_an_export_of_open_webui_is_a_tree_with_its_models() -> None:
    nodes = {
        "u1": {"role": "user", "content": "hi", "parentId": None, "childrenIds": ["a1", "a2"]},
        "a1": {"role": "assistant", "content": "one", "parentId": "u1", "model": "m"},
        "a2": {"role": "assistant", "content": "two", "parentId": "u1", "timestamp": 1715768065},
    }
    chat = {"title": "T", "models": ["llama"], "history": {"messages": nodes, "currentId": "a1"}}
    for value in ({"id": "c", "title": "T", "chat": chat}, {"id": "c", **chat}):
        read = read_conversation(value)
        assert [m["content"] for m in read.messages] == ["hi", "one"]
        assert (read.name, read.keys["model"], read.messages[1]["model"]) == ("T", "llama", "m")
        (branch,) = read.branches()
        assert branch.messages[1]["created_at"] == "2024-05-15T10:14:25.000Z"


def libre(message_id: str, parent: str | None, **fields: Any) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "parentMessageId": parent or "00000000-0000-0000-0000-000000000000",
        "isCreatedByUser": message_id.startswith("u"),
        "text": f"says {message_id}",
        **fields,
    }


def test_an_export_of_librechat_is_a_tree_whose_newest_branch_is_the_chat() -> None:
    answers = [libre("a1", "u1", children=[]), libre("a2", "u1", children=[])]
    nested = {"conversationId": "c", "messages": [libre("u1", None, children=answers)]}
    flat = {"conversationId": "c", "messages": [libre("u1", None), *answers]}
    for value in (nested, flat):
        read = read_conversation(value)
        assert [m["content"] for m in read.messages] == ["says u1", "says a2"]
        (branch,) = read.branches()
        assert branch.messages[-1]["content"] == "says a1"


def test_a_branch_keeps_its_id_when_it_grows_and_when_another_is_current() -> None:
    grown = tree(
        ("u1", None, "Where to go?"),
        ("a1", "u1", "Oslo"),
        ("a1b", "u1", "Bergen"),
        ("u2", "a1b", "Why?"),
        ("u3", "a1", "And then?"),
        current_node="u3",
    )
    assert [b.id for b in read_conversation(TREE).branches()] == ["a1"]
    read = read_conversation(grown)
    place = next(n for n, p in enumerate(read.paths) if p.ids[-1] == "u2")
    (branch,) = read.branches(place)
    assert (branch.id, len(branch.messages)) == ("a1", 3)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (3, "not an object"),
        ([], "not an object"),
        ({"id": "x"}, "there is no list of messages under `messages`"),
        ({"messages": [{"weather": "rain"}]}, "message 1 is in no form|message 1 has no role"),
    ],
)
def test_what_is_none_of_them_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(NotRecognised, match=reason):
        read_conversation(value)


def test_a_message_that_would_show_empty_is_told() -> None:
    assert read_conversation(messages(HI, {"role": "user", "blob": {"said": "hi"}})).unsaid == 2
    assert read_conversation(messages(HI, {"role": "user"})).unsaid is None


@pytest.mark.parametrize(
    "message", [HI, ITEMS[0], ITEMS[1], LANGGRAPH[0], LANGCHAIN_DICTS[0], UI[0]]
)
def test_a_message_by_itself_is_known_as_one(message: dict[str, Any]) -> None:
    assert is_one_message(message)
    assert not is_one_message(messages(message))


def test_the_command_names_all_forms() -> None:
    assert [form.value for form in Format] == list(FORMS)


def test_each_form_can_be_told() -> None:
    for name, value in (
        ("langchain", messages(*LANGCHAIN_DICTS)),
        ("langgraph", LANGGRAPH),
        ("ai-sdk", UI),
        ("anthropic", messages(*ANTHROPIC)),
        ("responses", ITEMS),
        ("chatgpt", TREE),
    ):
        assert isinstance(read_conversation(value, name), ReadConversation)
    with pytest.raises(NotRecognised):
        read_conversation(messages(HI), "chatgpt")


_KEYS = st.sampled_from(
    [
        "messages",
        "mapping",
        "chat_messages",
        "chat",
        "history",
        "children",
        "parent",
        "message",
        "role",
        "content",
        "from",
        "value",
        "parts",
        "type",
        "data",
        "kwargs",
        "id",
        "author",
        "conversations",
        "chosen",
        "rejected",
        "prompt",
        "input",
        "completion",
        "attachments",
        "files",
        "images",
        "models",
        "current_node",
        "metadata",
        "tool_calls",
        "text",
        "kind",
    ]
)
_WORDS = st.sampled_from(["user", "human", "ai", "text", "tool_use", "constructor", "chat", ""])
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(value=_ANY, form=st.none() | st.sampled_from(sorted(FORMS)))
def test_whatever_is_told_to_be_in_a_form_is_read_or_refused(value: Any, form: str | None) -> None:
    is_one_message(value)
    with suppress(NotRecognised):
        read_conversation(value, form)


def test_a_part_of_text_without_a_text_is_kept() -> None:
    thought, odd = {"type": "text", "think": "hm"}, {"type": "text", "odd": 1}
    answer = {"isCreatedByUser": False, "sender": "Agent", "text": ""}
    read = said([{**answer, "content": [thought, odd, {"type": "text", "text": "hi"}]}])
    assert read == [
        {"role": "assistant", "content": [odd, {"type": "text", "text": "hi"}], "reasoning": "hm"}
    ]


@pytest.mark.parametrize("kind", [[], {}, 10**40, None])
def test_a_part_whose_type_is_no_text_is_of_no_form_by_it(kind: Any) -> None:
    assert is_one_message({"role": "user", "content": [{"type": kind}]})


def test_a_message_in_another_form_than_it_is_told_to_be_in_is_refused() -> None:
    told = {"messages": [{"role": "user", "content": "Where is my bag?"}]}
    with pytest.raises(NotRecognised):
        read_conversation(told, "sharegpt")
