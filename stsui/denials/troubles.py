"""What errors that are no denial mean, and the next step for each category."""

from __future__ import annotations

from stsui.denials.model import OwnSession

EXPLANATIONS: dict[str, str] = {
    "expired_credentials": (
        "No policy refused this: the credentials have expired. Get new ones (start or refresh the session) "
        "and try again."
    ),
    "expired_request": (
        "No policy refused this: the signed request or presigned URL is past its time. Make a new one; if "
        "it is fresh, check this machine's clock."
    ),
    "invalid_credentials": (
        "No policy refused this: AWS does not accept these credentials. The key may be deleted or inactive, "
        "the session token missing, or the keys may belong to another partition. Check which credentials "
        "the program really uses."
    ),
    "missing_credentials": (
        "No policy refused this: the request carried no credentials. Sign in or start a session, and check "
        "the profile and environment of the program."
    ),
    "wrong_credential_type": (
        "No policy can allow this: STS does not offer the operation to this kind of credentials (session "
        "credentials, or a root user). Call it with the long-term keys of an IAM user."
    ),
    "mfa_failed": (
        "The MFA check failed: the token code was wrong, already used, missing, or for another device. Wait "
        "for the next code, and check the serial and this machine's clock."
    ),
    "clock_skew": (
        "No policy refused this: the request's time is too far from AWS's. Set this machine's clock, then "
        "try again."
    ),
    "signature_mismatch": (
        "No policy refused this: AWS computed another signature. The secret key is wrong, or the request "
        "was changed on its way (a proxy, a header). Check the keys first."
    ),
    "invalid_identity_token": (
        "STS did not accept the identity token: the provider is not set up in that account, or the "
        "audience, issuer or time of the token does not fit. Look at the identity provider in IAM."
    ),
    "throttling": (
        "Too many requests: AWS slowed the caller down. Wait, retry with growing pauses, or ask for a "
        "higher rate."
    ),
    "quota": "A limit is reached, not a permission. Free something or ask for a higher quota.",
    "validation": (
        "The request itself is wrong (a parameter, a policy document, a duration), so no policy was at "
        "fault. Mend what the message names."
    ),
    "not_found": "The thing that the request names was not found: check its name, account and Region.",
    "conflict": (
        "The thing exists already, is in use or is being changed. Look at its state, then try again."
    ),
    "dry_run_success": (
        "Good news: the permissions are there, and only the dry-run flag kept the request from being done. "
        "Leave the flag out to do it."
    ),
    "region_disabled": (
        "The Region, service or product is not enabled for this account. Enable it, subscribe to it, or "
        "use another one."
    ),
    "role_not_assumable": (
        "An AWS service could not assume the role it was given. Look at the role's trust policy: it must "
        "name that service as principal. A role made a few seconds ago may need another moment."
    ),
    "service_error": (
        "The service failed on its own side. Try again; if it lasts, look at the AWS Health Dashboard."
    ),
    "kubernetes_rbac": (
        "Kubernetes refused this, not AWS: no role binding gives that user the right. Look at the roles and "
        "bindings of the cluster."
    ),
    "other_cloud": "Another cloud refused this, not AWS: look at that provider's permissions.",
    "other_service": "Another service refused this, not AWS: look at its own permissions or tokens.",
    "other": "This is an error, but no policy's refusal, as far as the text tells.",
}


def explain_trouble(category: str | None) -> str:
    """What an error of `category` is, and the next step."""
    return EXPLANATIONS.get(category or "other", EXPLANATIONS["other"])


def session_state(session: OwnSession) -> str:
    """How the person's own session stands: "Your session for payments-prod expired 4 min ago."."""
    name, left = session.profile, session.seconds_left
    if left is None:
        return f"There is no session for {name}."
    if left <= 0:
        return f"Your session for {name} expired {_span(-left)} ago."
    return (
        f"Your session for {name} is good for another {_span(left)}: the program must be using other, "
        "older credentials."
    )


def _span(seconds: float) -> str:
    """A span of time as people say it: "12 min", "3 h"."""
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"
