"""What messages of other forms are made of: one reader for the blocks of all of them.

Sources of the types: https://docs.anthropic.com/en/api/messages (text, image, document, thinking,
tool_use, tool_result), https://ai-sdk.dev/docs/reference/ai-sdk-core/ui-message (parts) and
model-message, https://platform.openai.com/docs/api-reference/responses (input_*, output_text),
https://ai.google.dev/api/caching#Part (parts without a ``type``), and LibreChat's
``packages/data-provider/src/types/assistants.ts`` (think, tool_call, image_file).
"""

from collections.abc import Callable
from typing import Any

from documents.json_values import JsonObject
from services.formats.conversations import text_in, without
from services.formats.turns import Turn, simple

_SAID_NOTHING = frozenset({"step-start", "step-finish", "finish", "start"})
_ANSWERED_STATES = frozenset({"output-available", "output-error", "output-denied", "result"})


def read_blocks(turn: Turn, content: Any) -> None:
    """Let a turn say what content of any form says."""
    if content is None:
        return
    if isinstance(content, str):
        turn.text(content)
        return
    blocks = content if isinstance(content, list) else [content]
    for block in blocks:
        if isinstance(block, dict):
            _read_block(turn, block)
        else:
            turn.text(text_in(block))


def content_of(content: Any) -> Any:
    """Content of any form as that of a message: of an answer to a call."""
    if content is None or isinstance(content, str):
        return content or ""
    if isinstance(content, list) and all(_is_block(block) for block in content):
        inner = Turn("tool")
        read_blocks(inner, content)
        return simple(inner.finish()[0]["content"] or []) if content else ""
    return text_in(content)


def _is_block(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, dict) and isinstance(value.get("type"), str)
    )


def _read_block(turn: Turn, block: JsonObject) -> None:
    kind = block.get("type")
    if not isinstance(kind, str):
        _read_untyped(turn, block)
    elif reader := _READERS.get(kind):
        reader(turn, block)
    elif kind.startswith("tool-") and "toolCallId" in block:
        _ui_tool(turn, block, kind.removeprefix("tool-"))
    elif kind not in _SAID_NOTHING:
        turn.part(block)


def _text(turn: Turn, block: JsonObject) -> None:
    text = block.get("text")
    if isinstance(text, dict):
        text = text.get("value")
    rest = {k: v for k, v in without(block, "type", "text", "state").items() if v not in ([], {})}
    if text is None and isinstance(block.get("think"), str):
        # So some releases of LibreChat write what a model thought.
        turn.thought(block["think"])
    elif text is None and rest:
        turn.part(block)
    else:
        turn.text(text_in(text), **rest)


def _thinking(turn: Turn, block: JsonObject) -> None:
    for name in ("thinking", "think", "text", "reasoning"):
        if isinstance(block.get(name), str):
            turn.thought(block[name])
            return
    summary = block.get("summary") or block.get("content") or block.get("thinking")
    if isinstance(summary, list):
        for each in summary:
            turn.thought(text_in(each.get("text") if isinstance(each, dict) else each))


def _image(turn: Turn, block: JsonObject) -> None:
    """An image in Anthropic's form, in the AI SDK's, or by a URL."""
    source = block.get("source")
    if isinstance(source, dict):
        url = _source_url(source)
    else:
        url = block.get("image") or block.get("image_url") or block.get("url")
        url = _data_url(url, block.get("mediaType") or block.get("mimeType") or "image/png")
    if isinstance(url, str) and url:
        _put_image(turn, url, block.get("detail"))
    else:
        turn.part(block)


def _image_url(turn: Turn, block: JsonObject) -> None:
    image = block.get("image_url")
    if isinstance(image, str):
        _put_image(turn, image, block.get("detail"))
    else:
        turn.part(block)


def _image_file(turn: Turn, block: JsonObject) -> None:
    file = block.get("image_file")
    path = file.get("filepath") or file.get("file_id") if isinstance(file, dict) else None
    if isinstance(path, str):
        _put_image(turn, path)
    else:
        turn.part(block)


def _put_image(turn: Turn, url: str, detail: Any = None) -> None:
    image: JsonObject = {"url": url}
    if isinstance(detail, str):
        image["detail"] = detail
    turn.part({"type": "image_url", "image_url": image})


def _document(turn: Turn, block: JsonObject) -> None:
    """A document of Anthropic's: a file, or what it says."""
    source = block.get("source")
    name = block.get("title") or block.get("name")
    if not isinstance(source, dict):
        turn.part(block)
    elif source.get("type") == "text":
        turn.text(text_in(source.get("data")), **({"title": name} if name else {}))
    elif source.get("type") == "content":
        read_blocks(turn, source.get("content"))
    elif url := _source_url(source):
        _put_file(turn, url, name, block)
    else:
        turn.part(block)


def _file(turn: Turn, block: JsonObject) -> None:
    """A file of the AI SDK's; one in OpenAI's form stays as it is."""
    media_type = block.get("mediaType") or block.get("mimeType") or block.get("mime_type")
    url = _data_url(block.get("url") or block.get("data") or block.get("base64"), media_type)
    if isinstance(block.get("file"), dict) or not isinstance(url, str):
        turn.part(block)
    elif isinstance(media_type, str) and media_type.startswith("image/"):
        _put_image(turn, url)
    else:
        _put_file(turn, url, block.get("filename") or block.get("name"), block)


def _put_file(turn: Turn, url: str, name: Any, given: JsonObject) -> None:
    file: JsonObject = {"filename": name} if isinstance(name, str) else {}
    if url.startswith("data:"):
        turn.part({"type": "file", "file": {**file, "file_data": url}})
    else:
        kept = {"media_type": given["mediaType"]} if isinstance(given.get("mediaType"), str) else {}
        turn.part({"type": "file", "file": {**file, **kept, "url": url}})


