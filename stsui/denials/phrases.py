"""Fixed phrases of refusals that name no action.

One entry a phrase, with an example. A phrase is looked for without white space and in lower case, so a line
break in it does not hide it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from stsui.denials.cores import Core
from stsui.denials.page import Page, phrase
from stsui.denials.reason import (
    BLOCK_PUBLIC_ACCESS,
    EXPLICIT,
    KMS_KEY,
    LAKE_FORMATION,
    MODEL_ACCESS,
    read_reason,
)


class Refusal(NamedTuple):
    """A refusal that names no action. A weak one counts only beside an AWS error code or "API: …"."""

    words: str
    reason: str | None
    weak: bool
    example: str

    @property
    def reasons(self) -> int:
        """How much of `words`, at their end, begins the reason."""
        return len(EXPLICIT) if self.words.endswith(EXPLICIT) else 0


REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        phrase("not authorized to perform this operation"), None, False,
        "You are not authorized to perform this operation.",
    ),
    Refusal(
        phrase("not authorized to perform this action"), None, True,
        "AccessDeniedException: User is not authorized to perform this action",
    ),
    Refusal(
        phrase('"User is not authorized to access this resource'), None, False,
        '{"Message":"User is not authorized to access this resource"}',
    ),
    Refusal(
        phrase("not authorized to access this resource with an explicit deny"), None, False,
        "User is not authorized to access this resource with an explicit deny",
    ),
    Refusal(
        phrase("The ciphertext refers to a customer master key that does not exist"), KMS_KEY, False,
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
        "or you are not allowed to access.",
    ),
    Refusal(
        phrase("Insufficient Lake Formation permission"), LAKE_FORMATION, False,
        "Insufficient Lake Formation permission(s): Required Select on Orders",
    ),
    Refusal(
        phrase("You don't have access to the model with the specified model"), MODEL_ACCESS, False,
        "AccessDeniedException: You don't have access to the model with the specified model ID.",
    ),
    Refusal(
        phrase("don't have the permissions that are required to perform this operation"), None, False,
        "You don't have the permissions that are required to perform this operation.",
    ),
    Refusal(
        phrase("could not be used to assume '"), None, False,
        "current credentials could not be used to assume 'arn:aws:iam::210987654321:role/cdk-x-deploy-role'",
    ),
    Refusal(
        phrase("Access denied for operation '"), None, False,
        "Resource handler returned message: \"Access denied for operation 'AWS::SQS::Queue'.\"",
    ),
    Refusal(
        phrase("Access to KMS is not allowed"), KMS_KEY, True,
        "AccessDenied: Access to KMS is not allowed",
    ),
    Refusal(
        phrase("Access to the resource http"), None, False,
        "Access to the resource https://sqs.eu-west-3.amazonaws.com/210987654321/belt is denied.",
    ),
    Refusal(
        phrase("Access denied when writing output to url"), None, False,
        "Access denied when writing output to url: s3://depot-results/q.csv . Please ensure you are allowed",
    ),
    Refusal(phrase("Access Denied"), None, True, "AccessDenied: Access Denied"),
    Refusal(phrase('{"message":"Forbidden"}'), None, False, '{"message": "Forbidden"}'),
    Refusal(phrase('{message:"Forbidden"}'), None, False, "{ message: \"Forbidden\" }"),
    Refusal(phrase("{message:'Forbidden'}"), None, False, "{ message: 'Forbidden' }"),
    Refusal(
        phrase("not authorized to assume IAM Role"), None, False,
        "User arn:aws:redshift:eu-west-3:210987654321:dbuser:belt/ines is not authorized to assume IAM Role",
    ),
    Refusal(
        phrase("public policies are prevented by the BlockPublic"), BLOCK_PUBLIC_ACCESS, False,
        "… public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
    ),
    Refusal(
        phrase("public ACLs are prevented by the BlockPublic"), BLOCK_PUBLIC_ACCESS, False,
        "… public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.",
    ),
    Refusal(
        phrase("public access control lists (ACLs) are blocked by the Block"), BLOCK_PUBLIC_ACCESS, False,
        "public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting",
    ),
    Refusal(
        phrase("aren't authorized to perform this operation"), None, True,
        "UnauthorizedException: You aren't authorized to perform this operation.",
    ),
    Refusal(
        phrase("execution role does not have permissions to call"), None, False,
        "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
    ),
)  # fmt: skip

# Refusals that count only where nothing else was found, and only beside a name of AWS's.
LAST_RESORTS = tuple(
    phrase(words)
    for words in (
        "403 Forbidden", "(403) Forbidden", "don't have permissions to",
        "null (Service: S3, Status Code: 403", "null (Service: Amazon S3; Status Code: 403",
    )
)  # fmt: skip
_AWS_NAMES = ("amazon", "arn:aws", "aws-", "aws_", "aws.", "aws::", "s3://", "s3a://", "awsconsole")


def names_aws(page: Page) -> bool:
    """Whether something of AWS's is named anywhere."""
    return any(name in page.flat for name in _AWS_NAMES)


