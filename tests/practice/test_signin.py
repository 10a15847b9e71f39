"""Console sign-in: tokens, links, the console's page, and what AWS answers 400 to."""

from __future__ import annotations

import json
from datetime import timedelta
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest

from stsui.practice import Fault

DESTINATION = "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"


@pytest.fixture
def browser():
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))


@pytest.fixture
def ask(aws, browser):
    """Ask the federation endpoint for a sign-in token: status and body."""

    def call(keys, *, post=False, **more):
        session = {
            "sessionId": keys["AccessKeyId"],
            "sessionKey": keys["SecretAccessKey"],
            "sessionToken": keys["SessionToken"],
        }
        query = urlencode({"Action": "getSigninToken", "Session": json.dumps(session), **more})
        url, body = (aws.federation_url, query.encode()) if post else (f"{aws.federation_url}?{query}", None)
        return fetch(browser, url, body)

    return call


def fetch(browser, url, body=None):
    try:
        with browser.open(url, body, timeout=10) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def login_url(aws, token, **changes):
    query = {
        "Action": "login",
        "Issuer": "https://example.com/again",
        "Destination": DESTINATION,
        "SigninToken": token,
    }
    return f"{aws.federation_url}?{urlencode(query | changes)}"


@pytest.fixture
def role_keys(aws, on_call, mfa):
    arn = aws.company.role("payments-prod", "OnCall").arn
    return on_call.assume_role(RoleArn=arn, RoleSessionName="kim", **mfa())["Credentials"]


@pytest.mark.parametrize("post", [True, False])
def test_a_link_opens_the_console(aws, browser, ask, role_keys, post):
    status, body = ask(role_keys, post=post)
    assert status == 200
    status, page = fetch(browser, login_url(aws, json.loads(body)["SigninToken"]))
    assert status == 200
    for words in ("assumed-role/OnCall/kim", "444455556666 payments-prod", "prod", "region=eu-west-1"):
        assert words in page


def test_session_duration_with_long_term_keys(aws, browser, ask, role_keys, hands):
    token = json.loads(ask(role_keys, SessionDuration="43200")[1])["SigninToken"]
    assert fetch(browser, login_url(aws, token))[0] == 200
    hands.forward(hours=11, minutes=59)
    assert fetch(browser, f"{aws.url}/console")[0] == 200
    hands.forward(minutes=1)
    status, page = fetch(browser, f"{aws.url}/console")
    assert status == 401
    assert "https://example.com/again" in page


def test_without_it_the_console_lasts_as_long_as_the_credentials(aws, browser, ask, role_keys, hands):
    token = json.loads(ask(role_keys)[1])["SigninToken"]
    fetch(browser, login_url(aws, token))
    hands.forward(hours=1)
    assert fetch(browser, f"{aws.url}/console")[0] == 401


@pytest.mark.parametrize("seconds", ["899", "43201", "soon", "-900"])
def test_durations_outside_the_limits(ask, role_keys, seconds):
    assert ask(role_keys, SessionDuration=seconds)[0] == 400


@pytest.mark.parametrize(("kind", "status"), [("unavailable", 503), ("internal", 500), ("throttle", 400)])
def test_faults_have_their_status(aws, ask, role_keys, kind, status):
    aws.faults.add(Fault(operation="getSigninToken", kind=kind))
    assert ask(role_keys)[0] == status


def test_a_duration_beyond_the_roles_maximum(aws, ask, on_call, mfa):
    arn = aws.company.role("payments-prod", "Admin").arn
    keys = on_call.assume_role(RoleArn=arn, RoleSessionName="kim", **mfa())["Credentials"]
    assert ask(keys, SessionDuration="3600")[0] == 200
    assert ask(keys, SessionDuration="3601")[0] == 400


def test_a_duration_for_what_came_from_temporary_credentials(aws, ask, on_call, mfa, client_of):
    session = client_of(on_call.get_session_token(**mfa())["Credentials"])
    arn = aws.company.role("payments-prod", "OnCall").arn
    keys = session.assume_role(RoleArn=arn, RoleSessionName="kim")["Credentials"]
    assert ask(keys)[0] == 200
    assert ask(keys, SessionDuration="3600")[0] == 400


def test_a_federated_user_signs_in_without_a_duration(ask, on_call):
    keys = on_call.get_federation_token(Name="kim")["Credentials"]
    assert ask(keys)[0] == 200
    assert ask(keys, SessionDuration="3600")[0] == 400


def test_get_session_token_credentials_do_not_sign_in(ask, on_call, mfa):
    status, page = ask(on_call.get_session_token(**mfa())["Credentials"])
    assert status == 400
    assert "cannot sign in" in page


@pytest.mark.parametrize("wrong", ["AccessKeyId", "SecretAccessKey", "SessionToken"])
def test_credentials_that_are_not_right(ask, role_keys, wrong):
    assert ask(role_keys | {wrong: "wrong"})[0] == 400


def test_credentials_that_have_expired(ask, role_keys, hands):
    hands.forward(hours=1)
    assert ask(role_keys)[0] == 400


@pytest.mark.parametrize(
    "query", ["", "Action=other", "Action=getSigninToken", "Action=getSigninToken&Session=%5B%5D"]
)
def test_what_is_no_request(aws, browser, query):
    assert fetch(browser, f"{aws.federation_url}?{query}")[0] == 400


def test_a_link_is_good_for_15_minutes(aws, browser, ask, role_keys, hands):
    url = login_url(aws, json.loads(ask(role_keys)[1])["SigninToken"])
    hands.forward(minutes=14, seconds=59)
    assert fetch(browser, url)[0] == 200
    hands.forward(seconds=1)
    assert fetch(browser, url)[0] == 400


@pytest.mark.parametrize(
    "changes", [{"SigninToken": "forged"}, {"Destination": "javascript:alert(1)"}, {"Destination": ""}]
)
def test_a_link_that_was_changed(aws, browser, ask, role_keys, changes):
    token = json.loads(ask(role_keys)[1])["SigninToken"]
    assert fetch(browser, login_url(aws, token, **changes))[0] == 400


def test_what_people_typed_is_text_on_the_page(aws, browser, ask, role_keys):
    token = json.loads(ask(role_keys)[1])["SigninToken"]
    page = fetch(browser, login_url(aws, token, Destination="https://example.com/<script>"))[1]
    assert "<script>" not in page


@pytest.mark.parametrize("cookie", [None, "practice-console=nobody", "=;;", 'practice-console="'])
def test_nobody_is_signed_in(aws, browser, cookie):
    browser.addheaders = [("Cookie", cookie)] if cookie else []
    assert fetch(browser, f"{aws.url}/console")[0] == 401


def test_sign_in_secrets_are_not_recorded(aws, browser, ask, role_keys):
    token = json.loads(ask(role_keys, SessionDuration="3600")[1])["SigninToken"]
    fetch(browser, login_url(aws, token))
    asked, login = aws.calls[-2:]
    assert (asked.operation, asked.parameters) == ("getSigninToken", {"SessionDuration": "3600"})
    assert login.parameters == {"Issuer": "https://example.com/again", "Destination": DESTINATION}


def test_the_clock_of_the_endpoint_is_the_servers(aws, ask, role_keys):
    aws.clock_skew = timedelta(hours=2)
    assert ask(role_keys)[0] == 400
