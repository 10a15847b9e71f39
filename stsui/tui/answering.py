"""Commands on this machine that need a token code and ask the person at this screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from stsui.errors import StsuiError
from stsui.model import Operation, Secret
from stsui.tui.messages import CodeRequested, NoticeShown, StartConfirmed
from stsui.tui.operating import Operating
from stsui.tui.text import clean, spaced_account
from stsui.tui.wording import counted

if TYPE_CHECKING:
    from stsui.delivery.code_service import CodeService, Waiting
    from stsui.delivery.question import Question
    from stsui.services import Services
    from stsui.tui.screens.answer import AnswerDialog
    from stsui.tui.widgets.practice_strip import Practice
    from stsui.tui.widgets.question_line import QuestionLine


class _News(Message):
    """Something about a command that waits, from a thread of the service."""

    def __init__(self, waiting: Waiting) -> None:
        super().__init__()
        self.waiting = waiting


class _Asked(_News):
    """It has begun to wait."""


class _Gone(_News):
    """It waits no longer, whatever the reason."""


class Answering(Operating):
    """The part of the app that answers commands."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self._service: CodeService | None = None
        self._waiting: list[Waiting] = []
        self._line: QuestionLine | None = None
        self._answering: tuple[Waiting, AnswerDialog] | None = None

    # -------------------------------------------------------------- listening

    def listen(self) -> None:
        """Let commands ask from now on."""
        self.call("listen for commands that need a code", self._open_service, self._listening)

    def _open_service(self) -> CodeService:
        from stsui.delivery.code_service import CodeService

        services = self.services
        service = CodeService(
            services.state_dir,
            lambda waiting: self.post_message(_Asked(waiting)),
            lambda waiting: self.post_message(_Gone(waiting)),
            clock=services.clock,
            say=self._tell,
        )
        try:
            return service.__enter__()
        except OSError as error:
            raise StsuiError(f"Loopback cannot be used: {error.strerror or error}.") from error

    def _tell(self, sentence: str) -> None:
        """Say what a service has to tell; any thread may call it."""
        self.post_message(NoticeShown(sentence, "warning"))

    def _listening(self, service: CodeService) -> None:
        self._service = service
        # At once: when the loop comes round again, a shell has the terminal, or the process stands still.
        self.app_suspend_signal.subscribe(self, lambda _: self._leave(away=True), immediate=True)
        self.app_resume_signal.subscribe(self, lambda _: self._leave(away=False), immediate=True)

    def _leave(self, *, away: bool) -> None:
        if self._service:
            self._service.away = away

    def close_service(self) -> None:
        """Listen no more; who waits goes on to the terminal. Blocks for a moment."""
        if self._service:
            self._service.__exit__()

    # -------------------------------------------------------------- who waits

    @property
    def questions(self) -> list[Question]:
        """What is asked, the oldest first."""
        return [waiting.question for waiting in self._waiting]

    @on(_Asked)
    def take_question(self, asked: _Asked) -> None:
        """Say who waits, where it disturbs nobody."""
        self._waiting.append(asked.waiting)
        self.take_back(_given(asked.waiting))  # it would hide why the code is asked for again
        self._show_waiting()
        if self.screen is not self.home:
            self.say(self._words())

    @on(_Gone)
    def drop_question(self, gone: _Gone) -> None:
        """Take it off the screen."""
        if gone.waiting not in self._waiting:
            return
        self._waiting.remove(gone.waiting)
        self._show_waiting()
        if self._answering and self._answering[0] is gone.waiting:
            _, dialog = self._answering
            self._answering = None
            if dialog.is_current:
                dialog.dismiss(None)
                self.say(f"{gone.waiting.question} waits for a code no longer.")

    def _show_waiting(self) -> None:
        from stsui.tui.widgets.question_line import QuestionLine

        if self._line is None:
            self._line = QuestionLine()
            self.home.mount(self._line, after=self.home.notice)
        self.home.code_asked_for = bool(self._waiting)
        self.home.refresh_bindings()
        self._line.say(self._words())

    def _words(self) -> str:
        if not self._waiting:
            return ""
        question = self._waiting[0].question
        key = self.home.key_of("code")
        how = f": press {key}" if key else ""
        if len(self._waiting) > 1:
            many = counted(len(self._waiting), "program")
            return f"{many} need codes, first {question} for {question.profile}{how}"
        if question.problem:
            why, _, _ = _problem(question).partition(". ")
            return f"{question} asks again for {question.profile}{how}. {why}"
        return f"{question} needs a code for {question.profile}{how}"

    # -------------------------------------------------------------- answering

    @on(CodeRequested)
    def answer_first(self, request: CodeRequested) -> None:
        """Whoever waits goes before what the person might want a code for."""
        if self._waiting:
            request.prevent_default()
            self._open_answer(self._waiting[0])

    def _open_answer(self, waiting: Waiting) -> None:
        from stsui.tui.screens.answer import AnswerDialog, CodeWanted

        question = waiting.question
        profile = self.services.catalog.profiles.get(question.profile)
        account = (profile.account_name or "", spaced_account(profile.account_id or "")) if profile else ()
        wanted = CodeWanted(
            program=clean(str(question)),
            profile=question.profile,
            account="  ".join(filter(None, account)),
            environment=profile.environment if profile else None,
            device=question.serial,
            problem=_problem(question),
            after=question.after,
        )
        dialog = AnswerDialog(wanted, self.services.clock)
        self._answering = waiting, dialog
        self.push_screen(dialog, partial(self._answer, waiting))

    def _answer(self, waiting: Waiting, code: Secret | None) -> None:
        if self._answering is None:
            return  # it went away while the dialog was open
        self._answering = None
        if code:
            self._give(waiting, code)
        elif self._service:
            self._service.decline(waiting)
            self.say(f"{waiting.question} was told that there is no code.")

    def _give(self, waiting: Waiting, code: Secret) -> None:
        waiting.give(code)
        self.say(_given(waiting))

    @on(StartConfirmed)
    def hand_over(self, confirmed: StartConfirmed) -> None:
        """Give the typed code to the command that waits with the very session that is to be started.

        It holds that session's lock: a start of our own would wait for it, and two would need two codes.
        """
        code = confirmed.token_code
        waiting = next(
            (each for each in self._waiting if code and self._same(each.question, confirmed)), None
        )
        if waiting and code:
            confirmed.token_code = None
            self._give(waiting, code)

    def _same(self, question: Question, confirmed: StartConfirmed) -> bool:
        from stsui.tui.screens.start_request import code_use

        plans = (self.plan(name, confirmed.changes) for name in confirmed.profiles)
        shared = question.operation is Operation.GET_SESSION_TOKEN
        return shared and any(code_use(plan) == (question.serial, "") for plan in plans)


def _problem(question: Question) -> str:
    """Why the code before would not do; whose device it is stands beside it."""
    return (question.problem or "").replace(f" of {question.serial}", "")


def _given(waiting: Waiting) -> str:
    """What is said when a code was given."""
    return clean(f"The code went to {waiting.question}.")
