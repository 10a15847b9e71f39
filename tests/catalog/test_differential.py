"""Profiles put together at random: stsui starts what botocore starts, the same way, and refuses the rest."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stsui.model import Kind, Operation, Plan
from tests.catalog.conftest import Home

NAMES = ("a", "b", "c")

_role = st.sampled_from(["role_arn = arn:aws:iam::444455556666:role/{name}\n"])
_source = st.sampled_from([*(f"source_profile = {name}\n" for name in (*NAMES, "gone"))])
_rare = st.sampled_from(
    [
        "credential_source = EcsContainer\n",
        "credential_source = environment\n",
        "sso_account_id = 111122223333\n",
        "web_identity_token_file =\n",
        "region = eu-west-1\n",
        "duration_seconds = abc\n",
    ]
)
_key = st.just("aws_access_key_id = AKIA{name}EXAMPLE\n")
_secret = st.just("aws_secret_access_key = x\n")
_token = st.just("aws_session_token = x\n")
_none = st.just("")


def maybe(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Each of the parts, or not."""
    return st.tuples(*(st.one_of(_none, part) for part in parts)).map("".join)


_keys = st.one_of(_none, st.tuples(_key, _secret).map("".join), maybe(_key, _secret, _token))
_chained = st.tuples(_role, _source).map("".join)
_config = st.tuples(st.one_of(_chained, _chained, maybe(_role, _source, _rare)), _keys).map("".join)
_bodies = st.tuples(*([_config] * len(NAMES)), *([_keys] * len(NAMES)))


def files(bodies: tuple[str, ...]) -> tuple[str, str]:
    """The texts of a config and a credentials file."""
    texts = [body.replace("{name}", name) for body, name in zip(bodies, NAMES * 2, strict=True)]
    config = "".join(f"[profile {name}]\n{text}" for name, text in zip(NAMES, texts[:3], strict=True))
    shared = "".join(f"[{name}]\n{text}" for name, text in zip(NAMES, texts[3:], strict=True) if text)
    return config, shared


def botocores_way(home: Home, name: str, kind: Kind) -> tuple[str, list[str]] | None:
    """The access key that botocore starts from and the roles it assumes; None where it cannot start."""
    try:
        if kind is Kind.ROLE:
            calls = home.botocore_calls(name)
            return calls[0].access_key_id, [call.parameters["RoleArn"] for call in calls]
        found = home.botocore(name).get_credentials()
    except BotoCoreError:
        return None
    return (found.access_key, []) if found else None


def our_way(plan: Plan) -> tuple[str | None, list[str | None]] | None:
    """The same of a plan."""
    if plan.problems:
        return None
    roles = [step.parameters.role_arn for step in plan.steps if step.operation is Operation.ASSUME_ROLE]
    return plan.steps[0].access_key_id, roles


@given(_bodies)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_stsui_and_botocore_agree(home: Home, bodies: tuple[str, ...]) -> None:
    config, shared = files(bodies)
    home.write(config, shared)
    for name, profile in home.catalog().profiles.items():
        plan = home.plan(name)
        if plan.steps[0].base != "EcsContainer":  # which botocore refuses only after asking the container
            assert our_way(plan) == botocores_way(home, name, profile.kind)
