"""Asks at which service and in which Region the console is to open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from stsui.model import Profile
from stsui.tui.console_page import ConsolePage
from stsui.tui.screens.modal import Modal
from stsui.tui.text import clean
from stsui.tui.widgets.field import Field
from stsui.tui.widgets.push_button import PushButton
from stsui.tui.widgets.rows import environment_class
from stsui.tui.wording import title_of


class Pages(Protocol):
    """The pages that there are."""

    @property
    def regions(self) -> Mapping[str, str]:
        """The Regions by name, and what each is called."""
        ...

    def problems(self, service: str | None, region: str | None, destination: str | None) -> Mapping[str, str]:
        """What is wrong with a page, by the field it is said beside: "service" or "region". Quick."""
        ...

    def path(self, service: str) -> str:
        """Where in the console the page of a service is that can be one."""
        ...


SHORT = 20
"""The height below which the dialog leaves no lines blank."""
NONE_YET: Mapping[str, str] = {}
NAME = 18
"""Cells for a name that is offered."""


class ConsolePageDialog(Modal[ConsolePage | None]):
    """Dismisses with a page, or None when the person backs out."""

    BINDING_GROUP_TITLE = "Console page"
    DEFAULT_CSS = """
    ConsolePageDialog {
        align: center middle;
        & > #dialog {
            width: 76; max-width: 100%; height: auto; max-height: 100%;
            border: round $border; background: $surface; padding: 0 2;
            border-title-color: $foreground; border-subtitle-color: $text-muted;
            &.-staging { border: round $env-staging; border-title-color: $env-staging; }
            &.-dev { border: round $env-dev; border-title-color: $env-dev; }
            &.-prod { border: heavy $env-prod; border-title-color: $env-prod; }
        }
        & Field { margin-top: 1; }
        & OptionList {
            height: 8; margin: 1 0 0 14; padding: 0 1; border: none; background: $surface;
            scrollbar-size-vertical: 1;
        }
        & #buttons { height: 1; margin-top: 1; }
        &.-short {
            & Field, & OptionList, & #buttons { margin-top: 0; }
            & OptionList { height: 2; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", id="console_page.cancel"),
        Binding("down", "move(1)", "down", show=False, priority=True, id="console_page.down"),
        Binding("up", "move(-1)", "up", show=False, priority=True, id="console_page.up"),
    ]
    offered = getters.query_one(OptionList)

    def __init__(
        self,
        profiles: tuple[Profile, ...],
        last: ConsolePage,
        services: Mapping[str, str],
    ) -> None:
        """`last` is offered again, and `services` are what can be chosen, with their meanings."""
        super().__init__()
        self._profiles = profiles
        self._last = last
        self._pages: Pages | None = None
        self._entered = False
        """Whether it is to open as soon as the pages are known."""
        own = {profile.region for profile in profiles}
        region = own.pop() if len(own) == 1 else None
        self.service_field = Field(
            "Service",
            last.destination or last.service or "",
            allowed="a name, as in ec2; or a page's https:// address",
            placeholder="the console's home",
            id="service",
        )
        self.region_field = Field("Region", last.region or "", placeholder=clean(region or ""), id="region")
        self._choices = {self.service_field: services, self.region_field: NONE_YET}
        self._edited = self.service_field
        """The field that names are offered for."""
        self._typed = ""
        """What they go with."""
        self._found: list[str] = []

    def compose(self) -> ComposeResult:
        """The two fields, what can be chosen for the one that is edited, the buttons."""
        self._fit(self.app.size)
        frames = {environment_class(profile.environment) for profile in self._profiles}
        frame = "prod" if "prod" in frames else min(frames)
        with Vertical(id="dialog", classes=f"-{frame}") as box:
            box.border_title = self._title(production=frame == "prod")
            box.border_subtitle = "↑ ↓ choose · enter open · esc cancel"
            yield self.service_field
            yield self.region_field
            offered = OptionList(compact=True, markup=False)
            offered.can_focus = False
            yield offered
            with Horizontal(id="buttons"):
                yield PushButton("Open", id="open")
                yield PushButton("Cancel", id="cancel")

    def on_resize(self, event: events.Resize) -> None:
        """Leave no lines blank where there are few."""
        self._fit(event.size)

    def know(self, pages: Pages) -> None:
        """Offer these Regions, and judge by these pages from now on."""
        if not self.is_current:
            return
        self._pages = pages
        if self._last.region == self.region_field.value and "region" in pages.problems(*self._last):
            self.region_field.value = ""  # it was for other profiles
        self._choices[self.region_field] = pages.regions
        if self._edited is self.region_field or not self._found:
            self._offer(self._typed)
        if self._entered:
            self.open()

    def _fit(self, size: Size) -> None:
        self.set_class(size.height < SHORT, "-short")

    def _title(self, *, production: bool) -> Content:
        words = Content.styled(f"Console of {title_of(self._profiles)}", "bold")
        return Content.assemble((" PROD ", "bold reverse"), " ", words) if production else words

    def on_mount(self) -> None:
        """Begin with the service; what was chosen last can be typed over."""
        self.service_field.input.focus()
        self._offer("")

    # ---------------------------------------------------------------- what is offered

    def _offer(self, typed: str) -> None:
        """List the names that begin with what is typed, then those that have it anywhere."""
        self._typed = typed
        choices, word = self._choices[self._edited], typed.lower()
        self._found = [name for name, about in choices.items() if word in f"{name} {about}".lower()]
        self._found.sort(key=lambda name: not name.startswith(word))
        options = [
            Option(Content.assemble((name.ljust(NAME), "bold"), choices[name]), id=name)
            for name in self._found
        ]
        if not options and (words := self._otherwise()):
            options = [Option(words, disabled=True)]
        self.offered.set_options(options)

    def _otherwise(self) -> str:
        """What enter does with a text that goes with no name, or what to type; empty until it is known."""
        if self._pages is None or not self._typed:
            return ""
        page = ConsolePage.typed(self.service_field.value, self.region_field.value)
        wrong = self._edited.id in self._pages.problems(*page)
        if self._edited is self.region_field:
            return (
                "no such Region here; clear the field to see all"
                if wrong
                else "not listed; enter opens it as typed"
            )
        if wrong:
            return "type a name, as in ec2, or a page's https:// address"
        if page.service is None:
            return "enter opens the page at this address"
        return f"not listed; enter opens …{self._pages.path(page.service)}"

    @on(events.DescendantFocus)
    def offer_all(self, event: events.DescendantFocus) -> None:
        """Offer what can be chosen for the field that is edited now."""
        field = event.widget.parent
        if isinstance(field, Field) and field in self._choices:
            self._edited = field
            self._offer("")

    @on(Field.Edited)
    def narrow(self, event: Field.Edited) -> None:
        """Offer what goes with what was typed."""
        event.field.problem = ""
        self._offer(event.field.value)

    def action_move(self, by: int) -> None:
        """Put the next name that is offered into the field, or the one before."""
        count, at = len(self._found), self.offered.highlighted
        if count:
            at = (at + by) % count if at is not None else (0 if by > 0 else count - 1)
            self._take(at)

    @on(OptionList.OptionSelected)
    def take_clicked(self, event: OptionList.OptionSelected) -> None:
        """Put the name into the field."""
        self._take(event.option_index)

    def _take(self, at: int) -> None:
        self.offered.highlighted = at
        field, entry = self._edited, self._edited.input
        field.problem = ""
        with self.prevent(Input.Changed):  # what is offered stays
            field.value = self._found[at]
        if isinstance(entry, Input):
            entry.cursor_position = len(entry.value)

    # ---------------------------------------------------------------- the end

    @on(Input.Submitted)
    @on(PushButton.Pressed, "#open")
    def open(self) -> None:
        """Open the page, or say beside its field what cannot be."""
        if self._pages is None:
            self._entered = True
            return
        page = ConsolePage.typed(self.service_field.value, self.region_field.value)
        wrong = self._pages.problems(*page)
        for field in self._choices:
            field.problem = wrong.get(field.id or "", "")
        if wrong:
            next(field for field in self._choices if field.problem).input.focus()
        else:
            self.dismiss(page)

    @on(PushButton.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Close, and open nothing."""
        self.dismiss(None)
