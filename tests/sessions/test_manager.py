from __future__ import annotations

from stsui.model import Operation
from stsui.sessions import GivenCode, NoCodes
from tests.sessions.conftest import Desk


def test_a_role_is_started_with_one_code(desk: Desk) -> None:
    session = desk.manager().obtain("payments-prod/OnCall", GivenCode(desk.code()))
    assert session.info.operation is Operation.ASSUME_ROLE
    assert session.info.account_id == "444455556666"
    assert session.info.mfa
    assert desk.operations() == ["GetSessionToken", "AssumeRole"]
    again = desk.manager().obtain("payments-prod/OnCall", NoCodes())
    assert again == session
    assert desk.operations() == ["GetSessionToken", "AssumeRole"]
