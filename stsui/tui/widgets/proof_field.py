"""The field for a proof of identity: a SAML response or a token, pasted or from a file, never shown."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.message import Message
from textual.widgets import Input

from stsui.model import Secret
from stsui.parameters import Proof
from stsui.tui.widgets.field import Field


class ProofInput(Input):
    """Holds a secret of any length and lines; what is typed is masked, what is pasted is not drawn at all."""

    @dataclass
    class Held(Message):
        """Something was pasted, or read from a file."""

    def __init__(self) -> None:
        super().__init__(password=True, placeholder="paste it here; ctrl+v: the clipboard; ctrl+o: a file")
        self.held: Secret | None = None

    def hold(self, text: str) -> None:
        """Hold this text in place of what was there."""
        self.held = Secret(text) if text.strip() else None
        with self.prevent(Input.Changed):
            self.value = ""
        self.placeholder = f"{len(text):,} characters are here; paste again for others"
        self.post_message(self.Held())

    def on_paste(self, event: events.Paste) -> None:
        """Take the whole paste, whatever its lines."""
        event.prevent_default()
        event.stop()
        self.hold(event.text)


class ProofField(Field):
    """A labelled place for the proof."""

    example_file = "~/response.html"

    def __init__(self, proof: Proof) -> None:
        self.entry = ProofInput()
        super().__init__(proof.label, allowed=proof.hint, input_widget=self.entry, id="proof")

    @property
    def proof(self) -> Secret | None:
        """What was typed, else pasted or read; None while there is nothing."""
        return Secret(self.value) if self.value else self.entry.held

    def take(self, text: str) -> None:
        """Hold a file's text."""
        self.problem = ""
        self.entry.hold(text)

    @on(ProofInput.Held)
    def tell_of_held(self, event: ProofInput.Held) -> None:
        """Pass it on as a change of this field."""
        event.stop()
        self.post_message(self.Edited(self))
