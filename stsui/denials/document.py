"""Reads decoded authorization messages, in every variant seen, whole or cut."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from stsui.denials.model import Condition, Denial, Document, Kind, Statement
from stsui.denials.tolerant import read_value
from stsui.denials.values import clean

_SIGNS = ("explicitDeny", "matchedStatements", "DecodedMessage")
_TOKEN = re.compile(
    r"""\{+|\}+|["'](?:allowed|explicitDeny|matchedStatements|DecodedMessage)\\{0,16}["']\s{0,40}:"""
)
_BEGINNING = 256
"""Characters; an object that could not be read so far is not read again where another begins the same."""
_MOST_WASTED = 4
"""How often, all in all, a text is read through in vain for objects that turn out to be no documents."""
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
    position = wasted = 0
    raw = ""
    none: set[str] = set()
    """How objects begin that turned out to be no documents."""
    for start, key in _objects(text):
        beginning = text[start : start + _BEGINNING]
        if start < position or beginning in none:
            continue
        if raw and text.startswith(raw, start):
            kept.append(text[position:start])
            position = start + len(raw)
            continue
        document, end = _parse(text, start)
        if document is None:
            if end - start < _BEGINNING:
                none.add(beginning)
            wasted += end - start
            if wasted > _MOST_WASTED * len(text):
                break
            continue
        documents[document] = None
        kept.append(text[position:start])
        position = max(end, key)
        raw = text[start:position]
    kept.append(text[position:])
    return "\n".join(kept), list(documents)


def _objects(text: str) -> Iterator[tuple[int, int]]:
    """Where each object that holds a telling key opens, and where that key ends, in the order of the keys."""
    opened: list[int] = []
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if text[start] == "{":
            opened += range(start, end)
        elif text[start] == "}":
            del opened[start - end :]
        elif opened:
            yield opened[-1], end


_ESCAPED = re.compile(r"\s*(\\*)[\"']")
_UNESCAPED_QUOTE = re.compile(r"""(?<!\\)["']""")


def _parse(text: str, start: int) -> tuple[Document | None, int]:
    """The document whose object opens at `start`, unpacked from strings around it, and how far was read."""
    escapes = _ESCAPED.match(text, start + 1)
    if escapes and escapes[1]:
        return _parse_packed(text, start)
    value, end, complete = read_value(text, start)
    if isinstance(value, dict) and isinstance(inner := value.get("DecodedMessage"), str):
        unpacked, _, complete = read_value(inner, inner.find("{")) if "{" in inner else (None, 0, False)
        value = unpacked
    elif isinstance(value, dict) and isinstance(inner := value.get("DecodedMessage"), dict):
        value = inner
    return as_document(value, complete=complete), end


def _parse_packed(text: str, start: int) -> tuple[Document | None, int]:
    """A document whose quotes are escaped: it stands in a string, perhaps in one within another."""
    close = _UNESCAPED_QUOTE.search(text, start)
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
    return None, end


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
    if denial is None:
        return Denial(
            kind=Kind.ENCODED,
            principal=document.principal,
            action=document.action,
            resource=document.resource,
            effect=document.effect,
            document=document,
        )
    return denial._replace(
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
    return from_document(document, denial) if document else denial._replace(obstacle=_NO_DOCUMENT)
