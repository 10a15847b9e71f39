"""Access keys in a pasted text: long-term or temporary, whose account, and whether they are in use here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static, TextArea

from stsui.answers import KEY_HEADINGS, KeyAnswer
from stsui.tui.messages import KeysRequested, NoticeShown, TextCopied
from stsui.tui.text import clean
from stsui.tui.widgets.answer_table import AnswerRow, AnswerTable
from stsui.tui.widgets.key_bar import KeyBar
from stsui.tui.widgets.lines import Lines
from stsui.tui.widgets.paste_area import PasteArea

FOLDING = ("OURS", "SAID BY", "NAME")
HINT = (
    "Paste any text that holds access key ids (AKIA…, ASIA…). AWS does not say whether a key is active, or "
    "whose it is. Ids made since 2019 hold their account, which is computed without asking."
)
PASTING = frozenset({"read"})
RESULTS = frozenset({"copy", "copy_tsv", "new"})

KEYS_BINDINGS: list[BindingType] = [
    Binding("ctrl+r", "read", "read", id="keys.read", tooltip="Read what was typed, and ask AWS"),
    Binding("y", "copy", "copy Markdown", id="keys.copy", tooltip="Copy the table as Markdown"),
    Binding("t", "copy_tsv", "copy TSV", id="keys.copy_tsv",
            tooltip="Copy the table with tabs, for a spreadsheet"),
    Binding("n", "new", "new", id="keys.new", tooltip="Paste another text"),
    Binding("ctrl+s", "start", "start and ask", id="keys.start",
            tooltip="Start the profile's session, and ask AWS with it"),
    Binding("f1", "app.help", "help", id="keys.help", show=False, tooltip="All keys"),
    Binding("escape", "app.pop_screen", "back", id="keys.back", key_display="esc"),
]  # fmt: skip


class KeyInfoScreen(Screen[None]):
    """A paste area, and below it a row for each key. The app answers `KeysRequested` with `show`, `take`."""

    BINDING_GROUP_TITLE = "Access keys"
    DEFAULT_CSS = """
    KeyInfoScreen {
        & > PasteArea { height: 8; }
        & > #about { height: auto; padding: 0 2; color: $text-muted; }
        & > #keys { height: 1fr; padding: 1 2; scrollbar-size-vertical: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS_BINDINGS

    area = getters.query_one(PasteArea)
    lines = getters.query_one(Lines)
    about = getters.query_one("#about", Static)
    found = getters.query_one("#keys", VerticalScroll)

    def __init__(self, profile: str | None) -> None:
        super().__init__()
        self._profile = profile
        self._answers: dict[str, KeyAnswer] = {}
        self._startable = False

    def compose(self) -> ComposeResult:
        """The paste area, what is said of it, the table, the keys."""
        yield PasteArea()
        yield Static(HINT, id="about", markup=False)
        with VerticalScroll(id="keys"):
            yield Lines()
        yield KeyBar()

    def on_mount(self) -> None:
        """Ready to paste."""
        self.area.border_title = "Access keys in a text (GetAccessKeyInfo)"
        self.area.focus()

    # -------------------------------------------------------------- what the app tells

    def show(self, answers: Sequence[KeyAnswer], note: str, *, startable: bool) -> None:
        """Take the keys that were found; `startable` where a session would have to be started to ask AWS."""
        self._answers = {answer.key_id: answer for answer in answers}
        self._startable = startable
        self.about.update(clean(note))
        self._show_table()
        if answers:
            self.found.focus()
        self.refresh_bindings()

    def take(self, answer: KeyAnswer) -> None:
        """AWS answered of one."""
        if answer.key_id in self._answers:
            self._answers[answer.key_id] = answer
            self._show_table()

    @property
    def table(self) -> AnswerTable:
        """What is known by now."""
        return AnswerTable(KEY_HEADINGS, [_row(answer) for answer in self._answers.values()], FOLDING)

    def _show_table(self) -> None:
        self.lines.show(self.table.page if self._answers else lambda _: ())

    # -------------------------------------------------------------- reading

    def _request(self, text: str, *, start: bool = False) -> None:
        if text.strip():
            self.post_message(KeysRequested(text, self._profile, start))
        else:
            self.post_message(NoticeShown("There is nothing to read yet: paste a text.", "warning"))

    @on(PasteArea.Pasted)
    def _pasted(self, message: PasteArea.Pasted) -> None:
        self._request(message.text)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste beside the table, too: it is another text."""
        event.stop()
        self._take(event.text)

    def _take(self, text: str) -> None:
        self.area.take(text)
        self._request(text)

    @on(TextArea.Changed)
    def _edited(self) -> None:
        self.refresh_bindings()

    def action_read(self) -> None:
        """Read what is in the paste area."""
        self._request(self.area.whole)

    def action_start(self) -> None:
        """Start the session that asks."""
        self._request(self.area.whole, start=True)

    def action_new(self) -> None:
        """Empty the paste area."""
        self.area.take("")
        self.show((), HINT, startable=False)
        self.area.focus()

    def action_copy(self) -> None:
        """Copy the table as Markdown."""
        self.post_message(TextCopied(self.table.markdown(), "The table as Markdown"))

    def action_copy_tsv(self) -> None:
        """Copy the table with tabs."""
        self.post_message(TextCopied(self.table.tsv(), "The table as TSV"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer what applies: control keys while pasting, letters beside the table."""
        if not self.is_mounted:
            return True
        typing = self.focused is self.area
        if action in PASTING:
            return typing if self.area.text else None
        if action in RESULTS:
            return bool(self._answers) and not typing
        return self._startable if action == "start" else True


def _row(answer: KeyAnswer) -> AnswerRow:
    return AnswerRow(answer.cells, str(answer.error) if answer.error else "", failed=bool(answer.error))
