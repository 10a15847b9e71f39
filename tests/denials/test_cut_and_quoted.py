# ruff: noqa: E501  (texts stand here as long as they are)
"""Forms that are cut short, quoted in part, or written by tools with manners of their own."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from stsui.denials import Effect, Kind, PolicyType, read_denials
from tests.denials.samples import BLOB, REQUEST, ROLE, USER, sentence

LABEL = "Encoded authorization failure message: "


@pytest.mark.parametrize("start", ["kQz7", "7hP", "RtW_b", "hQw9-"])
@pytest.mark.parametrize("end", ["...", "…", "... [truncated]"])
def test_the_few_first_characters_of_an_encoded_message(start: str, end: str) -> None:
    (denial,) = read_denials(f"You are not authorized to perform this operation. {LABEL}{start}{end}")
    assert (denial.kind, denial.encoded_message, denial.truncated) == (Kind.ENCODED, start, True)


def test_an_encoded_message_of_which_both_ends_are_left() -> None:
    (denial,) = read_denials(f"You are not authorized to perform this operation. {LABEL}HQX...Kyu")
    assert (denial.encoded_message, denial.truncated) == ("HQX", True)


def test_a_forbidden_user_of_aws_is_none_of_kubernetes() -> None:
    (denial,) = read_denials(f"Forbidden: {sentence()}")
    assert (denial.kind, denial.principal) == (Kind.PLAIN, USER)


def test_a_code_of_kms_in_a_sentence() -> None:
    (denial,) = read_denials(
        "You get `KMS.AccessDeniedException: The ciphertext refers to a customer master key that does not exist...`."
    )
    assert denial.error_code == "KMS.AccessDeniedException"


def test_nobody_is_named_where_the_word_user_is_broken() -> None:
    (denial,) = read_denials("`AccessDenied: Use\nr is not authorized to perform: sqs:Purge`")
    assert (denial.principal, denial.action) == (None, "sqs:Purge")


@pytest.mark.parametrize(
    "text",
    [
        f"botocore.errorfactory.AccessDeniedException: An error\noccurred (AccessDeniedException) when calling the "
        f"Query\noperation: {sentence()}",
        "api error AccessDeniedException: User\nis not authorized to perform: dynamodb:Query on resource",
    ],
)
def test_a_line_that_ends_right_behind_the_code_has_no_denial_of_its_own(text: str) -> None:
    (denial,) = read_denials(text)
    assert (denial.action, denial.error_code) == ("dynamodb:Query", "AccessDeniedException")


def test_an_action_in_brackets() -> None:
    (denial,) = read_denials("User: ### is not authorized to perform: (sts:TagSession) action")
    assert (denial.principal, denial.action) == ("###", "sts:TagSession")


def test_an_answer_without_a_body() -> None:
    (denial,) = read_denials(
        "Error: Forbidden: Forbidden\n\tstatus code: 403, request id: 2QW0B7ZV111RRYKT, host id: a/b="
    )
    assert (denial.kind, denial.error_code, denial.request_id) == (
        Kind.OPAQUE,
        "Forbidden",
        "2QW0B7ZV111RRYKT",
    )


@pytest.mark.parametrize("words", ["encoded-message...", "blob...", "MESSAGE...", "xxx...", "1234..."])
def test_a_placeholder_is_no_beginning_of_an_encoded_message(words: str) -> None:
    (denial,) = read_denials(f"You are not authorized to perform this operation. {LABEL}{words}")
    assert (denial.kind, denial.encoded_message) == (Kind.OPAQUE, None)


def test_an_encoded_message_among_words_that_tell_of_it() -> None:
    (denial,) = read_denials(f"We could not decode this one, has anybody seen it?\n{BLOB}\n\nThanks, Ines")
    assert (denial.kind, denial.encoded_message, denial.truncated) == (Kind.ENCODED, BLOB, False)


def test_a_long_run_of_another_kind_is_no_message() -> None:
    assert read_denials(f"The build's cache key:\n{BLOB}\nwas not found") == []


def test_python_strings_that_stand_below_each_other() -> None:
    pieces = "\n".join(f'    "{BLOB[at : at + 80]}"' for at in range(0, len(BLOB), 80))
    (denial,) = read_denials(f'MESSAGE = (\n    "{LABEL}"\n{pieces}\n)')
    assert denial.encoded_message == BLOB


@pytest.mark.parametrize(
    "text",
    [
        "api error AccessDenied: ... public policies\nare prevented by the BlockPublicPolicy setting in "
        "S3 Block Public Access",
        "-> AccessDenied ... because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public "
        "Access.",
        "`403 AccessDenied`: public access control lists (ACLs) are blocked by the BlockPublicAcls block public "
        "access setting",
    ],
)
def test_a_block_of_public_access_whose_sentence_was_elided(text: str) -> None:
    (denial,) = read_denials(text)
    assert (denial.kind, denial.error_code) == (Kind.OPAQUE, "AccessDenied")
    assert denial.reason == "s3 block public access"


def test_a_sentence_without_its_beginning() -> None:
    (denial,) = read_denials(
        'sqs:SendMessage\non resource: "arn:aws:sqs:eu-west-3:210987654321:belt"\n'
        "with an explicit deny in a resource control policy"
    )
    assert (denial.kind, denial.action) == (Kind.PLAIN, "sqs:SendMessage")
    assert denial.resource == "arn:aws:sqs:eu-west-3:210987654321:belt"
    assert denial.policy_type is PolicyType.RESOURCE_CONTROL


def test_two_sentences_without_their_beginnings() -> None:
    form = "{}\non resource: belt-{}\nwith an explicit deny in a session policy\n\n"
    denials = read_denials(form.format("sqs:Purge", 1) + form.format("sqs:Send", 2))
    assert [(each.action, each.resource) for each in denials] == [
        ("sqs:Purge", "belt-1"),
        ("sqs:Send", "belt-2"),
    ]


def test_a_key_of_another_region_without_the_sentences_beginning() -> None:
    (denial,) = read_denials(
        "kms:Sign\non this resource\nbecause the resource does not exist in this Region,\nno resource-based "
        "policies allow access,\nor a resource-based policy explicitly denies access"
    )
    assert (denial.action, denial.resource, denial.reason) == ("kms:Sign", None, "resource or its policy")


def test_an_action_at_the_end_of_a_paragraph() -> None:
    (denial,) = read_denials(
        "### Depot is not authorized to perform sts:AssumeRole\n\nThe error says that the role …"
    )
    assert (denial.principal, denial.action) == ("Depot", "sts:AssumeRole")


def test_an_emphasized_sentence() -> None:
    (denial,) = read_denials("| *Not authorized to perform sts:AssumeRoleWithSAML* | Look at the provider |")
    assert denial.action == "sts:AssumeRoleWithSAML"
    (denial,) = read_denials("*ines is not authorized to perform: sqs:*")
    assert denial.action == "sqs:*"
    (denial,) = read_denials("Not authorized to perform: sqs:Get*")
    assert denial.action == "sqs:Get*"


def test_the_quotation_marks_of_mail_servers() -> None:
    target = "arn:aws:ses:eu-west-3:210987654321:identity/ines@example.com"
    (denial,) = read_denials(
        f"554 Access denied: User `{USER}' is not authorized to perform `ses:SendEmail' on resource `{target}'"
    )
    assert (denial.principal, denial.action, denial.resource) == (USER, "ses:SendEmail", target)


@pytest.mark.parametrize("body", ['{\n    message: "Forbidden"\n}', "{ message: 'Forbidden' }"])
def test_a_gateways_answer_as_javascript_prints_it(body: str) -> None:
    (denial,) = read_denials(f"error: {body}")
    assert denial.kind is Kind.OPAQUE


def test_an_explicit_deny_of_a_gateway_in_any_quotation() -> None:
    (denial,) = read_denials("message: User is not authorized to access this resource with an explicit deny")
    assert (denial.kind, denial.effect) == (Kind.OPAQUE, Effect.EXPLICIT)


@pytest.mark.parametrize(
    "text",
    [
        "Write-S3Object : Access Denied",
        f"aws.sdk.kotlin.services.s3.model.S3Exception: Access Denied, Request ID: {REQUEST}",
        "ERROR: User arn:aws:redshift:eu-west-3:210987654321:dbuser:belt/ines is not authorized to assume IAM Role "
        "arn:aws:iam::210987654321:role/copy",
        "UnauthorizedException: You aren't authorized to perform this operation.",
    ],
)
def test_refusals_of_other_tools(text: str) -> None:
    (denial,) = read_denials(text)
    assert denial.kind is Kind.OPAQUE


@pytest.mark.parametrize("pair", ['{"x-amzn-RequestId", "%s"}', "('x-amzn-requestid', '%s')"])
def test_a_request_id_in_a_pair(pair: str) -> None:
    (denial,) = read_denials(f"AccessDenied: {sentence(ROLE)} [{pair % REQUEST}]")
    assert denial.request_id == REQUEST


def test_the_code_of_a_failed_code_check_is_no_word_of_its_message() -> None:
    (denial,) = read_denials(
        "call.rb:15:in `call': MultiFactorAuthentication failed, must provide both MFA serial number and one time "
        "pass code. (Aws::STS::Errors::AccessDenied)"
    )
    assert (denial.category, denial.error_code) == ("mfa_failed", "AccessDenied")


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("quota", "CREATE_FAILED AWS::EC2::Instance Belt Your quota allows for 0 more running instance(s)."),
        ("quota", "An error occurred (MaxBeltCountExceeded) when calling the Launch operation: Max belt count exceeded"),
        ("region_disabled", "PendingVerification: Your request for accessing resources in this region is being validated"),
        ("validation", "OperationNotPermitted: This AWS account currently does not support creating load balancers."),
        ("validation", "Error: Could not assume role with OIDC: Request ARN is invalid"),
        ("signature_mismatch", "{\"message\":\"'Bearer' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer x'.\"}"),
        ("other_cloud", "Access Denied: Project depot: User does not have bigquery.jobs.create permission in project depot."),
        ("other_cloud", "Caller is not authorized to perform action on resource.\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'"),
        ("other_cloud", "(Forbidden) The user, group or application 'appid=1' does not have secrets get permission on key vault 'belt'."),
        ("other_cloud", "LinkedAuthorizationFailed: The client has permission to perform action 'Microsoft.Network/x/join/action'"),
        ("kubernetes_rbac", '{"kind":"Status","message":"forbidden: User \\"system:anonymous\\" cannot get path \\"/\\"","code":403}'),
        ("kubernetes_rbac", "error: You must be logged in to the server (Unauthorized)"),
        ("kubernetes_rbac", 'Error creating: pods "belt-" is forbidden: violates PodSecurity "restricted:latest"'),
        ("kubernetes_rbac", 'Error from server (Forbidden): pods "x" is forbidden: error looking up service account depot/belt'),
        ("other_service", "denied: permission_denied: write_package"),
        ("other_service", "npm ERR! 403 403 Forbidden - PUT https://npm.example.com/belt - You do not have permission to publish"),
        ("other_service", "unexpected status from POST request to https://ghcr.io/v2/ines/belt/blobs/uploads/: 403 Forbidden"),
    ],
)  # fmt: skip
def test_more_errors_that_no_policy_caused(category: str, text: str) -> None:
    (error,) = read_denials(text)
    assert (error.kind, error.category) == (Kind.NOT_A_DENIAL, category)


def test_markdown_that_escapes_its_marks() -> None:
    text = sentence(
        r"arn:aws:iam::210987654321:user/ines\_of\_depot",
        "sqs:Purge",
        r"arn:aws:sqs:eu\-west\-3:210987654321:belt\_1",
    )
    (denial,) = read_denials(text)
    assert denial.principal == "arn:aws:iam::210987654321:user/ines_of_depot"
    assert denial.resource == "arn:aws:sqs:eu-west-3:210987654321:belt_1"


def test_strings_of_control_that_are_no_colours() -> None:
    (denial,) = read_denials(sentence().replace(" ", " \x1b_bk;t=1772532000000\x07", 3))
    assert denial.principal == USER


WRAPPED = (
    sentence(ROLE, "sqs:Purge", "arn:aws:sqs:eu-west-3:210987654321:belt")
    .replace(" is not", "\nis not")
    .replace(" on", "\non")
    + "\nwith an explicit deny\nin an identity-based policy"
)


@pytest.mark.parametrize(
    "wrap",
    [
        quote,
        quote_plus,
        lambda text: text.replace("\n", "\n\n"),
        lambda text: "{quote}" + text + "{quote}",
        lambda text: "{code:java}" + text + "\n{code}",
        lambda text: "::error file=main.tf,line=3::" + text.replace("\n", "%0A"),
        lambda text: "\n".join(f"**{line}**" for line in text.split("\n")),
        lambda text: "\n".join(f"*{line}*" for line in text.split("\n")),
    ],
)
def test_wrappers_of_forms_and_trackers(wrap: Callable[[str], str]) -> None:
    assert read_denials(wrap(WRAPPED)) == read_denials(WRAPPED)


def test_what_is_encoded_in_part_stays_as_it_is() -> None:
    target = "arn:aws:apigateway:eu-west-3::/tags/arn%3Aaws%3Aapigateway%3A%3A%2Frestapis"
    (denial,) = read_denials(sentence(action="apigateway:PUT", on=target))
    assert denial.resource == target


def test_control_characters_that_were_encoded_go_no_further() -> None:
    (denial,) = read_denials(quote(sentence("arn:aws:iam::210987654321:user/\x1b[31mines\x07")))
    assert denial.principal == USER


def test_refusals_with_blank_lines_between_stay_apart() -> None:
    text = "\n\n".join(
        f"An error occurred (AccessDenied) when calling the Get{each} operation: Access Denied"
        for each in "ABCDE"
    )
    assert [denial.operation for denial in read_denials(text)] == [f"Get{each}" for each in "ABCDE"]


@pytest.mark.parametrize("end", ["`", "` ", "'", '"', "``", " `\n"])
def test_a_quotation_mark_at_the_very_end(end: str) -> None:
    (denial,) = read_denials(f"ines is not authorized to perform: sqs:Purge on resource: {end}")
    assert (denial.action, denial.resource) == ("sqs:Purge", None)
