"""Explanations: true, in plain words, and a draft only where an allow is missing."""

from __future__ import annotations

import json

import pytest

from stsui.denials import (
    Denial,
    Effect,
    Kind,
    PolicyType,
    draft_statement,
    explain,
    read_denials,
    with_document,
)
from stsui.denials.policies import POLICIES
from tests.denials.documents import EXPLICIT, IMPLICIT, STATEMENT, VARIANTS, condition, items
from tests.denials.samples import BLOB, ENCODED, ROLE, TABLE, USER, because, sentence


def denial_of(text: str) -> Denial:
    (denial,) = read_denials(text)
    return denial


def test_a_missing_allow_of_the_identity() -> None:
    assert explain(denial_of(sentence(who=ROLE, why=because("identity-based policy")))) == (
        "The role loader (session ines) of account 210987654321 may not do dynamodb:Query on "
        f"{TABLE}: no identity-based policy allows it. No statement denies it explicitly, and the "
        "organization's policies left room for it; but neither the resource's policy nor any policy of "
        "the identity "
        "allows it. "
        "Look at the policies attached to the role loader in account 210987654321. "
        "Draft to review, as narrow as the message allows: "
        f'{{"Effect": "Allow", "Action": "dynamodb:Query", "Resource": "{TABLE}"}}'
    )


def test_an_explicit_deny_of_the_organization() -> None:
    policy = "arn:aws:organizations::135792468013:policy/o-d/service_control_policy/p-f"
    text = explain(denial_of(sentence(why=f"with an explicit deny in a service control policy: {policy}")))
    assert f"a service control policy ({policy}) denies it explicitly" in text
    assert "Look at the service control policies of the organization" in text
    assert "Draft" not in text


@pytest.mark.parametrize("policy_type", PolicyType)
def test_every_type_of_policy_says_where_to_look(policy_type: PolicyType) -> None:
    denial = Denial(
        kind=Kind.PLAIN,
        principal=ROLE,
        action="sqs:Foo",
        resource=TABLE,
        effect=Effect.IMPLICIT,
        policy_type=policy_type,
    )
    text = explain(denial)
    assert POLICIES[policy_type].name in text
    assert "Look at" in text
    assert "{" not in text.partition("Draft")[0]


@pytest.mark.parametrize("policy_type", [None, *PolicyType])
def test_nothing_is_drafted_against_an_explicit_deny(policy_type: PolicyType | None) -> None:
    denial = Denial(
        kind=Kind.PLAIN,
        principal=ROLE,
        action="sqs:Foo",
        resource=TABLE,
        effect=Effect.EXPLICIT,
        policy_type=policy_type,
    )
    assert draft_statement(denial) is None


def test_the_draft_names_the_missing_action() -> None:
    denial = denial_of(sentence(why=because("identity-based policy", "vpce:AllowMultiRegion")))
    assert draft_statement(denial) == {
        "Effect": "Allow",
        "Action": "vpce:AllowMultiRegion",
        "Resource": TABLE,
    }


def test_the_draft_of_a_trust_policy_names_the_role_and_no_resource() -> None:
    target = "arn:aws:iam::135792468013:role/depot"
    denial = denial_of(
        sentence(
            who=ROLE, action="sts:AssumeRole", on=target, why=because("role trust policy", "sts:AssumeRole")
        )
    )
    assert draft_statement(denial) == {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::210987654321:role/loader"},
        "Action": "sts:AssumeRole",
    }
    assert f"Look at the trust policy on {target} in account 135792468013." in explain(denial)


@pytest.mark.parametrize(
    ("who", "principal"),
    [
        (USER, {"AWS": USER}),
        ("depot.amazonaws.com", {"Service": "depot.amazonaws.com"}),
        ("anonymous", None),
        ("***", None),
    ],
)
def test_the_draft_of_a_resource_policy_names_who_it_is_for(
    who: str, principal: dict[str, str] | None
) -> None:
    draft = draft_statement(denial_of(sentence(who=who, why=because("resource-based policy"))))
    assert (draft and draft["Principal"]) == principal


