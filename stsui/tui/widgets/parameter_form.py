"""The fields of a request: a few that are seen at once, and the others, which unfold with the aws command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from stsui.model import Parameters, Plan, Problem
from stsui.tui.text import clean
from stsui.tui.widgets.field import FieldSpec, ParameterField
from stsui.tui.widgets.fold import Fold
from stsui.tui.widgets.policy_field import PolicyField

NAMED = 4
"""Folded fields that the fold's title names."""


def _in_a_row(label: str) -> str:
    """A label within a sentence: "policy ARNs", "OAuth provider"."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


class ParameterForm:
    """Fields made from their specs. Those that are folded away are made when they are first unfolded.

    No widget itself: each one around the fields doubles the work of finding their heights.
    """

    def __init__(
        self, specs: Sequence[FieldSpec], seen: int, parameters: Parameters, plan: Plan | None = None
    ) -> None:
        """The first `seen` are not folded; `plan` is the one whose defaults are named, where there is one."""
        self._rest = specs[seen:]
        self._parameters = parameters
        self._plan = plan
        self.fields = list(self._made(specs[:seen]))
        """Those that are there by now."""
        names = [_in_a_row(spec.label) for spec in self._rest[:NAMED]]
        more = ["…"] if len(self._rest) > NAMED else []
        words = ", ".join([*names, *more])
        self._fold = Fold(f"More: {words}" if words else "The aws command", self._make_rest, id="more")
        self._command = Static(id="command", markup=False)

    @property
    def widgets(self) -> Sequence[Widget]:
        """What is seen at once, and a fold for the rest."""
        return *self.fields, self._fold

    def _make_rest(self) -> Vertical:
        rest = list(self._made(self._rest))
        self.fields += rest
        return Vertical(*rest, self._command)

    def _made(self, specs: Sequence[FieldSpec]) -> Iterator[ParameterField]:
        for spec in specs:
            if spec.parameter == "policy":
                yield PolicyField(spec, self._parameters)
            else:
                default = spec.default(self._plan) if self._plan else ""
                unsaid = default or ("as configured" if self._plan is None else "")
                yield ParameterField(spec, self._parameters, placeholder=unsaid)

    def disable(self, whether: bool) -> None:
        """Let nothing be filled in, or all of it."""
        for widget in self.widgets:
            widget.disabled = whether

    @property
    def rules(self) -> frozenset[str]:
        """The words of the problems that are said beside a field."""
        return frozenset(rule for field in self.fields for rule in field.spec.rules)

    @property
    def unreadable(self) -> bool:
        """Whether a text means nothing for its parameter."""
        return any(field.unreadable for field in self.fields)

    @property
    def wrong(self) -> bool:
        """Whether any field has a problem."""
        return any(field.problem for field in self.fields)

    def changes(self) -> Parameters:
        """What was changed; what cannot be read is said beside its field, and left out here."""
        changes: dict[str, Any] = {}
        for field in self.fields:
            with suppress(ValueError):
                changes |= field.change()
        return Parameters(**changes)

    def judge(self, problems: Iterable[Problem]) -> None:
        """Say each problem beside its field, and grey what must wait for another field."""
        problems = list(problems)
        fields = {field.spec.parameter: field for field in self.fields}
        for field in fields.values():
            field.judge(problems)
            if (needed := fields.get(field.spec.needs)) is not None:
                field.forbid("" if needed.value else f"needs {_in_a_row(needed.spec.label)} first")
        if isinstance(policy := fields.get("policy"), PolicyField):
            changed = self.changes()
            policy.count(sum(map(len, changed.policy_arns or self._parameters.policy_arns)))

    def show_command(self, command: str) -> None:
        """Show the aws command that does the same; none where there is none."""
        lines = map(clean, ["The same with the AWS CLI, ctrl+g copies it:", *command.splitlines()])
        self._command.update("\n".join(lines))
        self._command.display = bool(command)
