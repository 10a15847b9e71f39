"""Sessions in the AWS credentials file, for programs that read nothing else.

Sections that stsui makes say so in a comment, for people, and in a setting that AWS tools do not read. No
other section is touched unless it is told to, and never the one with the key that the session was made with.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from stsui.catalog.aws_files import WRITTEN_FROM, credentials_file
from stsui.catalog.ini import LARGEST_FILE, IniFile, parse_ini
from stsui.clock import in_utc
from stsui.delivery.credential_process import iso
from stsui.delivery.ini_lines import read_lines, remove_settings, replace_settings, sections
from stsui.delivery.replacing import replace_file
from stsui.errors import ConfigurationError, StsuiError
from stsui.files import Unreadable, read_bounded
from stsui.model import Session
from stsui.quoting import shown
from stsui.store.locks import SessionLocks

__all__ = ["Change", "CredentialsFile", "Written", "check_name", "credentials_file", "sections_text"]

MARK = "# Written by stsui"
"""How the comment begins under the header of a section of stsui's own."""
EXPIRY = "x_security_token_expires"
"""When the keys end; AWS tools do not read it, some others do."""
KEEP = "x_stsui_keep"
"""Whether the UI puts newer keys there; AWS tools do not read it."""
_SETTINGS = (
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "aws_security_token",
    "aws_account_id",
    EXPIRY,
    WRITTEN_FROM,
    KEEP,
)
_SPECIAL = re.compile(r"""[\s\[\]#;"'\\]""")
_TRIES = 5


class Written(NamedTuple):
    """A section that stsui made."""

    name: str
    profile: str
    expires_at: datetime | None
    keep: bool = False
    """Whether it is to be kept fresh."""


class Change(NamedTuple):
    """A file's content before and after."""

    before: bytes
    after: bytes
    problems: tuple[str, ...] = ()
    """What AWS tools in Python refuse the file for, whatever stsui does."""


def check_name(name: str) -> None:
    """Refuse what is no good as a section's name.

    Raises:
        ConfigurationError: it would be read as something else, or not by every AWS tool.
    """
    hint = "Name the section with --as, in letters, digits and - _ . / : @ +"
    if not name or not name.isprintable() or _SPECIAL.search(name):
        raise ConfigurationError(
            f"{shown(name)} cannot name a section of the credentials file: a name has no blanks, brackets, "
            "quotes, # or ; in it.",
            hint,
        )
    if name == "DEFAULT":
        raise ConfigurationError(
            "A section DEFAULT would give its keys to every other section; the default profile's is default.",
            hint,
        )
    if len(name) > 200:
        raise ConfigurationError("A section's name of more than 200 characters helps nobody.", hint)


class CredentialsFile:
    """The AWS credentials file: changed whole or not at all, under a lock that all of stsui heeds."""

    def __init__(self, path: str, locks: SessionLocks) -> None:
        # Links are followed once, so that what is renamed over is the file and not the link.
        self.path = Path(os.path.realpath(path))
        self._locks = locks

    def written(self) -> list[Written]:
        """The sections that stsui made."""
        return list(_written(self._read()))

    def planned(
        self,
        session: Session,
        name: str,
        *,
        force: bool = False,
        spare: str | None = None,
        keep: bool | None = None,
    ) -> Change:
        """What `write` would do now."""
        check_name(name)

        def edit(content: bytes) -> bytes:
            _check_section(content, name, force=force, spare=spare)
            kept = any(each.keep for each in _written(content) if each.name == name)
            block = _block(session, keep=kept if keep is None else keep)
            return replace_settings(content, name, block, _SETTINGS, MARK)

        return self._change(edit, name)

    def write(
        self,
        session: Session,
        name: str,
        *,
        force: bool = False,
        spare: str | None = None,
        keep: bool | None = None,
    ) -> Change:
        """Put a session's keys into the section `name`; `force` allows one that stsui did not make.

        `spare` is an access key id whose section is left alone in any case: what the session was made with.
        `keep` says whether `renew` is to put newer keys there; None leaves that as it was.

        Raises:
            ConfigurationError: not into this section, or not into this file; nothing was changed.
            StsuiError: the file cannot be written; nothing was changed.
        """
        return self._edit(lambda: self.planned(session, name, force=force, spare=spare, keep=keep))

    def renew(self, newest: Callable[[str], Session | None]) -> list[str]:
        """Put newer keys into the sections that are to be kept fresh; the names of those that changed.

        `newest` gives a profile's session, None where it has none that is of use.
        """
        profiles = {each.profile for each in self.written() if each.keep}
        sessions = {profile: session for profile in profiles if (session := newest(profile))}
        behind: list[Written] = []

        def with_newer() -> Change:
            behind[:] = [each for each in self.written() if each.keep and _is_older(each, sessions)]
            return self._change(edit, *(each.name for each in behind))

        def edit(content: bytes) -> bytes:
            for name, profile, *_ in behind:
                block = _block(sessions[profile], keep=True)
                content = replace_settings(content, name, block, _SETTINGS, MARK)
            return content

        if sessions:
            self._edit(with_newer)
        return [each.name for each in behind]

    def clean(self, now: datetime) -> list[str]:
        """Remove the sections that stsui made and whose keys have expired; their names."""
        gone: list[str] = []

        def without() -> Change:
            content = self._read()
            gone[:] = [each.name for each in _written(content) if each.expires_at and each.expires_at <= now]
            return self._change(lambda before: _without(before, gone), *gone)

        self._edit(without)
        return gone

    def _edit(self, change: Callable[[], Change]) -> Change:
        name = "credentials-" + hashlib.sha256(str(self.path).encode(errors="surrogateescape")).hexdigest()
        with self._locks.hold(name):
            for _ in range(_TRIES):
                made = change()
                if made.after == made.before:
                    return made
                # Others do not know of the lock: what they wrote meanwhile is not to be lost.
                if self._read() == made.before:
                    self._replace(made.after)
                    return made
        raise StsuiError(
            f"The file {self.path} keeps changing; it was left alone.", "Find out what is writing to it."
        )

    def _change(self, edit: Callable[[bytes], bytes], *names: str) -> Change:
        before = self._read()
        after = edit(before)
        was, will_be = parse_ini(str(self.path), before), parse_ini(str(self.path), after)
        if not _unharmed(was, will_be, names):
            raise self._odd("an unusual line in it would make the change reach another section")
        return Change(before, after, tuple(f"{each.line}: {each.message}" for each in was.problems))

    def _read(self) -> bytes:
        try:
            content = read_bounded(str(self.path), LARGEST_FILE)
        except Unreadable as error:
            raise self._odd(f"it {error}") from None
        content = content or b""
        if b"\0" in content or content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise self._odd("it is not UTF-8 text")
        own = [each.name for each in _written(content)]
        if twice := [name for name in own if own.count(name) > 1]:
            raise self._odd(f"stsui's section {shown(twice[0])} is in it twice")
        return content

    def _odd(self, reason: str) -> ConfigurationError:
        return ConfigurationError(
            f"The file {self.path} was left as it is: {reason}.",
            "Mend it, or name another one with AWS_SHARED_CREDENTIALS_FILE.",
        )

    def _replace(self, content: bytes) -> None:
        try:
            replace_file(self.path, content)
        except OSError as error:
            reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
            raise StsuiError(
                f"The file {self.path} could not be written: {reason}. It is as it was.",
                "Mend that, or name another file with AWS_SHARED_CREDENTIALS_FILE.",
            ) from error


