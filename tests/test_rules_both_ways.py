"""Every limit, at its edge and one beyond: told before anything is sent, refused by the practice AWS as well.

And whatever stsui finds right, botocore's own model of STS does too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel
from botocore.validate import ParamValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from stsui import limits
from stsui.aws.requests import PROOF_FIELDS, request_for
from stsui.model import NO_PARAMETERS, Operation, Parameters, Step
from stsui.parameters import PROOFS, REQUIRED, RULES, TAKEN, limits_table, request_problems
from stsui.practice import PracticeAws
from stsui.rules import OPERATIONS, duration_problem
from tests.aws.operations import DEV, GOOD, READ_ONLY, role

ASSUME, FEDERATE, ROOT = Operation.ASSUME_ROLE, Operation.GET_FEDERATION_TOKEN, Operation.ASSUME_ROOT
SESSION, TOKEN = Operation.GET_SESSION_TOKEN, Operation.GET_WEB_IDENTITY_TOKEN
SAML, WEB = Operation.ASSUME_ROLE_WITH_SAML, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(size: int) -> str:
    """A session policy of exactly so many characters."""
    text = json.dumps({"Statement": ALLOW})
    return text[:-1] + " " * (size - len(text)) + text[-1]


def tags(count: int, key: int = 3, value: int = 1) -> tuple[tuple[str, str], ...]:
    return tuple((f"{number:0{key}}", "v" * value) for number in range(count))


def account_role(length: int) -> str:
    return role("r" * (length - len(role(""))))


EDGES: list[tuple[Operation, str, Any, Any]] = [
    (ASSUME, "role_session_name", "ab", "a"),
    (ASSUME, "role_session_name", "a" * 64, "a" * 65),
    (ASSUME, "role_session_name", "a_+=,.@-", "a b"),
    (ASSUME, "external_id", "ab", "a"),
    (ASSUME, "external_id", "a" * 1224, "a" * 1225),
    (ASSUME, "external_id", "a:/", "a b"),
    (ASSUME, "source_identity", "ab", "a"),
    (ASSUME, "source_identity", "a" * 64, "a" * 65),
    (ASSUME, "source_identity", "a_+=,.@-", "a/b"),
    (ASSUME, "policy", policy(2048), policy(2049)),
    (ASSUME, "policy", policy(99), "{"),
    (ASSUME, "policy", policy(99), "[]"),
    (ASSUME, "policy", f"{policy(99)}\r\n", policy(99).replace(" ", "\x0b")),
    (ASSUME, "policy", policy(99).replace("*", "ÿ:*", 1), policy(99).replace("*", "Ā:*", 1)),
    (ASSUME, "policy_arns", (READ_ONLY,), ("arn:aws:iam::aws:p",)),
    (ASSUME, "policy_arns", (READ_ONLY,) * 10, (READ_ONLY,) * 11),
    (ASSUME, "policy_arns", (READ_ONLY,), ("arn:aws:iam::aws:policy/",)),
    (ASSUME, "tags", tags(50), tags(51)),
    (ASSUME, "tags", tags(1, key=128), tags(1, key=129)),
    (ASSUME, "tags", tags(1, value=256), tags(1, value=257)),
    (ASSUME, "tags", (("é _.:/=+-@", ""),), (("a,b", ""),)),
    (ASSUME, "tags", (("a", "é _.:/=+-@"),), (("a", "tab\t"),)),
    (ASSUME, "tags", (("a", "1"), ("b", "2")), (("a", "1"), ("A", "2"))),
    (ASSUME, "tags", (("a", "1"),), (("", "1"),)),
    (ASSUME, "tags", (("aws", "aws"),), (("Aws:a", "1"),)),
    (ASSUME, "tags", (("a", "an aws:"),), (("a", "aws:b"),)),
    (ASSUME, "transitive_tag_keys", (), ("gone",)),
    (
        ASSUME,
        "provided_contexts",
        (("arn:aws:iam::aws:contextProvider/X", "abcd"),) * 5,
        (("arn:aws:iam::aws:contextProvider/X", "abcd"),) * 6,
    ),
    (
        ASSUME,
        "provided_contexts",
        (("arn:aws:iam::aws:contextProvider/X", "a" * 2048),),
        (("arn:aws:iam::aws:contextProvider/X", "a" * 2049),),
    ),
    (
        ASSUME,
        "provided_contexts",
        (("arn:aws:iam::aws:contextProvider/X", "abcd"),),
        (("arn:aws:iam::aws:contextProvider/X", "abc"),),
    ),
    (ASSUME, "minimum_session_token_size", 4096, 4097),
    (ASSUME, "minimum_session_token_size", 0, -1),
    (ASSUME, "role_arn", role("ReadOnly"), "arn:aws:iam::77778888999:role/ReadOnly"),
    (FEDERATE, "name", "ab", "a"),
    (FEDERATE, "name", "a" * 32, "a" * 33),
    (FEDERATE, "name", "a_+=,.@-", "a b"),
    (FEDERATE, "policy", policy(2048), policy(2049)),
    (FEDERATE, "tags", tags(50), tags(51)),
    (FEDERATE, "minimum_session_token_size", 4096, 4097),
    (ROOT, "target_principal", DEV, DEV[1:]),
    (ROOT, "target_principal", f"arn:aws:iam::{DEV}:root", f"arn:aws:iam::{DEV}:user/kim"),
    (ROOT, "task_policy_arn", f"{limits.ROOT_TASK_PREFIX}SQSUnlockQueuePolicy", READ_ONLY),
    (ROOT, "minimum_session_token_size", 4096, 4097),
    (TOKEN, "audience", ("a",) * 10, ("a",) * 11),
    (TOKEN, "audience", ("a" * 1000,), ("a" * 1001,)),
    (TOKEN, "audience", ("a",), ("",)),
    (TOKEN, "signing_algorithm", "ES384", "HS256"),
    (TOKEN, "tags", tags(50), tags(51)),
    (SESSION, "mfa_serial", None, "a" * 8),
    (SESSION, "mfa_serial", None, "a" * 257),
    (SESSION, "mfa_serial", None, "serial number"),
    (SESSION, "minimum_session_token_size", 4096, 4097),
    (WEB, "role_session_name", "a" * 64, "a" * 65),
    (WEB, "provider_id", "abcd", "abc"),
    (WEB, "provider_id", "a" * 2048, "a" * 2049),
    (WEB, "policy", policy(2048), policy(2049)),
    (SAML, "principal_arn", "arn:aws:iam::777788889999:saml-provider/ExampleIdP", "arn:aws:iam::1:x"),
    (SAML, "role_arn", role("Federated"), f"{role('Federated')} x"),
    (SAML, "policy", policy(2048), policy(2049)),
]
for _operation, _row in OPERATIONS.items():
    if _row.durations:
        EDGES.append((_operation, "duration_seconds", _row.durations.minimum, _row.durations.minimum - 1))
        EDGES.append((_operation, "duration_seconds", _row.durations.maximum, _row.durations.maximum + 1))


def told(operation: Operation, parameters: Parameters) -> list[str]:
    found = [problem.message for problem in request_problems(operation, parameters)]
    seconds = parameters.duration_seconds
    if seconds is not None and (problem := duration_problem(operation, seconds)):
        found.append(problem.message)
    return found


@pytest.fixture(scope="module")
def aws() -> Iterator[PracticeAws]:
    with PracticeAws() as running:
        yield running


@pytest.fixture(scope="module")
def client(aws: PracticeAws) -> Iterator[BaseClient]:
    """boto3's own client without its checks: whatever is asked is sent."""
    user = aws.company.users["oncall"]
    client = botocore.session.Session().create_client(
        "sts",
        region_name="eu-west-1",
        endpoint_url=aws.url,
        aws_access_key_id=user.access_key_id,
        aws_secret_access_key=user.secret_access_key,
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )
    yield client
    client.close()


