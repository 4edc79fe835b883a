"""A shared chat as a page: readable, without scripts, and nothing on it but text.

Whatever users wrote goes through ``_text``. The page's policy lets it load nothing, run
nothing, send nothing, and lie in no frame.
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any

from documents.json_values import plain
from documents.shapes.chats import StoredMessage
from services.shares import SharedMessages

_STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; }
article { border-top: 1px solid #bbb; padding: .7rem 0; }
header { color: #555; font-size: .85rem; }
p, pre { margin: .4rem 0; white-space: pre-wrap; overflow-wrap: anywhere;
  unicode-bidi: isolate; }
pre { font-size: .85rem; background: #f3f3f3; padding: .5rem; }
.note { color: #555; font-style: italic; }
@media (prefers-color-scheme: dark) {
  body { background: #181818; color: #ddd; } pre { background: #262626; }
  header, .note { color: #aaa; } a { color: #8bf; }
}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    # What is redacted or revoked shows at the next look.
    "Cache-Control": "no-store",
}
"""The headers of whatever is answered without an account."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
_UNTITLED = "A shared chat"


def shared_page(shared: SharedMessages) -> str:
    """The page of some messages of a shared chat."""
    title = shared.title or _UNTITLED
    parts = [f"<h1>{_text(title)}</h1>"]
    parts += [_article(message) for message in shared.messages]
    parts += [
        f'<p class="note">The messages {each.first} to {each.last} are lost.</p>'
        for each in shared.lost
    ]
    if not shared.messages and not shared.lost:
        parts.append('<p class="note">There is nothing here.</p>')
    if shared.next is not None:
        # Of the address only the query changes.
        parts.append(f'<p><a href="?after={int(shared.next)}" rel="noreferrer">Next</a></p>')
    return _PAGE.format(title=_text(title), style=_STYLE, body="\n".join(parts))


def gone_page() -> str:
    """The page of a link that reads nothing."""
    return _PAGE.format(
        title=_UNTITLED, style=_STYLE, body="<p>This link does not work, or no longer.</p>"
    )


def _article(message: StoredMessage) -> str:
    said = "\n".join(_lines(message))
    return f"<article>\n<header>{_header(message)}</header>\n{said}\n</article>"


def _header(message: StoredMessage) -> str:
    who = _text(message["role"])
    if isinstance(message.get("name"), str):
        who = f"{who} <bdi>({_text(message['name'])})</bdi>"
    edited = " · edited" if message.get("edited_at") and not message.get("redacted_at") else ""
    return f"{message['sequence_order']} · {who} · {_time(message['created_at'])}{edited}"


def _lines(message: StoredMessage) -> Iterator[str]:
    if message.get("redacted_at"):
        yield '<p class="note">This message was removed.</p>'
        return
    if message.get("reasoning"):
        yield f'<p class="note" dir="auto">{_text(message["reasoning"])}</p>'
    content = message.get("content")
    for part in content if isinstance(content, list) else [content]:
        yield from _part(part)
    if message.get("refusal"):
        yield f'<p dir="auto">{_text(message["refusal"])}</p>'
    for call in message.get("tool_calls") or ():
        yield f'<pre dir="auto">{_text(_call(plain(call)))}</pre>'


def _part(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        if part:
            yield f'<p dir="auto">{_text(part)}</p>'
        return
    if not isinstance(part, dict):
        return
    kind = part.get("type")
    if kind in ("text", "refusal") and isinstance(part.get(kind), str):
        yield f'<p dir="auto">{_text(part[kind])}</p>'
        return
    file = part.get("file")
    name = file.get("filename") if isinstance(file, dict) else None
    told = {"image_url": "an image", "input_audio": "a recording", "file": "a file"}
    what = told.get(kind, kind) if isinstance(kind, str) else "a part"
    named = f": {name}" if isinstance(name, str) else ""
    yield f'<p class="note" dir="auto">[{_text(what + named)}]</p>'


def _call(call: Any) -> str:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict):
        return "[a tool call]"
    return f"{function.get('name', '')}({function.get('arguments', '')})"


def _time(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M} UTC</time>'


def _text(value: object) -> str:
    """A user's text as HTML that says just that."""
    return escape(str(value), quote=True).replace("\0", "\ufffd")
