"""The form of any operation of STS: the start dialog with that operation's fields, and its proof's facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from stsui.clock import Clock
from stsui.errors import ConfigurationError, Interrupted, StsuiError
from stsui.federation import SamlResponse
from stsui.model import Operation, Parameters, Problem, Secret
from stsui.parameters import PROOFS, REQUIRED, RULES
from stsui.rules import OPERATIONS
from stsui.tui.messages import OperationConfirmed, ProofRequested, StopRequested
from stsui.tui.screens.operation_facts import Reading, proof_facts, read_proof
from stsui.tui.screens.start import StartDialog
from stsui.tui.screens.start_fields import operation_fields, seen_at_once
from stsui.tui.screens.start_request import StartRequest, frame_of
from stsui.tui.text import clean
from stsui.tui.widgets.field import Field, ParameterField
from stsui.tui.widgets.lines import Lines, Page, TextLine
from stsui.tui.widgets.parameter_form import ParameterForm
from stsui.tui.widgets.proof_field import ProofField

OperationReplan = Callable[[Parameters, Secret | None], StartRequest]
"""The request for what is filled in, with the proof: quick, no network."""

TokenIn = Callable[[str], Secret]
"""The web identity token in a file; ConfigurationError where there is none, or not yet. Quick."""

FOR_GOOD = frozenset({"root", "long-term-only", "may-not-call", "no-credentials"})
"""Words of problems that nothing in the form can mend."""


NOTHING = timedelta(0)
OF_THE_PROOF = frozenset(
    {"proof", "saml-expired", "saml-early", "saml-audience", "token-expired", "token-early"}
)
"""Words of problems that belong beside the proof, where one is in the form."""


class OperationDialog(StartDialog):
    """Asks for what one operation takes, says what is wrong as it is typed, and waits for the outcome."""

    DEFAULT_CSS = """
    OperationDialog {
        & #proof, & #said { margin-top: 1; }
        & #roles {
            height: auto; max-height: 6; margin-top: 1; border: none; background: $panel; padding: 0 1;
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "help_out", "helper", id="operation.helper",
                tooltip="Let the saml_process or web_identity_process of config.yaml bring the proof"),
    ]  # fmt: skip

    def __init__(
        self,
        operation: Operation,
        clock: Clock,
        replan: OperationReplan,
        token_in: TokenIn | None = None,
        helper: str = "",
    ) -> None:
        """`helper` is the setting whose command can supply the proof; empty where there is none."""
        self.operation = operation
        self._helper = helper
        self._helped = False
        """Whether the helper is at work."""
        self._plan_with = replan
        self._token_in = token_in
        self._clock = clock
        self._proof: Secret | None = None
        self._proof_problem = ""
        self._read_last: tuple[Secret | None, Reading | None] = (None, None)
        """The proof that was read last, which takes its time where it is long, and what it says."""
        self._said = Lines(id="said")
        self._roles: OptionList | None = None
        super().__init__(replan(Parameters(), None), clock, self._plan_anew)

    def _plan_anew(self, changes: Parameters) -> StartRequest:
        for field in self.query(ProofField):
            self._proof = field.proof
        return self._plan_with(changes, self._proof)

    def _compose_fields(self) -> ComposeResult:
        if proof := PROOFS.get(self.operation):
            yield ProofField(proof)
        plan, specs = self._request.plans[0], operation_fields(self.operation)
        seen = seen_at_once(self.operation)
        self._form = ParameterForm(specs, seen, plan.steps[-1].parameters, plan)
        yield from self._form.widgets

    def _title(self) -> Content:
        return Content.styled(f"{self.operation} · {clean(self._request.profiles[0].name)}", "bold")

    # ---------------------------------------------------------------- what it needs, what is wrong

    def _show(self) -> None:
        self._judge_proof()
        super()._show()
        if not self.dialog.has_class(frame := frame_of(self._request)):  # it goes to another account
            self.dialog.set_classes(frame)
        if self._form:
            plan = self._request.plans[0]
            self._form.disable(any(problem.rule in FOR_GOOD for problem in plan.problems))
            for field in self._form.fields:
                if isinstance(field.input, Input):  # what the plan took from the proof, or by default
                    given = field.spec.show(plan.steps[-1].parameters)
                    field.input.placeholder = clean(given)
        self._show_said()
        self._offer_roles()

    def _judge_proof(self) -> None:
        """Say beside a proof that is in the form what is wrong with it."""
        wrong = (problem.message for _, problem in self._problems() if problem.rule in OF_THE_PROOF)
        self._proof_problem = next(wrong, "") if self._proof else ""
        for field in self.query(ProofField):
            field.problem = self._proof_problem

    def _apart(self) -> list[str]:
        return [line for line in super()._apart() if line != self._proof_problem]

    def _show_said(self) -> None:
        """Say what the proof says of itself, once it does."""
        said = self._reading
        facts = proof_facts(said, self._clock.now()) if said else []
        if facts and self.body.is_attached and not self._said.is_attached:
            self.body.mount(self._said, after="#proof")
        self._said.display = bool(facts)
        self._said.show(lambda page: _said(page, facts))

    @property
    def _reading(self) -> Reading | None:
        """What the proof says; it is read once for as long as it is the same one."""
        proof = self._proof_told
        if proof is not self._read_last[0]:
            self._read_last = proof, read_proof(self.operation, proof)
        return self._read_last[1]

    @property
    def _proof_told(self) -> Secret | None:
        """The proof to tell of before it is sent: the one in the form, else the one in the plan's file."""
        file = self._request.plans[0].steps[-1].parameters.web_identity_token_file
        if self._proof or not file or not self._token_in:
            return self._proof
        try:
            return self._token_in(file)
        except ConfigurationError:  # the plan's problems say why
            return None

    def plan_again(self) -> None:
        """Look at the same form anew: what stands in a file it names is known now."""
        if not self._busy:
            self._request = self._plan_anew(self._changes)
            self._show()

    def _offer_roles(self) -> None:
        """Let the role be picked where the proof offers several."""
        said = self._reading
        roles = said.roles if isinstance(said, SamlResponse) else ()
        if len(roles) > 1 and self._roles is None:
            self._roles = OptionList(id="roles", compact=True)
            self.body.mount(self._roles, after=self._said)
        if self._roles:
            if [option.id for option in self._roles.options] != [role.role_arn for role in roles]:
                self._roles.set_options(
                    Option(Content(clean(each.label)), id=each.role_arn) for each in roles
                )
            self._roles.display = len(roles) > 1

    def _missing(self) -> Iterator[tuple[str, str]]:
        """The words of the rules, and the labels, of what is needed and not there yet."""
        given = self._request.plans[0].steps[-1].parameters
        proof = PROOFS.get(self.operation)
        if proof and not self._proof and not given.web_identity_token_file:
            yield "proof", proof.label
        fields = self._form.fields if self._form else ()
        typed = {field.spec.parameter for field in fields if field.value}
        for name in REQUIRED.get(self.operation, ()):
            if getattr(given, name) in (None, ()) and name not in typed:
                yield RULES[name].rule, RULES[name].label

    def _problems(self) -> list[tuple[str, Problem]]:
        """Those that are not just waiting to be filled in."""
        missing = {rule for rule, _ in self._missing()}
        return [(name, problem) for name, problem in super()._problems() if problem.rule not in missing]

    def _needs(self) -> str:
        if labels := [label for _, label in self._missing()]:
            return f"{OPERATIONS[self.operation].purpose} Needed: {', '.join(labels)}."
        return super()._needs()

    def _hint(self) -> str:
        waiting = not self._busy and not self._problems() and any(self._missing())
        words = "fill in what is needed · esc cancel"
        words = words if waiting and not self._unreadable else super()._hint()
        if self._helped and not self._busy:
            return f"esc stop {self._helper}"
        helped = self._helper and not self._proof and not self._busy
        return f"ctrl+r {self._helper} · {words}" if helped else words

    def _focus_next_step(self) -> None:
        first = next(iter(self.query(Field).exclude("#code")), None)
        if first and not first.value and not self._refusal:
            first.input.focus()
        else:
            super()._focus_next_step()

    # ---------------------------------------------------------------- what the person does

    @on(OptionList.OptionSelected, "#roles")
    def choose_role(self, event: OptionList.OptionSelected) -> None:
        """Fill in the role that was chosen."""
        self.query_one("#field-role-arn", ParameterField).value = event.option_id or ""

    def action_help_out(self) -> None:
        """Have the helper command supply the proof."""
        if not self._helped and not self._busy:
            self._helped = True
            self._show_state()
            self.show_progress(f"Waiting for {self._helper}")
            self.post_message(ProofRequested())

    def take_proof(self, proof: Secret) -> None:
        """Hold what the helper gave."""
        self._stop_helping()
        if self._busy:  # another proof is on its way
            return
        for field in self.query(ProofField):
            field.take(proof.reveal())

    def without_proof(self, error: StsuiError) -> None:
        """Say beside the field why the helper gave nothing; nothing more where the person stopped it."""
        self._stop_helping()
        for field in self.query(ProofField):
            field.problem = "" if isinstance(error, Interrupted) else clean(str(error))

    def _stop_helping(self) -> None:
        self._helped = False
        if not self._busy:
            self.doing.stop()
        self._show_state()

    def action_cancel(self) -> None:
        """Stop the helper if it is at work; else close, and stop what is under way."""
        if self._helped and not self._busy:
            self.app.post_message(StopRequested((self._helper,)))
        else:
            super().action_cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a helper there is no key for it."""
        if action == "help_out" and not self._helper:
            return False
        return super().check_action(action, parameters)

    def _wait_for(self, sessions: int) -> None:
        if self._helped:
            self.app.post_message(StopRequested((self._helper,)))
        super()._wait_for(sessions)

    def _confirm(self, code: Secret | None) -> None:
        self.post_message(OperationConfirmed(self._request.plans[0], code, self._proof))

    def tick(self) -> None:
        """A second has gone by: the proof's time runs too, and what has run out is not to be sent."""
        super().tick()
        said = self._reading
        known = any(problem.rule in OF_THE_PROOF for _, problem in self._problems())
        if said and said.remaining(self._clock.now()) == NOTHING and not known:
            self.plan_again()
        self._show_said()


def _said(page: Page, facts: list[tuple[str, str]]) -> Iterator[TextLine]:
    for label, value in facts:
        yield from page.fact(label, value)
