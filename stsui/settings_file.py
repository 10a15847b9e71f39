"""Reads `config.yaml`: every value is checked, and what is wrong is reported with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from stsui import yaml_reader
from stsui.files import FileStamp, Unreadable, expand, read_bounded, stamp
from stsui.model import FileProblem, Parameters, Problem
from stsui.quoting import shown
from stsui.rules import seconds_of
from stsui.settings import FLEET_NAME, STORES, Account, Fleet, Override, Refresh, Settings
from stsui.templates import check_template
from stsui.yaml_reader import Node, YamlReader

LARGEST_POLICY_FILE = 2**20
FLEET_PLACEHOLDERS = ("account", "account_id", "role")

_DURATION = "a duration such as 45m, 1h, 1h30m or a number of seconds"
_REGION = "a Region such as eu-central-1, or an address that begins with https://"
_ACCOUNT_ID = "an account id of twelve digits (in quotes, so that leading zeros are kept)"

_T = TypeVar("_T")


def parse_settings(path: Path, content: bytes, environ: Mapping[str, str]) -> Settings:
    """The settings in a file's content; whatever is wrong is in their `problems`, and the rest holds."""
    try:
        root = yaml_reader.compose(content)
    except yaml_reader.Malformed as error:
        problem = FileProblem(str(path), error.line, f"The file is {error.message}.")
        return Settings(path=path, problems=(problem,))
    return _SettingsReader(path, environ).settings(root) if root else Settings(path=path)


def account_id(text: str) -> str:
    """Twelve digits, which may be grouped by dashes. Raises ValueError for anything else."""
    digits = text.replace("-", "")
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        raise ValueError(text)
    return digits


def _seconds(text: str) -> int:
    if (seconds := seconds_of(text)) is None:
        raise ValueError(text)
    return seconds


def _region(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,8}(-[a-z]{2,12}){1,3}-[0-9]{1,2}|https?://[\x21-\x7e]+", text):
        raise ValueError(text)
    return text


