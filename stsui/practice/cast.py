"""The default practice company: one identity account, a dozen others, and the people on call."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from stsui.practice.company import (
    Account,
    Company,
    Device,
    Entropy,
    Role,
    User,
    base32,
    example_key,
    example_secret,
)
from stsui.practice.policies import Statement, read_policy
from stsui.rules import HOUR

IDENTITY = "111122223333"
"""The account that people's users live in."""
MANAGEMENT = "999999999999"
"""The organisation's management account."""
ISSUER = "https://idp.example.com"
"""The company's identity provider, for SAML and for OIDC."""
SAML_PROVIDER = "arn:aws:iam::777788889999:saml-provider/ExampleIdP"
OIDC_PROVIDER = "arn:aws:iam::777788889999:oidc-provider/idp.example.com"
OIDC_AUDIENCE = "sts.amazonaws.com"
EXTERNAL_ID = "pegasus-0042"
"""What data-prod's Vendor role wants to be shown."""

_ACCOUNTS = (
    (IDENTITY, "identity", "identity"),
    (MANAGEMENT, "management", "management"),
    ("444455556666", "payments-prod", "prod"),
    ("555566667777", "payments-staging", "staging"),
    ("777788889999", "payments-dev", "dev"),
    ("123456789012", "checkout-prod", "prod"),
    ("210987654321", "checkout-dev", "dev"),
    ("222233334444", "data-prod", "prod"),
    ("333344445555", "data-dev", "dev"),
    ("666677778888", "logging", "shared"),
    ("888899990000", "network", "shared"),
    ("999900001111", "security", "shared"),
    ("000011112222", "sandbox", "dev"),
)
_CONTROL_POLICY_ARN = (
    "arn:aws:organizations::999999999999:policy/o-exampleorgid/service_control_policy/p-examplepolicyid"
)
_KEEP_RUNNING = {"Sid": "KeepProductionRunning", "Effect": "Deny", "Action": "ec2:TerminateInstances"}


def _statements(*statements: Mapping[str, object]) -> tuple[Statement, ...]:
    return read_policy(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


def _allow(*actions: str, resource: str = "*", sid: str = "") -> dict[str, object]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resource}


_ASSUME = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
_ROLES_ANYWHERE = _allow(*_ASSUME, resource="arn:aws:iam::*:role/*", sid="AssumeRoles")
_READ = _allow("ec2:Describe*", "s3:Get*", "s3:List*", "logs:Get*", sid="Read")
_FEDERATE = _allow("sts:GetFederationToken", "sts:GetWebIdentityToken", "sts:TagSession", sid="Federate")
_DECODE = _allow("sts:DecodeAuthorizationMessage", sid="DecodeDenials")
_NO_DECODING = {"Sid": "NoDecoding", "Effect": "Deny", "Action": "sts:DecodeAuthorizationMessage"}
_OPERATE = _allow("ec2:Start*", "ec2:Stop*", "ec2:Reboot*", "ec2:TerminateInstances", sid="Operate")
_EVERYTHING = _allow("*", sid="Everything")


def _trust(
    *principals: str, condition: dict[str, object] | None = None, actions: tuple[str, ...] = _ASSUME
) -> dict[str, object]:
    return {
        "Effect": "Allow",
        "Principal": {"AWS": list(principals)},
        "Action": list(actions),
        "Condition": condition or {},
    }


_PEOPLE = f"arn:aws:iam::{IDENTITY}:root"
_ON_CALL = f"arn:aws:iam::{IDENTITY}:user/oncall"
_DEPLOY = f"arn:aws:iam::{IDENTITY}:user/deploy"
_WITH_MFA: dict[str, object] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
_NOT_ON_CALL = {
    "Sid": "PipelinesOnly",
    "Effect": "Deny",
    "Principal": {"AWS": _ON_CALL},
    "Action": "sts:AssumeRole",
}


def _federated(action: str, provider: str) -> tuple[Statement, ...]:
    actions = [action, "sts:TagSession", "sts:SetSourceIdentity"]
    return _statements({"Effect": "Allow", "Principal": {"Federated": provider}, "Action": actions})