def proof(aws: PracticeAws, operation: Operation) -> dict[str, str]:
    from tests.aws.operations import Requests

    secret = Requests(aws).proof(operation)
    return {PROOF_FIELDS[operation]: secret.reveal()} if secret else {}


def wrong(client: Any, aws: PracticeAws, operation: Operation, parameters: Parameters) -> str:
    """The code and words with which AWS finds the request itself wrong; empty when it does not."""
    from botocore import xform_name

    try:
        request = request_for(Step(operation, "p", parameters), **proof(aws, operation))
        getattr(client, xform_name(operation))(**request)
    except ClientError as error:
        code, text = error.response["Error"]["Code"], error.response["Error"]["Message"]
        in_the_request = (
            "ValidationError",
            "MalformedPolicyDocument",
            "InvalidParameterValue",
            "LimitExceeded",
            "NoSuchEntity",
        )
        asked_of_others = "MaxSessionDuration" in text or "role chaining" in text
        return f"{code}: {text}" if code in in_the_request and not asked_of_others else ""
    return ""


IDS = [f"{operation}-{name}-{number}" for number, (operation, name, _, _) in enumerate(EDGES)]


@pytest.mark.parametrize(("operation", "name", "right", "over"), EDGES, ids=IDS)
def test_each_limit_at_its_edge(
    client: Any, aws: PracticeAws, operation: Operation, name: str, right: Any, over: Any
) -> None:
    good = replace(GOOD[operation], **{name: right})
    bad = replace(GOOD[operation], **{name: over})
    assert told(operation, good) == []
    assert len(told(operation, bad)) == 1
    assert wrong(client, aws, operation, good) == ""
    if (operation, name, over) != (SESSION, "mfa_serial", None):
        assert wrong(client, aws, operation, bad)


