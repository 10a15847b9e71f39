"""The decode screen: paste anything that holds a denial, and read who was refused what, and why.

Nothing pasted is written or logged anywhere; what was read stays in memory until the process ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import TextArea

from stsui.clock import Clock
from stsui.denials import NOTHING_FOUND, Denial, decode_command, to_markdown
from stsui.model import Heading
from stsui.tui.messages import DecodeRequested, NoticeShown, StartRequested, StopRequested, TextCopied
from stsui.tui.opening import read_file
from stsui.tui.screens.choose_profile import ChooseProfile
from stsui.tui.screens.decode_keys import DECODE_BINDINGS, PASTING, REASONS, RESULTS, TABS
from stsui.tui.screens.decode_tabs import DecodeTabs
from stsui.tui.screens.open_file import OpenFile
from stsui.tui.stopping import READING
from stsui.tui.widgets.decode_title import DecodeTitle
from stsui.tui.widgets.denial_browser import DenialBrowser
from stsui.tui.widgets.denial_list import DenialList
from stsui.tui.widgets.denial_text import Keys
from stsui.tui.widgets.key_bar import KeyBar
from stsui.tui.widgets.lines import Lines
from stsui.tui.widgets.paste_area import PasteArea
from stsui.tui.widgets.paste_hint import hint_page
from stsui.tui.widgets.progress import ProgressLine
from stsui.tui.widgets.tab_strip import TabStrip


class DecodeScreen(DecodeTabs):
    """Two faces: the paste area, and what was read. The app answers `DecodeRequested` with `show`."""

    BINDING_GROUP_TITLE = "Decode"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    DecodeScreen {
        & > PasteArea { height: 1fr; }
        & > #hint { height: auto; max-height: 60%; padding: 1 2 0 2; }
        & > DenialBrowser { display: none; }
        & > ProgressLine { padding: 0 1; }
        &.-results > PasteArea, &.-results > #hint { display: none; }
        &.-results > DenialBrowser { display: block; }
        &.-narrow DenialBrowser { layout: vertical; }
        &.-narrow DenialList {
            width: 100%; height: auto; max-height: 25%;
            border-right: none; border-bottom: hkey $foreground 20%;
        }
        &.-filled > #hint { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = DECODE_BINDINGS
    area = getters.query_one(PasteArea)
    results = getters.query_one(DenialBrowser)
    progress = getters.query_one(ProgressLine)

    def __init__(self, sample: str | None, clock: Clock) -> None:
        super().__init__()
        self._sample, self._clock = sample, clock
        self._anchor: Denial | None = None
        """The denial kept to be compared with another."""
        self._comparing = self._held_up = False
        self._headings: Sequence[Heading] = ()
        self._account_names: Mapping[str, str] = {}
        self.profile: str | None = None
        """The profile whose session decodes; None for the best there is."""

    def compose(self) -> ComposeResult:
        """The title, the tabs, the paste area with its hint, what was read, the progress, the keys."""
        yield DecodeTitle()
        yield TabStrip()
        yield PasteArea()
        yield Lines(hint_page, id="hint")
        yield DenialBrowser()
        yield ProgressLine(self._clock)
        yield KeyBar()

    def on_mount(self) -> None:
        """Ready to paste."""
        self._say_title()
        self.area.focus()

    # -------------------------------------------------------------- what the app tells

    def know(self, headings: Sequence[Heading]) -> None:
        """Take the profiles: their sessions may decode, and they name the accounts."""
        self._headings = headings
        self._account_names = {
            heading.account_id: heading.account_name
            for heading in headings
            if heading.account_id and heading.account_name
        }

    def use(self, profile: str) -> None:
        """Decode with this profile's session from now on."""
        self.profile = profile
        if self.is_mounted:
            self._say_title()

    def begin(self) -> None:
        """A text is being read."""
        self.progress.start("Reading, and asking AWS where something is encoded")

    def wait_for(self, text: str) -> None:
        """Say what of this machine the reading waits for; an empty text: for nothing more."""
        self._held_up = bool(text)
        self.progress.say(f"{text} (esc stops it)" if text else "")

    def rest(self) -> None:
        """Nothing is being read any more."""
        self._held_up = False
        self.progress.stop()

    def show(self, denials: Sequence[Denial], text: str = "") -> None:
        """Take what was found in a text."""
        self.rest()
        if not denials:
            self._to_paste_area()
            self.post_message(NoticeShown(NOTHING_FOUND, "warning"))
            return
        self.readings.add(text, denials, self._clock.now())
        self.show_current()

    # -------------------------------------------------------------- two faces

    def show_current(self) -> None:
        """Show what was read in the current tab's text."""
        self._comparing = False
        if reading := self.readings.current:
            self.add_class("-results")
            self.results.show(reading)
            self._show_denial(reading.denials[reading.chosen])
            self._refresh_title()

    def _to_paste_area(self) -> None:
        self.remove_class("-results")
        self.area.focus()
        self._refresh_title()

    def _refresh_title(self) -> None:
        self._say_title()
        self.show_tabs()
        self.refresh_bindings()

    def _say_title(self) -> None:
        reading, several = self.readings.current, len(self.readings.all) > 1
        self.query_one(DecodeTitle).show(
            reading.denials if reading else (),
            reading.at if reading and several else None,
            self.profile,
            None if self._comparing else self._anchor,
        )

    # -------------------------------------------------------------- reading

    def read(self, text: str) -> None:
        """Ask the app to read a text; the paste area holds it from now on."""
        if text != self.area.whole:
            self.area.take(text)
        self._request(text)

    def _request(self, text: str) -> None:
        if text.strip():
            self.post_message(DecodeRequested(text, self.profile))
        else:
            self.post_message(NoticeShown(REASONS["read_typed"], "warning"))

    @on(PasteArea.Pasted)
    def _pasted(self, message: PasteArea.Pasted) -> None:
        self._request(message.text)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste beside what was read, too: it is another text."""
        event.stop()
        self.read(event.text)

    @on(TextArea.Changed)
    def _edited(self) -> None:
        self.set_class(bool(self.area.text), "-filled")
        self.refresh_bindings()

    def action_read_typed(self) -> None:
        """Read what is in the paste area."""
        self._request(self.area.whole)

    def action_reread(self) -> None:
        """Read the text of the denial shown again."""
        if chosen := self.results.chosen:
            self._request(chosen[0].text)

    def action_sample(self) -> None:
        """Read the practice AWS's denial."""
        if self._sample:
            self.read(self._sample)

    def action_open(self) -> None:
        """Ask for a file, and read it."""
        self.app.push_screen(OpenFile(), self._open)

    action_open_typed = action_open

    def _open(self, path: str | None) -> None:
        if path:
            self.area.take_from(f"read {path}", partial(read_file, path))

    def action_choose(self) -> None:
        """Ask whose session decodes, and decode again with it."""
        chosen = self.results.chosen
        account = chosen[1].account if chosen else None
        # Those of the denial's account first: no other account's session can decode it.
        ordered = sorted(self._headings, key=lambda heading: heading.account_id != account)
        names = [heading.name for heading in ordered]
        self.app.push_screen(ChooseProfile(names, "Decode with the session of"), self._decode_with)

    def _decode_with(self, profile: str | None) -> None:
        if profile is None:
            return
        self.profile = profile or None
        self._say_title()
        if chosen := self.results.chosen:
            self.post_message(DecodeRequested(chosen[0].text, self.profile, start=True))

    # -------------------------------------------------------------- what was read

    @on(DenialList.Highlighted)
    def _highlighted(self, message: DenialList.Highlighted) -> None:
        self._comparing = False
        self._show_denial(message.denial)
        self.refresh_bindings()

    def _show_denial(self, denial: Denial) -> None:
        keys = Keys(*map(self.key_of, ("decode.command", "decode.with", "decode.refresh")))
        self.results.show_denial(denial, self._account_names, keys)

    def action_copy(self) -> None:
        """Copy the denial, or the comparison that is shown, as Markdown."""
        if self._comparing:
            self.post_message(TextCopied(f"```\n{self.results.plain}\n```\n", "The comparison"))
        elif chosen := self.results.chosen:
            self.post_message(TextCopied(to_markdown(chosen[1]), "The denial as Markdown"))

    def action_command(self) -> None:
        """Copy the line that decodes."""
        if (chosen := self.results.chosen) and (command := decode_command(chosen[1])):
            self.post_message(TextCopied(command, "The aws command"))

    def action_refresh(self) -> None:
        """Start the session anew that the error is about."""
        if (chosen := self.results.chosen) and (session := chosen[1].session):
            self.post_message(StartRequested((session.profile,)))

    def action_compare(self) -> None:
        """Keep this denial, or show what differs between the kept one and this."""
        if not (chosen := self.results.chosen):
            return
        denial = chosen[1]
        everything = [each for reading in self.readings.all for each in reading.denials]
        if self._anchor is None and len(everything) == 2:
            self._anchor = next(other for other in everything if other is not denial)
        if self._anchor is None:
            self._anchor = denial
            self.post_message(
                NoticeShown("Kept to compare: choose or paste another, then press the key again.")
            )
        elif self._anchor is denial:
            self._anchor = None
        else:
            self._comparing = True
            self.results.show_comparison(self._anchor, denial)
        self._refresh_title()

    def action_forget(self) -> None:
        """Forget everything read in this run."""
        self.readings.forget()
        self._anchor = None
        self.results.listed.clear()
        self.action_clear()

    def action_clear(self) -> None:
        """Empty the paste area."""
        self.area.take("")
        self._to_paste_area()

    action_new = action_clear

    def action_edit(self) -> None:
        """Show the text that the denial is from."""
        if (chosen := self.results.chosen) and chosen[0].text != self.area.whole:
            self.area.take(chosen[0].text)
        self._to_paste_area()

    def action_back(self) -> None:
        """Stop reading, go back to what was read, out of a comparison, or out of the screen, which stays."""
        if self._held_up:
            self.post_message(StopRequested((READING,)))
        elif not self.has_class("-results") and self.readings.all:
            self.show_current()
        elif self._comparing or self._anchor:
            self._anchor, self._comparing = None, False
            if chosen := self.results.chosen:
                self._show_denial(chosen[1])
            self._refresh_title()
        else:
            self.app.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what applies to the face that is shown; grey what cannot apply."""
        if action not in PASTING | RESULTS | TABS:
            return True
        if (action in PASTING) is self.has_class("-results"):
            return False
        if action == "sample" and not self._sample:
            return False
        if action in TABS:
            return self.offers(action, parameters)
        return True if self._applies(action) else None

    def _applies(self, action: str) -> bool:
        if not self.is_mounted:
            return True
        if action in ("read_typed", "clear"):
            return bool(self.area.text)
        chosen = self.results.chosen
        if action == "command":
            return bool(chosen and decode_command(chosen[1]))
        if action == "refresh":
            return bool(chosen and chosen[1].session)
        if action == "choose":
            return bool(chosen and chosen[1].encoded_message and not chosen[1].truncated)
        return True

    def on_key(self, event: events.Key) -> None:
        """Say why a greyed key does nothing."""
        active = self.active_bindings.get(event.key)
        if active and not active.enabled and (reason := REASONS.get(active.binding.action)):
            event.stop()
            self.post_message(NoticeShown(reason, "warning"))
