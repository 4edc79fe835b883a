"""What the chat engine is given in generated tests."""

from hypothesis import strategies as st

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.chats.limits import SealingLimits
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE
from tests.documents.aggregates.chats.ids import dashed, ulid, uuid4, uuid7

LIMITS = st.builds(SealingLimits, st.integers(1, 4), st.sampled_from([1, 700, 100_000]))
CONTENTS = st.sampled_from(["", "$content", "hello", "long " * 60, "\x00é😀"])
PARTS = st.lists(
    st.sampled_from(
        [
            {"type": "text", "text": "$text"},
            {"type": "text", "text": "é", "a.b": 1},
            {"type": "image_url", "image_url": {"url": "data:"}},
            {"$ref": "a", "$id": 1, "type": "other"},
        ]
    ),
    max_size=4,
)
ANY_CONTENT = st.one_of(CONTENTS, st.none(), PARTS)
CALLS = [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "$a"}}]
OTHERS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from([None, "Ann", "$name"]),
        "tool_calls": st.sampled_from([None, [], CALLS]),
        "tool_call_id": st.just("c1"),
        "refusal": st.sampled_from([None, "no"]),
        "reasoning": st.just("because"),
    },
)
METADATA = st.sampled_from(
    [{}, {"$ref": "a", "$id": 1}, {"tool_calls": [{"id": "c1"}]}, {"a.b": {"$inc": {"": None}}}]
)
# Of every kind, in the order of time and out of it; several forms of one UUID.
IDS = st.one_of(
    st.none(),
    *(
        st.sampled_from([of(n) for n in range(20)])
        for of in ("id-{}".format, uuid7, dashed, ulid, uuid4, lambda n: dashed(n).upper())
    ),
)
BODIES = st.builds(
    NewMessage,
    st.sampled_from(["user", "tool", "developer"]),
    ANY_CONTENT,
    METADATA,
    IDS,
    OTHERS,
    no_content=st.sampled_from([False, False, False, True]),
)
CHANGES = st.builds(
    MessageChanges,
    st.fixed_dictionaries({}, optional={"content": ANY_CONTENT, "message_metadata": METADATA}),
) | st.builds(
    MessageChanges,
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from([None, "Bob"]),
            "tool_calls": st.sampled_from([None, CALLS]),
            "reasoning": st.sampled_from([None, "so"]),
        },
    ),
    st.none() | CONTENTS,
)
LISTS = st.lists(BODIES, min_size=1, max_size=6).filter(
    lambda messages: (
        len({m.id for m in messages if m.id}) == sum(m.id is not None for m in messages)
    )
)
FAULTS = st.sampled_from([NOT_DONE, DONE])
