from __future__ import annotations

import pytest

from stsui.delivery.environment import child_environment
from stsui.errors import ConfigurationError
from stsui.model import Session

from .conftest import make_session

CALLER = {
    "PATH": "/bin",
    "AWS_PROFILE": "other",
    "AWS_DEFAULT_PROFILE": "other",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "old",
    "AWS_SECURITY_TOKEN": "stale",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
    "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/Other",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/token",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost:1/",
    "AWS_ACCOUNT_ID": "999999999999",
    "AWS_REGION": "us-west-2",
    "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1",
    "AWS_CONFIG_FILE": "/somewhere/config",
    "STSUI_MFA_CODE": "123456",
}


class TestAChildsEnvironment:
    def test_has_the_session_and_no_other_credentials(self, session: Session) -> None:
        assert child_environment(CALLER, session) == {
            "PATH": "/bin",
            "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1",
            "AWS_CONFIG_FILE": "/somewhere/config",
            "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AWS_SESSION_TOKEN": "FwoGZXIvYXdzEXAMPLE==",
            "AWS_ACCOUNT_ID": "444455556666",
            "AWS_SESSION_EXPIRATION": "2026-03-14T13:00:00Z",
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "STSUI_PROFILE": "payments-prod/OnCall",
        }

    def test_leaves_the_callers_region_where_the_profile_has_none(self) -> None:
        seen = child_environment(CALLER, make_session(region=None))
        assert seen["AWS_REGION"] == "us-west-2"
        assert "AWS_DEFAULT_REGION" not in seen

    def test_does_not_keep_the_account_of_another_session(self) -> None:
        assert "AWS_ACCOUNT_ID" not in child_environment(CALLER, make_session(account_id=None))

    def test_leaves_the_callers_own_mapping_alone(self, session: Session) -> None:
        before = dict(CALLER)
        child_environment(CALLER, session)
        assert before == CALLER

    def test_refuses_a_name_that_no_environment_can_hold(self) -> None:
        with pytest.raises(ConfigurationError):
            child_environment({}, make_session("a\0b"))
