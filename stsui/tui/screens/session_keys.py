"""The sessions screen's keys, and what the footer, the help and the palette say of each."""

from __future__ import annotations

from textual.binding import Binding, BindingType

SESSION_BINDINGS: list[BindingType] = [
    Binding("enter", "act('start')", "start", id="start", key_display="⏎",
            tooltip="Start or refresh the session"),
    Binding("m", "act('code')", "code", id="code", tooltip="Enter an MFA code now"),
    Binding("c", "act('console')", "console", id="console", tooltip="Open the AWS console, signed in"),
    Binding("y", "act('copy')", "copy", id="copy", tooltip="Copy the credentials for your shell"),
    Binding("x", "act('shell')", "shell", id="shell", tooltip="Run a subshell with the credentials"),
    Binding("d", "decode", "decode", id="decode", tooltip="Read a denial (a pasted 403)"),
    Binding("i", "act('details')", "details", id="details",
            tooltip="Identity, plan, expiry, the aws command, the secrets"),
    Binding("space", "mark", "mark", id="mark",
            tooltip="Mark: the keys then act on all marked"),
    Binding("C", "act('console_page')", "console at", id="console_page", show=False,
            tooltip="Open the console at a service and in a Region of your choice"),
    Binding("n", "operations", "operations", id="operations", show=False,
            tooltip="Which STS operation do I need? What may this profile call?"),
    Binding("w", "act('who')", "who am I", id="who", show=False, tooltip="Ask AWS who this session is"),
    Binding("a", "auto_refresh", "auto-refresh", id="auto_refresh", show=False,
            tooltip="Renew sessions before they run out: on or off"),
    Binding("s", "act('stop')", "stop", id="stop", show=False, tooltip="Forget the session"),
    Binding("f", "act('favourite')", "favourite", id="favourite", show=False,
            tooltip="Keep the profile at the top"),
    Binding("t", "theme", "theme", id="theme", show=False, tooltip="The next theme"),
    Binding("p", "problems", "problems", id="problems", show=False,
            tooltip="What is wrong in the files"),
    Binding("escape", "clear", "clear", id="clear", show=False,
            tooltip="Stop what the row waits for; clear the marks, then the filter"),
    Binding("q", "app.quit", "quit", id="quit", tooltip="Quit; sessions stay in the store"),
    # With priority the field has the focus before the next key is looked at: else "/scale" typed in a
    # burst would press s (stop) and c (console).
    Binding("slash", "filter", "filter", id="filter", key_display="/", priority=True,
            tooltip="Narrow the list"),
    Binding("v", "act('serve')", "serve", id="serve",
            tooltip="Serve the session to programs on this machine, renewed ahead; again: no more"),
    Binding("question_mark", "app.help", "help", id="help", key_display="?", tooltip="All keys"),
]  # fmt: skip
