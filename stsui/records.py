"""Records: immutable dataclasses with slots that cost next to nothing to define.

`dataclass(frozen=True, slots=True)` writes and compiles seven methods for each class, every time the program
starts: over a millisecond each, and a command that calls STS needs forty of them. Here these methods are
written once, for all classes; fields, defaults and `replace` are the standard library's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

MANY = 200
"""As many of a class as make it worth its while to compile an initialiser."""

_Class = TypeVar("_Class", bound=type)


@overload
def record(cls: _Class, /) -> _Class: ...
@overload
def record(*, kw_only: bool) -> Callable[[_Class], _Class]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type | None = None, /, *, kw_only: bool = False) -> Any:
    """Make a class what `dataclass(frozen=True, slots=True)` makes of it; it cannot be copied or pickled."""

    def make(cls: type) -> Any:
        made: Any = dataclass(cls, init=False, repr=False, eq=False, slots=True, kw_only=kw_only)
        known = fields(made)
        compared = attrgetter(*(each.name for each in known if each.compare))
        made.__init__ = _initialiser(made, known)
        made.__setattr__ = made.__delattr__ = _refuse
        made.__eq__ = lambda self, other: (
            compared(self) == compared(other) if other.__class__ is made else NotImplemented
        )
        made.__hash__ = lambda self: hash(compared(self))
        made.__repr__ = _repr
        return made

    return make if cls is None else make(cls)


def _initialiser(cls: Any, known: tuple[Field[Any], ...]) -> Callable[..., None]:
    """One that works from tables; a class of which there are `MANY` gets one of its own."""
    ordered: tuple[str, ...] = cls.__match_args__
    names = {each.name for each in known}
    defaults = {each.name: each.default for each in known if each.default is not MISSING}
    factories: dict[str, Any] = {
        each.name: each.default_factory for each in known if each.default_factory is not MISSING
    }
    put = object.__setattr__
    left = MANY

    def __init__(self: object, *values: object, **named: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            cls.__init__ = _compiled(known)
        given = {**defaults, **named}
        given.update(zip(ordered, values, strict=False))
        for name, make in factories.items():
            if name not in given:
                given[name] = make()
        if given.keys() != names or len(values) > len(ordered):
            wrong = ", ".join(given.keys() ^ names) or "too many values"
            raise TypeError(f"{cls.__name__} cannot be made: {wrong}")
        for name, value in given.items():
            put(self, name, value)

    return __init__


def _compiled(known: tuple[Field[Any], ...]) -> Callable[..., None]:
    """An initialiser with a line for each field, as `dataclass` writes them: ten times as quick to run."""
    namespace: dict[str, Any] = {"_put": object.__setattr__, "_missing": MISSING}
    taken: dict[bool, list[str]] = {False: ["self"], True: []}
    lines = []
    for each in known:
        name, value, default = each.name, each.name, ""
        if each.default_factory is not MISSING:
            namespace[f"_make_{name}"] = each.default_factory
            default, value = "=_missing", f"_make_{name}() if {name} is _missing else {name}"
        elif each.default is not MISSING:
            namespace[f"_default_{name}"] = each.default
            default = f"=_default_{name}"
        taken[bool(each.kw_only)].append(name + default)
        lines.append(f" _put(self, {name!r}, {value})")
    parameters = ", ".join([*taken[False], *(["*", *taken[True]] if taken[True] else [])])
    exec("\n".join([f"def __init__({parameters}):", *lines]), namespace)  # noqa: S102 - of our own fields alone
    compiled: Callable[..., None] = namespace["__init__"]
    return compiled


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"{name} of a {type(self).__name__} cannot be changed")
