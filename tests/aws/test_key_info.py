"""What key ids tell by themselves. The ids with accounts are those that public write-ups decode."""

from __future__ import annotations

import pytest

from stsui.aws.key_info import KeyFacts, key_facts, key_ids


@pytest.mark.parametrize(
    ("key_id", "kind", "account_id"),
    [
        ("ASIAQNZGKIQY56JQ7WML", "temporary", "029608264753"),
        ("ASIAY34FZKBOKMUTVV7A", "temporary", "609629065308"),
        ("AKIAIOSFODNN7EXAMPLE", "long-term", None),
        ("AKIAI44QH8DHBEXAMPLE", "long-term", None),
        ("ASIAQQQQ18181818QQQQ", "temporary", None),
        ("ABIAIOSFODNN7EXAMPLE", "bearer token", None),
    ],
)
def test_facts_in_an_id(key_id: str, kind: str, account_id: str | None) -> None:
    assert key_facts(key_id) == KeyFacts(key_id, kind, account_id)


@pytest.mark.parametrize(
    "text", ["", "AKIA", "AROAIOSFODNN7EXAMPLE", "akiaiosfodnn7example", "AKIA\x1b[31mFODNN7EXAMPLE"]
)
def test_what_is_no_access_key_id(text: str) -> None:
    assert key_facts(text) is None


def test_ids_are_found_in_any_text() -> None:
    text = "key=AKIAIOSFODNN7EXAMPLE, then 'ASIAQNZGKIQY56JQ7WML' and AKIAIOSFODNN7EXAMPLE; no XAKIAIOSFODNN7"
    assert key_ids(text) == ("AKIAIOSFODNN7EXAMPLE", "ASIAQNZGKIQY56JQ7WML")
