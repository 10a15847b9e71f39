"""Sessions in the AWS credentials file, whose every other byte stays."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import botocore.session
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stsui.clock import Clock
from stsui.delivery import credentials_file
from stsui.delivery.credentials_file import CredentialsFile
from stsui.delivery.file_diff import diff
from stsui.delivery.ini_lines import read_lines, remove_settings, replace_settings
from stsui.errors import ConfigurationError, StsuiError
from stsui.model import Credentials, Secret, Session
from stsui.store.locks import SessionLocks

from .conftest import NOON, make_session

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX's")

OTHERS = """\
# kept by hand ; do not sort
[default]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key=je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY

; the old account
[Legacy]
\taws_access_key_id : AKIAIOSFODNN7EXAMPLE
\taws_secret_access_key : wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
s3 =
   max_concurrent_requests = 20
   [not] = [a header]
note = 100 % ü
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aws" / "credentials"


@pytest.fixture
def file(path: Path, tmp_path: Path) -> CredentialsFile:
    return open_file(path, tmp_path)


def open_file(path: Path, tmp_path: Path) -> CredentialsFile:
    return CredentialsFile(str(path), SessionLocks(tmp_path / "locks", clock=Clock(), say=print))


def put(path: Path, content: str | bytes) -> bytes:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path.read_bytes()


def keys_of(path: Path, name: str) -> tuple[str, str, str]:
    """What boto3 reads from the file."""
    session = botocore.session.Session(profile=name)
    session.set_config_variable("credentials_file", str(path))
    session.set_config_variable("config_file", os.devnull)
    found = session.get_credentials().get_frozen_credentials()
    return found.access_key, found.secret_key, found.token


