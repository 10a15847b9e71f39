from __future__ import annotations

import sys

import pytest

from stsui.delivery.browser import screen_obstacle


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_screen_there_is_no_browser() -> None:
    assert screen_obstacle({}) is not None
    assert screen_obstacle({"DISPLAY": ":0"}) is None
    assert screen_obstacle({"WAYLAND_DISPLAY": "wayland-0"}) is None


def test_over_ssh_the_browser_would_be_elsewhere() -> None:
    assert "SSH" in (screen_obstacle({"SSH_TTY": "/dev/pts/1", "DISPLAY": ":0"}) or "")


def test_the_persons_own_browser_is_always_taken() -> None:
    assert screen_obstacle({"BROWSER": "firefox", "SSH_TTY": "/dev/pts/1"}) is None
