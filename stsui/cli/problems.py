"""Saying what is wrong in the files, and other notices that concern the whole machine."""

from __future__ import annotations

from stsui.cli.output import say
from stsui.services import Services


def say_file_problems(services: Services) -> None:
    """One line on stderr for each thing that a file has wrong."""
    for problem in services.catalog.problems:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        say(f"{where}: {problem.message}")
