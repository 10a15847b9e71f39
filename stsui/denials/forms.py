"""How tools and SDKs write the facts around a refusal: the error code, the operation, the request id.

One entry a form: a cue that is searched for, a pattern that is matched where the cue begins, and an example.
To teach the reader a new form, add an entry; the tests read every example back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from stsui.denials.codes import code_words, family
from stsui.denials.page import Page, Stretch, phrase

# Nothing that may stand behind a code is part of one, so none of it is ever given back.
_CODE = r"(?P<code>[A-Za-z0-9][\w.]{2,91}+(?<!\.))"
_OPERATION = r"(?P<operation>[A-Za-z]\w{1,90}?)"


class Form(NamedTuple):
    """One way to write a fact. The pattern is matched in the tight text: it knows no white space."""

    name: str
    cue: str
    pattern: re.Pattern[str]
    fact: str
    """"code" or "operation": the pattern's only group."""
    example: str
    leads: bool
    """Whether the error's message follows: it does not in a stack below the message."""


def _form(name: str, cue: str, pattern: str, example: str, *, leads: bool = False) -> Form:
    compiled = re.compile(pattern, re.IGNORECASE)
    (fact,) = compiled.groupindex
    return Form(name, phrase(cue), compiled, fact, example, leads)


FORMS: tuple[Form, ...] = (
    _form(
        "AWS CLI, boto3: the code",
        "error occurred (",
        rf"erroroccurred\({_CODE}\)",
        "An error occurred (AccessDenied) when calling the CreateKey operation: …",
        leads=True,
    ),
    _form(
        "AWS CLI before 2014: the code",
        "client error (",
        rf"clienterror\({_CODE}\)",
        "A client error (AccessDenied) occurred when calling the CreateKey operation: …",
        leads=True,
    ),
    _form(
        "AWS CLI, boto3: the operation",
        "when calling the",
        rf"whencallingthe{_OPERATION}operation(?!\w)",
        "An error occurred (AccessDenied) when calling the CreateKey operation: …",
        leads=True,
    ),
    _form(
        "Go SDK v2: the operation",
        "operation error",
        rf"operationerror[\w.,/&()-]{{1,60}}?:{_OPERATION},",
        "operation error KMS: CreateKey, https response error StatusCode: 400, RequestID: …, api error …: …",
        leads=True,
    ),
    _form(
        "Go SDK v2: the code",
        "api error",
        rf"apierror{_CODE}:",
        "https response error StatusCode: 403, RequestID: …, api error AccessDenied: …",
        leads=True,
    ),
    _form(
        "Go SDK v1: the code of an answer without a body",
        "forbidden: forbidden",
        r"(?P<code>forbidden):forbiddenstatuscode:",
        "Forbidden: Forbidden\n\tstatus code: 403, request id: …",
    ),
    _form(
        "Java SDK v1: the code",
        "error code:",
        rf"errorcode:{_CODE}[;)]",
        "(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: …; Proxy: null)",
    ),
    _form(
        "CloudFormation's handlers: the code",
        "handlererrorcode:",
        rf"handlererrorcode:{_CODE}[,)]",
        "(RequestToken: 0b1c…, HandlerErrorCode: AccessDenied)",
    ),
    _form("XML: the code", "<code>", rf"<code>{_CODE}</code>", "<Error><Code>AccessDenied</Code><Message>…"),
    _form(
        "CloudTrail: the code",
        "errorcode",
        rf"errorcode[\"']?[:=][\"']{_CODE}[\"']",
        '"errorCode": "Client.UnauthorizedOperation"',
        leads=True,
    ),
    _form(
        "CloudTrail: the operation",
        "eventname",
        rf"eventname[\"']?[:=][\"']{_OPERATION}[\"']",
        '"eventName": "CreateKey"',
        leads=True,
    ),
    _form(
        "JSON protocols: the code",
        "__type",
        rf"__type[\"']?:[\"'](?:[\w.]{{1,120}}\#)?{_CODE}[\"']",
        '{"__type": "com.example.service#AccessDeniedException", "Message": "…"}',
    ),
    _form(
        "JSON, JavaScript and Rust: the code",
        "code",
        rf"code[\"']?[:=](?:some\()?[\"'](?=[A-Za-z]){_CODE}[\"']",
        'code: Some("AccessDenied"), message: …',
    ),
    _form(
        "Ruby SDK: the code",
        "::errors::",
        rf"::errors::{_CODE}(?=[:()\"'-]|$)",
        "Aws::S3::Errors::Forbidden: Forbidden",
    ),
    _form(
        "PHP SDK: the operation",
        "error executing",
        rf"errorexecuting[\"']{_OPERATION}[\"']on",
        'Error executing "CreateKey" on "https://kms.eu-west-1.amazonaws.com/"; AWS HTTP error: …',
        leads=True,
    ),
    _form(
        "CDK: the operation",
        "call failed:",
        rf"callfailed:{_OPERATION}\(",
        'Call failed: describeKey({"KeyId":"1"}) => … (code=AccessDeniedException)',
        leads=True,
    ),
    _form(
        "CDK: the code",
        "(code=",
        rf"\(code={_CODE}\)",
        "User: … is not authorized to perform: kms:CreateKey (code=AccessDeniedException)",
    ),
    _form(
        "Go SDK v1's debug log: the operation",
        "validate response",
        rf"validateresponse[\w.-]{{1,60}}/{_OPERATION}failed",
        "DEBUG: Validate Response kms/CreateKey failed, not retrying, error …",
        leads=True,
    ),
    _form(
        "JavaScript SDK v3's stack: the operation",
        "deserializeaws_",
        rf"deserializeaws_(?:restxml|restjson1|json1_[01]|query|ec2){_OPERATION}commanderror",
        "at null.deserializeAws_json1_1CreateKeyCommandError (/app/node_modules/@aws-sdk/client-kms/…)",
    ),
    _form(
        "JavaScript SDK v3's stack since 2023: the operation",
        "at de_",
        r"atde_(?P<operation>(?:(?!atde_)\w){2,91}?)commanderror",
        "at de_CreateKeyCommandError (/app/node_modules/@aws-sdk/client-kms/…)",
    ),
    _form(
        "JSON protocols on the wire: the operation",
        "x-amz-target",
        r"x-amz-target[\"']?[:=][\"']?\w{1,80}\.(?P<operation>[A-Z][A-Za-z]{1,60})",
        "X-Amz-Target: TrentService.CreateKey",
        leads=True,
    ),
)

