"""STS's operations by name: which one, its form, running it, and what it gave."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work

from stsui.errors import ConfigurationError, Interrupted, StsuiError
from stsui.model import IssuedToken, Operation, Parameters, Plan, Secret, Session
from stsui.rules import account_of
from stsui.tui.asking import Asking
from stsui.tui.messages import (
    DecodeOpened,
    KeysOpened,
    OperationChosen,
    OperationConfirmed,
    OperationsOpened,
    ProofRequested,
    ResultConsoleRequested,
    ResultCopied,
    WhoAmIRequested,
)
from stsui.tui.threads import in_daemon_thread

if TYPE_CHECKING:
    from stsui.services import Services
    from stsui.tui.screens.operation import OperationDialog
    from stsui.tui.screens.start_request import StartRequest
    from stsui.tui.widgets.practice_strip import Practice


class Operating(Asking):
    """The part of the app that calls operations by name."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self._tokens: dict[str, Secret | ConfigurationError] = {}
        """What stands in the token files that the open form names; or why it is not known."""

    @on(OperationsOpened)
    def open_operations(self, request: OperationsOpened) -> None:
        """Compare the operations for a profile; for what an operation gave, those of its caller."""
        from stsui.tui.screens.operations import OperationsScreen

        called = self.called.get(request.profile)
        if (name := called.caller if called else request.profile) is None:
            self.say(f"No profile stands behind {request.profile}.", "warning")
        else:
            self.push_screen(OperationsScreen(name, self.services.comparison(name)))

    @on(OperationChosen)
    def open_operation(self, request: OperationChosen) -> None:
        """Open an operation's form; those that take nothing are called, or have a screen, already."""
        name, operation = request.profile, request.operation
        if operation is Operation.GET_CALLER_IDENTITY:
            self.post_message(WhoAmIRequested((name,)))
        elif operation is Operation.DECODE_AUTHORIZATION_MESSAGE:
            self.post_message(DecodeOpened(name))
        elif operation is Operation.GET_ACCESS_KEY_INFO:
            self.post_message(KeysOpened(name))
        else:
            self.open_form(operation, name)

    def open_form(self, operation: Operation, profile: str) -> None:
        """Show what an operation takes, and wait for the confirmation."""
        from stsui.tui.screens.operation import OperationDialog

        self._tokens.clear()
        replan = partial(self._filled, operation, profile)
        helper = self._helpers.get(operation, ("", None))
        clock = self.services.clock
        self._dialog = OperationDialog(
            operation, clock, replan, self._token_in, helper[0] if helper[1] else ""
        )
        self.push_screen(self._dialog)

    @on(ProofRequested)
    def have_proof_made(self) -> None:
        """Run the helper command; what it prints goes into the form."""
        from stsui.tui.screens.operation import OperationDialog

        dialog = self._dialog
        if isinstance(dialog, OperationDialog):
            name, command = self._helpers[dialog.operation]
            assert command, "without one there is no key for it"
            self._have_proof_made(dialog, name, command)

    @work(group="helpers", exclusive=True, exit_on_error=False, description="run a helper")
    async def _have_proof_made(self, dialog: OperationDialog, name: str, command: str) -> None:
        with self.under_way.begun(name) as check:
            output = partial(self.services.helper_output, name, command, lambda _: check())
            try:
                proof = await in_daemon_thread(output)
            except StsuiError as error:
                dialog.without_proof(error)
            else:
                dialog.take_proof(proof)

    @property
    def _helpers(self) -> Mapping[Operation, tuple[str, str | None]]:
        """The settings of helper commands, by the operation that they supply with its proof."""
        settings = self.services.settings
        return {
            Operation.ASSUME_ROLE_WITH_SAML: ("saml_process", settings.saml_process),
            Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: ("web_identity_process", settings.web_identity_process),
        }

    def _token_in(self, file: str) -> Secret:
        """The token in a file; a file that was not read yet is read off the loop, and the form told then."""
        if (known := self._tokens.get(file)) is None:
            known = self._tokens[file] = ConfigurationError("The file is being read.")
            self._read_token(file)
        if isinstance(known, ConfigurationError):
            raise known
        return known

    @work(group="tokens", exit_on_error=False, description="read a token")
    async def _read_token(self, file: str) -> None:
        from stsui.services.operations import read_token
        from stsui.tui.screens.operation import OperationDialog

        try:
            self._tokens[file] = await in_daemon_thread(partial(read_token, file))
        except ConfigurationError as error:
            self._tokens[file] = error
        if isinstance(self._dialog, OperationDialog) and self._dialog.is_current:
            self._dialog.plan_again()

    def _filled(
        self, operation: Operation, profile: str, parameters: Parameters, proof: Secret | None
    ) -> StartRequest:
        """What the form shows for what is filled in."""
        from stsui.tui.screens.start_request import StartRequest

        plan = self.services.operation_plan(operation, profile, parameters, proof, self._token_in)
        device = None if plan.problems else self.device_wanted(plan)
        stored = device in self.stored_serials
        return StartRequest(
            profiles=(self.services.in_account(self.profile(profile), _target(plan)),),
            plans=(plan,),
            code_needed=device is not None and not stored,
            device=device,
            stored_totp=stored,
        )

    @on(OperationConfirmed)
    def operation_confirmed(self, confirmed: OperationConfirmed) -> None:
        """Run the form's plan."""
        from stsui.tui.screens.operation import OperationDialog

        if isinstance(self._dialog, OperationDialog):
            self._run_operation(confirmed, self._dialog)

    @work(group="starts", exit_on_error=False, description="call an operation")
    async def _run_operation(self, confirmed: OperationConfirmed, dialog: OperationDialog) -> None:
        run = partial(
            self.services.run_operation,
            confirmed.plan,
            self.codes(confirmed.token_code),
            proof=confirmed.proof,
            renew=True,
            progress=partial(self.tell_progress, confirmed.plan.profile),
        )
        operation = confirmed.plan.steps[-1].operation
        with self.stoppable(confirmed.plan.profile) as check:
            try:
                result = await in_daemon_thread(partial(run, check=check))
            except StsuiError as error:
                if dialog.is_current:
                    dialog.refused(error)
                elif isinstance(error, Interrupted):
                    self.say(f"{operation} for {error.message}")
                else:
                    self.show_error(f"call {operation}", error)
            else:
                self.look_at_sessions()
                self._show_result(confirmed.plan, result, dialog)

    def _show_result(self, plan: Plan, result: Session | IssuedToken, dialog: OperationDialog) -> None:
        """Put what was given in the form's place; whoever left the form has gone on to something else."""
        from stsui.tui.screens.result import ResultScreen

        if dialog.is_current:
            dialog.done()
            self.push_screen(ResultScreen(plan, result, self.services.clock.now()))
        else:
            self.say(f"{plan.steps[-1].operation} is done")

    @on(ResultConsoleRequested)
    def open_result(self, request: ResultConsoleRequested) -> None:
        """Sign in to the console with what an operation has just given."""
        name = request.session.info.profile
        link = partial(self.services.console_link, request.session, request.endpoint)
        self.call(f"open the console for {name}", link, partial(self.open_link, name))

    @on(ResultCopied)
    def copy_result(self, request: ResultCopied) -> None:
        """Put credentials on the clipboard as lines for the person's shell, or a token as it is."""
        if isinstance(request.result, Session):
            self._copy_session(request.result)
        else:
            self.copy_to_clipboard(request.result.token.reveal())
            self.say("The token is copied (by OSC 52).")


def _target(plan: Plan) -> str | None:
    """The account that a plan leads into, where it says so."""
    asked = plan.steps[-1].parameters
    by_id = f"arn:aws:iam::{asked.target_principal}:root"
    return account_of(asked.role_arn) or account_of(asked.target_principal) or account_of(by_id)