def _input_file(turn: Turn, block: JsonObject) -> None:
    names = ("file_id", "file_data", "filename")
    file = {k: block[k] for k in names if isinstance(block.get(k), str)}
    if isinstance(block.get("file_url"), str):
        file["url"] = block["file_url"]
    turn.part({"type": "file", "file": file})


def _source_url(source: JsonObject) -> str | None:
    if source.get("type") == "url" and isinstance(source.get("url"), str):
        return str(source["url"])
    return _data_url(source.get("data"), source.get("media_type"))


def _data_url(value: Any, media_type: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if ":" in value[:40] or value.startswith("/"):
        return value
    kind = media_type if isinstance(media_type, str) else "application/octet-stream"
    return f"data:{kind};base64,{value}"


def _tool_use(turn: Turn, block: JsonObject) -> None:
    turn.call(block.get("id"), block.get("name"), block.get("input"))


def _tool_result(turn: Turn, block: JsonObject) -> None:
    failed = True if block.get("is_error") else None
    turn.answer(block.get("tool_use_id"), content_of(block.get("content")), is_error=failed)


def _sdk_call(turn: Turn, block: JsonObject) -> None:
    told = block.get("input", block.get("args"))
    turn.call(block.get("toolCallId"), block.get("toolName"), told)


def _sdk_result(turn: Turn, block: JsonObject) -> None:
    output = block.get("output", block.get("result"))
    if isinstance(output, dict) and "value" in output and isinstance(output.get("type"), str):
        output = output["value"]
    failed = True if block.get("isError") else None
    turn.answer(
        block.get("toolCallId"), content_of(output), name=block.get("toolName"), is_error=failed
    )


def _ui_tool(turn: Turn, block: JsonObject, name: Any) -> None:
    """A tool part of a UIMessage: the call and, where there is one, its answer."""
    told = block.get("input", block.get("args", block.get("rawInput")))
    call_id = block.get("toolCallId")
    turn.call(call_id, name, told)
    if block.get("state") not in _ANSWERED_STATES:
        return
    error = block.get("errorText")
    if error is not None:
        turn.answer(call_id, text_in(error), is_error=True)
    elif block.get("state") == "output-denied":
        turn.answer(call_id, "", is_error=True, denied=True)
    else:
        turn.answer(call_id, content_of(block.get("output", block.get("result"))))


def _dynamic_tool(turn: Turn, block: JsonObject) -> None:
    _ui_tool(turn, block, block.get("toolName"))


def _invocation(turn: Turn, block: JsonObject) -> None:
    inner = block.get("toolInvocation")
    if isinstance(inner, dict):
        _ui_tool(turn, inner, inner.get("toolName"))
    else:
        turn.part(block)


def _called(turn: Turn, block: JsonObject) -> None:
    """A call of LibreChat's, with its answer in it, or one of LangChain's."""
    inner = block.get("tool_call")
    if not isinstance(inner, dict):
        turn.call(block.get("id"), block.get("name"), block.get("args", block.get("arguments")))
        return
    function = inner.get("function")
    said = function if isinstance(function, dict) else inner
    turn.call(inner.get("id"), said.get("name"), said.get("args", said.get("arguments")))
    if (output := inner.get("output", said.get("output"))) is not None:
        turn.answer(inner.get("id"), content_of(output))


def _read_untyped(turn: Turn, block: JsonObject) -> None:
    """A part of Gemini's, which its one key names; of any other all that it says."""
    for name, reader in _UNTYPED.items():
        snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
        inner = block.get(name, block.get(snake))
        if isinstance(inner, dict):
            reader(turn, inner)
            return
    text = block.get("text")
    if not isinstance(text, str):
        turn.part({"type": "unknown", **block})
    elif block.get("thought") is True:
        turn.thought(text)
    else:
        turn.text(text)


def _function_call(turn: Turn, inner: JsonObject) -> None:
    turn.call(inner.get("id"), inner.get("name"), inner.get("args"))


def _function_response(turn: Turn, inner: JsonObject) -> None:
    call_id = inner.get("id") or inner.get("name")
    turn.answer(call_id, content_of(inner.get("response")), name=inner.get("name"))


def _inline_data(turn: Turn, inner: JsonObject) -> None:
    media_type = inner.get("mimeType", inner.get("mime_type"))
    name = inner.get("displayName", inner.get("display_name"))
    _file(turn, {"mediaType": media_type, "data": inner.get("data"), "filename": name})


def _file_data(turn: Turn, inner: JsonObject) -> None:
    media_type = inner.get("mimeType", inner.get("mime_type"))
    _file(turn, {"mediaType": media_type, "url": inner.get("fileUri", inner.get("file_uri"))})


_UNTYPED: dict[str, Callable[[Turn, JsonObject], None]] = {
    "functionCall": _function_call,
    "functionResponse": _function_response,
    "inlineData": _inline_data,
    "fileData": _file_data,
}

_READERS: dict[str, Callable[[Turn, JsonObject], None]] = {
    "text": _text,
    "input_text": _text,
    "output_text": _text,
    "thinking": _thinking,
    "think": _thinking,
    "reasoning": _thinking,
    "image": _image,
    "image_url": _image_url,
    "input_image": _image_url,
    "image_file": _image_file,
    "document": _document,
    "file": _file,
    "input_file": _input_file,
    "tool_use": _tool_use,
    "tool_result": _tool_result,
    "tool-call": _sdk_call,
    "tool-result": _sdk_result,
    "dynamic-tool": _dynamic_tool,
    "tool-invocation": _invocation,
    "tool_call": _called,
}
