"""The favourites toggled in the UI: a small file in the state folder, beside those of config.yaml."""

from __future__ import annotations

from pathlib import Path

from stsui.errors import StoreFailed
from stsui.files import Unreadable, read_bounded
from stsui.json_text import parse_json
from stsui.store.files import write_atomically

FILE = "favourites.json"
_LARGEST = 2**20


class Favourites:
    """Which profiles the person starred or unstarred; for the others config.yaml's word holds."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / FILE
        self._choices = self._read()

    def choice(self, profile: str, configured: bool) -> bool:
        """Whether `profile` is a favourite, `configured` being what config.yaml says."""
        return self._choices.get(profile, configured)

    def choose(self, profile: str, favourite: bool) -> None:
        """Remember the choice.

        Raises:
            StoreFailed: the state folder cannot be written; the choice holds for this run all the same.
        """
        import json

        self._choices = {**self._read(), **self._choices, profile: favourite}
        try:
            write_atomically(self._path, json.dumps(self._choices, indent=1))
        except OSError as error:
            raise StoreFailed(
                f"The favourite could not be saved in {self._path}: {error.strerror}.",
                "It holds until you quit.",
            ) from error

    def _read(self) -> dict[str, bool]:
        try:
            content = read_bounded(str(self._path), _LARGEST)
            choices = parse_json(content) if content else None
        except (Unreadable, ValueError):
            return {}  # never starred anything, or the file is damaged: nothing is lost but stars
        if not isinstance(choices, dict):
            return {}
        return {name: starred for name, starred in choices.items() if isinstance(starred, bool)}