@pytest.mark.parametrize("resource", ["***", "role depot", "arn:aws:s3:::crate/...", "*"])
def test_the_draft_has_no_half_resource(resource: str) -> None:
    draft = draft_statement(denial_of(sentence(on=resource, why=because("identity-based policy"))))
    assert draft is not None
    assert draft["Resource"] == "*"


@pytest.mark.parametrize("action", ["null", "***"])
def test_no_draft_without_an_action(action: str) -> None:
    assert (
        draft_statement(denial_of(sentence(action=action) + " because no identity-based policy allows it"))
        is None
    )


def test_no_draft_where_aws_did_not_say_why() -> None:
    denial = denial_of(sentence())
    assert draft_statement(denial) is None
    assert "AWS did not say why" in explain(denial)


def test_an_encoded_message_says_who_can_decode_it() -> None:
    text = explain(denial_of(ENCODED))
    assert "a session of the account that made the request" in text
    assert "aws sts decode-authorization-message" in text
    assert BLOB not in text
    assert "account 210987654321" in explain(
        denial_of(f"{sentence()}. Encoded authorization failure message: {BLOB}")
    )


def test_a_cut_message_is_said_to_be_cut_before_anybody_is_asked() -> None:
    text = explain(denial_of(f"{ENCODED}..."))
    assert "cut off" in text
    assert "aws sts" not in text


def test_a_decoded_deny_names_the_statement_and_what_it_asks_for() -> None:
    asks = STATEMENT | {"conditions": items(condition("aws:MultiFactorAuthPresent", "false"))}
    denial = with_document(denial_of(ENCODED), json.dumps(EXPLICIT | {"matchedStatements": items(asks)}))
    assert "by the statement OnlySmall" in explain(denial)
    assert "It asks for MFA" in explain(denial)


def test_a_decoded_missing_allow_is_drafted_with_the_service() -> None:
    short = VARIANTS["EC2's short action"] | {"explicitDeny": False, "matchedStatements": items()}
    draft = draft_statement(with_document(denial_of(ENCODED), json.dumps(short)))
    assert draft is not None
    assert draft["Action"] == "ec2:RunInstances"


def test_an_allowed_request_is_no_refusal() -> None:
    denial = with_document(denial_of(ENCODED), json.dumps(IMPLICIT | {"allowed": True}))
    assert explain(denial).startswith("AWS allowed the role loader (session ines)")
    assert draft_statement(denial) is None


def test_block_public_access_is_no_policy() -> None:
    why = "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access"
    text = explain(denial_of(sentence(action="s3:PutBucketPolicy", why=why)))
    assert "S3 Block Public Access stops it" in text
    assert "Look at the Block Public Access settings" in text


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (USER, "The user ines of account 210987654321 may not"),
        ("arn:aws-cn:iam::210987654321:root", "The root user of account 210987654321 may not"),
        (
            "arn:aws:sts::210987654321:federated-user/ines",
            "The federated user ines of account 210987654321 may not",
        ),
        ("anonymous", "An anonymous caller (the request was not signed) may not"),
        ("glue.amazonaws.com", "The service glue.amazonaws.com may not"),
        ("cloud_user", "cloud_user may not"),
        ("arn:aws:iam::***:user/ines", "The user ines may not"),
    ],
)
def test_says_who_it_was(who: str, words: str) -> None:
    assert explain(denial_of(sentence(who=who))).startswith(words)


def test_a_boundary_is_not_on_groups() -> None:
    text = explain(denial_of(sentence(why=because("permissions boundary"))))
    assert "Look at the permissions boundary of the user ines in account 210987654321." in text