class _SettingsReader:
    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._path = path
        self._yaml = YamlReader(str(path))
        self._policies: list[FileStamp] = []

    def settings(self, root: Node) -> Settings:
        keys = (
            *("theme", "store", "refresh", "accounts", "fleets", "profiles", "confirm", "keys"),
            *("regions", "saml_process", "web_identity_process"),
        )
        top = self._yaml.known(root, "The file", keys)
        defaults = Settings(path=self._path)

        def part(name: str, read: Callable[[Node], _T | None], default: _T) -> _T:
            found = read(top[name]) if name in top else None
            return default if found is None else found

        return Settings(
            path=self._path,
            theme=part("theme", lambda node: self._yaml.text(node, "theme"), defaults.theme),
            store=part("store", self._store, defaults.store),
            refresh=part("refresh", self._refresh, defaults.refresh),
            accounts=part("accounts", self._accounts, {}),
            fleets=part("fleets", self._fleets, ()),
            profiles=part("profiles", self._overrides, {}),
            confirm=part("confirm", lambda node: self._yaml.texts(node, "confirm"), ()),
            keys=part("keys", lambda node: self._yaml.pairs(node, "keys"), {}),
            alternative_regions=part("regions", self._regions, ()),
            saml_process=part("saml_process", lambda node: self._yaml.text(node, "saml_process"), None),
            web_identity_process=part(
                "web_identity_process", lambda node: self._yaml.text(node, "web_identity_process"), None
            ),
            problems=tuple(self._yaml.problems),
            files=tuple(self._policies),
        )

    def _store(self, node: Node) -> str | None:
        def known(text: str) -> str:
            return STORES[STORES.index(text)]

        return self._yaml.convert(node, "store", known, "keyring, file or memory")

    def _regions(self, node: Node) -> tuple[str, ...]:
        each = [
            self._yaml.convert(item, "regions", _region, _REGION)
            for item in self._yaml.items(node, "regions")
        ]
        return tuple(region for region in each if region)

    def _refresh(self, node: Node) -> Refresh:
        values = self._yaml.known(node, "refresh", ("auto", "ahead"))
        defaults = Refresh()
        auto = self._yaml.boolean(values["auto"], "refresh: auto") if "auto" in values else None
        ahead = self._duration(values.get("ahead"), "refresh: ahead")
        return Refresh(
            auto=defaults.auto if auto is None else auto,
            ahead=defaults.ahead if ahead is None else timedelta(seconds=ahead),
        )

    def _accounts(self, node: Node) -> dict[str, Account]:
        accounts: dict[str, Account] = {}
        for key, value in self._yaml.mapping(node, "accounts").items():
            number = self._account_id(key, value.line, "accounts")
            entry = self._yaml.known(value, f"accounts: {shown(key)}", ("name", "env"))
            name, env = (self._text(entry, part, "accounts") for part in ("name", "env"))
            if number:
                accounts[number] = Account(name=name, env=env)
        return accounts

    def _fleets(self, node: Node) -> tuple[Fleet, ...]:
        if node.kind == "mapping":
            self._yaml.report(node.line, "fleets should be a list: begin each fleet with a dash.")
            return ()
        fleets = (self._fleet(item) for item in self._yaml.items(node, "fleets"))
        return tuple(fleet for fleet in fleets if fleet)

    def _fleet(self, node: Node) -> Fleet | None:
        optional = ("name", "mfa_serial", "region", "duration", "external_id", "partition")
        values = self._yaml.known(node, "A fleet", ("source_profile", "roles", "accounts", *optional))
        if missing := [name for name in ("source_profile", "roles", "accounts") if name not in values]:
            self._yaml.report(node.line, f"The fleet has no {' and no '.join(missing)}; it is left out.")
            return None
        source = self._text(values, "source_profile", "A fleet")
        accounts = self._fleet_accounts(values["accounts"])
        roles = self._yaml.texts(values["roles"], "A fleet's roles")
        if not source:
            return None
        return Fleet(
            source_profile=source,
            roles=roles,
            accounts=accounts,
            name=self._fleet_name(values.get("name")) or FLEET_NAME,
            mfa_serial=self._text(values, "mfa_serial", "A fleet"),
            region=self._text(values, "region", "A fleet"),
            duration_seconds=self._duration(values.get("duration"), "A fleet's duration"),
            external_id=self._text(values, "external_id", "A fleet"),
            partition=self._text(values, "partition", "A fleet") or "aws",
            line=node.line,
        )

    def _fleet_accounts(self, node: Node) -> dict[str, str]:
        accounts: dict[str, str] = {}
        for name, value in self._yaml.mapping(node, "A fleet's accounts").items():
            number = self._yaml.convert(value, f"The account {shown(name)}", account_id, _ACCOUNT_ID)
            if number:
                accounts[name] = number
        return accounts

    def _fleet_name(self, node: Node | None) -> str | None:
        template = self._yaml.text(node, "A fleet's name") if node else None
        try:
            if template is not None:
                check_template(template, FLEET_PLACEHOLDERS)
        except ValueError as error:
            self._yaml.report(node.line if node else 0, f"A fleet's name: {error}")
            return None
        return template

    def _overrides(self, node: Node) -> dict[str, Override]:
        return {
            name: self._override(name, value) for name, value in self._yaml.mapping(node, "profiles").items()
        }

    def _override(self, profile: str, node: Node) -> Override:
        what, before = f"profiles: {shown(profile)}", len(self._yaml.problems)
        texts = ("source_identity", "external_id", "role_session_name", "mfa_serial", "env")
        keys = ("tags", "transitive_tags", "session_policy", "policy_arns", "duration", "favourite", *texts)
        values = self._yaml.known(node, what, keys)
        found = {name: self._text(values, name, what) for name in texts}
        favourite = (
            self._yaml.boolean(values["favourite"], f"{what}: favourite") if "favourite" in values else False
        )
        parameters = Parameters(
            tags=tuple(self._yaml.pairs(values["tags"], f"{what}: tags").items()) if "tags" in values else (),
            transitive_tag_keys=self._texts(values, "transitive_tags", what),
            policy=self._policy(values["session_policy"], what) if "session_policy" in values else None,
            policy_arns=self._texts(values, "policy_arns", what),
            duration_seconds=self._duration(values.get("duration"), f"{what}: duration"),
            source_identity=found["source_identity"],
            external_id=found["external_id"],
            role_session_name=found["role_session_name"],
            mfa_serial=found["mfa_serial"],
        )
        return Override(
            parameters=parameters,
            favourite=bool(favourite),
            environment=found["env"],
            line=node.line,
            problems=tuple(
                Problem("settings", f"{problem.message} ({self._path.name}, line {problem.line})")
                for problem in self._yaml.problems[before:]
            ),
        )

    def _policy(self, node: Node, what: str) -> str | None:
        name = self._yaml.text(node, f"{what}: session_policy")
        if name is None:
            return None
        path = str(self._path.parent / expand(name, self._environ))
        self._policies.append(stamp(path))
        try:
            content = read_bounded(path, LARGEST_POLICY_FILE)
            if content is not None:
                return content.decode("utf-8-sig").strip()
            reason = "does not exist"
        except Unreadable as error:
            reason = str(error)
        except UnicodeDecodeError:
            reason = "is not UTF-8 text"
        self._yaml.report(node.line, f"{what}: the session policy {shown(name)} {reason}.")
        return None

    def _text(self, values: dict[str, Node], name: str, what: str) -> str | None:
        return self._yaml.text(values[name], f"{what}: {name}") if name in values else None

    def _texts(self, values: dict[str, Node], name: str, what: str) -> tuple[str, ...]:
        return self._yaml.texts(values[name], f"{what}: {name}") if name in values else ()

    def _duration(self, node: Node | None, what: str) -> int | None:
        return self._yaml.convert(node, what, _seconds, _DURATION) if node else None

    def _account_id(self, text: str, line: int, what: str) -> str | None:
        try:
            return account_id(text)
        except ValueError:
            self._yaml.report(line, f"{what} should be keyed by {_ACCOUNT_ID}, not {shown(text)}.")
            return None
