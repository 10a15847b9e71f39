"""Running a command and staying beside it, as if it had been run alone: terminal, signals, stops and exit."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

from stsui.delivery.run import find_command, not_started, run_and_wait

if sys.platform == "win32":

    def supervise(
        command: Sequence[str],
        environment: Mapping[str, str],
        say: Callable[[str], None],  # noqa: ARG001 - of signals, which are not passed on here
    ) -> int:
        """Run `command` to its end; its exit code. Ctrl-C is the command's affair."""
        return run_and_wait(command, environment)

    def leave_no_core_file() -> None:
        """Windows writes none unless it is set up for it, and then asks nobody."""

    def end_alike(code: int) -> int:
        """The exit code to end with."""
        return code

else:
    _RELAYED = (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
    """Sent to this process alone: the command is meant."""
    _FROM_THE_TERMINAL = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
    """Sent by the terminal to the command as well, which decides what to make of them."""
    _IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)

    def supervise(command: Sequence[str], environment: Mapping[str, str], say: Callable[[str], None]) -> int:
        """Run `command` to its end; its exit code, negative for the signal that ended it."""
        program = find_command(command[0], environment)
        relay = _Relay(command[0], say)
        before = {each: signal.signal(each, relay.pass_on) for each in _RELAYED}
        before |= {each: signal.signal(each, _left_to_the_command) for each in _FROM_THE_TERMINAL}
        try:
            relay.start(program, command, environment)
            return relay.wait()
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    class _Relay:
        """The command's process, and the signals for it, which may come before there is one."""

        def __init__(self, name: str, say: Callable[[str], None]) -> None:
            self._name = name
            self._say = say
            self._pid: int | None = None
            self._early: list[int] = []
            self._told_to_end = 0

        def pass_on(self, number: int, *_: object) -> None:
            """Signal handler: the command gets the same signal."""
            if self._pid is None:
                self._early.append(number)
                return
            self._told_to_end += number == signal.SIGTERM
            if self._told_to_end == 2:
                self._say(f"{self._name} was told to end and still runs; kill -9 {self._pid} would end it.")
            os.kill(self._pid, number)

        def start(self, program: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
            """Start the process, with the signals as they were before Python."""
            try:
                self._pid = os.posix_spawn(
                    program, list(command), dict(environment), setsigdef=_IGNORED_BY_PYTHON
                )
            except (OSError, ValueError) as error:
                raise not_started(command[0], error) from error
            leave_no_core_file()
            for number in self._early:
                self.pass_on(number)

        def wait(self) -> int:
            """Until it ends. While it is stopped, so is this process: the shell sees one job."""
            assert self._pid is not None
            while True:
                _, status = os.waitpid(self._pid, os.WUNTRACED)
                if not os.WIFSTOPPED(status):
                    self._pid = None  # the number may soon be another process's
                    return os.waitstatus_to_exitcode(status)
                os.kill(os.getpid(), signal.SIGSTOP)
                os.kill(self._pid, signal.SIGCONT)

    def leave_no_core_file() -> None:
        """There are secrets in this process's memory. What was started before keeps the limit it has."""
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))

    def _left_to_the_command(*_: object) -> None:
        """A handler, unlike SIG_IGN, is not passed on to the command."""

    def end_alike(code: int) -> int:
        """End by the signal that ended the command, if one did; else the exit code to end with."""
        if code >= 0:
            return code
        sys.stdout.flush()
        sys.stderr.flush()
        if -code not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
        return 128 - code
