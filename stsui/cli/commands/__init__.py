"""The commands, one module each: `configure(parser)` adds its options, `run(options)` does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stsui.errors import ConfigurationError


class Command(NamedTuple):
    """A command: the module that has its `configure(parser)` and `run(options)`, and what it is for."""

    module: str
    summary: str
    hidden: bool = False


def _command(module: str, summary: str, *, hidden: bool = False) -> Command:
    return Command(f"stsui.cli.commands.{module}", summary, hidden)


COMMANDS: Mapping[str, Command] = {
    "ui": _command("ui", "the UI", hidden=True),
    "demo": _command("demo", "the UI on the built-in practice AWS"),
    "list": _command("list", "profiles with account, role, kind, state and expiry"),
    "plan": _command("plan", "a profile's steps to credentials, and every rule they would break"),
    "exec": _command("exec", "run a command with a profile's credentials in its environment"),
    "export": _command("export", "print a profile's credentials for a shell or a program"),
    "use": _command("use", "give this shell a profile's credentials (needs shell-init)"),
    "shell-init": _command("shell_init", "the shell function behind use"),
    "credential-process": _command("credential_process", "answer the SDKs' credential_process setting"),
    "write": _command("write", "put a profile's session into the AWS credentials file"),
    "status": _command("status", "a session's state in one line, for prompts"),
    "console": _command("console", "open the AWS console, signed in"),
    "assume": _command("assume", "assume a role, with everything AssumeRole takes"),
    "session-token": _command("session_token", "a session of one's own long-term key (GetSessionToken)"),
    "federation-token": _command("federation_token", "a cut-down session of one's own (GetFederationToken)"),
    "saml": _command("saml", "enter a role with a SAML response (AssumeRoleWithSAML)"),
    "web-identity": _command("web_identity", "enter a role with an OIDC token (AssumeRoleWithWebIdentity)"),
    "assume-root": _command("assume_root", "one privileged task in a member account (AssumeRoot)"),
    "web-identity-token": _command("web_identity_token", "a JWT for another service (GetWebIdentityToken)"),
    "delegated-token": _command("delegated_token", "trade a product's token in (GetDelegatedAccessToken)"),
    "operations": _command("operations", "which operation do I need? STS's operations compared"),
    "decode": _command("decode", "an authorization failure as a table"),
    "whoami": _command("whoami", "whose credentials these are (GetCallerIdentity)"),
    "key-info": _command("key_info", "which account an access key belongs to (GetAccessKeyInfo)"),
    "mfa": _command("mfa", "TOTP secrets in the keyring"),
    "logout": _command("logout", "forget cached sessions"),
    "doctor": _command("doctor", "check files, keyring, clock and endpoints, and say how to mend them"),
    "completion": _command("completion", "a shell's completion script"),
    "__complete": _command("complete", "what may come next on a command line", hidden=True),
}


def command_in(arguments: Sequence[str]) -> str | None:
    """The command that `arguments` name, None when they name none.

    Raises:
        ConfigurationError: there is no such command.
    """
    name = next((argument for argument in arguments if not argument.startswith("-")), None)
    if name is None or name in COMMANDS:
        return name
    import difflib

    near = difflib.get_close_matches(name, [n for n, command in COMMANDS.items() if not command.hidden], 1)
    hint = f"Did you mean {near[0]}?" if near else "See stsui --help."
    raise ConfigurationError(f"There is no command {name}.", hint)