@pytest.mark.parametrize(
    ("operation", "name"), [(op, name) for op, names in REQUIRED.items() for name in names]
)
def test_what_is_missing(client: Any, aws: PracticeAws, operation: Operation, name: str) -> None:
    empty = replace(GOOD[operation], **{name: getattr(NO_PARAMETERS, name)})
    assert len(told(operation, empty)) == 1
    assert wrong(client, aws, operation, empty)


def test_the_session_policy_and_the_arns_share_one_limit(client: Any, aws: PracticeAws) -> None:
    at_most = replace(GOOD[ASSUME], policy=policy(2048 - len(READ_ONLY)), policy_arns=(READ_ONLY,))
    beyond = replace(at_most, policy=policy(2049 - len(READ_ONLY)))
    assert told(ASSUME, at_most) == []
    assert told(ASSUME, beyond) == [
        "The session policy and the policy ARNs together may hold 2,048 characters, not 2,049."
    ]
    assert wrong(client, aws, ASSUME, at_most) == ""
    assert "exceeds 2048" in wrong(client, aws, ASSUME, beyond)


def test_no_more_transitive_keys_than_tags(client: Any, aws: PracticeAws) -> None:
    at_most = replace(GOOD[ASSUME], tags=tags(50), transitive_tag_keys=tuple(key for key, _ in tags(50)))
    beyond = replace(at_most, transitive_tag_keys=(*at_most.transitive_tag_keys, "000"))
    assert told(ASSUME, at_most) == []
    assert told(ASSUME, beyond) == ["At most 50 transitive tag keys can be given, not 51."]
    assert wrong(client, aws, ASSUME, at_most) == ""
    assert "less than or equal to 50" in wrong(client, aws, ASSUME, beyond)


PROOF_EDGES = [
    (SAML, "A" * 100_000, "A" * 100_001),
    (SAML, "AAAA", "AAA"),
    (WEB, f"e30.e30.{'a' * 19_992}", f"e30.e30.{'a' * 19_993}"),
    (WEB, "a.bc", "a.b"),
    (Operation.GET_DELEGATED_ACCESS_TOKEN, "a", "a b"),
]


@pytest.mark.parametrize(("operation", "right", "over"), PROOF_EDGES)
def test_the_length_of_a_proof(client: Any, operation: Operation, right: str, over: str) -> None:
    assert PROOFS[operation].problem(right) is None
    assert PROOFS[operation].problem(over)
    if operation is Operation.GET_DELEGATED_ACCESS_TOKEN:
        return  # AWS names no limit

    def refused(proof: str) -> str:
        from botocore import xform_name

        request = request_for(Step(operation, "p", GOOD[operation]), **{PROOF_FIELDS[operation]: proof})
        with pytest.raises(ClientError) as caught:
            getattr(client, xform_name(operation))(**request)
        return str(caught.value)

    assert "Member must have length" in refused(over)
    assert "Member must have length" not in refused(right)


LOOKED_UP = [
    (
        "get_access_key_info",
        "AccessKeyId",
        limits.ACCESS_KEY_ID,
        ("A" * 16, "A" * 128),
        ("A" * 15, "A" * 129),
    ),
    ("get_access_key_info", "AccessKeyId", limits.ACCESS_KEY_ID, ("A_" * 8,), ("A-" * 8,)),
    (
        "decode_authorization_message",
        "EncodedMessage",
        limits.ENCODED_MESSAGE,
        ("a" * 10_240,),
        ("a" * 10_241,),
    ),
]


