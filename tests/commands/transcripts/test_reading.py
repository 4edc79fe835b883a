import bz2
import gzip
import io
import json
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.shared.failures import CommandError
from commands.transcripts.opening import open_source
from services.errors import UnreadableFile
from services.transcripts import reading
from services.transcripts.reading import NO_BOUNDS, Bounds, Record, Source


def read(data: bytes, bounds: Bounds = NO_BOUNDS) -> list[Record]:
    return list(Source(io.BytesIO(data), bounds=bounds).records())


def parsed(data: bytes) -> list[object]:
    return [json.loads(record.text) for record in read(data)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_each_line_counts_and_blank_ones_are_left_out() -> None:
    records = read(b'\n{"a": 1}\r\n  \n{"a": 2}')
    assert [(record.number, json.loads(record.text)["a"]) for record in records] == [(2, 1), (4, 2)]


def test_an_empty_file_holds_nothing() -> None:
    assert read(b"") == []
    assert read(b" \n\n") == []
    assert read(b"[]") == []
    assert read(b" [ \n ]\n") == []


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert parsed(b"\xef\xbb\xbf{}\n{}") == [{}, {}]


def test_one_byte_is_a_file() -> None:
    assert read(b"x") == [Record(1, b"x")]


@given(items=st.lists(JSON, min_size=1, max_size=6), indent=st.sampled_from([None, 2]))
def test_an_array_gives_its_items(items: list[object], indent: int | None) -> None:
    text = json.dumps(items, indent=indent, ensure_ascii=False, default=str)
    data = text.encode("utf-8", "replace")
    assert parsed(data) == json.loads(data)


@given(items=st.lists(JSON, min_size=1, max_size=4), size=st.integers(1, 7))
def test_where_an_array_is_cut_into_chunks_changes_nothing(items: list[object], size: int) -> None:
    data = json.dumps(items).encode()[1:]
    splitter = reading._Splitter(reading.MAX_CONVERSATION_BYTES)
    found = [
        record for at in range(0, len(data), size) for record in splitter.feed(data[at : at + size])
    ]
    assert [json.loads(record.text) for record in found] == items
    assert list(splitter.end()) == []


def test_an_item_that_is_no_json_does_not_take_the_next_one_along() -> None:
    records = read(b'[{"a": 1}, {"a": nonsense}, {"a": 3}]')
    assert [record.number for record in records] == [1, 2, 3]
    assert json.loads(records[2].text) == {"a": 3}


@pytest.mark.parametrize("cut", [b"[1, 2", b"[1, 2,"])
def test_an_array_that_does_not_end_is_told(cut: bytes) -> None:
    *items, last = read(cut)
    assert [json.loads(item.text) for item in items] == [1, 2]
    assert last.fault == "the file ends before the array does"


def test_what_follows_an_array_is_told() -> None:
    first, last = read(b"[1]\n[2]\n")
    assert json.loads(first.text) == 1
    assert last.fault == "something follows the end of the array"


def test_gzip_is_known_by_its_content() -> None:
    assert parsed(gzip.compress(b'{"a": 1}\n') + gzip.compress(b'{"a": 2}\n')) == [
        {"a": 1},
        {"a": 2},
    ]


@pytest.mark.parametrize("form", [b'{"a": 1}\n' * 3000, b"[" + b"1," * 3000])
def test_what_stands_before_the_damage_in_a_gzip_file_is_read(form: bytes) -> None:
    *before, last = read(gzip.compress(form)[:-8])
    assert len(before) == 3000
    assert last.fault is not None
    assert last.fault.startswith("the file cannot be read from here on")


def test_what_is_no_gzip_behind_its_first_bytes_is_told() -> None:
    (record,) = read(b"\x1f\x8bnonsense")
    assert record.number == 1
    assert record.fault is not None


@pytest.mark.parametrize(
    "data", [b"[" + b"9" * 50 + b",1]", b"9" * 50 + b"\n1\n", b"\n" + b"9" * 50]
)
def test_a_conversation_that_is_too_long_is_told_and_the_next_one_read(
    monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(reading, "_CHUNK_BYTES", 16)
    first, *rest = read(data, Bounds(conversation=20))
    assert first.fault == "longer than 20 bytes"
    assert [record.text for record in rest] in ([], [b"1"], [b"1\n"])
    assert len(rest) == (b"1" in data)


def test_the_position_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 5))
    with open_source(str(path)) as source:
        assert len(list(source.records())) == 5
        assert source.position == source.size == path.stat().st_size


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    missing = open_source(str(tmp_path / "none"))
    with pytest.raises(CommandError, match=r"^Cannot read .*none: No such file"), missing:
        pass


INDENTED = {"id": "a", "messages": [{"role": "user", "content": 'a "}" and \\'}]}
FORMS = [
    json.dumps(INDENTED, indent=2),
    json.dumps(INDENTED, indent="\t") + "\n",
    "\n \n" + json.dumps(INDENTED, indent=0) + "\r\n\r\n",
    '{"messages": [\n{"role": "user", "content": "\u00e9"}\n]}',
    "{\n\n}",
]


