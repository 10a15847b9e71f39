"""One more service, just large enough to be refused: EC2's instance calls, with their encoded messages."""

from __future__ import annotations

from datetime import datetime

from stsui.practice.authority import Verdict, authorise, not_authorised
from stsui.practice.blobs import denial_document
from stsui.practice.callers import Caller
from stsui.practice.messages import Request
from stsui.practice.policies import Question
from stsui.practice.realm import Realm
from stsui.practice.refusal import Refusal
from stsui.practice.signature import read_signature
from stsui.practice.sts import authenticate
from stsui.practice.wire import text_of

VERSION = "2016-11-15"
_ACTIONS = ("DescribeInstances", "RunInstances", "StartInstances", "StopInstances", "TerminateInstances")


def encoded_refusal(message: str, blob: str) -> str:
    """The text of EC2's UnauthorizedOperation."""
    return (
        f"You are not authorized to perform this operation. {message}. "
        f"Encoded authorization failure message: {blob}"
    )


def _conditions(caller: Caller, region: str) -> dict[str, tuple[str, ...]]:
    keys = {**caller.context, "aws:RequestedRegion": region, "ec2:InstanceType": "m5.large"}
    return {key: (value,) for key, value in keys.items()}


def _refuse(realm: Realm, caller: Caller, question: Question, verdict: Verdict, region: str) -> Refusal:
    document = denial_document(
        principal_id=caller.user_id,
        principal_arn=caller.arn,
        action=question.action,
        resource=question.resource,
        matched=verdict.statement,
        conditions=_conditions(caller, region),
    )
    sentence = not_authorised(caller.arn, question.action, question.resource, verdict)
    blob = realm.blobs.seal(document, caller.account_id)
    return Refusal("UnauthorizedOperation", encoded_refusal(sentence, blob), 403)


def answer(realm: Realm, request: Request, request_id: str, regions: frozenset[str], now: datetime) -> bytes:
    """Say yes to a call that the caller's policies allow; refuse every other with an encoded message."""
    name = request.form.get("Action", "")
    if name not in _ACTIONS:
        raise Refusal("InvalidAction", f"The action {name} is not valid for this web service.")
    caller = authenticate(realm, request, "ec2", regions, now)
    region = read_signature(request).region
    instance = request.form.get("InstanceId.1", "*")
    resource = (
        "*"
        if name.startswith("Describe")
        else f"arn:aws:ec2:{region}:{caller.account_id}:instance/{instance}"
    )
    question = Question(action=f"ec2:{name}", resource=resource, context=caller.context)
    verdict = authorise(realm.company, caller, question)
    if not verdict.allowed:
        raise _refuse(realm, caller, question, verdict, region)
    return (
        f'<{name}Response xmlns="http://ec2.amazonaws.com/doc/{VERSION}/"><requestId>{request_id}</requestId>'
        f"<return>true</return></{name}Response>"
    ).encode()


def write_refusal(refusal: Refusal, request_id: str) -> bytes:
    """An error answer as EC2 writes it."""
    return (
        f"<Response><Errors><Error><Code>{refusal.code}</Code><Message>{text_of(refusal.message)}</Message></Error>"
        f"</Errors><RequestID>{request_id}</RequestID></Response>"
    ).encode()
