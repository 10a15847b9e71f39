"""Words of services that say less, or other things, than the refusal sentence does."""

from __future__ import annotations

import pytest

from stsui.denials import Effect, Kind, PolicyType, explain, read_denials
from stsui.denials.policies import CAUSES
from tests.denials.samples import BLOB, REQUEST, ROLE, TABLE, because, sentence

LATTICE = "arn:aws:vpc-lattice:eu-west-3:210987654321:service/svc-0depot9/parcels"


@pytest.mark.parametrize("kind", ["service-based", "network-based"])
def test_the_policies_of_lattice_are_no_control_policies(kind: str) -> None:
    why = because(f"{kind} policy", "vpc-lattice-svcs:Invoke")
    (denial,) = read_denials(sentence("anonymous", "vpc-lattice-svcs:Invoke", LATTICE, why))
    assert (denial.effect, denial.policy_type, denial.resource) == (Effect.IMPLICIT, None, LATTICE)


def test_an_upload_whose_encryption_is_blocked() -> None:
    (denial,) = read_denials(
        "An error occurred (AccessDenied) when calling the PutObject operation: "
        + sentence(action="s3:PutObject", on='"arn:aws:s3:::depot/parcel-1"')
        + " because this bucket has blocked upload requests that specify Server Side Encryption with "
        "Customer provided keys (SSE-C). Please specify a different server-side encryption type"
    )
    assert (denial.resource, denial.effect) == ("arn:aws:s3:::depot/parcel-1", None)
    assert denial.reason == "s3 blocked encryption type"


@pytest.mark.parametrize("reason", CAUSES)
def test_a_cause_that_is_no_policy_is_explained(reason: str) -> None:
    texts = {
        "s3 block public access": sentence(
            why="because public policies are prevented by the BlockPublicPolicy setting in S3 Block "
            "Public Access"
        ),
        "s3 blocked encryption type": sentence(
            why="because this bucket has blocked upload requests that specify X"
        ),
        "lake formation permissions": "Insufficient Lake Formation permission(s): Required Drop on parcels",
        "resource or its policy": sentence(
            action="kms:Decrypt",
            why="because the resource does not exist in this Region, no resource-based policies allow "
            "access, or a resource-based policy explicitly denies access",
        ),
        "kms key": "AccessDeniedException: Access to KMS is not allowed",
        "bedrock model access": "AccessDeniedException: You don't have access to the model with the "
        "specified model ID.",
    }
    (denial,) = read_denials(texts[reason])
    assert denial.reason == reason
    assert CAUSES[reason].what in explain(denial)
    assert CAUSES[reason].where in explain(denial)


@pytest.mark.parametrize(
    "text",
    [
        "HandlerErrorCode: AccessDenied: \"Access denied for operation 'AWS::SQS::Queue'.\"",
        "An error occurred (AccessDeniedException) when calling the PutLoggingConfiguration operation: You "
        "don't have the permissions that are required to perform this operation.",
        "current credentials could not be used to assume 'arn:aws:iam::210987654321:role/cdk-x-deploy-role', "
        "but are for the right account. Proceeding anyway.",
        "software.amazon.awssdk.services.s3.model.S3Exception: null (Service: S3, Status Code: 403, "
        f"Request ID: {REQUEST})",
        "Caused by: java.nio.file.AccessDeniedException: s3a://depot/belt.csv: getFileStatus on "
        "s3a://depot/belt.csv: com.amazonaws.services.s3.model.AmazonS3Exception: ",
    ],
)
def test_refusals_that_name_no_action(text: str) -> None:
    (denial,) = read_denials(text)
    assert denial.kind is Kind.OPAQUE


@pytest.mark.parametrize(
    ("category", "text"),
    [
        (
            "role_not_assumable",
            "An error occurred (InvalidParameterValueException) when calling the CreateFunction operation: "
            "The role defined for the function cannot be assumed by Lambda.",
        ),
        (
            "role_not_assumable",
            "InvalidArgumentException: Firehose is unable to assume role arn:aws:iam::1:role/x",
        ),
        (
            "region_disabled",
            'Resource handler returned message: "In order to use this AWS Marketplace product you need to '
            'accept terms and subscribe." (Service: Ec2, Status Code: 401, HandlerErrorCode: AccessDenied)',
        ),
        ("other_service", "index_depot: no permissions for [indices:data/read/search]"),
        ("missing_credentials", "panicked at 'Couldn't find AWS credentials in environment'"),
        ("missing_credentials", "Serverless Error -----\n\n  AWS provider credentials not found."),
        (
            "missing_credentials",
            "[NotAuthorizedException: Unauthenticated access is not supported for this identity pool.]",
        ),
        ("expired_credentials", 'AccessDeniedException { message: Some("Bearer Token has expired") }'),
        (
            "role_not_assumable",
            "The principal states.amazonaws.com is not authorized to assume the provided role.",
        ),
    ],
)
def test_what_no_policy_of_the_caller_caused(category: str, text: str) -> None:
    (denial,) = read_denials(text)
    assert (denial.kind, denial.category) == (Kind.NOT_A_DENIAL, category)


def test_a_code_of_two_words() -> None:
    (denial,) = read_denials(
        "com.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Service: Amazon S3; Status Code: 403; "
        f"Error Code: 403 Forbidden; Request ID: {REQUEST})"
    )
    assert (denial.kind, denial.error_code) == (Kind.OPAQUE, "403 Forbidden")


