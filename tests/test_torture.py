"""A short run of what `make torture` does at length."""

from __future__ import annotations

import random
from pathlib import Path

from tests.torture import kills


def test_killed_writers_leave_every_file_whole(tmp_path: Path) -> None:
    assert list(kills(tmp_path, 10, random.Random(3)))[-1] == 10
