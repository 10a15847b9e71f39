"""A process of its own that wants a session; what happens to it, it prints as lines.

Usage: python -m tests.sessions.worker PROFILE CODE; with "never" for a code, nobody answers the prompt.
"""

from __future__ import annotations

import os
import sys
import threading

from stsui.clock import Clock
from stsui.errors import StsuiError
from stsui.sessions import CodeRequest, GivenCode, NoCodes, Progress
from tests.sessions.desk import manager_for


class Never:
    """A person who is asked and does not answer."""

    def code(self, request: CodeRequest) -> str:
        print("asked", flush=True)
        threading.Event().wait()
        raise AssertionError


def main(profile: str, code: str) -> None:
    """Obtain the session."""

    def tell(progress: Progress) -> None:
        if progress.text:
            print("waiting", flush=True)

    source = Never() if code == "never" else GivenCode(code) if code else NoCodes()
    try:
        session = manager_for(os.environ, Clock(), []).obtain(profile, source, progress=tell)
    except StsuiError as error:
        print(f"{type(error).__name__}: {error.message}", flush=True)
    else:
        print(session.info.access_key_id, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
