"""JWTs: their claims and time left, and what is said of what is none."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stsui.federation import read_jwt
from stsui.federation.reading import ProofUnreadable

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STAMP = int(NOON.timestamp())
CLAIMS = {
    "iss": "https://token.example.com",
    "sub": "repo:payments:main",
    "aud": "sts.amazonaws.com",
    "iat": STAMP,
    "nbf": STAMP,
    "exp": STAMP + 300,
}


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def token(claims: object = CLAIMS, header: object = None) -> str:
    return f"{part(header or {'alg': 'RS256', 'kid': 'k1'})}.{part(claims)}.c2lnbmF0dXJl"


def test_a_token_is_read() -> None:
    read = read_jwt(f"\n{token()}  ")
    assert read.header == {"alg": "RS256", "kid": "k1"}
    assert read.claims == CLAIMS
    assert (read.issuer, read.subject) == ("https://token.example.com", "repo:payments:main")
    assert read.audience == ("sts.amazonaws.com",)
    assert (read.issued_at, read.not_before) == (NOON, NOON)
    assert read.remaining(NOON + timedelta(minutes=1)) == timedelta(minutes=4)
    assert read.token.reveal() == token()
    assert token() not in repr(read)


def test_whose_it_is_stays_the_same_for_the_next_token() -> None:
    assert read_jwt(token()).whose == read_jwt(token({**CLAIMS, "exp": STAMP + 900})).whose
    assert read_jwt(token()).whose != read_jwt(token({**CLAIMS, "sub": "repo:other"})).whose


@pytest.mark.parametrize(
    ("after", "rules"),
    [(-1, ["token-early"]), (0, []), (299, []), (300, ["token-expired"]), (9999, ["token-expired"])],
)
def test_times_are_judged(after: int, rules: list[str]) -> None:
    problems = read_jwt(token()).problems(NOON + timedelta(seconds=after))
    assert [problem.rule for problem in problems] == rules


@pytest.mark.parametrize(
    "claims", [{}, {"exp": "soon", "aud": 7, "iss": ["x"]}, {"exp": True}, {"exp": 1e300}, {"exp": -(10**30)}]
)
def test_odd_claims_are_left_out(claims: object) -> None:
    read = read_jwt(token(claims))
    assert read.expires_at is None
    assert read.remaining(NOON) is None
    assert list(read.problems(NOON)) == []
    assert (read.issuer, read.audience) == ("", ())


NO_TOKENS = {
    "": "empty",
    "hello": "this has 1",
    token()[: token().rindex(".")]: "this has 2",
    "a.b.c.d.e": "encrypted",
    f"{part([])}.{part({})}.x": "header cannot be read",
    f"{part({})}.{part('text')}.x": "claims cannot be read",
    f"{part({})}.!!!.x": "claims cannot be read",
    f"{part({})}.{base64.urlsafe_b64encode(b'[' * 60_000).decode()}.x": "claims cannot be read",
    "a." * 60_000: "too large",
}


@pytest.mark.parametrize(("text", "words"), NO_TOKENS.items(), ids=[str(n) for n in range(len(NO_TOKENS))])
def test_what_is_no_token_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ProofUnreadable, match=words) as caught:
        read_jwt(text)
    assert len(caught.value.message) < 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KNOWN = st.dictionaries(st.sampled_from(["iss", "sub", "aud", "exp", "nbf", "iat"]), JSON)


@given(st.text() | st.builds(token, JSON | KNOWN, JSON | KNOWN) | st.text(alphabet="ab.=-_"))
def test_no_text_makes_the_reader_fall(text: str) -> None:
    with suppress(ProofUnreadable):
        list(read_jwt(text).problems(NOON))