@pytest.mark.parametrize("action", ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"])
def test_who_signs_in_with_a_token_has_no_policies(action: str) -> None:
    text = explain(denial_of(f"AccessDenied: Not authorized to perform {action}"))
    assert "Look at the trust policy of the role to be assumed: the identity provider it names" in text
    assert "policies of the caller" not in text
    assert "a role that does not exist" in text


def test_the_account_of_a_caller_who_is_not_named_is_not_the_resources() -> None:
    target = "arn:aws:iam::135792468013:role/depot"
    text = explain(denial_of(f"Is not authorized to perform: sts:AssumeRole on resource: {target}"))
    assert "the role to be assumed in account 135792468013 and at the policies of the caller." in text


def test_the_resource_policy_of_a_role_is_its_trust_policy() -> None:
    target = "arn:aws:iam::135792468013:role/depot"
    why = because("resource-based policy", "sts:AssumeRole")
    denial = denial_of(sentence(ROLE, "sts:AssumeRole", target, why))
    assert "no resource-based policy allows it" in explain(denial)
    assert f"Look at the trust policy on {target} in account 135792468013." in explain(denial)
    draft = draft_statement(denial)
    assert draft is not None
    assert "Resource" not in draft


@pytest.mark.parametrize("why", ["", because("service-based policy")])
def test_a_request_without_credentials_has_no_identity_to_look_at(why: str) -> None:
    denial = denial_of(sentence("anonymous", "execute-api:Invoke", why=why))
    assert "Check why the request carried no credentials" in explain(denial)
    assert draft_statement(denial) is None


def test_control_policies_of_resources_allow_nothing() -> None:
    assert draft_statement(denial_of(sentence(ROLE, why=because("resource control policy")))) is None


@pytest.mark.parametrize(
    ("who", "arn"),
    [
        (USER, USER),
        (ROLE, "arn:aws:iam::210987654321:role/loader"),
        ("***", None),
    ],
)
def test_the_draft_for_an_endpoint_narrows_to_the_caller(who: str, arn: str | None) -> None:
    draft = draft_statement(denial_of(sentence(who, why=because("VPC endpoint policy"))))
    assert draft is not None
    assert draft["Principal"] == "*"
    assert draft.get("Condition") == (arn and {"ArnLike": {"aws:PrincipalArn": arn}})


def test_the_draft_for_a_permission_sets_role_knows_that_it_has_a_path() -> None:
    name = "AWSReservedSSO_Depot_0123456789abcdef"
    who = f"arn:aws:sts::210987654321:assumed-role/{name}/ines"
    draft = draft_statement(denial_of(sentence(who, why=because("resource-based policy"))))
    assert draft == {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
        "Action": "dynamodb:Query",
        "Resource": TABLE,
        "Condition": {
            "ArnLike": {
                "aws:PrincipalArn": f"arn:aws:iam::210987654321:role/aws-reserved/sso.amazonaws.com/*{name}"
            }
        },
    }


@pytest.mark.parametrize(
    ("why", "setting"),
    [
        ("with an explicit deny in a resource-based policy", "RestrictPublicBuckets"),
        (because("resource-based policy", "s3:GetObject"), "IgnorePublicAcls"),
    ],
)
def test_block_public_access_in_the_words_of_a_policy(why: str, setting: str) -> None:
    assert setting in explain(denial_of(sentence(action="s3:GetObject", on="arn:aws:s3:::depot/x", why=why)))
    assert setting not in explain(denial_of(sentence(why=why)))


@pytest.mark.parametrize(
    ("end", "known"), [("", "by its time"), (" (Request ID: 1-2)", "by its id and time")]
)
def test_a_refusal_that_names_no_action_is_looked_for_in_cloudtrail(end: str, known: str) -> None:
    assert known in explain(denial_of(f"AccessDenied: Access Denied{end}"))


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("arn:aws:sts::210987654321:assumed-role/...", "A role of account 210987654321 may not"),
        ("arn:aws:iam::210987654321:user/***", "A user of account 210987654321 may not"),
    ],
)
def test_a_caller_whose_name_is_elided(who: str, words: str) -> None:
    text = explain(denial_of(sentence(who, why=because("identity-based policy"))))
    assert text.startswith(words)
    assert "Look at the policies attached to the caller" in text
    trust = draft_statement(denial_of(sentence(who, why=because("resource-based policy"))))
    assert trust is None


def test_the_command_to_decode_stands_last() -> None:
    why = because("identity-based policy")
    text = explain(denial_of(f"{sentence(why=why)}. Encoded authorization failure message: {BLOB}"))
    assert text.endswith("--encoded-message=MESSAGE")
    assert text.index("Draft") < text.index("aws sts")
