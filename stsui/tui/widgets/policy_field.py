"""The field for an inline session policy: an editor, and how much of the limit is used."""

from __future__ import annotations

from stsui.limits import POLICY_MAXIMUM
from stsui.model import Parameters
from stsui.tui.text import clean
from stsui.tui.widgets.entry import TextEntry
from stsui.tui.widgets.field import FieldSpec, ParameterField

BAR = 10


class PolicyField(ParameterField):
    """JSON over several lines. Tab leaves it; what it breaks is said below, as in every field."""

    example_file = "~/policy.json"

    def __init__(self, spec: FieldSpec, parameters: Parameters) -> None:
        super().__init__(spec, parameters, input_widget=TextEntry(spec.show(parameters)))
        self.count(0)

    def count(self, beside: int) -> None:
        """Say how much of the limit is used, with the `beside` characters of the policy ARNs."""
        used = len(self.value) + beside
        full = min(round(used / POLICY_MAXIMUM * BAR), BAR)
        count = f"{'█' * full}{'░' * (BAR - full)} {used:,} of {POLICY_MAXIMUM:,} characters"
        self.explain(f"{count} with the policy ARNs; ctrl+o: a file")
        if self.problem:  # most of what is typed is no JSON yet: the count is wanted then, too
            self._say(f"{count}. ✗ {clean(self.problem)}")
