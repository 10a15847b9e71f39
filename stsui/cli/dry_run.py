"""What an operation would do: its plan, what is wrong with it, and the same as `aws` commands."""

from __future__ import annotations

from stsui.cli.commands.plan import as_json, print_plan
from stsui.cli.output import print_json, visible
from stsui.equivalent import aws_commands
from stsui.errors import ConfigurationError
from stsui.model import Plan


def show(plan: Plan, *, json: bool, proof: dict[str, object] | None = None) -> int:
    """Print it, for a person or a program; the exit code, which is 2 when the plan breaks a rule.

    `proof` is what the assertion or token that goes with it says.
    """
    commands = aws_commands(plan)
    if json:
        print_json(as_json(plan) | {"aws_commands": commands, "proof": proof})
    else:
        print_plan(plan)
        for command in commands:
            print(f"equivalent: {_on_a_terminal(command)}")
    return ConfigurationError.exit_code if plan.problems else 0


def _on_a_terminal(command: str) -> str:
    """A policy's line breaks stay, for they are quoted; all else that steers a terminal is made visible."""
    return "\n".join(visible(line) for line in command.expandtabs(1).splitlines())