@pytest.mark.parametrize(
    ("end", "begin"),
    [('" +', '"'), ('" .', '"'), ('"', '+ "'), ("' +", "'"), ('"', 'f"'), ('"', '"')],
)
def test_a_message_in_pieces_of_a_programs_source(end: str, begin: str) -> None:
    quote = end[0]
    pieces = [
        "AccessDenied: User: ",
        f"{ROLE} is not authorized to perform: ",
        f"dynamodb:Query on resource: {TABLE} ",
        because("session policy"),
    ]
    joined = f"{end}\n        {begin}".join(pieces)
    (denial,) = read_denials(f"raise Refused(\n        {quote}{joined}{quote})")
    assert (denial.principal, denial.action) == (ROLE, "dynamodb:Query")
    assert (denial.resource, denial.policy_type) == (TABLE, PolicyType.SESSION)


def test_an_encoded_message_in_pieces_of_a_programs_source() -> None:
    pieces = '" +\n    "'.join(BLOB[start : start + 90] for start in range(0, len(BLOB), 90))
    (denial,) = read_denials(f'"Encoded authorization failure message: " +\n    "{pieces}"')
    assert (denial.encoded_message, denial.truncated) == (BLOB, False)


def test_strings_of_two_lines_stay_apart() -> None:
    first, second = read_denials(f'"{sentence(action="sqs:Purge")}"\n"{sentence()}"')
    assert (first.resource, first.action, second.action) == (TABLE, "sqs:Purge", "dynamodb:Query")


def test_an_operation_with_nothing_behind_it() -> None:
    (denial,) = read_denials("`An error occurred (AccessDenied) when calling the ListQueues operation`")
    assert denial.operation == "ListQueues"


def test_a_placeholder_of_several_words_is_one_word() -> None:
    who = "arn:aws:sts::<account of the depot>:assumed-role/loader/<name of the user>"
    table = "arn:aws:dynamodb:eu-west-3:<account of the depot>:table/<name of the table>"
    (denial,) = read_denials(sentence(who, on=table, why="with an explicit deny in a session policy"))
    assert (denial.principal, denial.resource) == (who, table)


@pytest.mark.parametrize("name", ["BeltAccessForDepot", "belt_7", "depot-belt"])
def test_a_resource_without_a_colon_before_it(name: str) -> None:
    (denial,) = read_denials(f"User is not authorized to perform: iam:PassRole on resource {name}")
    assert denial.resource == name


def test_prose_behind_a_resource_is_no_name() -> None:
    (denial,) = read_denials("User is not authorized to perform: iam:PassRole on resource anymore")
    assert denial.resource is None


def test_a_caller_whose_arn_lost_its_beginning() -> None:
    (denial,) = read_denials(
        "# Allow 210987654321:assumed-role/loader/ines\n# is not authorized to perform: dynamodb:Query"
    )
    assert denial.principal == "210987654321:assumed-role/loader/ines"


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Not authorized to perform sts:AssumeRoleWithSAML\nerror on line 4", "sts:AssumeRoleWithSAML"),
        ("is not authorized to perform: ec2:Describe\nInstances", "ec2:DescribeInstances"),
        ("is not authorized to perform: ec2:Describeinst\nances on resource: *", "ec2:Describeinstances"),
        ("ines is not authorized to perform: sqs:Purge\nand so on", "sqs:Purge"),
    ],
)
def test_the_next_lines_word_is_no_part_of_the_action(text: str, action: str) -> None:
    assert read_denials(text)[0].action == action


def test_a_reason_quoted_without_its_first_word() -> None:
    (denial,) = read_denials("It says `no resource-based policy allows the sqs:Purge action`. Why?")
    assert (denial.action, denial.policy_type) == ("sqs:Purge", PolicyType.RESOURCE)
    assert denial.effect is Effect.IMPLICIT


def test_a_code_and_the_reasons_action_cut_at_a_column() -> None:
    text = f"api error AccessDeniedException: {sentence(why=because('session policy'))}"
    for width in range(44, len(text) // 3):
        wrapped = "\n".join(text[start : start + width] for start in range(0, len(text), width))
        (denial,) = read_denials(wrapped)
        assert (denial.error_code, denial.reason_action) == ("AccessDeniedException", None), width


@pytest.mark.parametrize(
    "text",
    [
        "TF400813: The user 'ines' is not authorized to access this resource.",
        '{"message": "Forbidden: Role \'editor\' is not authorized to access this resource."}',
        "This user is not authorized to access this resource",
        "Pundit::NotAuthorizedError: you are not authorized to perform this action.",
        "User ines is not authorized perform action purge on belt 7",
        "This key does not have permission to perform: purge",
        "Caller '9' is not authorized to invoke 'belt'",
    ],
)
def test_the_words_of_other_programs_are_no_refusal_of_awss(text: str) -> None:
    assert [denial for denial in read_denials(text) if denial.kind is not Kind.NOT_A_DENIAL] == []


@pytest.mark.parametrize(
    "text",
    [
        "AccessDeniedException: User is not authorized to access this resource",
        '{"Message":"User is not authorized to access this resource"}',
        "An error occurred (AccessDeniedException) when calling the Tell operation: You are not "
        "authorized to perform this action.",
        "Could not locate deployment bucket. Error: Access Denied",
    ],
)
def test_the_same_words_where_aws_says_them(text: str) -> None:
    assert [denial.kind for denial in read_denials(text)] == [Kind.OPAQUE]