class _Maker:
    """Makes users and roles with ids of their own."""

    def __init__(self, now: Callable[[], datetime], entropy: Entropy) -> None:
        self._now = now
        self._entropy = entropy

    def user(self, name: str, policy: tuple[Statement, ...], *, key: str = "", mfa: bool = False) -> User:
        root = name == "root"
        device = "root-account-mfa-device" if root else name
        return User(
            name=name,
            account_id=IDENTITY,
            arn=_PEOPLE if root else f"arn:aws:iam::{IDENTITY}:user/{name}",
            user_id=IDENTITY if root else f"AIDA{base32(self._entropy, 10)}EXAMPLE",
            access_key_id=key or example_key("AKIA", self._entropy),
            secret_access_key=example_secret(self._entropy),
            mfa_device=Device(f"arn:aws:iam::{IDENTITY}:mfa/{device}", base32(self._entropy, 32), self._now)
            if mfa
            else None,
            policy=policy,
        )

    def role(
        self,
        account_id: str,
        name: str,
        trust: tuple[Statement, ...],
        policy: tuple[Statement, ...],
        *,
        hours: int = 1,
        tags: tuple[tuple[str, str], ...] = (),
    ) -> Role:
        return Role(
            name=name,
            account_id=account_id,
            arn=f"arn:aws:iam::{account_id}:role/{name}",
            role_id=f"AROA{base32(self._entropy, 10)}EXAMPLE",
            trust=trust,
            policy=policy,
            max_session=hours * HOUR,
            tags=tags,
        )


def _account(account_id: str, name: str, env: str) -> Account:
    if env != "prod":
        return Account(account_id, name, env, outbound_federation=True)
    return Account(account_id, name, env, _statements(_KEEP_RUNNING), _CONTROL_POLICY_ARN)


def _users(make: _Maker) -> Iterator[User]:
    yield make.user(
        "oncall",
        _statements(_ROLES_ANYWHERE, _READ, _DECODE, _FEDERATE),
        key="AKIAIOSFODNN7EXAMPLE",
        mfa=True,
    )
    yield make.user("deploy", _statements(_ROLES_ANYWHERE, _DECODE), key="AKIAI44QH8DHBEXAMPLE")
    yield make.user("intern", _statements(_READ, _NO_DECODING))
    yield make.user("root", _statements(_EVERYTHING), mfa=True)


def _workload_roles(make: _Maker, account_id: str, env: str) -> Iterator[Role]:
    """What every account has: the same four roles."""
    with_mfa, without = _statements(_trust(_PEOPLE, condition=_WITH_MFA)), _statements(_trust(_PEOPLE))
    operate = _statements(_READ, _OPERATE, _DECODE)
    tags = (("env", env),)
    yield make.role(account_id, "OnCall", with_mfa, operate, hours=12, tags=tags)
    yield make.role(account_id, "ReadOnly", without, _statements(_READ), hours=12, tags=tags)
    yield make.role(account_id, "Admin", with_mfa, _statements(_EVERYTHING), hours=1, tags=tags)
    yield make.role(
        account_id, "Deploy", _statements(_trust(_DEPLOY), _NOT_ON_CALL), _statements(_EVERYTHING), tags=tags
    )


def _special_roles(make: _Maker) -> Iterator[Role]:
    """The roles with a point of their own: to chain through, to chain to, and with an external id."""
    for_on_call = _statements(_trust(_ON_CALL, condition=_WITH_MFA))
    jump = make.role(IDENTITY, "Jump", for_on_call, _statements(_ROLES_ANYWHERE))
    yield jump
    yield make.role(
        "999900001111", "Auditor", _statements(_trust(jump.arn)), _statements(_READ, _DECODE), hours=12
    )
    vendor = _trust(_PEOPLE, condition={"StringEquals": {"sts:ExternalId": EXTERNAL_ID}})
    yield make.role("222233334444", "Vendor", _statements(vendor), _statements(_READ))
    yield make.role(
        "777788889999",
        "Federated",
        _federated("sts:AssumeRoleWithSAML", SAML_PROVIDER),
        _statements(_READ),
        hours=12,
    )
    yield make.role(
        "777788889999",
        "Pipeline",
        _federated("sts:AssumeRoleWithWebIdentity", OIDC_PROVIDER),
        _statements(_READ),
        hours=12,
    )


def build_company(now: Callable[[], datetime], entropy: Entropy) -> Company:
    """The default company; `now` is the time its MFA devices go by."""
    make = _Maker(now, entropy)
    workloads = [row for row in _ACCOUNTS if row[0] != IDENTITY]
    roles = [role for account_id, _, env in workloads for role in _workload_roles(make, account_id, env)]
    return Company(
        accounts=[_account(*row) for row in _ACCOUNTS],
        users=_users(make),
        roles=[*roles, *_special_roles(make)],
    )
