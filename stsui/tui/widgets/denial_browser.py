"""What was read: the list of denials beside (or, where it is narrow, above) the page about the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll

from stsui.denials import Denial
from stsui.tui.readings import Reading
from stsui.tui.widgets.comparison_text import comparison_page
from stsui.tui.widgets.denial_list import DenialList
from stsui.tui.widgets.denial_text import Keys, Names, denial_page
from stsui.tui.widgets.lines import Lines


class DenialBrowser(Horizontal):
    """A denial that is alone needs no list."""

    DEFAULT_CSS = """
    DenialBrowser {
        height: 1fr;
        & > DenialList { width: 40; height: 100%; border-right: vkey $foreground 20%; }
        & > VerticalScroll { width: 1fr; height: 1fr; padding: 0 2; scrollbar-size: 1 1; }
        &.-alone > DenialList { display: none; }
    }
    """
    listed = getters.query_one(DenialList)
    page = getters.query_one(VerticalScroll)
    lines = getters.query_one(Lines)

    def compose(self) -> ComposeResult:
        """The list and the page."""
        yield DenialList()
        with VerticalScroll():
            yield Lines()

    @property
    def chosen(self) -> tuple[Reading, Denial] | None:
        """The denial that the page is about, and the reading that it is of."""
        return self.listed.chosen

    @property
    def denials(self) -> Sequence[Denial]:
        """Those of the text that is shown."""
        return self.listed.denials

    @property
    def plain(self) -> str:
        """The page's text."""
        return self.lines.plain

    def show(self, reading: Reading) -> None:
        """List what was found in a text, and take the focus."""
        self.listed.show(reading)
        alone = len(self.denials) == 1
        self.set_class(alone, "-alone")
        (self.page if alone else self.listed).focus()

    def show_denial(self, denial: Denial, names: Names, keys: Keys) -> None:
        """Tell everything about a denial."""
        self.lines.show(lambda page: denial_page(denial, page, names, keys))
        self.page.scroll_home(animate=False)

    def show_comparison(self, left: Denial, right: Denial) -> None:
        """Tell what differs between two."""
        self.lines.show(lambda page: comparison_page(left, right, page))
        self.page.scroll_home(animate=False)

    @on(DenialList.Paged)
    def _paged(self, message: DenialList.Paged) -> None:
        (self.page.scroll_page_up if message.way == "up" else self.page.scroll_page_down)(animate=False)