class TestPasting:
    def test_sections_are_read_as_if_they_had_been_written(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        other = replace(session, info=replace(session.info, profile="ledger/ReadOnly"))
        put(path, OTHERS + "\n" + credentials_file.sections_text([session, other]))
        assert keys_of(path, session.info.profile) == keys_of(path, "ledger/ReadOnly")
        assert keys_of(path, "ledger/ReadOnly")[0] == session.credentials.access_key_id
        assert [each.name for each in file.written()] == [session.info.profile, "ledger/ReadOnly"]

    def test_a_name_that_no_section_can_have_is_refused(self, session: Session) -> None:
        odd = replace(session, info=replace(session.info, profile="pay [ments]"))
        with pytest.raises(ConfigurationError, match="cannot name a section"):
            credentials_file.sections_text([session, odd])


def written(path: Path) -> tuple[int, ...]:
    """What writing a file changes; reading it changes its time of access alone."""
    kept = path.stat()
    return kept.st_ino, kept.st_mode, kept.st_size, kept.st_mtime_ns, kept.st_ctime_ns


class TestWriting:
    def test_makes_a_private_file_that_boto_reads(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        file.write(session, "payments-prod/OnCall")
        assert keys_of(path, "payments-prod/OnCall") == (
            "ASIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "FwoGZXIvYXdzEXAMPLE==",
        )
        if sys.platform != "win32":
            assert path.stat().st_mode & 0o777 == 0o600
            assert path.parent.stat().st_mode & 0o777 == 0o700

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("last", ["", "[tail]", "[tail]\nregion = eu-west-1\n\n", "\n"])
    def test_keeps_every_other_byte(
        self, file: CredentialsFile, path: Path, session: Session, end: str, last: str
    ) -> None:
        before = put(path, (OTHERS + last).replace("\n", end))
        file.write(session, "x")
        first = path.read_bytes()
        assert first.startswith(before)
        assert first.count(b"\n") == (0 if end == "\r" else first.count(end.encode()))
        file.write(make_session(token="Another=="), "x")
        assert path.read_bytes() == first.replace(b"FwoGZXIvYXdzEXAMPLE==", b"Another==")
        assert file.clean(NOON + timedelta(hours=1)) == ["x"]
        assert path.read_bytes().rstrip(end.encode()) == before.rstrip(end.encode())

    def test_in_the_middle_keeps_what_is_around_and_what_was_added(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        file.write(session, "x")
        mine = path.read_bytes()
        added = b"region = eu-west-1\n# of the next one\n[after]\nregion = us-east-1\n"
        put(path, OTHERS.encode() + mine + added)
        file.write(make_session(token="Another=="), "x")
        expected = OTHERS.encode() + mine.replace(b"FwoGZXIvYXdzEXAMPLE==", b"Another==") + added
        assert path.read_bytes() == expected
        file.clean(NOON + timedelta(days=1))
        assert path.read_bytes() == OTHERS.encode() + b"[x]\n" + added

    def test_the_same_again_changes_nothing(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        file.write(session, "x")
        before = written(path)
        change = file.write(session, "x")
        assert change.before == change.after
        assert written(path) == before

    def test_keeps_a_byte_order_mark_and_says_who_refuses_it(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        before = put(path, b"\xef\xbb\xbf[default]\nregion = eu-west-1\n")
        change = file.write(session, "x")
        assert path.read_bytes().startswith(before)
        assert "byte order mark" in change.problems[0]

    @posix_only
    def test_keeps_the_mode_and_follows_links(
        self, file: CredentialsFile, path: Path, session: Session, tmp_path: Path
    ) -> None:
        real = tmp_path / "dotfiles"
        real.write_text(OTHERS)
        real.chmod(0o640)
        path.parent.mkdir()
        path.symlink_to("../dotfiles")
        open_file(path, tmp_path).write(session, "x")
        assert path.is_symlink()
        assert real.stat().st_mode & 0o777 == 0o640
        assert keys_of(real, "x")[0] == "ASIAIOSFODNN7EXAMPLE"

    def test_leaves_no_other_file(self, file: CredentialsFile, path: Path, session: Session) -> None:
        file.write(session, "x")
        assert [each.name for each in path.parent.iterdir()] == ["credentials"]


class TestOtherPeoplesSections:
    def test_are_left_alone(self, file: CredentialsFile, path: Path, session: Session) -> None:
        before = put(path, OTHERS)
        with pytest.raises(ConfigurationError, match="not made by stsui"):
            file.write(session, "Legacy")
        assert path.read_bytes() == before

    def test_are_replaced_by_force_but_for_their_other_settings(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        put(path, OTHERS)
        file.write(session, "Legacy", force=True)
        assert keys_of(path, "Legacy")[0] == "ASIAIOSFODNN7EXAMPLE"
        text = path.read_text(encoding="utf-8")
        assert text.startswith(OTHERS[: OTHERS.index("\taws")])
        assert text.endswith(OTHERS[OTHERS.index("s3 =") :])
        assert text.count("aws_secret_access_key") == 2

    def test_the_key_that_the_session_is_made_with_is_spared(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        before = put(path, OTHERS)
        with pytest.raises(ConfigurationError, match="the very key"):
            file.write(session, "default", force=True, spare="AKIAI44QH8DHBEXAMPLE")
        assert path.read_bytes() == before

    def test_are_not_cleaned(self, file: CredentialsFile, path: Path) -> None:
        before = put(path, OTHERS + "[old]\nx_security_token_expires = 2020-01-01T00:00:00Z\n")
        assert file.clean(NOON) == []
        assert path.read_bytes() == before

    def test_that_are_there_twice_are_left_alone(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        before = put(path, "[x]\nregion = a\n[x]\nregion = b\n")
        with pytest.raises(ConfigurationError, match="twice"):
            file.write(session, "x", force=True)
        assert path.read_bytes() == before


class TestCleaning:
    def test_only_what_has_expired(self, file: CredentialsFile, path: Path, session: Session) -> None:
        file.write(session, "x")
        before = path.read_bytes()
        assert file.clean(NOON + timedelta(minutes=59)) == []
        assert path.read_bytes() == before
        assert [(each.name, each.profile) for each in file.written()] == [("x", "payments-prod/OnCall")]

    def test_a_missing_file_stays_missing(self, file: CredentialsFile, path: Path) -> None:
        assert file.clean(NOON) == []
        assert not path.exists()


class TestKeepingFresh:
    def test_puts_newer_keys_into_the_sections_that_were_asked_for(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        put(path, OTHERS)
        file.write(session, "kept", keep=True)
        file.write(session, "not-kept")
        before = path.read_bytes()
        newer = make_session(token="Another==", expires_at=NOON + timedelta(hours=2))
        assert file.renew({session.info.profile: newer}.get) == ["kept"]
        assert keys_of(path, "kept")[2] == "Another=="
        assert keys_of(path, "not-kept")[2] == "FwoGZXIvYXdzEXAMPLE=="
        expected = before.replace(b"FwoGZXIvYXdzEXAMPLE==", b"Another==", 1)
        assert path.read_bytes() == expected.replace(b"T13:00:00", b"T14:00:00", 1)
        assert file.renew({session.info.profile: newer}.get) == []

    def test_touches_nothing_where_there_is_nothing_newer(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        file.write(session, "x", keep=True)
        before = written(path)
        assert file.renew({}.get) == []
        older = make_session(token="Older==", expires_at=NOON + timedelta(minutes=10))
        assert file.renew({session.info.profile: older}.get) == []
        assert written(path) == before

    def test_goes_on_until_it_is_asked_to_end(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        file.write(session, "x")
        assert not file.written()[0].keep
        file.write(session, "x", keep=True)
        file.write(make_session(token="Another=="), "x")
        assert file.written()[0].keep
        file.write(session, "x", keep=False)
        assert not file.written()[0].keep
        assert b"keep" not in path.read_bytes().lower()

    def test_makes_no_section_that_somebody_has_removed(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        file.write(session, "x", keep=True)

        def removed_meanwhile(profile: str) -> Session:
            put(path, OTHERS)
            return make_session(expires_at=NOON + timedelta(hours=2))

        assert file.renew(removed_meanwhile) == []
        assert path.read_text(encoding="utf-8") == OTHERS

    def test_a_broken_file_is_left_as_it_is(
        self, file: CredentialsFile, path: Path, session: Session
    ) -> None:
        file.write(session, "x", keep=True)
        before = put(path, path.read_bytes() * 2)
        with pytest.raises(ConfigurationError, match="twice"):
            file.renew({session.info.profile: session}.get)
        assert path.read_bytes() == before


class TestRefusing:
    @pytest.mark.parametrize(
        "name",
        ["", " ", "a b", "a]b", "[a", "a\nb", "a\x1b[31mb", "a#b", 'a"b', "DEFAULT", "x" * 201, "\u202e"],
    )
    def test_hostile_names(self, file: CredentialsFile, path: Path, session: Session, name: str) -> None:
        with pytest.raises(ConfigurationError, match=r"section|helps nobody"):
            file.write(session, name)
        assert not path.exists()

    @pytest.mark.parametrize("secret", ["a\nb", "a\r[x]", "x ;y", " end"])
    def test_credentials_that_would_be_read_as_something_else(
        self, file: CredentialsFile, path: Path, session: Session, secret: str
    ) -> None:
        odd = Session(session.info, Credentials("ASIAIOSFODNN7EXAMPLE", Secret(secret)))
        with pytest.raises(ConfigurationError, match="cannot hold") as caught:
            file.write(odd, "x")
        assert secret.strip() not in str(caught.value)
        assert not path.exists()

    @pytest.mark.parametrize("content", ["[x]\n".encode("utf-16"), b"[x]\n\0\n", b"\xff\xfe"])
    def test_a_file_that_is_no_text(
        self, file: CredentialsFile, path: Path, session: Session, content: bytes
    ) -> None:
        before = put(path, content)
        with pytest.raises(ConfigurationError, match="not UTF-8"):
            file.write(session, "new")
        assert path.read_bytes() == before

    def test_a_folder(self, file: CredentialsFile, path: Path, session: Session) -> None:
        path.mkdir(parents=True)
        with pytest.raises(ConfigurationError, match="is a folder"):
            file.write(session, "x")

    @posix_only
    def test_a_link_that_leads_in_a_circle(self, path: Path, session: Session, tmp_path: Path) -> None:
        path.parent.mkdir()
        path.symlink_to("credentials")
        with pytest.raises(StsuiError):
            open_file(path, tmp_path).write(session, "x")

    @posix_only
    def test_a_disk_that_takes_no_more(self, path: Path, tmp_path: Path) -> None:
        """A limit on the size of files stands for the full disk."""
        before = put(path, OTHERS + "#" * 4000)
        script = """
            import resource, sys
            from pathlib import Path
            from stsui.errors import StsuiError
            from tests.delivery.conftest import make_session
            from tests.delivery.test_credentials_file import open_file
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            try:
                open_file(Path(sys.argv[1]), Path(sys.argv[2])).write(make_session(), "x")
            except StsuiError as error:
                print(error)
        """
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script), str(path), str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "could not be written: File too large. It is as it was." in done.stdout
        assert path.read_bytes() == before
        assert [each.name for each in path.parent.iterdir()] == ["credentials"]


def test_many_processes_write_at_once_and_none_is_lost(path: Path, tmp_path: Path) -> None:
    before = put(path, OTHERS)
    script = """
        import sys
        from pathlib import Path
        from tests.delivery.conftest import make_session
        from tests.delivery.test_credentials_file import open_file
        for number in range(5):
            name = f"{sys.argv[3]}-{number}"
            open_file(Path(sys.argv[1]), Path(sys.argv[2])).write(make_session(), name)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(path), str(tmp_path)]
    processes = [subprocess.Popen([*command, str(number)]) for number in range(6)]
    assert [process.wait(60) for process in processes] == [0] * 6
    assert path.read_bytes().startswith(before)
    written = {each.name for each in open_file(path, tmp_path).written()}
    assert written == {f"{process}-{number}" for process in range(6) for number in range(5)}


def test_what_others_write_meanwhile_is_not_lost(file: CredentialsFile, path: Path, session: Session) -> None:
    """Another tool changes the file between reading and writing; it knows of no lock."""
    put(path, "[a]\nregion = x\n")
    planned, meddled = file.planned, []

    class Meddled(CredentialsFile):
        def planned(self, *arguments: object, **options: object) -> credentials_file.Change:
            change = planned(*arguments, **options)  # type: ignore[arg-type]
            if not meddled:
                meddled.append(put(path, "[a]\nregion = y\n"))
            return change

    Meddled(str(path), file._locks).write(session, "x")
    assert path.read_bytes().startswith(b"[a]\nregion = y\n")
    assert keys_of(path, "x")


def test_a_file_that_keeps_changing_is_left_alone(
    file: CredentialsFile, path: Path, session: Session
) -> None:
    planned, count = file.planned, [0]

    class Meddled(CredentialsFile):
        def planned(self, *arguments: object, **options: object) -> credentials_file.Change:
            change = planned(*arguments, **options)  # type: ignore[arg-type]
            count[0] += 1
            put(path, f"[a]\nregion = {count[0]}\n")
            return change

    with pytest.raises(StsuiError, match="keeps changing"):
        Meddled(str(path), file._locks).write(session, "x")
    assert path.read_text() == f"[a]\nregion = {count[0]}\n"


def test_a_diff_shows_no_secret(file: CredentialsFile, path: Path, session: Session) -> None:
    put(path, OTHERS.replace("[Legacy]", "# aws_secret_access_key = switched/off\n[Legacy]"))
    shown = "\n".join(diff(file.planned(session, "Legacy", force=True), "credentials"))
    assert "+aws_access_key_id = ASIAIOSFODNN7EXAMPLE" in shown
    assert "-aws_access_key_id : AKIAIOSFODNN7EXAMPLE" in shown
    assert "+aws_session_token = •••" in shown
    for secret in ("wJalrXUtnFEMI", "je7MtGbClwBF", "FwoGZXIvYXdz", "switched"):
        assert secret not in shown


LINES = st.sampled_from(
    [
        "[a]",
        "[b]",
        " [a]",
        "[a",
        "k = v",
        "  k = v",
        "aws_session_token = t",
        " more",
        "# c",
        "; c",
        "",
        "=",
        ":x",
        "é=ü",
    ]
)


class TestLines:
    @given(st.lists(LINES), st.sampled_from(["\n", "\r\n"]))
    @settings(max_examples=300, deadline=None)
    def test_together_are_the_file_and_editing_is_undone(self, lines: list[str], end: str) -> None:
        content = end.join(lines).encode()
        assert b"".join(line.raw for line in read_lines(content)) == content
        changed = replace_settings(content, "new", ["# mine", "k = v"], ["k"], "# mine")
        assert changed.startswith(content)
        undone = remove_settings(changed, "new", ["k"], "# mine")
        assert undone.rstrip(end.encode()) == content.rstrip(end.encode())

    @given(st.binary(max_size=60))
    @settings(max_examples=200, deadline=None)
    def test_any_bytes_are_kept(self, content: bytes) -> None:
        assert b"".join(line.raw for line in read_lines(content)) == content
        assert replace_settings(content, "new", ["k = v"], [], "# mine").startswith(content)
