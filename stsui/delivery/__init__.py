"""Handing a session's credentials on: to a shell, to a command, to an SDK."""
