"""The help screen: the keys as they are mapped now, what signs and words mean, where the files are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from stsui import __version__
from stsui.model import State
from stsui.tui.keys import as_mapped
from stsui.tui.screens.decode_keys import DECODE_BINDINGS, PASTING
from stsui.tui.screens.modal import Modal
from stsui.tui.text import at_home, clean
from stsui.tui.widgets.bullets import Bullet, Bullets
from stsui.tui.widgets.key_bar import KeyBar
from stsui.tui.widgets.rows import BUSY_SHAPE, MARK, SHAPES, STAR

SIGNS = (
    Bullet(SHAPES[State.ACTIVE], "active: good for a while yet", "active"),
    Bullet(SHAPES[State.EXPIRING], "expiring: in its last quarter or its last 15 minutes", "expiring"),
    Bullet(SHAPES[State.EXPIRED], "expired: enter starts it again", "expired"),
    Bullet(SHAPES[State.NONE], "none: not started"),
    Bullet(SHAPES[State.ERROR], "error: the last try failed, or the profile cannot be started", "error"),
    Bullet(BUSY_SHAPE, "being started or renewed"),
    Bullet(MARK, "marked: the keys act on all that are marked"),
    Bullet(STAR, "favourite: at the top"),
)

FILTER = (
    Bullet("pay prod", "every word, in any order, is in the name, role, account, environment or Region"),
    Bullet("expiring", "or is the state: active, expiring, expired, error"),
    Bullet("<20m", "sessions that end within so long: <20m, <1h30m"),
)

VERDICTS = (
    Bullet("✗", "explicit deny: a statement denies it; or denied, and AWS does not say by what", "error"),
    Bullet("○", "no policy allows it: an allow is missing where one is needed", "expiring"),
    Bullet("?", "could not be decoded: what to do about it is said below", "expiring"),
    Bullet("–", "not a denial: an error that no policy caused", "expired"),
    Bullet("●", "allowed: the decoded message tells of no refusal", "active"),
)

SIGN = 13
"""Cells for what is explained."""
OF_KEYS = ("keys", "pasting", "results")
"""The sections whose signs are keys."""

WORDS = (
    Bullet("profile", "a named way to get credentials, from the AWS config or from config.yaml"),
    Bullet("session", "temporary credentials, and when they end"),
    Bullet("plan", "the steps from a profile to a session, checked before anything is sent"),
    Bullet("MFA session", "GetSessionToken with a code: up to 12 h in which roles need no other code"),
    Bullet("denial", "what AWS says when it refuses; the decode screen reads it"),
)


class HelpScreen(Modal[None]):
    """All keys as they are mapped, and a short glossary."""

    BINDING_GROUP_TITLE = "Help"
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;

        & > #help {
            width: 88; max-width: 100%; height: auto; max-height: 1fr;
            border: round $border; border-title-style: bold; border-subtitle-color: $text-muted;
            background: $surface; padding: 0 2;
            scrollbar-size-vertical: 1;
        }
        & > KeyBar { dock: bottom; }
        & .help--heading { color: $accent; text-style: bold; }
        & Bullets { margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "close", id="help.close", key_display="esc"),
        Binding("q,question_mark", "dismiss(None)", "close", show=False),
    ]

    def __init__(self, files: Sequence[tuple[str, str]] = ()) -> None:
        """`files` are (what it is, where it is)."""
        super().__init__()
        self._files = files

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll(id="help") as box:
            box.border_title = "Help"
            box.border_subtitle = f"stsui {__version__}"
            for title, name, bullets in self._sections():
                yield Static(title, classes="help--heading", markup=False)
                ink = "footer-key-foreground bold" if name.partition("-")[0] in OF_KEYS else "foreground bold"
                yield Bullets(bullets, sign=SIGN, ink=ink, id=name)
        yield KeyBar()

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one("#help").focus()

    def _sections(self) -> Iterator[tuple[str, str, Sequence[Bullet]]]:
        # From Python 3.12 on a screen is composed before it is on the stack.
        below = next(each for each in reversed(self.app.screen_stack) if each is not self)
        if below.BINDINGS is not DECODE_BINDINGS:
            active = sorted(below.active_bindings.values(), key=lambda each: each.node is not below)
            yield "Keys", "keys", list(self._keys(each.binding for each in active if each.binding.id))
        decoding = list(as_mapped(self.app, DECODE_BINDINGS))
        pasting = [binding for binding in decoding if binding.action in PASTING]
        results = [binding for binding in decoding if binding.action not in PASTING]
        yield "Keys of the decode screen, while pasting", "pasting", list(self._keys(pasting))
        yield "Keys of the decode screen, beside what was read", "results", list(self._keys(results))
        for number, (title, bindings) in enumerate(self._dialogs().items()):
            yield title, f"keys-{number}", list(self._keys(as_mapped(self.app, bindings)))
        yield "Filter", "filter", FILTER
        yield "Signs", "signs", _indented(SIGNS)
        yield "Verdicts", "verdicts", _indented(VERDICTS)
        yield "Words", "words", WORDS
        if self._files:
            files = [Bullet(what, clean(at_home(where))) for what, where in self._files]
            yield "Files", "files", files

    def _dialogs(self) -> dict[str, list[BindingType]]:
        from stsui.tui.screens.every_key import DIALOGS  # it knows this screen, too

        return DIALOGS

    def _keys(self, bindings: Iterable[Binding]) -> Iterator[Bullet]:
        """A line for each thing to do; the keys that do the same together."""
        keys: dict[str, dict[str, None]] = {}
        for binding in bindings:
            if not binding.system:
                says = binding.tooltip or binding.description
                keys.setdefault(says, {})[self.app.get_key_display(binding)] = None
        for says, names in keys.items():
            yield Bullet(_in_short(list(names)), says)


def _in_short(keys: Sequence[str]) -> str:
    """Keys side by side; of more than there is room for the first and the last."""
    side_by_side = " ".join(keys)
    return side_by_side if len(side_by_side) < SIGN else f"{keys[0]} … {keys[-1]}"


def _indented(bullets: Sequence[Bullet]) -> Sequence[Bullet]:
    return [bullet._replace(sign=f" {bullet.sign}") for bullet in bullets]