@pytest.mark.parametrize("text", FORMS)
def test_an_object_on_several_lines_is_one_conversation(text: str) -> None:
    source = Source(io.BytesIO(text.encode()))
    (record,) = source.records()
    assert json.loads(record.text) == json.loads(text)
    assert (source.unit, record.number) == ("conversation", 1)


@pytest.mark.parametrize("chunk", [3, 8, 256 * 1024])
def test_objects_that_follow_one_another_are_as_many_conversations(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    data = "\n".join(FORMS).encode()
    monkeypatch.setattr(reading, "_CHUNK_BYTES", chunk)
    assert parsed(data) == [json.loads(text) for text in FORMS]


@given(
    items=st.lists(st.dictionaries(st.text(), JSON), min_size=1, max_size=4), size=st.integers(1, 7)
)
def test_where_objects_are_cut_into_chunks_changes_nothing(
    items: list[dict[str, object]], size: int
) -> None:
    data = "\n".join(json.dumps(item, indent=1) for item in items).encode()
    cutter = reading._Cutter(reading.MAX_CONVERSATION_BYTES)
    found = [
        record for at in range(0, len(data), size) for record in cutter.feed(data[at : at + size])
    ]
    assert [json.loads(record.text) for record in found] == items
    assert list(cutter.end()) == []


def test_an_indented_object_that_is_no_json_is_one_fault_and_not_one_a_line() -> None:
    broken, whole = read(b'{\n "messages": nonsense,\n "x": 1\n}\n{\n "messages": []\n}')
    assert [broken.number, whole.number] == [1, 2]
    assert json.loads(whole.text) == {"messages": []}


@pytest.mark.parametrize("cut", [b'{\n "messages": [\n', b'{}\n{\n "id": 1'])
def test_an_indented_object_that_does_not_end_is_told_once(cut: bytes) -> None:
    last = read(b"{\n}\n" + cut)[-1]
    assert last.fault == "the file ends before the conversation does"


def test_what_follows_indented_objects_is_told_once() -> None:
    _, last = read(b"{\n}\nthe end\n")
    assert last.fault is None
    assert last.text.strip() == b"the end"


def test_a_first_line_that_was_cut_off_does_not_take_the_next_ones_along() -> None:
    whole = b'{"id": 2, "messages": [{"role": "user"}]}\n'
    for cut in (b'{"id": 1, "messages": [\n', b'{"id": 1, "messages": [{"role": "us\n'):
        first, second, third = read(cut + b"\n" + whole + whole)
        assert (first.number, first.text.strip()) == (1, cut.strip())
        assert (second.number, third.number) == (3, 4)


@pytest.mark.parametrize(
    "encoding",
    ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_other_encodings_of_unicode_are_read(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    values = [{"a": "\u00e9 \u4e2d \U0001f9f3"}, {"b": "x" * 3000}]
    for text in (
        json.dumps(values, ensure_ascii=False, indent=2),
        "\n".join(map(json.dumps, values)),
    ):
        assert parsed(pack(text.encode(encoding))) == values


def test_utf_16_that_is_cut_in_the_midst_of_a_character_is_told() -> None:
    (record,) = read("{}".encode("utf-16")[:-1])
    assert record.fault is not None
    assert record.fault.startswith("the file cannot be read from here on")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("damage", [b"", b"\xd8\xd8\xd8\xd8" * 30_000], ids=["cut", "harmed"])
def test_what_stands_before_the_damage_is_read_in_other_encodings_too(
    encoding: str, damage: bytes
) -> None:
    data = ('{"a": "\u00e9"}\n' * 3).encode(encoding)
    *before, last = read(data[:-1] + damage)
    assert [json.loads(record.text) for record in before] == [{"a": "\u00e9"}] * 2
    assert last.number == 3
    assert last.fault is not None
    assert last.fault.startswith("the file cannot be read from here on")


def tar(data: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        member = tarfile.TarInfo("some.jsonl")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (tar(b"{}\n"), r"is a tar archive\..* tar -xOf "),
        (gzip.compress(tar(b"{}\n"), mtime=0), r"is a tar archive\..* tar -xOf "),
        (gzip.compress(b"PK\x03\x04....", mtime=0), r"is a zip archive\."),
        (bz2.compress(b"{}"), r"is compressed with bzip2\..* bzip2 -dc "),
        (lzma.compress(b"{}"), r"is compressed with xz\..* xz -dc "),
        (b"\x28\xb5\x2f\xfd....", r"is compressed with zstd\."),
        (b"7z\xbc\xaf\x27\x1c", r"is a 7z archive\."),
    ],
)
def test_an_archive_is_refused_with_what_to_do(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "some.zip"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=f"^{path} {told}"), open_source(str(path)):
        pass
    with pytest.raises(UnreadableFile, match=r"^The standard input is .* FILE "):
        Source(io.BytesIO(data))


def test_a_list_on_each_line_is_a_conversation_each() -> None:
    assert parsed(b'[{"a": 1}, {"a": 2}]\n[{"a": 3}]\n') == [[{"a": 1}, {"a": 2}], [{"a": 3}]]


def test_a_list_on_one_line_is_an_array_also_with_blanks_behind_it() -> None:
    assert parsed(b'[{"a": 1}, {"a": 2}]\n\n') == [{"a": 1}, {"a": 2}]
