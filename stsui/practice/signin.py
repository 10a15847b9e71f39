"""The sign-in federation endpoint, and a console that says who is signed in where."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from html import escape
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from string import Template
from urllib.parse import urlsplit

from stsui.model import Operation
from stsui.practice.callers import AccessKey, Caller
from stsui.practice.messages import Request, Response
from stsui.practice.realm import Realm
from stsui.practice.refusal import Refusal
from stsui.records import record
from stsui.rules import CONSOLE_DURATION, CONSOLE_SIGN_IN_LIFETIME, OPERATIONS

COOKIE = "practice-console"
_FROM_OUTSIDE = (
    Operation.ASSUME_ROLE,
    Operation.ASSUME_ROLE_WITH_SAML,
    Operation.ASSUME_ROLE_WITH_WEB_IDENTITY,
)
_PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title><style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 44rem; padding: 0 1rem }
dt { color: #666 } dd { margin: 0 0 .8rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere }
</style></head><body><h1>$title</h1>$body</body></html>
""")


@record
class _SignIn:
    """A sign-in token, or the console session that it became."""

    caller: Caller
    ends_at: datetime
    """When the console session ends."""
    usable_until: datetime
    """When the sign-in token, or the session, stops being taken."""
    issuer: str = ""
    destination: str = ""


def _page(title: str, body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    text = _PAGE.substitute(title=escape(title), body=body)
    return Response(status, text.encode(), "text/html; charset=utf-8", headers or {})


def _bad(message: str) -> Refusal:
    return Refusal("BadRequest", message)


def _web_url(url: str | None, name: str) -> str:
    if not url or urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise _bad(f"{name} must be a URL")
    return url


def _longest(caller: Caller) -> timedelta:
    shortest, longest = CONSOLE_DURATION
    if caller.role:
        longest = min(longest, timedelta(seconds=caller.role.max_session))
    return max(shortest, longest)


def _console_end(caller: Caller, duration: str | None, now: datetime) -> datetime:
    """When the console session ends; refuses a SessionDuration that these credentials cannot have."""
    if duration is None:
        assert caller.expires_at, "temporary credentials expire"
        return caller.expires_at
    if caller.issued_by not in _FROM_OUTSIDE or not caller.from_long_term:
        raise _bad("SessionDuration cannot be given with these credentials")
    if not duration.isdigit() or not CONSOLE_DURATION[0] <= timedelta(seconds=int(duration)) <= _longest(
        caller
    ):
        raise _bad(f"SessionDuration {duration} is out of range")
    return now + timedelta(seconds=int(duration))


class SignIn:
    """Gives sign-in tokens for sessions, takes them at login, and shows the console page."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._tokens: dict[str, _SignIn] = {}
        self._sessions: dict[str, _SignIn] = {}
        self._actions: Mapping[str, Callable[[dict[str, str]], Response]] = {
            "getSigninToken": self._signin_token,
            "login": self._login,
        }

    def federation(self, request: Request) -> Response:
        """The endpoint's two actions; 400 for whatever is not in order."""
        form = request.form
        action = self._actions.get(form.get("Action", ""))
        if action is None:
            raise _bad("Action must be getSigninToken or login")
        return action(form)

    def _key(self, text: str) -> AccessKey:
        try:
            session = json.loads(text)
            key_id, secret, token = [
                str(session[name]) for name in ("sessionId", "sessionKey", "sessionToken")
            ]
        except (ValueError, KeyError, TypeError):
            raise _bad("Session must be JSON with sessionId, sessionKey and sessionToken") from None
        key = self._realm.keys.find(key_id, token)
        if not hmac.compare_digest(key.secret, secret):
            raise _bad("Session is not valid")
        return key

    def _signin_token(self, form: dict[str, str]) -> Response:
        caller, now = self._key(form.get("Session", "")).caller, self._realm.time.now()
        if caller.issued_by is None or not OPERATIONS[caller.issued_by].console:
            raise _bad("These credentials cannot sign in to the console")
        if caller.expires_at and caller.expires_at <= now:
            raise _bad("Session has expired")
        token = secrets.token_urlsafe(180)
        ends_at = _console_end(caller, form.get("SessionDuration"), now)
        self._tokens[token] = _SignIn(caller, ends_at, now + CONSOLE_SIGN_IN_LIFETIME)
        return Response(200, json.dumps({"SigninToken": token}).encode(), "application/json")

    def _login(self, form: dict[str, str]) -> Response:
        token = self._tokens.get(form.get("SigninToken", ""))
        if token is None or token.usable_until <= self._realm.time.now():
            raise _bad("The sign-in token is not valid, or has expired")
        session = _SignIn(
            token.caller,
            token.ends_at,
            token.ends_at,
            form.get("Issuer", ""),
            _web_url(form.get("Destination"), "Destination"),
        )
        name = secrets.token_urlsafe(24)
        self._sessions[name] = session
        cookie = f"{COOKIE}={name}; Path=/; HttpOnly; SameSite=Lax"
        return Response(302, b"", "text/html", {"Location": "/console", "Set-Cookie": cookie})

    def console(self, request: Request) -> Response:
        """The console's page for whoever the cookie says is signed in."""
        session = self._sessions.get(_cookie(request))
        if session is None:
            return _page("Not signed in", "<p>Open a sign-in link first.</p>", 401)
        if session.usable_until <= self._realm.time.now():
            again = f'<p><a href="{escape(session.issuer)}">Sign in again</a></p>' if session.issuer else ""
            return _page("Your session has expired", again, 401)
        account = self._realm.company.account(session.caller.account_id)
        facts = {
            "Who": session.caller.arn,
            "Account": f"{session.caller.account_id} {account.name if account else ''}",
            "Environment": account.env if account else "",
            "Where": session.destination,
            "Until": f"{session.ends_at:%Y-%m-%d %H:%M:%S} UTC",
        }
        rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts.items())
        return _page("Practice console", f"<dl>{rows}</dl>")

    def refused(self, refusal: Refusal) -> Response:
        """What the endpoint says when it says no: 400 to whatever is wrong with the request."""
        status = HTTPStatus(refusal.status if refusal.status >= 500 else 400)
        return _page(status.phrase, f"<p>{escape(refusal.message)}</p>", status)


def _cookie(request: Request) -> str:
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
