"""Who am I: what AWS says of one profile's session, or of all that are marked, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from stsui.answers import IDENTITY_HEADINGS, IdentityAnswer
from stsui.tui.messages import TextCopied
from stsui.tui.screens.modal import Modal
from stsui.tui.widgets.answer_table import AnswerRow, AnswerTable
from stsui.tui.widgets.key_bar import KeyBar
from stsui.tui.widgets.lines import Lines

HEADINGS = (*IDENTITY_HEADINGS, "EXPIRES (UTC)")
FOLDING = ("ARN", "USER ID", "KEY", "NAME")

IDENTITIES_BINDINGS: list[BindingType] = [
    Binding("y", "copy", "copy Markdown", id="identities.copy", tooltip="Copy the table as Markdown"),
    Binding("t", "copy_tsv", "copy TSV", id="identities.copy_tsv",
            tooltip="Copy the table with tabs, for a spreadsheet"),
    Binding("escape", "dismiss(None)", "back", id="identities.close", key_display="esc"),
    Binding("q,w,enter", "dismiss(None)", "back", id="identities.close_too", show=False),
]  # fmt: skip


class IdentitiesScreen(Modal[None]):
    """A row for each profile, filled as AWS answers; one that cannot be asked says why."""

    BINDING_GROUP_TITLE = "Who am I"
    DEFAULT_CSS = """
    IdentitiesScreen {
        align: center middle;
        & > #identities {
            width: 100%; max-width: 240; height: auto; max-height: 1fr;
            border: round $border; background: $surface; padding: 0 1;
            border-title-style: bold; border-subtitle-color: $text-muted;
            scrollbar-size-vertical: 1;
        }
        & > KeyBar { dock: bottom; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = IDENTITIES_BINDINGS

    box = getters.query_one("#identities", VerticalScroll)
    lines = getters.query_one(Lines)

    def __init__(self, profiles: Sequence[str]) -> None:
        super().__init__()
        self._answers: dict[str, IdentityAnswer | None] = dict.fromkeys(profiles)

    def compose(self) -> ComposeResult:
        """One scrolling table and the keys."""
        with VerticalScroll(id="identities") as box:
            box.border_title = "Who am I"
            yield Lines()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show whose answers are waited for."""
        self.box.focus()
        self._show()

    def take(self, answer: IdentityAnswer) -> None:
        """An answer came."""
        self._answers[answer.profile or ""] = answer
        self._show()

    @property
    def table(self) -> AnswerTable:
        """What is known by now."""
        return AnswerTable(HEADINGS, [_row(*each) for each in self._answers.items()], FOLDING)

    def _show(self) -> None:
        self.lines.show(self.table.page)
        asked = [answer for answer in self._answers.values() if answer]
        failed = sum(bool(answer.error) for answer in asked)
        words = "" if len(asked) == len(self._answers) else f"asked {len(asked):,} of {len(self._answers):,}"
        parts = (words, f"{failed:,} could not be asked" if failed else "")
        self.box.border_subtitle = Content(" · ".join(filter(None, parts)))

    def action_copy(self) -> None:
        """Copy the table as Markdown."""
        self.post_message(TextCopied(self.table.markdown(), "The table as Markdown"))

    def action_copy_tsv(self) -> None:
        """Copy the table with tabs."""
        self.post_message(TextCopied(self.table.tsv(), "The table as TSV"))


def _row(profile: str, answer: IdentityAnswer | None) -> AnswerRow:
    if answer is None:
        return AnswerRow((profile,), "asking AWS…")
    if answer.error:
        return AnswerRow((profile,), str(answer.error), failed=True)
    end = answer.expires_at
    return AnswerRow((*answer.cells, f"{end:%Y-%m-%d %H:%M:%S}" if end else ""))
