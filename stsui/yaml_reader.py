"""YAML as nodes that know their line, and the questions a checked file is asked.

Scalars keep the text as written, so that an account id with leading zeros survives being written without
quotes. PyYAML is imported only when there is something to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from stsui.model import FileProblem
from stsui.quoting import did_you_mean, shown

if TYPE_CHECKING:
    from yaml.events import Event

_T = TypeVar("_T")

DEEPEST = 16
"""How deep lists and mappings may nest: far more than any file of stsui's needs."""

MOST_NODES = 200_000
"""Nodes of one file, those reached through aliases counted each time."""

_NULLS = ("", "~", "null", "Null", "NULL")
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Node(NamedTuple):
    """A piece of YAML and the line it starts on."""

    line: int
    kind: str
    """"text", "list" or "mapping"."""
    text: str = ""
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()
    plain: bool = False
    """A text without quotes, which may mean true, or nothing."""
    weight: int = 1
    """The number of nodes it stands for, aliases followed."""

    @property
    def empty(self) -> bool:
        """Whether nothing is written here."""
        return self.plain and self.text in _NULLS


class Malformed(Exception):
    """YAML that cannot be read: the line and why."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def compose(content: bytes) -> Node | None:
    """The one document in `content`; None where it is empty. Raises Malformed."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Composer(yaml.parse(content, Loader=loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Malformed(mark.line + 1 if mark else 0, f"not valid YAML: {error.problem or error}") from None
    except yaml.reader.ReaderError as error:
        raise _not_text(content, error.position) from None
    except UnicodeDecodeError as error:
        raise _not_text(content, error.start) from None


def _not_text(content: bytes, position: int) -> Malformed:
    line = content.count(b"\n", 0, position) + 1
    return Malformed(line, "not text in UTF-8, or has control characters; save it as plain UTF-8")


class _Composer:
    """Builds nodes from the parser's events, refusing what is nested or multiplied beyond reason."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events: Iterator[Any] = events
        self._anchors: dict[str, Node] = {}

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self._events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                if root is not None:
                    raise Malformed(_line(event), "a second YAML document; one was expected")
                root = self._node(next(self._events), 0)
        return None if root is None or root.empty else root

    def _node(self, event: Any, depth: int) -> Node:
        line, name = _line(event), type(event).__name__
        if depth > DEEPEST:
            raise Malformed(line, f"nested more than {DEEPEST} deep; nothing here needs that")
        if name == "AliasEvent":
            if event.anchor not in self._anchors:
                name = event.anchor[:40]
                raise Malformed(line, f"not valid YAML: the alias *{name} has no anchor before it")
            return self._anchors[event.anchor]
        if name == "ScalarEvent":
            node = Node(line, "text", event.value, plain=event.implicit[0])
        else:
            parts = tuple(self._items(depth))
            weight = 1 + sum(part.weight for part in parts)
            if weight > MOST_NODES:
                raise Malformed(
                    line, f"more than {MOST_NODES:,} values; aliases count each time they are used"
                )
            if name == "SequenceStartEvent":
                node = Node(line, "list", items=parts, weight=weight)
            else:
                pairs = tuple(zip(parts[::2], parts[1::2], strict=True))
                node = Node(line, "mapping", pairs=pairs, weight=weight)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self._events:
            if type(event).__name__ in ("SequenceEndEvent", "MappingEndEvent"):
                return
            yield self._node(event, depth + 1)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


class YamlReader:
    """Asks nodes for what the schema expects; every mismatch is added to `problems`, with its line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[FileProblem] = []

    def report(self, line: int, message: str) -> None:
        """Note something wrong on a line of the file."""
        self.problems.append(FileProblem(self.file, line, message))

    def mapping(self, node: Node, what: str) -> dict[str, Node]:
        """A mapping's values by key; the last of equal keys counts. Empty, and reported, if it is none."""
        found: dict[str, Node] = {}
        if node.empty:
            return found
        if node.kind != "mapping":
            self.report(node.line, f"{what} should be a mapping (key: value), not {_described(node)}.")
            return found
        for key, value in node.pairs:
            if key.kind != "text":
                self.report(key.line, f"{what} has a key that is a {key.kind}; a text was expected.")
                continue
            if key.text in found:
                self.report(key.line, f"{what} has {shown(key.text)} twice; the last one counts.")
            found[key.text] = value
        return found

    def known(self, node: Node, what: str, keys: tuple[str, ...]) -> dict[str, Node]:
        """A mapping of which only `keys` are known; others are reported with the nearest known one."""
        found = self.mapping(node, what)
        for name in [name for name in found if name not in keys]:
            hint = did_you_mean(name, keys) or f"Known are {', '.join(keys)}."
            self.report(found.pop(name).line, f"{what} has no setting {shown(name)}. {hint}")
        return {name: value for name, value in found.items() if not value.empty}

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """A list's items; a single text stands for a list of one."""
        if node.empty:
            return ()
        if node.kind == "list":
            return node.items
        if node.kind == "text":
            return (node,)
        self.report(node.line, f"{what} should be a list, not {_described(node)}.")
        return ()

    def text(self, node: Node, what: str) -> str | None:
        """A text as written; None, and reported, if it is a list, a mapping or nothing."""
        if node.kind == "text" and not node.empty:
            return node.text
        self.report(node.line, f"{what} should be a text, not {_described(node)}.")
        return None

    def texts(self, node: Node, what: str) -> tuple[str, ...]:
        """A list of texts."""
        found = (self.text(item, f"An entry of {what}") for item in self.items(node, what))
        return tuple(text for text in found if text is not None)

    def pairs(self, node: Node, what: str) -> dict[str, str]:
        """A mapping of texts to texts."""
        found = (
            (name, self.text(value, f"{what}: {shown(name)}"))
            for name, value in self.mapping(node, what).items()
        )
        return {name: text for name, text in found if text is not None}

    def boolean(self, node: Node, what: str) -> bool | None:
        """True or false."""
        if node.plain and (value := _BOOLEANS.get(node.text.lower())) is not None:
            return value
        self.report(node.line, f"{what} should be true or false, not {_described(node)}.")
        return None

    def convert(self, node: Node, what: str, read: Callable[[str], _T], expected: str) -> _T | None:
        """A text that `read` understands; where it raises ValueError, `expected` is reported."""
        text = self.text(node, what)
        try:
            return None if text is None else read(text)
        except ValueError:
            self.report(node.line, f"{what} should be {expected}, not {shown(text or '')}.")
            return None


def _described(node: Node) -> str:
    if node.kind != "text":
        return f"a {node.kind}"
    return "nothing" if node.empty else shown(node.text)