_REQUEST_ID_CUE = "request"
_REQUEST_ID_LEAD = re.compile(r"request[_-]?id(?:[\"'],[\"']|[\"']?[:=>]>?(?:some\()?[\"']?)", re.IGNORECASE)
# In the tight text, where a broken id is whole, the ids whose end is plain; any other ends with white space.
_PLAIN_ID = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z0-9]{16}(?=[,;<)\"'])", re.IGNORECASE
)
_ANY_ID = re.compile(r"\[?[^\s,;)(\"'`<>\]}\[{|]+\]?")

_NO_VALUE = frozenset(("null", "none", "nil", "undefined", "-", "n/a", "[]"))
_NOT_THE_REQUEST = (
    "</",
    "extended",
    "extended_",
    "extended-",
    "start",
    "end",
    "report",
    "client-",
    "client_",
    "client",
)
_LEAD_REACH = 10
"""How far before the cue it shows that the id is another thing's, in characters."""
_CUT_VALUE = re.compile(r"\s?\(?truncated|\.\.\.|…")


class Mark(NamedTuple):
    """A fact found in a text; `fact` is "code", "operation" or "request_id"."""

    start: int
    end: int
    fact: str
    value: str
    family: str | None = None
    """For a code: its family, or None if it is no known code."""
    formal: bool = False
    """Whether it stands where a form says that it is one, not just anywhere."""
    leads: bool = False
    """Whether the error's message follows it."""


def find_marks(page: Page) -> list[Mark]:
    """Every error code and operation in `page`, in order."""
    marks: list[Mark] = []
    taken: set[int] = set()
    for form in FORMS:
        places = page.find_all(form.cue)
        if not places:
            continue
        tight, positions = page.tight, page.positions
        fact, leads, is_code, match_at = form.fact, form.leads, form.fact == "code", form.pattern.match
        for place in places:
            match = match_at(tight, place)
            if match is None:
                continue
            start, end = match.span(1)
            if start in taken:
                continue
            taken.add(start)
            first, last = positions[start], positions[end - 1] + 1
            value = match[1]
            kind = family(value) if is_code else None
            if is_code and kind is None and last - first > end - start:
                value = _first_code(page.text[first:last]) or value
                kind = family(value)
                last = min(last, first + len(value))
            marks.append(Mark(first, last, fact, value, kind, True, leads))
    told = {mark.start for mark in marks}
    words = code_words(page.text)
    marks += [Mark(at, at + len(code), "code", code, name) for at, code, name in words if at not in told]
    return sorted(marks)


def _first_code(text: str) -> str | None:
    """The code that `text` begins with, if its first word is one ("403 Forbidden" is one, too)."""
    words = text.split()
    if words[0].isdigit():
        return " ".join(words)
    return words[0] if family(words[0]) else None


def find_request_ids(page: Page) -> Iterator[Mark]:
    """Every request id in `page`, in order."""
    known: dict[tuple[Stretch, int], Mark | None] = {}
    for place, limit in pairwise([*page.find_all(_REQUEST_ID_CUE), len(page.flat)]):
        first = max(0, place - _LEAD_REACH)
        start = page.at(first)
        stretch, _ = page.stretch(start, page.at(limit))
        key = (stretch, place - first)
        if key not in known:
            mark = _request_id_at(page, place)
            known[key] = mark and mark._replace(start=mark.start - start, end=mark.end - start)
        if mark := known[key]:
            yield mark._replace(start=mark.start + start, end=mark.end + start)


def _request_id_at(page: Page, place: int) -> Mark | None:
    """The request id that the cue at `place` leads to."""
    lead = _REQUEST_ID_LEAD.match(page.tight, place)
    if lead is None:
        return None
    start = page.at(lead.end())
    whole = _PLAIN_ID.match(page.tight, lead.end())
    match = whole or _ANY_ID.match(page.text, start)
    if match is None:
        return None
    end = page.end_before(match.end()) if whole else match.end()
    value = _request_id(page, place, end, match[0])
    return Mark(start, end, "request_id", value) if value else None


def _request_id(page: Page, lead: int, end: int, raw: str) -> str | None:
    if page.flat.endswith(_NOT_THE_REQUEST, max(0, lead - _LEAD_REACH), lead) or _CUT_VALUE.match(
        page.text, end
    ):
        return None
    value = raw.rstrip(".:")
    value = value.removesuffix("**") if value.count("*") == 2 else value
    if (
        raw.endswith("...")
        or value.lower() in _NO_VALUE
        or not any(char.isalnum() or char == "*" for char in value)
    ):
        return None
    return value
