"""Rows of training data: preferences, prompts with their answers, instructions.

Forms: https://huggingface.co/docs/trl/dataset_formats, OpenAI's preference fine-tuning
(https://platform.openai.com/docs/guides/direct-preference-optimization), Alpaca's and those of
LLaMA-Factory (https://llamafactory.readthedocs.io/en/latest/getting_started/data_preparation.html).
What is preferred is the chat; what is not, a branch of it.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from documents.json_values import JsonObject, canonical_json
from services.formats.conversations import (
    NotRecognised,
    Path,
    ReadConversation,
    name_in,
    timed,
    without,
)
from services.formats.messages import dialect_of
from services.formats.turns import role_of

Read = Callable[[Any], list[JsonObject]]
_PROMPTS = ("prompt", "question", "query", "instruction", "problem")
_ANSWERS = ("completion", "response", "answer", "output", "solution")
_SYSTEMS = ("system", "system_prompt")
_HUMAN = re.compile(r"\n*(Human|Assistant|System): ?")
"""How https://huggingface.co/datasets/Anthropic/hh-rlhf writes a conversation as one text."""


def is_training_row(value: JsonObject) -> bool:
    """Whether an object is such a row."""
    if "chosen" in value and "rejected" in value:
        return True
    if "preferred_output" in value or "non_preferred_output" in value:
        return True
    has_prompt = any(_is_said(value.get(name)) for name in _PROMPTS)
    return has_prompt and any(_is_said(value.get(name)) for name in _ANSWERS)


def _is_said(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and bool(value) and all(isinstance(m, dict) for m in value)
    )


def read_training_row(value: JsonObject) -> ReadConversation:
    """The conversation of a row. Raises NotRecognised."""
    if "preferred_output" in value or "non_preferred_output" in value:
        return _read_preference(value)
    used = {"history", "conversations", "messages"} & value.keys()
    before = _before(value, used)
    if "chosen" in value and "rejected" in value:
        used |= {"chosen", "rejected"}
        ways = [_said(value[name], "assistant") for name in ("chosen", "rejected")]
        return _of_ways(value, before, ways, used)
    answer = next((n for n in _ANSWERS if n not in used and _is_said(value.get(n))), None)
    if answer is None:
        raise NotRecognised("there is no answer to its prompt")
    return _of_ways(value, before, [_said(value[answer], "assistant")], {*used, answer})


def _read_preference(value: JsonObject) -> ReadConversation:
    given = value.get("input")
    before = _said(given.get("messages") if isinstance(given, dict) else given, "user")
    names = [n for n in ("preferred_output", "non_preferred_output") if n in value]
    read = _of_ways(value, before, [_said(value[n], "assistant") for n in names], {"input", *names})
    if isinstance(given, dict):
        read.keys |= without(given, "messages")
    return read


def _before(value: JsonObject, used: set[str]) -> list[JsonObject]:
    """What was said before the answer; adds the keys that say it to ``used``."""
    listed = value.get("conversations", value.get("messages"))
    said = [] if listed is None else _said(listed, "user")
    system = next((n for n in _SYSTEMS if isinstance(value.get(n), str) and value[n]), None)
    if system is not None:
        used.add(system)
        said.insert(0, {"role": "system", "content": value[system]})
    for pair in value.get("history") or []:
        if isinstance(pair, list) and len(pair) == 2:
            said += [*_said(pair[0], "user"), *_said(pair[1], "assistant")]
    name = next((n for n in _PROMPTS if _is_said(value.get(n))), None)
    if name is None:
        return said
    used.add(name)
    prompt, more = value[name], value.get("input")
    if isinstance(prompt, str) and isinstance(more, str):
        used.add("input")
        prompt = f"{prompt}\n{more}" if more else prompt
    return said + _said(prompt, "user")


def _said(value: Any, role: str) -> list[JsonObject]:
    """The messages that a text, a message or a list of them is."""
    if isinstance(value, str):
        found = list(_HUMAN.finditer(value))
        if len(found) > 1 or (found and value.startswith("\n\nHuman:")):
            ends = [*(m.start() for m in found[1:]), len(value)]
            return [
                {"role": role_of(m[1]), "content": value[m.end() : end].strip("\n")}
                for m, end in zip(found, ends, strict=True)
            ]
        return [{"role": role, "content": value}]
    messages = [value] if isinstance(value, dict) else value
    if not isinstance(messages, list):
        raise NotRecognised("what is said in it is neither a text nor messages")
    read: list[JsonObject] = []
    for message in messages:
        dialect = dialect_of(message) if isinstance(message, dict) else None
        if dialect is None:
            raise NotRecognised("what is said in it is neither a text nor messages")
        read += dialect.read(message)
    return read


def _of_ways(
    value: JsonObject, before: list[JsonObject], ways: list[list[JsonObject]], used: set[str]
) -> ReadConversation:
    paths = []
    for way in ways:
        # Some repeat what was said before.
        repeats = canonical_json(way[: len(before)]) == canonical_json(before)
        messages = way if repeats else [*before, *way]
        so_far = hashlib.sha256()
        ids = []
        for message in messages:
            so_far.update(canonical_json(message))
            ids.append(so_far.hexdigest()[:24])
        paths.append(Path(ids, messages))
    given = value.get("id")
    if given is None:
        given = next(
            (value[n] for n in ("uuid", "prompt_id") if isinstance(value.get(n), str)), None
        )
    keys = timed(value, without(value, "id", *used))
    if given is not None:
        keys = {"id": given, **keys}
    return ReadConversation(keys, paths, name_in(value.get("title")))
