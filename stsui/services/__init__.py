"""The parts of stsui, built once and put together: what the commands and the screens ask."""

from stsui.services.services import Services

__all__ = ["Services"]
