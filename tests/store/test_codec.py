"""Sessions as text: they come back as they were, and nothing else comes back at all."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stsui.clock import LARGEST_SKEW
from stsui.model import Credentials, Operation, Parameters, Secret, Session, SessionInfo
from stsui.store import codec
from tests.store.examples import SECRET, TOKEN, example

TEXTS = st.text(max_size=30)
MAYBE = st.none() | TEXTS
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)
TIMES = st.datetimes(timezones=st.just(UTC))

PARAMETERS = st.builds(
    Parameters,
    role_arn=MAYBE,
    role_session_name=MAYBE,
    duration_seconds=st.none() | st.integers(),
    mfa_serial=MAYBE,
    external_id=MAYBE,
    policy=MAYBE,
    policy_arns=st.lists(TEXTS, max_size=3).map(tuple),
    tags=PAIRS,
    transitive_tag_keys=st.lists(TEXTS, max_size=3).map(tuple),
    source_identity=MAYBE,
    provided_contexts=PAIRS,
    name=MAYBE,
    principal_arn=MAYBE,
    provider_id=MAYBE,
    web_identity_token_file=MAYBE,
    target_principal=MAYBE,
    task_policy_arn=MAYBE,
    audience=st.lists(TEXTS, max_size=3).map(tuple),
    signing_algorithm=MAYBE,
    minimum_session_token_size=st.none() | st.integers(),
    proof=MAYBE,
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    info = draw(
        st.builds(
            SessionInfo,
            key=TEXTS,
            profile=TEXTS,
            operation=st.sampled_from(Operation),
            issued_at=TIMES,
            expires_at=TIMES,
            access_key_id=TEXTS,
            arn=MAYBE,
            account_id=MAYBE,
            user_id=MAYBE,
            mfa=st.booleans(),
            from_long_term=st.booleans(),
            region=MAYBE,
            endpoint=MAYBE,
            packed_policy_size=st.none() | st.integers(0, 200),
            session_token_size=st.none() | st.integers(),
            session_token_utilization=st.none() | st.integers(),
            source_identity=MAYBE,
            changes=PARAMETERS,
            skew_seconds=st.floats(-LARGEST_SKEW.total_seconds(), LARGEST_SKEW.total_seconds()),
        )
    )
    token = draw(st.none() | TEXTS.map(Secret))
    return Session(info, Credentials(info.access_key_id, draw(TEXTS.map(Secret)), token, info.expires_at))


@given(sessions())
def test_every_session_comes_back_as_it_was(session: Session) -> None:
    text = codec.encode(session)
    assert codec.decode(text) == session
    assert codec.decode_info(text) == session.info
    assert codec.decode_info(codec.encode_info(session.info)) == session.info


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.text() | JSON.map(json.dumps))
def test_no_other_text_is_a_session(text: str) -> None:
    assert codec.decode(text) is None
    assert codec.decode_info(text) is None


@pytest.mark.parametrize("parts", [(), ("info", "notes"), ("credentials",)])
def test_what_has_other_parts_is_no_session(parts: tuple[str, ...]) -> None:
    kept = json.loads(codec.encode(example()))
    text = json.dumps({"version": codec.VERSION, **{part: kept.get(part) for part in parts}})
    assert codec.decode(text) is None
    assert codec.decode_info(text) is None


def paths(plain: Any, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [before] if before else []
    for name, value in plain.items() if isinstance(plain, dict) else ():
        found += paths(value, (*before, name))
    return found


PLAIN = json.loads(codec.encode(example()))


def changed(path: tuple[str, ...], change: Any) -> str:
    plain = json.loads(json.dumps(PLAIN))
    inner = plain
    for name in path[:-1]:
        inner = inner[name]
    change(inner, path[-1])
    return json.dumps(plain)


@pytest.mark.parametrize("path", paths(PLAIN), ids=".".join)
def test_every_part_is_needed_and_of_its_kind(path: tuple[str, ...]) -> None:
    assert codec.decode(changed(path, lambda inner, name: inner.pop(name))) is None
    assert codec.decode(changed(path, lambda inner, name: inner.update({name: {"odd": 1}}))) is None
    assert codec.decode(changed(path, lambda inner, name: inner.update({f"{name}_more": 1}))) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("version",), True),
        (("version",), "1"),
        (("info", "expires_at"), True),
        (("info", "expires_at"), 1.5),
        (("info", "expires_at"), 10**30),
        (("info", "expires_at"), 0),  # not the credentials' own
        (("info", "access_key_id"), "ASIAI44QH8DHBEXAMPLE"),
        (("info", "operation"), "AssumeEverything"),
        (("info", "operation"), []),
        (("info", "mfa"), 1),
        (("info", "skew_seconds"), float("nan")),
        (("info", "skew_seconds"), float("inf")),
        (("info", "skew_seconds"), True),
        (("info", "changes", "tags"), [["one"]]),
        (("info", "changes", "policy_arns"), "arn"),
        (("credentials", "secret_access_key"), None),
        (("credentials", "session_token"), 5),
    ],
)
def test_what_is_off_makes_it_no_session(path: tuple[str, ...], value: object) -> None:
    assert codec.decode(changed(path, lambda inner, name: inner.update({name: value}))) is None


def test_a_deeply_nested_text_does_no_harm() -> None:
    assert codec.decode("[" * 100_000) is None


def test_every_field_of_the_model_is_written() -> None:
    assert set(PLAIN["info"]) == {field.name for field in fields(SessionInfo)}
    assert set(PLAIN["info"]["changes"]) == {field.name for field in fields(Parameters)}
    assert set(PLAIN["credentials"]) == {field.name for field in fields(Credentials)}


def test_the_info_alone_holds_no_secret() -> None:
    text = codec.encode_info(example().info)
    assert SECRET not in text
    assert TOKEN not in text


def test_times_are_exact() -> None:
    odd = datetime(2026, 11, 22, 23, 59, 59, 999_999, tzinfo=UTC)
    decoded = codec.decode(codec.encode(example(expires_at=odd)))
    assert decoded
    assert decoded.info.expires_at == odd
