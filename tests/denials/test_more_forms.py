"""Forms that are rarer, and texts of other software that look like refusals of AWS's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stsui.denials import Effect, Kind, PolicyType, read_denials
from tests.denials.samples import REQUEST, ROLE, USER, because, sentence
from tests.denials.wrappers import each_line

RCP = "arn:aws:organizations::135792468013:policy/o-depot1/resource_control_policy/p-fence9"


@pytest.mark.parametrize(
    "words",
    [": {}", ", with policy ARN:\n{}", " with ARN {}", " (policy ARN: {})", ': "{}"', ": policy {}", " {}."],
)
def test_a_policy_arn_behind_any_words(words: str) -> None:
    (denial,) = read_denials(
        f"{sentence()} with an explicit deny in a resource control policy{words.format(RCP)}"
    )
    assert (denial.policy_type, denial.policy_arn) == (PolicyType.RESOURCE_CONTROL, RCP)


def test_a_policy_arn_of_an_organization_broken_in_a_word() -> None:
    text = f"{sentence()} with an explicit deny in a resource control policy: {RCP[:52]}\n{RCP[52:]}"
    assert read_denials(text)[0].policy_arn == RCP


@pytest.mark.parametrize("verb", ["isn't", "is not", "isn’t"])
def test_a_controller_that_is_not_authorized_to_call(verb: str) -> None:
    (denial,) = read_denials(f"Belt {verb} authorized to call sqs:SendMessage")
    assert (denial.principal, denial.action) == ("Belt", "sqs:SendMessage")


@pytest.mark.parametrize(
    "between",
    [
        ": ",
        ", operation error EC2: RunInstances, https response error StatusCode: 403, api error "
        "UnauthorizedOperation: You are not authorized to perform this operation. ",
        ",\n    ",
    ],
)
def test_a_controller_that_announces_a_refusal_is_not_refused_itself(between: str) -> None:
    told = sentence(who=ROLE, action="ec2:RunInstances", on="arn:aws:ec2:eu-west-3:210987654321:instance/*")
    (denial,) = read_denials(f"Belt isn't authorized to call ec2:RunInstances{between}{told}")
    assert (denial.principal, denial.action) == (ROLE, "ec2:RunInstances")
    assert denial.resource == "arn:aws:ec2:eu-west-3:210987654321:instance/*"


def test_a_controller_that_announces_a_refusal_without_an_action() -> None:
    (denial,) = read_denials(
        "Belt isn't authorized to call sqs:Purge: User is not authorized to perform this operation "
        "because no session policy allows it"
    )
    assert (denial.action, denial.policy_type) == ("sqs:Purge", PolicyType.SESSION)


def test_two_refusals_of_the_same_action_stay_two() -> None:
    text = f"ines is not authorized to perform: sqs:Purge\n\n{sentence(action='sqs:Purge')}"
    assert [denial.principal for denial in read_denials(text)] == ["ines", USER]


def test_the_code_of_the_service_that_quotes_kms() -> None:
    (denial,) = read_denials(
        "An error occurred (KMSAccessDeniedException) when calling the Invoke operation: Lambda could not "
        "decrypt the variables. KMS Exception: AccessDeniedException KMS Message: "
        f"{sentence(action='kms:Decrypt', on=None)}"
    )
    assert (denial.error_code, denial.operation) == ("KMSAccessDeniedException", "Invoke")
    assert denial.action == "kms:Decrypt"


@pytest.mark.parametrize(
    ("head", "code"), [("ValidationError", "ValidationError"), ("DepotError", None), ("ClientError", None)]
)
def test_an_error_right_before_the_sentence(head: str, code: str | None) -> None:
    (denial,) = read_denials(f"Error: belt failed: {head}: {sentence()}")
    assert (denial.kind, denial.error_code) == (Kind.PLAIN, code)


def test_a_policy_arn_broken_in_its_first_word() -> None:
    text = f"{sentence()} with an explicit deny in a resource control policy: {RCP[:2]}\n{RCP[2:]}"
    assert read_denials(text)[0].policy_arn == RCP


@pytest.mark.parametrize("code", ["Forbidden", "AccessDenied", "AccessDeniedException"])
def test_the_classes_of_ruby(code: str) -> None:
    (denial,) = read_denials(f"Aws::S3::Errors::{code}: {code}\n\tfrom belt.rb:9:in `call'")
    assert (denial.kind, denial.error_code) == (Kind.OPAQUE, code)


@pytest.mark.parametrize(
    "text",
    [
        "Access denied when writing output to url: s3://depot-results/q.csv .",
        "Amazon.SQS.AmazonSQSException: Access to the resource "
        "https://sqs.eu-west-3.amazonaws.com/210987654321/belt is denied.",
        "Amazon.S3.AmazonS3Exception: Access Denied\n ---> Amazon.Runtime.HttpErrorResponseException",
        "software.amazon.awssdk.services.s3.model.S3Exception: Access Denied (Service: S3, Status Code: 403, "
        f"Request ID: {REQUEST})",
        "S3 error: Access Denied. For more information check the list of error responses",
        "java.nio.file.AccessDeniedException: s3a://crate/x: getFileStatus on s3a://crate/x: "
        "com.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Service: Amazon S3; Error Code: 403)",
    ],
)
def test_refusals_with_few_words(text: str) -> None:
    (denial,) = read_denials(text)
    assert denial.kind is Kind.OPAQUE


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("other_service", "java.nio.file.AccessDeniedException: /srv/depot/belt"),
        ("other_service", "HttpException [ForbiddenException]: Forbidden resource"),
        ("other_service", "no permissions for [indices:data/read/search] and User [name=ines]"),
        (
            "other_service",
            "fatal: unable to access 'https://git.example.com/depot.git/': "
            "The requested URL returned error: 403",
        ),
        ("other_cloud", "This request is not authorized to perform this operation using this permission."),
        ("other_cloud", "rpc error: code = PermissionDenied desc = The caller does not have permission"),
        (
            "expired_credentials",
            "An error occurred (UnauthorizedException) when calling the GetRoleCredentials operation: "
            "Session token not found or invalid",
        ),
        ("missing_credentials", "Error: no valid credential sources for Terraform AWS Provider found."),
        ("missing_credentials", "Aws::Errors::MissingCredentialsError: unable to sign the request"),
        (
            "missing_credentials",
            "<Error><Code>AccessDenied</Code><Message>Missing Key-Pair-Id query parameter or cookie value"
            "</Message></Error>",
        ),
        ("expired_credentials", "NotAuthorizedException: Invalid login token. Token expired: 17 >= 16"),
        ("expired_credentials", "NotAuthorizedException: Refresh Token has expired"),
        ("invalid_credentials", "NotAuthorizedException: Incorrect username or password."),
        (
            "validation",
            "<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy Condition failed: "
            '["eq", "$key", "a"]</Message></Error>',
        ),
    ],
)
def test_refusals_of_others_are_no_denials(category: str, text: str) -> None:
    (denial,) = read_denials(text)
    assert (denial.kind, denial.category) == (Kind.NOT_A_DENIAL, category)


@pytest.mark.parametrize(
    "prefix",
    [
        "Mar  3 10:00:00 depot-1 belt[4711]: ",
        "Mar 13 10:00:00 ip-10-0-0-1 kernel: ",
        "E0303 10:00:00.123456       1 belt.go:99] ",
        "##[error]",
    ],
)
def test_the_prefixes_of_a_wrapped_message(prefix: str) -> None:
    message = sentence(who=ROLE, why=because("session policy")).replace(" is not", "\nis not", 1)
    wrapped = each_line(lambda line: prefix + line)(message)
    (denial,) = read_denials(wrapped)
    assert (denial.principal, denial.policy_type) == (ROLE, PolicyType.SESSION)


@pytest.mark.parametrize("wrap", [lambda text: f"**{text}**", lambda text: f"Denied: **{text}** (see above)"])
def test_emphasis_around_a_sentence_is_no_part_of_it(wrap: Callable[[str], str]) -> None:
    (denial,) = read_denials(wrap(sentence(on="arn:aws:sqs:eu-west-3:210987654321:belt")))
    assert denial.resource == "arn:aws:sqs:eu-west-3:210987654321:belt"


def test_stars_that_mask_stay() -> None:
    (denial,) = read_denials(sentence(who="arn:aws:iam::****:user/***"))
    assert denial.principal == "arn:aws:iam::****:user/***"


def test_a_paragraph_of_its_own_is_another_refusal() -> None:
    opener = "UnauthorizedOperation: You are not authorized to perform this operation."
    text = f"{opener}\n\nAccessDenied: {sentence()}"
    first, second = read_denials(text)
    assert (first.kind, first.error_code) == (Kind.OPAQUE, "UnauthorizedOperation")
    assert (second.principal, second.error_code) == (USER, "AccessDenied")


def test_each_body_has_its_own_code() -> None:
    body = "<Error>\n<Code>{}</Code>\n<Message>{}</Message>\n</Error>\n"
    text = body.format("AccessDenied", sentence()) + body.format(
        "AccessDeniedException", sentence(who=ROLE, why="with an explicit deny")
    )
    first, second = read_denials(text)
    assert (first.error_code, second.error_code) == ("AccessDenied", "AccessDeniedException")
    assert second.effect is Effect.EXPLICIT


def test_what_is_told_again_and_again_is_told_once() -> None:
    lines = [sentence(action=f"sqs:{name}") for name in ("Send", "Delete", "Purge", "Tag", "List")]
    assert len(read_denials("\n".join(lines * 30))) == len(lines)