def find_last_resorts(page: Page) -> list[Core]:
    """The first refusal that says little more than that it is one."""
    if not names_aws(page):
        return []
    places = [(place, words) for words in LAST_RESORTS if (place := page.flat.find(words)) >= 0]
    return [Core(page.at(place), page.end_before(place + len(words))) for place, words in sorted(places)[:1]]


_API = re.compile(r"API:\s*([a-z0-9-]+:[A-Za-z*]\w*)")
_API_REACH = 40


def find_refusals(
    page: Page, denied_at: list[int], apis: Sequence[Core], sentences: Sequence[Core]
) -> list[Core]:
    """Every refusal of `page` that names no action.

    `denied_at` are the positions of denials' error codes, `apis` what `find_api_prefixes` found, `sentences`
    the refusals that name one, in order: to them belong the codes before them.
    """
    cores: list[Core] = []
    api_ends = [api.end for api in apis]
    told_at = [sentence.start for sentence in sentences]
    for refusal in REFUSALS:
        # "AccessDenied" in one word is the code, not the phrase.
        is_code = refusal.weak and refusal.words.startswith(_FIRST_WORD)
        found = page.find_apart(refusal.words, len(_FIRST_WORD)) if is_code else page.find_all(refusal.words)
        if not found:
            continue
        flat, positions, length = page.flat, page.positions, len(refusal.words)
        reasons = refusal.reasons
        for place in found:
            start = positions[place]
            if refusal.weak and not _backed(page, start, denied_at, api_ends, told_at):
                continue
            end = place + length
            if flat.endswith(_OPENINGS, 0, place):
                start = positions[place - _OPENING]
            core = Core(start, positions[end - 1] + 1, reason=refusal.reason, opener=True)
            if why := read_reason(page, end - reasons, len(flat)):
                core.end = page.end_before(why.end)
                core.effect, core.policy_type, core.policy_arn = why.effect, why.policy_type, why.policy_arn
            cores.append(core)
    return cores


_FIRST_WORD = "access"
_OPENINGS = (phrase("You are"), phrase("User is"))
_OPENING = 6
"""How long each of them is."""
_CODE_REACH = 300
_NAME_REACH = 60
_BACKERS = ("amazon.", "software.amazon", "aws.sdk.", "(service: ", "s3 error", "-s3", "deployment bucket")
"""What shows, right beside "Access Denied", that a service of AWS's said it."""


def _backed(page: Page, start: int, denied_at: list[int], api_ends: list[int], told_at: list[int]) -> bool:
    before = bisect_left(denied_at, start)
    code = denied_at[before - 1] if before else -_CODE_REACH
    if (
        start - code < _CODE_REACH
        and "\n\n" not in page.text[code:start]
        and bisect_left(told_at, code) == bisect_left(told_at, start)
    ):
        return True
    index = bisect_right(api_ends, start)
    if index and start - api_ends[index - 1] < _API_REACH:
        return True
    around = page.text[max(0, start - _NAME_REACH) : start + _NAME_REACH].lower()
    return any(name in around for name in _BACKERS)


def find_api_prefixes(page: Page) -> list[Core]:
    """CloudFormation's "API: service:Action" in front of a message, as cores with nothing but the action."""
    if "API:" not in page.text:
        return []
    return [Core(match.start(), match.end(), action=match[1]) for match in _API.finditer(page.text)]
