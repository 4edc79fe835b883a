"""What a cluster of shards asks of the indexes, and the script that makes one."""

from pathlib import Path

import pytest

from indexes import DEFINITIONS, Index
from indexes.shard_keys import SHARD_KEYS, sharding_script

SCRIPT = Path("deploy") / "sharding" / "shard.js"
LISTS = ("tool_steps.", "messages.", "words", "origins.", "named_by.")
"""Fields with several values: no such index can keep a shard key."""


def of(collection: str) -> list[Index]:
    return [each for each in DEFINITIONS.indexes if each.collection == collection]


@pytest.mark.parametrize("collection", SHARD_KEYS)
def test_no_unique_index_is_without_the_shard_key(collection: str) -> None:
    """A shard sees its own documents alone: what is unique there is so everywhere only then."""
    key = SHARD_KEYS[collection]
    for index in of(collection):
        if index.unique:
            assert tuple(index.key)[: len(key)] == key, index.label


@pytest.mark.parametrize("collection", SHARD_KEYS)
def test_an_index_of_all_documents_begins_with_the_shard_key(collection: str) -> None:
    key = SHARD_KEYS[collection]
    assert any(
        tuple(index.key)[: len(key)] == key
        and not index.partial
        and not any(path.startswith(LISTS) for path in index.key)
        for index in of(collection)
    )


def test_every_distributed_collection_is_declared() -> None:
    assert set(SHARD_KEYS) <= set(DEFINITIONS.names)


def test_the_script_in_deploy_is_the_commands_own() -> None:
    assert SCRIPT.read_text(encoding="utf-8") == sharding_script("threadkeep")


def test_the_script_distributes_each_collection_by_its_key() -> None:
    script = sharding_script("mine")
    assert 'sh.enableSharding("mine");' in script
    for name, key in SHARD_KEYS.items():
        fields = ", ".join(f"{field}: 1" for field in key)
        assert f'sh.shardCollection("mine.{name}", {{ {fields} }});' in script


def test_a_name_of_a_database_is_a_value_in_the_script() -> None:
    assert 'sh.enableSharding("a\\"b");' in sharding_script('a"b')
