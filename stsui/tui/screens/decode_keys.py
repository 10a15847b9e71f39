"""The decode screen's keys: control keys while the paste area has the focus, letters beside what was read."""

from __future__ import annotations

from textual.binding import Binding, BindingType

PASTING = frozenset({"read_typed", "open_typed", "sample", "clear"})
"""Actions of the paste area."""
RESULTS = frozenset(
    {"copy", "command", "compare", "choose", "edit", "new", "open", "reread", "refresh", "forget"}
)
"""Actions on what was read."""
TABS = frozenset({"tab", "step", "close", "reopen"})
"""Actions on the texts that were read."""

REASONS = {
    "read_typed": "There is nothing to read yet: paste a denial.",
    "clear": "The paste area is empty already.",
    "command": "There is nothing in this one that waits to be decoded.",
    "choose": "There is nothing in this one that a session could decode.",
    "refresh": "This one is not about a session of yours, as far as the text tells.",
    "reopen": "Nothing was closed just now.",
}
"""Why an action is greyed."""

DECODE_BINDINGS: list[BindingType] = [
    Binding("ctrl+r", "read_typed", "read", id="decode.read", tooltip="Read what was typed or pasted"),
    Binding("ctrl+o", "open_typed", "open a file", id="decode.open_file", tooltip="Read a file"),
    Binding("ctrl+s", "sample", "sample", id="decode.sample",
            tooltip="Load a denial of the practice AWS (demo only)"),
    Binding("ctrl+l", "clear", "clear", id="decode.clear", tooltip="Empty the paste area"),
    Binding("y", "copy", "copy", id="decode.copy", tooltip="Copy this denial as Markdown"),
    Binding("a", "command", "copy aws line", id="decode.command",
            tooltip="Copy the aws command that decodes it, for somebody who may"),
    Binding("w", "choose", "decode with", id="decode.with",
            tooltip="Choose the profile whose session decodes"),
    Binding("c", "compare", "compare", id="decode.compare",
            tooltip="Keep this one, choose another, press again: what differs, side by side"),
    Binding("e", "edit", "edit", id="decode.edit", tooltip="Edit the pasted text"),
    Binding("n", "new", "new", id="decode.new", tooltip="Paste another text; what was read stays listed"),
    Binding("left_square_bracket", "step(-1)", "before", id="decode.tab_before", show=False,
            tooltip="Go to the text before, or after this one"),
    Binding("right_square_bracket", "step(1)", "next", id="decode.tab_after",
            tooltip="Go to the text before, or after this one"),
    Binding("x", "close", "close", id="decode.close",
            tooltip="Close this text; the others stay listed"),
    *(Binding(str(number), f"tab({number})", f"text {number}", id=f"decode.tab_{number}", show=False,
              tooltip="Go to the text of this number") for number in range(1, 10)),
    Binding("u", "reopen", "reopen", id="decode.reopen", show=False,
            tooltip="Bring back the text that was closed last"),
    Binding("o", "open", "open a file", id="decode.open", show=False, tooltip="Read a file"),
    Binding("r", "reread", "read again", id="decode.reread", show=False,
            tooltip="Read the text again, with the sessions there are now"),
    Binding("s", "refresh", "new session", id="decode.refresh", show=False,
            tooltip="Start or refresh the session that this error is about"),
    Binding("delete", "forget", "forget all", id="decode.forget", show=False,
            tooltip="Forget every text and denial read in this run"),
    Binding("f1,question_mark", "app.help", "help", id="decode.help", show=False, tooltip="All keys"),
    Binding("q", "app.pop_screen", "back", id="decode.quit", show=False, tooltip="Back to the sessions"),
    Binding("escape", "back", "back", id="decode.back", key_display="esc",
            tooltip="Back: from the text to what was read, from a comparison, to the sessions"),
]  # fmt: skip
