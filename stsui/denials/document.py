"""Reads decoded authorization messages, in every variant seen, whole or cut."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stsui.denials.model import Condition, Denial, Document, Kind, Statement
from stsui.denials.tolerant import read_value
from stsui.denials.values import clean

_SIGNS = ("explicitDeny", "matchedStatements", "DecodedMessage")
_KEY = re.compile(r"""\\*["'](?:allowed|explicitDeny|matchedStatements|DecodedMessage)\\*["']\s{0,40}:""")
_FAR = 65536
"""How far before the first telling key, in characters, a document may begin."""
_MOST_FAILURES = 200
"""A text with so many telling keys that belong to no document holds none."""
_NESTING = 4
"""How many strings within strings a document is looked for in."""


def read_document(text: str) -> Document | None:
    """The decoded message in `text`, bare or in the CLI's {"DecodedMessage": "…"}; None if there is none."""
    _, documents = take_documents(text)
    if documents:
        return documents[0]
    value, _, complete = read_value(text, len(text) - len(text.lstrip()))
    return as_document(value, complete=complete)


def take_documents(text: str) -> tuple[str, list[Document]]:
    """`text` without the decoded messages in it, and these, in order; one told twice is one."""
    if not any(sign in text for sign in _SIGNS):
        return text, []
    kept: list[str] = []
    documents: dict[Document, None] = {}
    position = 0
    raw = ""
    key = _KEY.search(text)
    failures = 0
    while key and failures < _MOST_FAILURES:
        start = _opening(text, position, key.start())
        if raw and start is not None and text.startswith(raw, start):
            position = start + len(raw)
            key = _KEY.search(text, position)
            continue
        found = _parse(text, start) if start is not None else None
        if found is None or start is None:
            failures += 1
            key = _KEY.search(text, key.end())
            continue
        document, end = found
        documents[document] = None
        kept.append(text[position:start])
        position = max(end, key.end())
        raw = text[start:position]
        key = _KEY.search(text, position)
    kept.append(text[position:])
    return "\n".join(kept), list(documents)


def _opening(text: str, low: int, position: int) -> int | None:
    """Where the object that holds the key at `position` opens."""
    low = max(low, position - _FAR)
    depth = 0
    while True:
        opens, closes = text.rfind("{", low, position), text.rfind("}", low, position)
        if opens < 0 and closes < 0:
            return None
        position = max(opens, closes)
        if closes > opens:
            depth += 1
        elif depth:
            depth -= 1
        else:
            return position


def _parse(text: str, start: int) -> tuple[Document, int] | None:
    """The document whose object opens at `start`, unpacked from the strings it is in, and where it ends."""
    escapes = re.compile(r"\s*(\\*)[\"']").match(text, start + 1)
    if escapes and escapes[1]:
        return _parse_packed(text, start)
    value, end, complete = read_value(text, start)
    if isinstance(value, dict) and isinstance(inner := value.get("DecodedMessage"), str):
        unpacked, _, complete = read_value(inner, inner.find("{")) if "{" in inner else (None, 0, False)
        value = unpacked
    elif isinstance(value, dict) and isinstance(inner := value.get("DecodedMessage"), dict):
        value = inner
    document = as_document(value, complete=complete)
    return (document, end) if document else None


def _parse_packed(text: str, start: int) -> tuple[Document, int] | None:
    """A document whose quotes are escaped: it stands in a string, perhaps in one within another."""
    close = re.compile(r"""(?<!\\)["']""").search(text, start)
    end = close.start() if close else len(text)
    inner = text[start:end]
    for _ in range(_NESTING):
        inner = _unpack(inner)
        value, _, complete = read_value(inner, 0)
        if isinstance(value, dict) and isinstance(value.get("DecodedMessage"), str):
            inner = value["DecodedMessage"]
            value, _, complete = read_value(inner, 0)
        document = as_document(value, complete=complete)
        if document:
            return document, end
    return None


def _unpack(text: str) -> str:
    try:
        unpacked = json.loads(f'"{text}"', strict=False)
    except ValueError:
        return text.replace('\\"', '"').replace("\\\\", "\\")
    return unpacked if isinstance(unpacked, str) else text


def as_document(value: object, *, complete: bool = True) -> Document | None:
    """The document that a parsed JSON value is, or None if it is none. Any part may be missing."""
    if not isinstance(value, dict) or not {"allowed", "explicitDeny", "matchedStatements"} & value.keys():
        return None
    context = _object(value.get("context"))
    principal = _object(context.get("principal"))
    named = [_text(principal.get(key)) for key in ("arn", "name", "id")]
    return Document(
        allowed=_boolean(value.get("allowed")),
        explicit_deny=_boolean(value.get("explicitDeny")),
        principal=next((name for name in named if name), None),
        principal_id=_text(principal.get("id")),
        action=_text(context.get("action")),
        resource=_text(context.get("resource")),
        conditions=_conditions(context.get("conditions")),
        statements=tuple(
            _statement(item) for item in _items(value.get("matchedStatements")) if isinstance(item, dict)
        ),
        failures=tuple(_values(value.get("failures"))),
        complete=complete,
    )


def _statement(item: dict[str, Any]) -> Statement:
    return Statement(
        sid=_text(item.get("statementId")),
        effect=_text(item.get("effect")),
        principals=tuple(_values(item.get("principals"))) + tuple(_values(item.get("principalGroups"))),
        actions=tuple(_values(item.get("actions"))),
        resources=tuple(_values(item.get("resources"))),
        conditions=_conditions(item.get("conditions")),
        source=_text(item.get("sourcePolicyId")),
        source_type=_text(item.get("sourcePolicyType")),
    )


def _conditions(value: object) -> tuple[Condition, ...]:
    return tuple(
        Condition(key, tuple(_values(item.get("values"))))
        for item in _items(value)
        if isinstance(item, dict) and (key := _text(item.get("key")))
    )


def _items(value: object) -> Iterable[object]:
    """The members of a list, written as {"items": […]}, as […], or left out."""
    if isinstance(value, dict):
        value = value.get("items")
    return value if isinstance(value, list) else ()


def _values(value: object) -> Iterable[str]:
    """The texts of a list, each written as {"value": "…"} or as itself."""
    if isinstance(value, str):
        yield value
        return
    for item in _items(value):
        text = _text(item.get("value") if isinstance(item, dict) else item)
        if text is None and isinstance(item, dict) and item:
            text = json.dumps(item, sort_keys=True)
        if text is not None:
            yield text


def _text(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None if value is None else str(value).lower()
    if isinstance(value, str | int | float):
        return clean(str(value)) or None
    return None


def _boolean(value: object) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def from_document(document: Document, denial: Denial | None = None) -> Denial:
    """`denial` (or a new one) with the facts of its decoded `document`, which overrule what the text said."""
    denial = denial or Denial(kind=Kind.ENCODED)
    return replace(
        denial,
        kind=Kind.ENCODED,
        principal=document.principal or denial.principal,
        action=_fuller(denial.action, document.action),
        resource=document.resource or denial.resource,
        effect=document.effect or denial.effect,
        document=document,
        obstacle=None,
    )


def _fuller(told: str | None, decoded: str | None) -> str | None:
    """The action of the document, unless the text told the same with its service: EC2 leaves it out."""
    if told and decoded and told.endswith(f":{decoded}"):
        return told
    return decoded or told


_NO_DOCUMENT = "What AWS answered is no authorization document."


def with_document(denial: Denial, json_text: str) -> Denial:
    """`denial` with the decoded message `json_text`, whose facts overrule what the text said.

    Where `json_text` is no authorization document, the denial stays undecoded and says so.
    """
    document = read_document(json_text)
    return from_document(document, denial) if document else replace(denial, obstacle=_NO_DOCUMENT)