@pytest.mark.parametrize(("method", "name", "rule", "right", "over"), LOOKED_UP)
def test_what_is_asked_about(
    client: Any, method: str, name: str, rule: limits.TextRule, right: tuple[str, ...], over: tuple[str, ...]
) -> None:
    for text, broken in (*((text, False) for text in right), *((text, True) for text in over)):
        assert bool(rule.problem(text)) == broken
        with pytest.raises(ClientError) as caught:
            getattr(client, method)(**{name: text})
        assert ("Member must" in str(caught.value)) == broken


# The table that forms and commands read


def test_every_field_has_a_row() -> None:
    assert set(RULES) == {field.name for field in fields(Parameters)} - {"proof"}
    for operation in TAKEN:
        for row in limits_table(operation):
            assert row.label
            assert row.hint


TYPED = {
    ("duration_seconds", "90 min"): 5400,
    ("tags", "Project=Pegasus, env = prod\nempty="): (("Project", "Pegasus"), ("env", "prod"), ("empty", "")),
    ("transitive_tag_keys", "Project, env"): ("Project", "env"),
    ("policy_arns", f"{READ_ONLY},\n {READ_ONLY}"): (READ_ONLY, READ_ONLY),
    ("task_policy_arn", "S3UnlockBucketPolicy"): f"{limits.ROOT_TASK_PREFIX}S3UnlockBucketPolicy",
    ("signing_algorithm", " es384"): "ES384",
    ("audience", "https://a.example https://b.example"): ("https://a.example", "https://b.example"),
    ("minimum_session_token_size", "2048"): 2048,
    ("provided_contexts", "arn:aws:iam::aws:contextProvider/X=abc="): (
        ("arn:aws:iam::aws:contextProvider/X", "abc="),
    ),
    ("name", " kim "): "kim",
}


@pytest.mark.parametrize(("name", "text"), TYPED)
def test_what_is_typed_is_read(name: str, text: str) -> None:
    assert RULES[name].read(text) == TYPED[name, text]


MISTYPED = {
    (ASSUME, "duration_seconds", "soon"): "no duration",
    (ASSUME, "duration_seconds", "13h"): "15 min to 12 h",
    (TOKEN, "duration_seconds", "59s"): "1 min to 1 h",
    (ASSUME, "tags", "Project"): "KEY=VALUE",
    (ASSUME, "tags", "a=1,A=2"): "differ in case",
    (ASSUME, "role_session_name", "a b"): "may hold only",
    (ASSUME, "policy", "{"): "not valid JSON",
    (ASSUME, "policy", "[" * 100_000): "not valid JSON",
    (ASSUME, "policy", '{"Statement": NaN}'): "NaN is no value",
    (ASSUME, "minimum_session_token_size", "many"): "no number",
    (ASSUME, "role_arn", " "): "needs this",
    (FEDERATE, "name", ""): "needs this",
}


@pytest.mark.parametrize(("operation", "name", "text"), MISTYPED)
def test_what_is_mistyped_is_told_at_its_field(operation: Operation, name: str, text: str) -> None:
    found = RULES[name].check(operation, text)
    assert found
    assert MISTYPED[operation, name, text] in found
    assert RULES["transitive_tag_keys"].check(ASSUME, "Project") is None, "told where the tags are known"


@given(st.sampled_from(sorted(RULES)), st.sampled_from(sorted(TAKEN)), st.text())
def test_no_text_makes_a_check_fall(name: str, operation: Operation, text: str) -> None:
    found = RULES[name].check(Operation(operation), text)
    assert found is None or found.endswith((".", "?"))


# botocore's own model


@cache
def model(operation: Operation) -> OperationModel:
    return botocore.session.Session().get_service_model("sts").operation_model(operation)


TEXT = st.text(max_size=70) | st.text(alphabet="abAB01+=,.@-_:/ ", max_size=70)
SHORT = st.none() | TEXT
ARNS = (
    st.sampled_from([READ_ONLY, role("ReadOnly"), DEV, "arn:aws:iam::777788889999:saml-provider/X", ""])
    | SHORT
)
ANY = st.builds(
    Parameters,
    role_arn=ARNS,
    role_session_name=SHORT,
    duration_seconds=st.none() | st.integers(-5, 200_000) | st.sampled_from([900, 3600]),
    mfa_serial=SHORT,
    external_id=SHORT,
    policy=SHORT | st.just(json.dumps({"Statement": ALLOW})),
    policy_arns=st.lists(ARNS.filter(bool), max_size=12).map(tuple),
    tags=st.lists(st.tuples(TEXT, TEXT), max_size=4).map(tuple),
    transitive_tag_keys=st.lists(TEXT, max_size=2).map(tuple),
    source_identity=SHORT,
    provided_contexts=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    name=SHORT,
    principal_arn=ARNS,
    provider_id=SHORT,
    target_principal=ARNS,
    task_policy_arn=ARNS,
    audience=st.lists(TEXT, max_size=12).map(tuple),
    signing_algorithm=st.sampled_from([None, "RS256", "ES384", "none"]),
    minimum_session_token_size=st.none() | st.integers(-1, 5000),
)


