"""What botocore reads is read alike, and what it gives up on costs only the bad lines."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest
from botocore.exceptions import ConfigParseError, ProfileNotFound
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stsui.catalog import build_plan, session_key
from stsui.catalog.ini import LARGEST_FILE, MOST_PROBLEMS, IniFile, nested, parse_lines
from tests.catalog.conftest import KEYS, Home

GOOD = "[profile good]\nregion = eu-west-1\n"


def values_of(home: Home) -> dict[str, dict[str, Any]]:
    """Every profile's settings as stsui reads them, in botocore's shape."""
    return {
        name: {key: nested(value) if value.startswith("\n") else value for key, value in entry.values.items()}
        for name, entry in home.catalog().aws_files.entries.items()
    }


READ_ALIKE = {
    "profile in config": "[profile foo]\nregion = eu-west-1\n",
    "no word profile in config": "[foo]\nregion = eu-west-1\n",
    "tab after profile": "[profile\tfoo]\nregion = eu-west-1\n",
    "blanks round the header": "[   profile foo    ]\nregion = eu-west-1\n",
    "blank after the name": "[profile foo   ]\nregion = eu-west-1\n",
    "no blank": "[profilefoo]\nregion = eu-west-1\n",
    "profiles": "[profiles foo]\nregion = eu-west-1\n",
    "another word that begins with profile": "[profile-x foo]\nregion = eu-west-1\n",
    "blank in the name": "[profile my profile]\nregion = eu-west-1\n",
    "quoted name": '[profile "my profile"]\nregion = eu-west-1\n',
    "single quotes": "[profile 'my profile']\nregion = eu-west-1\n",
    "quotes within": '[profile a"b"c]\nregion = eu-west-1\n',
    "backslash": "[profile a\\b]\nregion = eu-west-1\n",
    "apostrophe": "[profile it's]\nregion = eu-west-1\n",
    "no-break space": "[profile\u00a0foo]\nregion = eu-west-1\n",
    "brackets in the name": "[profile a[b]c]\nregion = eu-west-1\n",
    "comment after the header": "[profile foo] # bar\nregion = eu-west-1\n",
    "bracket in that comment": "[profile foo] # [bar]\nregion = eu-west-1\n",
    "semicolon in the name": "[profile a;b]\nregion = eu-west-1\n",
    "default twice, profile last": "[default]\nregion = a\noutput = json\n[profile default]\nregion = b\n",
    "default twice, plain last": "[profile default]\nregion = b\n[default]\nregion = a\noutput = json\n",
    "one name in two spellings": '[profile foo]\nregion = a\n[profile "foo"]\noutput = json\n',
    "DEFAULT": "[DEFAULT]\nregion = eu-west-1\noutput = json\n[profile a]\n[profile b]\noutput = text\n",
    "DEFAULT at the end": "[profile a]\n[DEFAULT]\nregion = eu-west-1\n",
    "DEFAULT in two pieces": "[DEFAULT]\nregion = a\n[profile a]\n[DEFAULT]\noutput = json\n",
    "default does not feed others": "[default]\nregion = x\nmfa_serial = x\n[profile a]\noutput = json\n",
    "colon": "[profile foo]\nregion: eu-west-1\nx:y=z\nrole_arn = arn:aws:iam::1:role/x\n",
    "comment after a value": "[profile foo]\nregion = us-east-1 # c\noutput = json ; d\nx = value;x\n",
    "comments": "# a\n; b\n[profile foo]\n  # c\nregion = eu-west-1\n#output = text\n",
    "hash in a URL": "[profile foo]\nsso_start_url = https://example.awsapps.com/start#/\n",
    "CRLF": "[profile foo]\r\nregion = eu-west-1\r\n\r\n[profile bar]\r\noutput = json\r\n",
    "lone CR": "[profile foo]\rregion = eu-west-1\r",
    "tabs": "[profile foo]\nregion\t=\teu-west-1\t\n",
    "equals in a value": "[profile foo]\ncredential_process = tool --a=b c=d\n",
    "percent": "[profile foo]\ncredential_process = tool 100% %(home)s %%\n",
    "unicode": "[profile zürich]\nregion = eu-central-2\nnote = ✓ 日本\n",
    "odd line breaks": "[profile foo]\nnote = a\u2028b\x0bc\x85d\n",
    "empty value": "[profile foo]\nregion =\noutput = json\n",
    "capitals in a key": "[profile foo]\nRegion = eu-west-1\nMFA_Serial = x\n",
    "nested": "[profile foo]\ns3 =\n  a = 20\n  addressing_style = path\nregion = eu-west-1\n",
    "nested, blank lines": "[profile foo]\ns3 =\n\n  a = 1\n\n  b = 2\n\nregion = eu-west-1\n",
    "nested, comment": "[profile foo]\ns3 =\n  # why\n  a = 1\n",
    "nested, deeper": "[profile foo]\ns3 =\n  a =\n    b = 1\n",
    "continued value": "[profile foo]\ncredential_process = tool\n  --flag\n\n  --other\nregion = x\n",
    "indented header": "[profile foo]\nregion = a\n  [profile bar]\noutput = json\n",
    "indented settings": "[profile foo]\n  region = a\n  output = json\n[profile bar]\n",
    "indented less and less": "[profile foo]\n    region = a\n  output = json\nx = y\n",
    "header with equals": "[profile foo]\n[profile a=b\nregion = c\n",
    "sso-session and services": (
        "[sso-session x]\nsso_region = a\n[sso-session]\n[services s]\nsts =\n  endpoint_url = http://127.0.0.1\n"
        "[profile foo]\nsso_session = x\n"
    ),
    "other sections": "[plugins]\ncli_legacy_plugin_path = x\n[preview]\ncloudfront = true\n[profile foo]\n",
    "nothing": "",
    "only blanks": "\n  \n\t\n",
    "no line break at the end": "[profile foo]\nregion = eu-west-1",
}


@pytest.mark.parametrize("config", READ_ALIKE.values(), ids=READ_ALIKE.keys())
def test_what_botocore_reads_is_read_alike(home: Home, config: str) -> None:
    home.write(config)
    assert values_of(home) == home.botocore_profiles()


@pytest.mark.parametrize(
    "credentials",
    [
        "[foo]\nregion = eu-west-1\n",
        "[profile foo]\nregion = eu-west-1\n",
        "[profile foo]\n" + KEYS,
        "[default]\nregion = a\n",
        "[my profile]\nregion = a\n",
        "[sso-session x]\nsso_region = a\n",
        "[DEFAULT]\nregion = a\n[foo]\n[bar]\nregion = b\n",
    ],
)
def test_the_credentials_file_names_its_profiles_plainly(home: Home, credentials: str) -> None:
    home.write("[profile foo]\noutput = json\nregion = z\n", credentials)
    assert values_of(home) == home.botocore_profiles()


def test_the_credentials_file_wins_for_each_key(home: Home) -> None:
    home.write("[profile foo]\nregion = config\noutput = json\n", "[foo]\nregion = credentials\n")
    assert values_of(home) == {"foo": {"region": "credentials", "output": "json"}} == home.botocore_profiles()


def test_a_profile_word_in_the_credentials_file_is_part_of_the_name(home: Home) -> None:
    home.write("", "[profile foo]\n" + KEYS)
    assert list(home.catalog().profiles) == ["profile foo"]
    assert home.lines() == [1]
    with pytest.raises(ProfileNotFound):
        home.botocore("foo").get_scoped_config()


LOST_BY_BOTOCORE: dict[str, tuple[bytes, list[int]]] = {
    "header without its end": (b"[profile foo\nregion = a\n" + GOOD.encode(), [1]),
    "setting before any header": (b"region = a\noutput = json\n" + GOOD.encode(), [1]),
    "indented line before any header": (b"  region = a\n" + GOOD.encode(), [1]),
    "line without equals": (GOOD.encode() + b"region\n[profile last]\n", [3]),
    "empty key": (GOOD.encode() + b"= value\n", [3]),
    "empty header": (GOOD.encode() + b"[]\nregion = us-east-1\n", [3]),
    "section twice": (GOOD.encode() + b"[profile good]\nregion = eu-west-1\n", [3]),
    "key twice": (b"[profile good]\nregion = us-east-1\nregion = eu-west-1\n", [3]),
    "key in another case": (b"[profile good]\nREGION = us-east-1\nregion = eu-west-1\n", [3]),
    "key twice in DEFAULT": (b"[DEFAULT]\na = 1\n[DEFAULT]\na = 2\n" + GOOD.encode(), [4, 1]),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), [1]),
    "UTF-16": (GOOD.encode("utf-16"), [1]),
    "UTF-16, big-endian": (b"\xfe\xff" + GOOD.encode("utf-16-be"), [1]),
    "Latin-1": (b"# Z\xfcrich\n" + GOOD.encode() + "output = käse\n".encode("latin-1"), [1, 4]),
    "bad nested line": (b"[profile good]\ns3 =\n  a = 1\n  nonsense\n  b = 2\nregion = eu-west-1\n", [4]),
    "nested line under a plain key": (GOOD.encode() + b"role_arn =\n  arn\n", [4]),
    "sso-session twice": (b"[sso-session x]\nsso_region = a\n[sso-session x]\n" + GOOD.encode(), [3]),
}


@pytest.mark.parametrize(("content", "lines"), LOST_BY_BOTOCORE.values(), ids=LOST_BY_BOTOCORE.keys())
def test_where_botocore_gives_up_the_good_profiles_stay(home: Home, content: bytes, lines: list[int]) -> None:
    home.write(content)
    with pytest.raises(ConfigParseError):
        _ = home.botocore().full_config
    assert home.profile("good").region == "eu-west-1"
    assert home.lines() == lines


@pytest.mark.parametrize(("content", "lines"), LOST_BY_BOTOCORE.values(), ids=LOST_BY_BOTOCORE.keys())
def test_a_bad_credentials_file_costs_no_profile_of_the_config(
    home: Home, content: bytes, lines: list[int]
) -> None:
    home.write("[profile kept]\nregion = eu-west-1\n", content.replace(b"[profile good]", b"[good]"))
    assert home.profile("kept").region == "eu-west-1"
    assert home.catalog().problems


def test_settings_after_a_broken_header_belong_to_nobody(home: Home) -> None:
    home.write("[profile dev]\nregion = eu-west-1\n[profile prod\nregion = us-east-1\nrole_arn = x\n")
    assert values_of(home) == {"dev": {"region": "eu-west-1"}}


def test_a_problem_says_file_line_and_what_was_expected(home: Home) -> None:
    home.write("[profile foo]\nregion eu-west-1\n")
    (problem,) = home.catalog().problems
    assert (problem.file, problem.line) == (str(home.folder / "config"), 2)
    assert "NAME = VALUE" in problem.message


def test_a_problem_never_quotes_a_value(home: Home) -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    home.write(
        "",
        f"{secret}\n[a]\nKEY {secret}\nKEY = 1\nKEY = {secret}\n".replace("KEY", "aws_secret_access_key"),
    )
    catalog = home.catalog()
    assert len(catalog.problems) == 3
    assert secret not in repr(catalog.problems)


@pytest.mark.parametrize(
    ("section", "hint"),
    [
        ("[foo]\nrole_arn = x", "[profile foo]"),
        ("[ profile foo]\nrole_arn = x", "write [profile foo]"),
        ("[   profile foo    ]\nregion = eu-west-1", "write [profile foo]"),
        ("[DEFAULT]\nregion = eu-west-1", "[default]"),
        ("[profile my profile]", "quoting"),
        ("[profile it's]", "quoting"),
        ("[profilefoo]", "[profile NAME]"),
    ],
)
def test_a_section_that_was_meant_as_a_profile_is_reported(home: Home, section: str, hint: str) -> None:
    home.write(section + "\n")
    (problem,) = home.catalog().problems
    assert hint in problem.message
    assert not home.catalog().profiles


def test_a_profile_that_only_python_sees_is_reported(home: Home) -> None:
    home.write("[profiles foo]\nregion = eu-west-1\n[profile bar]\n[profile\ttab]\n[default]\n")
    (problem,) = home.catalog().problems
    assert problem.line == 1
    assert home.profile("foo").region == "eu-west-1"


def test_settings_that_go_to_every_profile_are_reported(home: Home) -> None:
    home.write("[profile a]\noutput = json\n[DEFAULT]\nregion = eu-west-1\n")
    assert home.lines() == [3]
    assert home.profile("a").region == "eu-west-1"


def test_a_profile_defined_twice_in_two_spellings_is_reported(home: Home) -> None:
    home.write("[default]\nregion = a\n[profile default]\noutput = json\n")
    assert home.lines() == [3]


def test_a_file_that_is_no_configuration_is_reported_shortly(home: Home) -> None:
    home.write("[a]\n" + "garbage\n" * 10_000)
    assert len(home.catalog().problems) == MOST_PROBLEMS + 1


def test_missing_files_are_no_problem(home: Home) -> None:
    for name in ("config", "credentials"):
        (home.folder / name).unlink()
    catalog = home.catalog()
    assert (len(catalog.profiles), catalog.problems) == (0, ())


def test_the_null_device_stands_for_no_file(home: Home) -> None:
    home.environ["AWS_CONFIG_FILE"] = os.devnull
    assert home.catalog().problems == ()


def test_a_folder_in_place_of_the_file_is_reported(home: Home) -> None:
    home.environ["AWS_CONFIG_FILE"] = str(home.folder)
    (problem,) = home.catalog().problems
    assert "a folder" in problem.message


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_in_place_of_the_file_does_not_hang(home: Home) -> None:
    os.mkfifo(home.folder / "pipe")
    home.environ["AWS_CONFIG_FILE"] = str(home.folder / "pipe")
    (problem,) = home.catalog().problems
    assert "a pipe" in problem.message


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_link_to_nowhere_is_reported(home: Home) -> None:
    (home.folder / "link").symlink_to(home.folder / "gone")
    home.environ["AWS_CONFIG_FILE"] = str(home.folder / "link")
    (problem,) = home.catalog().problems
    assert "a link to a file that does not exist" in problem.message


def test_a_huge_file_is_refused_without_being_read(home: Home) -> None:
    with (home.folder / "config").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    (problem,) = home.catalog().problems
    assert "32 MiB" in problem.message


def test_home_and_variables_in_the_files_names_are_expanded(home: Home) -> None:
    home.write(GOOD)
    for name in ("~/config", "$HOME/config", "${HOME}/config"):
        home.environ["AWS_CONFIG_FILE"] = name
        assert "good" in home.catalog().profiles


# Any text at all: nothing raises, good profiles survive, and botocore agrees wherever it reads the text.

_lines = st.sampled_from(
    [
        "[profile a]",
        "[profile b]",
        "[profile 'q c']",
        "[default]",
        "[DEFAULT]",
        "[sso-session s]",
        "[profile",
        "[x]",
        "region = eu-west-1",
        "Region=x",
        "role_arn: arn:aws:iam::1:role/x",
        "s3 =",
        "  max = 3",
        "    deep = 4",
        "  nonsense",
        "# comment",
        "  ; comment",
        "",
        "   ",
        "output = json ; text",
        "= x",
        "key",
        "\ttabbed = 1",
        "x = \x0b y",
    ]
)
_files = st.lists(_lines | st.text(max_size=20), max_size=25).map("\n".join)


@given(_files)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text_is_read_as_botocore_reads_it_or_partly(home: Home, text: str) -> None:
    home.write(text.encode("utf-8", "surrogatepass"))
    ours, catalog = values_of(home), home.catalog()
    for name in catalog.profiles:
        assert session_key(build_plan(catalog, name, environ=home.environ))
    try:
        theirs = home.botocore_profiles()
    except ConfigParseError:
        assert home.catalog().problems
    else:
        assert ours == theirs


@given(_files)
@settings(max_examples=100, deadline=None)
def test_a_good_profile_survives_whatever_is_before_it(text: str) -> None:
    ini = IniFile("config")
    parse_lines([*text.split("\n"), "[profile survivor]", "region = eu-west-1"], ini)
    assert ini.sections["profile survivor"].values["region"] == "eu-west-1"