def _check_section(content: bytes, name: str, *, force: bool, spare: str | None) -> None:
    names = [found for found, _, _ in sections(read_lines(content))]
    if name not in names or any(each.name == name for each in _written(content)):
        return
    if names.count(name) > 1:
        raise ConfigurationError(
            f"The section {shown(name)} is in the credentials file twice; it was left as it is.",
            "Remove one of them.",
        )
    if spare and parse_ini("", content).sections[name].values.get("aws_access_key_id") == spare:
        raise ConfigurationError(
            f"The section {shown(name)} holds the very key that this session is made with; not even --force "
            "replaces it.",
            "Choose another name with --as.",
        )
    if not force:
        raise ConfigurationError(
            f"The section {shown(name)} of the credentials file was not made by stsui and is left alone.",
            "Choose another name with --as, or replace its keys with --force.",
        )


def _without(content: bytes, names: list[str]) -> bytes:
    for name in names:
        content = remove_settings(content, name, _SETTINGS, MARK)
    return content


def _is_older(written: Written, sessions: Mapping[str, Session]) -> bool:
    session = sessions.get(written.profile)
    end = session.credentials.expires_at if session else None
    return end is not None and (written.expires_at is None or written.expires_at < end)


def sections_text(sessions: Iterable[Session]) -> str:
    """Several sessions as sections of a credentials file, each named after its profile.

    Pasted into that file they are what `write` would have written: `--clean` takes them out when expired.

    Raises:
        ConfigurationError: a name or a key that such a file cannot hold.
    """
    sections: list[str] = []
    for session in sessions:
        check_name(session.info.profile)
        sections += (f"[{session.info.profile}]", *_block(session, keep=False), "")
    return "\n".join(sections)


def _block(session: Session, *, keep: bool) -> list[str]:
    keys = session.credentials
    values = {
        "aws_access_key_id": keys.access_key_id,
        "aws_secret_access_key": keys.secret_access_key.reveal(),
        "aws_session_token": keys.session_token.reveal() if keys.session_token else None,
        EXPIRY: iso(keys.expires_at),
        WRITTEN_FROM: session.info.profile,
        KEEP: "true" if keep else None,
    }
    if any(value and not _fits(value) for value in values.values()):
        raise ConfigurationError(
            f"The name or the keys of {shown(session.info.profile)} have characters that the credentials "
            "file cannot hold.",
            "Use stsui exec or credential_process for this profile.",
        )
    kept = ", and kept fresh by its UI" if keep else ""
    mark = f"{MARK}{kept}: stsui write replaces these keys, stsui write --clean removes them when expired."
    return [mark, *(f"{name} = {value}" for name, value in values.items() if value)]


def _fits(value: str) -> bool:
    """Whether a setting with this value is read back as the same, by every reader."""
    return value.isprintable() and value == value.strip() and not re.search(r"\s[#;]", value)


def _written(content: bytes) -> Iterator[Written]:
    lines = read_lines(content)
    parsed = parse_ini("", content).sections
    for name, start, stop in sections(lines):
        if name in parsed and any(line.name == WRITTEN_FROM for line in lines[start + 1 : stop]):
            values = parsed[name].values
            expires_at = _moment(values.get(EXPIRY))
            yield Written(name, values[WRITTEN_FROM], expires_at, values.get(KEEP) == "true")


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return in_utc(moment) if moment.tzinfo else None


def _unharmed(was: IniFile, will_be: IniFile, names: tuple[str, ...]) -> bool:
    """Whether every setting is as it was, but for those of stsui's own in the sections `names`."""

    def values(ini: IniFile, name: str) -> dict[str, str]:
        own = _SETTINGS if name in names else ()
        return {key: value for key, value in ini.sections[name].values.items() if key not in own}

    both = was.sections.keys() & will_be.sections.keys()
    changed = was.sections.keys() ^ will_be.sections.keys()
    return changed <= set(names) and all(values(was, name) == values(will_be, name) for name in both)
