"""How tools and SDKs write the facts around a refusal: the error code, the operation, the request id.

One entry a form: a cue (in lower case) that is searched for, a pattern that is matched where the cue begins, and an
example. To teach the reader a new form, add an entry; the tests read every example back.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stsui.denials.codes import code_words, family
from stsui.denials.page import Page

_CODE = r"(?P<code>[A-Za-z0-9][\w.]{1,90}\w)"
_OPERATION = r"(?P<operation>[A-Za-z]\w{1,90})"
_REQUEST_ID = r"(?P<request_id>\[?[^\s,;)(\"'`<>\]}\[{|]+\]?)"


class Form(NamedTuple):
    """One way to write a fact."""

    name: str
    cue: str
    pattern: re.Pattern[str]
    example: str


def _form(name: str, cue: str, pattern: str, example: str) -> Form:
    return Form(name, cue, re.compile(pattern, re.IGNORECASE), example)


FORMS: tuple[Form, ...] = (
    _form(
        "AWS CLI, boto3: the code",
        "error occurred (",
        rf"error\s+occurred\s+\({_CODE}\)",
        "An error occurred (AccessDenied) when calling the CreateKey operation: …",
    ),
    _form(
        "AWS CLI before 2014: the code",
        "client error (",
        rf"client\s+error\s+\({_CODE}\)",
        "A client error (AccessDenied) occurred when calling the CreateKey operation: …",
    ),
    _form(
        "AWS CLI, boto3: the operation",
        "when calling the",
        rf"when\s+calling\s+the\s+{_OPERATION}\s+operation",
        "An error occurred (AccessDenied) when calling the CreateKey operation: …",
    ),
    _form(
        "Go SDK v2: the operation",
        "operation error ",
        rf"operation\s+error\s+[\w .,/&()-]{{1,60}}?:\s*{_OPERATION}",
        "operation error KMS: CreateKey, https response error StatusCode: 400, RequestID: …, api error …: …",
    ),
    _form(
        "Go SDK v2: the code",
        "api error ",
        rf"api\s+error\s+{_CODE}:",
        "https response error StatusCode: 403, RequestID: …, api error AccessDenied: …",
    ),
    _form(
        "Java SDK v1: the code",
        "error code:",
        rf"error\s+code:\s*{_CODE}",
        "(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: …; Proxy: null)",
    ),
    _form(
        "CloudFormation's handlers: the code",
        "handlererrorcode:",
        rf"handlererrorcode:\s*{_CODE}",
        "(RequestToken: 0b1c…, HandlerErrorCode: AccessDenied)",
    ),
    _form(
        "XML: the code",
        "<code>",
        rf"<code>\s*{_CODE}\s*</code>",
        "<Error><Code>AccessDenied</Code><Message>…",
    ),
    _form(
        "CloudTrail: the code",
        "errorcode",
        rf"errorcode[\"']?\s*[:=]\s*[\"']?{_CODE}",
        '"errorCode": "Client.UnauthorizedOperation"',
    ),
    _form(
        "CloudTrail: the operation",
        "eventname",
        rf"eventname[\"']?\s*[:=]\s*[\"']?{_OPERATION}",
        '"eventName": "CreateKey"',
    ),
    _form(
        "JSON protocols: the code",
        "__type",
        rf"__type[\"']?\s*:\s*[\"']?(?:[\w.]{{1,120}}\#)?{_CODE}",
        '{"__type": "com.example.service#AccessDeniedException", "Message": "…"}',
    ),
    _form(
        "JSON, JavaScript and Rust: the code",
        "code",
        rf"code[\"']?\s*[:=]\s*(?:some\()?[\"'](?P<code>[A-Za-z][\w.]{{1,90}}\w)[\"']",
        'code: Some("AccessDenied"), message: …',
    ),
    _form(
        "PHP SDK: the operation",
        "error executing",
        rf"error\s+executing\s+[\"']{_OPERATION}[\"']\s+on",
        'Error executing "CreateKey" on "https://kms.eu-west-1.amazonaws.com/"; AWS HTTP error: …',
    ),
    _form(
        "CDK: the operation",
        "call failed:",
        rf"call\s+failed:\s*{_OPERATION}\(",
        'Call failed: describeKey({"KeyId":"1"}) => … (code=AccessDeniedException)',
    ),
    _form(
        "Go SDK v1's debug log: the operation",
        "validate response",
        rf"validate\s+response\s+[\w.-]{{1,60}}/{_OPERATION}\s+failed",
        "DEBUG: Validate Response kms/CreateKey failed, not retrying, error …",
    ),
    _form(
        "JavaScript SDK v3's stack: the operation",
        "deserializeaws_",
        r"deserializeaws_(?:restxml|restjson1|json1_[01]|query|ec2)(?P<operation>[A-Za-z]{1,90}?)CommandError",
        "at null.deserializeAws_json1_1CreateKeyCommandError (/app/node_modules/@aws-sdk/client-kms/…)",
    ),
    _form(
        "JavaScript SDK v3's stack since 2023: the operation",
        "de_",
        r"de_(?P<operation>[A-Za-z]{1,90}?)CommandError",
        "at de_CreateKeyCommandError (/app/node_modules/@aws-sdk/client-kms/…)",
    ),
    _form(
        "JSON protocols on the wire: the operation",
        "x-amz-target",
        rf"x-amz-target[\"']?\s*[:=]\s*[\"']?\w{{1,80}}\.{_OPERATION}",
        "X-Amz-Target: TrentService.CreateKey",
    ),
    _form(
        "everybody: the request id",
        "request",
        rf"request[ _-]?(?:\n[ \t]*)?id[\"']?\s*(?:[:=]|>)\s*(?:some\()?[\"']?{_REQUEST_ID}",
        "status code: 403, request id: 11112222-3333-4444-5555-666677778888",
    ),
)

_NO_VALUE = frozenset(("null", "none", "nil", "undefined", "-", "n/a", "[]"))
_NOT_THE_REQUEST = ("extended", "start", "end", "report", "client")
_SOME = re.compile(r"[\w*]")
_CUT_VALUE = re.compile(r"\s?\(?truncated|\.\.\.|…")


class Mark(NamedTuple):
    """A fact found in a text; `fact` is "code", "operation" or "request_id"."""

    start: int
    end: int
    fact: str
    value: str
    family: str | None = None
    """For a code: its family, or None if it is no known code."""


def find_marks(page: Page) -> list[Mark]:
    """Every fact around refusals in `page`, in order."""
    marks = [Mark(at, at + len(code), "code", code, name) for at, code, name in code_words(page.text)]
    for form in FORMS:
        position = page.lower.find(form.cue)
        while position >= 0:
            match = form.pattern.match(page.text, position)
            if match:
                marks += _marks_of(page.text, match)
            position = page.lower.find(form.cue, position + len(form.cue))
    return sorted(set(marks))


def _marks_of(text: str, match: re.Match[str]) -> list[Mark]:
    marks = []
    for fact, value in match.groupdict().items():
        start, end = match.span(fact)
        if fact == "request_id":
            kept = _request_id(text, match.start(), end, value)
            if kept:
                marks.append(Mark(start, end, fact, kept))
        elif fact == "code":
            marks.append(Mark(start, end, fact, value, family(value)))
        else:
            marks.append(Mark(start, end, fact, value))
    return marks


def _request_id(text: str, start: int, end: int, raw: str) -> str | None:
    if text[max(0, start - 10) : start].rstrip(" _-").lower().endswith(_NOT_THE_REQUEST):
        return None
    if _CUT_VALUE.match(text, end):
        return None
    value = raw.rstrip(".:")
    if (
        raw.endswith("...")
        or value.lower() in _NO_VALUE
        or not any(char.isalnum() or char == "*" for char in value)
    ):
        return None
    return value