@st.composite
def nearly_good(draw: st.DrawFn) -> tuple[Operation, Parameters]:
    """A good request with a few of its fields replaced by anything."""
    operation = draw(st.sampled_from(sorted(TAKEN)))
    odd = draw(ANY)
    taken = [name for name in TAKEN[Operation(operation)] if name != "web_identity_token_file"]
    names = draw(st.lists(st.sampled_from(taken), max_size=3)) if taken else []
    return Operation(operation), replace(
        GOOD[Operation(operation)], **{name: getattr(odd, name) for name in names}
    )


@given(nearly_good())
def test_what_stsui_finds_right_botocore_does_too(asked: tuple[Operation, Parameters]) -> None:
    operation, parameters = asked
    if told(operation, parameters):
        return
    given = {PROOF_FIELDS[operation]: "abcd"} if operation in PROOFS else {}
    request = request_for(Step(operation, "p", parameters), **given)
    shape = model(operation).input_shape
    assert shape
    report = ParamValidator().validate(request, shape)
    assert not report.has_errors(), report.generate_report()


@given(asked=nearly_good())
@settings(deadline=None)
def test_what_stsui_finds_right_the_practice_aws_does_too(
    client: Any, aws: PracticeAws, asked: tuple[Operation, Parameters]
) -> None:
    operation, parameters = asked
    if not told(operation, parameters):
        assert wrong(client, aws, operation, parameters) == ""


def shape_limits(operation: Operation) -> dict[str, tuple[Any, Any]]:
    taken = model(operation).input_shape
    members = taken.members if taken else {}
    return {name: (shape.metadata.get("min"), shape.metadata.get("max")) for name, shape in members.items()}


def test_the_figures_are_botocores() -> None:
    """So that a change of AWS's limits is noticed with the next botocore."""
    for operation, wire, rule in (
        (ASSUME, "RoleSessionName", limits.ROLE_SESSION_NAME),
        (ASSUME, "ExternalId", limits.EXTERNAL_ID),
        (ASSUME, "SourceIdentity", limits.SOURCE_IDENTITY),
        (ASSUME, "SerialNumber", limits.MFA_SERIAL),
        (ASSUME, "TokenCode", limits.TOKEN_CODE),
        (ASSUME, "RoleArn", limits.ROLE_ARN),
        (SAML, "PrincipalArn", limits.SAML_PROVIDER_ARN),
        (SAML, "SAMLAssertion", limits.SAML_ASSERTION),
        (WEB, "WebIdentityToken", limits.WEB_IDENTITY_TOKEN),
        (WEB, "ProviderId", limits.PROVIDER_ID),
        (FEDERATE, "Name", limits.FEDERATED_NAME),
        (ROOT, "TargetPrincipal", limits.TARGET_PRINCIPAL),
        (Operation.GET_ACCESS_KEY_INFO, "AccessKeyId", limits.ACCESS_KEY_ID),
        (Operation.DECODE_AUTHORIZATION_MESSAGE, "EncodedMessage", limits.ENCODED_MESSAGE),
        (TOKEN, "SigningAlgorithm", limits.SIGNING_ALGORITHM),
    ):
        assert shape_limits(operation)[wire] == (rule.minimum, rule.maximum), wire
    assert shape_limits(TOKEN)["Audience"] == (1, limits.AUDIENCES_MAXIMUM)
    assert shape_limits(ASSUME)["ProvidedContexts"] == (1, limits.PROVIDED_CONTEXTS_MAXIMUM)
    assert shape_limits(ASSUME)["Tags"] == (None, limits.TAGS_MAXIMUM)
    assert shape_limits(ASSUME)["MinimumSessionTokenSize"] == (0, limits.SESSION_TOKEN_SIZE_MAXIMUM)
    for operation in TAKEN:
        durations = OPERATIONS[operation].durations
        if durations:
            assert shape_limits(operation)["DurationSeconds"] == (durations.minimum, durations.maximum)
