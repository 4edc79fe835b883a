"""What the chat engine is given in generated tests."""

from hypothesis import strategies as st

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.limits import SealingLimits
from tests.documents.aggregates.chats.faults import DONE, NOT_DONE
from tests.documents.aggregates.chats.ids import dashed, ulid, uuid4, uuid7

LIMITS = st.builds(SealingLimits, st.integers(1, 4), st.sampled_from([1, 700, 100_000]))
CONTENTS = st.sampled_from(["", "$content", "hello", "long " * 60, "\x00é😀"])
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
BODIES = st.builds(NewMessage, st.sampled_from(["user", "tool"]), CONTENTS, METADATA, IDS)
LISTS = st.lists(BODIES, min_size=1, max_size=6).filter(
    lambda messages: (
        len({m.id for m in messages if m.id}) == sum(m.id is not None for m in messages)
    )
)
FAULTS = st.sampled_from([NOT_DONE, DONE])
