"""The person's own keys: `keys:` of config.yaml, checked against the actions there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from textual.app import App
from textual.binding import Binding, BindingType, InvalidBinding
from textual.keys import REPLACED_KEYS, Keys, key_to_character

MODIFIERS = frozenset({"alt", "ctrl", "meta", "shift", "super"})
ON_THE_SESSIONS_SCREEN = frozenset({"table", "filter", "app"})


def binding_ids(*sources: Iterable[BindingType]) -> frozenset[str]:
    """The ids of all bindings: the names that `keys:` may use."""
    return frozenset(
        binding.id
        for bindings in sources
        for binding in bindings
        if isinstance(binding, Binding) and binding.id
    )


def known_ids(wanted: Iterable[str], at_hand: frozenset[str]) -> frozenset[str]:
    """The names that `keys:` may use: those `at_hand`, and where more are `wanted`, every screen's."""
    if at_hand.issuperset(wanted):
        return at_hand
    from stsui.tui.screens.every_key import DIALOGS, OTHERS

    return at_hand | binding_ids(*DIALOGS.values(), OTHERS)


def as_mapped(app: App[object], bindings: Iterable[BindingType]) -> Iterator[Binding]:
    """Bindings with the person's own keys, one for each key, whether or not they apply now."""
    keymap = app._keymap  # Textual tells only the keys that apply now
    done: set[str] = set()
    for binding in Binding.make_bindings(bindings):
        chosen = keymap.get(binding.id or "")
        if chosen is None:
            yield binding
        elif binding.id and binding.id not in done:
            done.add(binding.id)
            yield from (binding.with_key(key) for key in chosen.split(","))


def read_keymap(keys: Mapping[str, str], known: frozenset[str]) -> tuple[dict[str, str], list[str]]:
    """The keymap for Textual, and a sentence for each entry that cannot be used."""
    keymap: dict[str, str] = {}
    problems: list[str] = []
    for action, key in keys.items():
        if action not in known:
            close = get_close_matches(action, known, 1)
            meant = f"; did you mean {close[0]}?" if close else f". Known: {', '.join(sorted(known))}"
            problems.append(f"keys: there is no action {action}{meant}")
            continue
        try:
            keymap[action] = ",".join(_named(made.key) for made in Binding.make_bindings([(key, action, "")]))
        except (InvalidBinding, LookupError):
            problems.append(f"keys: {action} needs the name of a key, as in o or ctrl+o")
    together: dict[tuple[str, str], list[str]] = {}
    for action, key in keymap.items():
        together.setdefault((_screen_of(action), key), []).append(action)
    problems += [
        f"keys: {' and '.join(actions)} have the same key, {key}"
        for (_, key), actions in sorted(together.items())
        if len(actions) > 1
    ]
    return keymap, problems


def _named(key: str) -> str:
    """A key by the name that Textual has for it, F1 as f1; LookupError where there is no such key."""
    if len(key) == 1:
        return key
    *modifiers, last = key.lower().split("+")
    known = last in list(Keys) or key_to_character(REPLACED_KEYS.get(last, last))
    if not known or not MODIFIERS.issuperset(modifiers):
        raise LookupError(key)
    return key.lower()


def _screen_of(action: str) -> str:
    """Which actions stand side by side: one key may do one thing here and another there."""
    screen = action.rpartition(".")[0]
    return "" if screen in ON_THE_SESSIONS_SCREEN else screen
