# ruff: noqa: E501  (texts stand here as long as they are)
"""Texts of our own, in the forms that tools and services write; what must be read from each stands beside it."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def blob(length: int = 600, seed: int = 7) -> str:
    """A message that looks encoded, always the same for the same arguments, and decodes nowhere."""
    return "".join(random.Random(seed).choices(_ALPHABET, k=length - 1)) + "Q"


BLOB = blob()
REQUEST = "7d0c5a1e-93b2-4f6c-8d11-2e5f0a9b6c47"
ROLE = "arn:aws:sts::210987654321:assumed-role/loader/ines"
USER = "arn:aws:iam::210987654321:user/ines"
TABLE = "arn:aws:dynamodb:eu-west-3:210987654321:table/parcels"
NOT_TOLD = {"effect": None, "policy_type": None, "policy_arn": None}


class Sample(NamedTuple):
    """One text and what its first denial must say; facts that are left out are not looked at."""

    name: str
    text: str
    expected: dict[str, Any]


def sentence(who: str = USER, action: str = "dynamodb:Query", on: str | None = TABLE, why: str = "") -> str:
    """The refusal sentence."""
    resource = f" on resource: {on}" if on else ""
    return f"User: {who} is not authorized to perform: {action}{resource}{' ' + why if why else ''}"


def because(policy: str, action: str = "dynamodb:Query") -> str:
    """The reason of a missing allow."""
    return f"because no {policy} allows the {action} action"


QUERY = {"principal": USER, "action": "dynamodb:Query", "resource": TABLE}
ENCODED = f"You are not authorized to perform this operation. Encoded authorization failure message: {BLOB}"

SDKS = [
    Sample(
        "aws cli",
        f"$ aws dynamodb query --table-name parcels\n\nAn error occurred (AccessDeniedException) when calling the Query "
        f"operation: {sentence(why=because('identity-based policy'))}\n",
        QUERY
        | {
            "kind": "plain",
            "effect": "implicit",
            "policy_type": "identity-based",
            "error_code": "AccessDeniedException",
            "operation": "Query",
            "request_id": None,
        },
    ),
    Sample(
        "aws cli of 2013",
        f"A client error (AccessDenied) occurred when calling the ListQueues operation: "
        f"{sentence(action='sqs:ListQueues', on=None)}",
        {
            "action": "sqs:ListQueues",
            "resource": None,
            "error_code": "AccessDenied",
            "operation": "ListQueues",
        },
    ),
    Sample(
        "boto3 with a traceback",
        f'Traceback (most recent call last):\n  File "demo_AccessDenied.py", line 3, in <module>\n'
        f"botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the Scan operation: "
        f"{sentence(action='dynamodb:Scan')}",
        QUERY | {"action": "dynamodb:Scan", "error_code": "AccessDenied", "operation": "Scan"},
    ),
    Sample(
        "go v1",
        f"failed to list: AccessDenied: {sentence()}\n\tstatus code: 403, request id: {REQUEST}",
        QUERY | NOT_TOLD | {"error_code": "AccessDenied", "request_id": REQUEST, "operation": None},
    ),
    Sample(
        "go v2",
        f"operation error DynamoDB: Query, https response error StatusCode: 400, RequestID: {REQUEST}, api error "
        f"AccessDeniedException: {sentence(why=because('VPC endpoint policy'))}",
        QUERY
        | {
            "policy_type": "vpc endpoint",
            "error_code": "AccessDeniedException",
            "operation": "Query",
            "request_id": REQUEST,
        },
    ),
    Sample(
        "go v2, the operation inside another one",
        f"operation error S3: GetObject, get identity: get credentials: failed to refresh cached credentials, operation "
        f"error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, RequestID: {REQUEST}, api error "
        "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
        {
            "action": "sts:AssumeRoleWithWebIdentity",
            "operation": "AssumeRoleWithWebIdentity",
            "principal": None,
        },
    ),
    Sample(
        "java v1",
        f"com.amazonaws.AmazonServiceException: {sentence()} (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: "
        f"AccessDeniedException; Request ID: {REQUEST}; Proxy: null)\n\tat com.example.Depot.main(Depot.java:9)",
        QUERY | {"error_code": "AccessDeniedException", "request_id": REQUEST},
    ),
    Sample(
        "java v2",
        f"Caused by: software.amazon.awssdk.services.dynamodb.model.DynamoDbException: {sentence()} (Service: DynamoDb, "
        f"Status Code: 400, Request ID: {REQUEST}, Extended Request ID: null)",
        QUERY | {"error_code": None, "request_id": REQUEST},
    ),
    Sample(
        "javascript v2",
        f"{{ AccessDeniedException: {sentence()}\n    at Request.extractError (/app/node_modules/aws-sdk/json.js:1:1)\n"
        f"  code: 'AccessDeniedException',\n  requestId: '{REQUEST}',\n  statusCode: 400 }}",
        QUERY | {"error_code": "AccessDeniedException", "request_id": REQUEST},
    ),
    Sample(
        "javascript v3, no words",
        '{"errorType": "AccessDenied", "errorMessage": "Access Denied", "$fault": "client", "stack": ["AccessDenied: '
        'Access Denied", "    at de_GetObjectCommandError (/app/client-s3.js:1:1)"]}',
        {"kind": "opaque", "error_code": "AccessDenied", "operation": "GetObject", "action": None},
    ),
    Sample(
        "rust",
        f'ServiceError {{ source: ErrorMetadata {{ code: Some("AccessDenied"), message: Some("{sentence()}"), extras: '
        f'Some({{"aws_request_id": "{REQUEST}"}}) }} }}',
        QUERY | {"error_code": "AccessDenied", "request_id": REQUEST},
    ),
    Sample(
        "ruby",
        "Aws::SQS::Errors::AccessDeniedException - Aws::SQS::Errors::AccessDeniedException - /opt/depot",
        {"kind": "opaque", "error_code": "AccessDeniedException"},
    ),
    Sample(
        "php",
        'Error executing "PutItem" on "https://dynamodb.eu-west-3.amazonaws.com"; AWS HTTP error: Client error: `POST '
        'https://dynamodb.eu-west-3.amazonaws.com` resulted in a `400 Bad Request` response:\n{"__type":'
        '"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:iam::2109876 (truncated...)\n '
        f'AccessDeniedException (client): {sentence(action="dynamodb:PutItem")} - {{"__type":',
        QUERY | {"action": "dynamodb:PutItem", "error_code": "AccessDeniedException", "operation": "PutItem"},
    ),
    Sample(
        "dotnet",
        "Unhandled exception. Amazon.Runtime.AmazonClientException: Error calling AssumeRole for role loader\n ---> "
        "Amazon.SecurityToken.AmazonSecurityTokenServiceException: Not authorized to perform sts:AssumeRoleWithWebIdentity",
        {"action": "sts:AssumeRoleWithWebIdentity", "principal": None, "error_code": None, "operation": None},
    ),
]

WRITERS = [
    Sample(
        "terraform's box, an encoded message",
        f"╷\n│ Error: creating EC2 Instance: UnauthorizedOperation: {ENCODED}\n│ \tstatus code: 403, request id: {REQUEST}\n"
        '│ \n│   with aws_instance.depot,\n│   on main.tf line 2, in resource "aws_instance" "depot":\n╵\n',
        {
            "kind": "encoded",
            "encoded_message": BLOB,
            "truncated": False,
            "decoded": False,
            "error_code": "UnauthorizedOperation",
            "request_id": REQUEST,
            "action": None,
        },
    ),
    Sample(
        "terraform's box in a log, wrapped",
        f"[terraform]: │ Error: creating Role: AccessDenied: User: {USER} is not\n[terraform]: │ authorized to perform: "
        "iam:CreateRole on resource: ***\n because no permissions boundary allows the iam:CreateRole action.\n",
        {
            "principal": USER,
            "action": "iam:CreateRole",
            "resource": "***",
            "policy_type": "permissions boundary",
        },
    ),
    Sample(
        "cloudformation's event",
        f"CREATE_FAILED   Depot   AWS::EC2::Route   API: ec2:CreateRoute {ENCODED}\nCREATE_FAILED\n",
        {"kind": "encoded", "action": "ec2:CreateRoute", "principal": None, "encoded_message": BLOB},
    ),
    Sample(
        "cloudformation's handler",
        f'Resource handler returned message: "{sentence(why="with an explicit deny in a permissions boundary")} (Service: '
        f'DynamoDb, Status Code: 400, Request ID: {REQUEST})" (RequestToken: 11, HandlerErrorCode: AccessDenied)',
        QUERY | {"effect": "explicit", "policy_type": "permissions boundary", "request_id": REQUEST},
    ),
    Sample(
        "cdk",
        '[10:02:11] Call failed: describeKey({"KeyId":"1"}) => '
        f"{sentence(action='kms:DescribeKey')} (code=AccessDeniedException)",
        {"action": "kms:DescribeKey", "operation": "describeKey", "error_code": "AccessDeniedException"},
    ),
    Sample(
        "cdk, the action only in front",
        "Depot | 8:09:00 PM | CREATE_FAILED | AWS::S3::BucketPolicy | Depot/Policy API: s3:PutBucketPolicy Access Denied",
        {"kind": "plain", "action": "s3:PutBucketPolicy", "principal": None, "error_code": None},
    ),
    Sample(
        "cloudtrail",
        f'{{"eventSource": "dynamodb.amazonaws.com", "eventName": "Query", "errorCode": "Client.AccessDenied", "errorMessage": '
        f'"{sentence()}", "requestID": "{REQUEST}", "eventID": "1"}}',
        QUERY | {"operation": "Query", "error_code": "Client.AccessDenied", "request_id": REQUEST},
    ),
    Sample(
        "kubernetes event",
        "Warning  ProvisioningFailed  19m  ebs.csi.aws.com_controller  failed to provision volume: rpc error: code = Internal "
        f"desc = Could not create volume: UnauthorizedOperation: {ENCODED}\n           status code: 403, request id: {REQUEST}",
        {"encoded_message": BLOB, "error_code": "UnauthorizedOperation", "request_id": REQUEST},
    ),
    Sample(
        "docker push",
        f"6403477052d0: Preparing\ndenied: User: {ROLE} \nis not authorized to perform: ecr:PutImage on resource: \n"
        "arn:aws:ecr:eu-west-3:210987654321:repository/depot \nwith an explicit deny in a VPC endpoint policy <--",
        {
            "principal": ROLE,
            "resource": "arn:aws:ecr:eu-west-3:210987654321:repository/depot",
            "policy_type": "vpc endpoint",
        },
    ),
    Sample(
        "xml with a wrapped message",
        f"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this\n"
        f"operation. Encoded authorization failure message: {BLOB[:80]}\n{BLOB[80:186]}\n{BLOB[186:292]}\n{BLOB[292:350]}\n"
        f"</Message></Error></Errors><RequestID>{REQUEST}</RequestID></Response>",
        {
            "encoded_message": BLOB[:350],
            "truncated": False,
            "request_id": REQUEST,
            "error_code": "UnauthorizedOperation",
        },
    ),
    Sample(
        "html-escaped xml",
        "<pre><code>&lt;Error&gt;&lt;Code&gt;AccessDenied&lt;/Code&gt;&lt;Message&gt;Access Denied&lt;/Message&gt;"
        "&lt;RequestId&gt;4K1QZ0T7XW9DAB52&lt;/RequestId&gt;&lt;/Error&gt;</code></pre>",
        {"kind": "opaque", "error_code": "AccessDenied", "request_id": "4K1QZ0T7XW9DAB52"},
    ),
    Sample(
        "json body",
        f'API Error: 403 {{"__type":"AccessDeniedException","message":"{sentence(why="with an explicit deny in the role trust policy")}"}}',
        QUERY | {"effect": "explicit", "policy_type": "role trust", "error_code": "AccessDeniedException"},
    ),
    Sample(
        "a comment in code",
        "  // AccessDeniedException: User: anonymous is not authorized to perform: execute-api:Invoke on resource: "
        "arn:aws:execute-api:eu-west-3:********4321:abc/dev/GET/x with an explicit deny\n  // because of the policy",
        {"principal": "anonymous", "effect": "explicit", "policy_type": None, "action": "execute-api:Invoke"},
    ),
    Sample(
        "syslog, the request id in front",
        f"Mar  3 09:45:03 depot agent[44]: WARN cannot report. RequestId: {REQUEST} Error: AccessDeniedException: {sentence()}",
        QUERY | {"request_id": REQUEST, "error_code": "AccessDeniedException"},
    ),
    Sample(
        "a code with an empty message",
        f"error: Error creating API: AccessDeniedException: \n\tstatus code: 403, request id: {REQUEST}",
        {"kind": "opaque", "error_code": "AccessDeniedException", "request_id": REQUEST},
    ),
    Sample(
        "an error code of another family in front",
        f"An error occurred (ValidationError) when calling the CreateStack operation: {sentence()}",
        QUERY | {"kind": "plain", "error_code": "ValidationError", "operation": "CreateStack"},
    ),
    Sample(
        "an unknown exception in front",
        f"ClientException: {sentence(action='iam:PassRole')}",
        {"kind": "plain", "error_code": "ClientException", "action": "iam:PassRole"},
    ),
    Sample(
        "head object",
        "fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden",
        {"kind": "opaque", "error_code": "403", "operation": "HeadObject"},
    ),
]

_SCP = "arn:aws:organizations::135792468013:policy/o-depot1/service_control_policy/p-fence9"
_RCP = "arn:aws:organizations::135792468013:policy/o-depot1/resource_control_policy/p-fence9"

TRAPS = [
    Sample(
        "a sentence and an encoded message are one denial",
        f"UnauthorizedOperation: You are not authorized to perform this operation. {sentence(action='ec2:RunInstances')} with "
        f"an explicit deny in a service control policy: {_SCP}. Encoded authorization failure message: {BLOB}",
        {
            "kind": "encoded",
            "principal": USER,
            "action": "ec2:RunInstances",
            "effect": "explicit",
            "policy_type": "service control",
            "policy_arn": _SCP,
            "encoded_message": BLOB,
        },
    ),
    Sample(
        "a policy ARN and a name behind it",
        f"{sentence()} with an explicit deny in a service control policy: {_SCP} (Fence)",
        {"policy_arn": _SCP, "policy_type": "service control"},
    ),
    Sample(
        "a policy ARN, a full stop and a footnote",
        f"{sentence()} with an explicit deny in a permissions boundary: arn:aws:iam::210987654321:policy/fence.[cite: 4]",
        {"policy_arn": "arn:aws:iam::210987654321:policy/fence", "policy_type": "permissions boundary"},
    ),
    Sample(
        "a masked word in the policy's type",
        f"{sentence()} with an explicit deny in a service quartz policy",
        {"policy_type": "service control", "effect": "explicit"},
    ),
    Sample(
        "the type only in the policy's ARN",
        f"{sentence()} with an explicit deny in a resource quartz policy: {_RCP}",
        {"policy_type": "resource control", "policy_arn": _RCP},
    ),
    Sample("an explicit deny of no type", f"{sentence()} with an explicit deny", NOT_TOLD | {"effect": "explicit"}),
    Sample(
        "the reason names another action",
        f"{sentence(action='ec2:CreateVpcEndpoint', why=because('identity-based policy', 'vpce:AllowMultiRegion'))}.",
        {"action": "ec2:CreateVpcEndpoint", "reason_action": "vpce:AllowMultiRegion"},
    ),
    Sample(
        "the action only in the reason",
        "AccessDenied ... because no permissions boundary allows the s3:ListAllMyBuckets action",
        {"kind": "plain", "action": "s3:ListAllMyBuckets", "principal": None, "policy_type": "permissions boundary"},
    ),
    Sample(
        "elided between the parts",
        f"User: ines is not authorized to perform: sqs:SendMessage ... {because('service control policy', 'sqs:SendMessage')}",
        {"principal": "ines", "action": "sqs:SendMessage", "resource": None, "policy_type": "service control"},
    ),
    Sample(
        "no principal, the start cut",
        '."..is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-3:210987654321:belt"',
        {"principal": None, "resource": "arn:aws:sqs:eu-west-3:210987654321:belt"},
    ),
    Sample("a user without a name", "User is not authorized to perform: sqs:SendMessage on resource", {"principal": None, "resource": None}),
    Sample("dangling before the status", "User: a-b is not authorized to perform: sqs:SendMessage on resource\n\tstatus code: 403", {"resource": None}),
    Sample("this resource", f"User: {USER} is not authorized to perform: kms:Decrypt on this resource", {"resource": None}),
    Sample(
        "the resource, a principal of two words, no label",
        f'error": "CloudWatch Alarms is not authorized to perform: lambda:InvokeFunction on the resource {because("resource-based policy")}"',
        {"principal": "CloudWatch Alarms", "resource": None, "policy_type": "resource-based"},
    ),
    Sample("on without a colon", f"User: {USER} is not authorized to perform:\ns3:GetObject on .../crate/x.csv\n{because('session policy')}",
           {"resource": ".../crate/x.csv", "policy_type": "session"}),
    Sample("nothing but an ellipsis", f"User: {USER} is not authorized to perform: s3:GetObject on resource ... with an explicit deny", {"resource": None, "effect": "explicit"}),
    Sample("a resource in quotation marks", sentence(action="s3:GetObject", on='"arn:aws:s3:::crate/a b (1).txt"'), {"resource": "arn:aws:s3:::crate/a b (1).txt"}),
    Sample("a resource in smart quotation marks", sentence(action="s3:GetObject", on="“arn:aws:s3:::crate/x”"), {"resource": "arn:aws:s3:::crate/x"}),
    Sample("a resource in backticks behind", f"`{sentence()}`. The crawler went on.", QUERY),
    Sample("a resource and a bracket", f"({sentence()})", QUERY),
    Sample("a resource and a full stop", f"{sentence()}. Ask somebody.", QUERY),
    Sample("a resource that is a role's name", f"`{sentence(action='iam:UpdateRole', on='role depot-main')}`", {"resource": "role depot-main"}),
    Sample("a resource that is a policy's ARN", sentence(on="policy arn:aws:iam::aws:policy/Depot", why=because("identity-based policy")), {"resource": "policy arn:aws:iam::aws:policy/Depot"}),
    Sample("a resource that is no ARN", sentence(on="/depot/key", why=because("identity-based policy")), {"resource": "/depot/key"}),
    Sample("a star", f"{sentence(on='*')} {because('identity-based policy')}", {"resource": "*"}),
    Sample("placeholders", sentence(who="arn:aws:iam::<account>:user/<you>", on="arn:aws:sqs:<region>:<account>:<queue>"),
           {"principal": "arn:aws:iam::<account>:user/<you>", "resource": "arn:aws:sqs:<region>:<account>:<queue>"}),
    Sample("no arn: in front", sentence(who="aws:iam::########:user/ines").removeprefix("User: "), {"principal": "aws:iam::########:user/ines"}),
    Sample("a masked principal", sentence(who="***"), {"principal": "***"}),
    Sample("equals and at in a session's name", sentence(who="arn:aws:sts::210987654321:assumed-role/x/user1=a.b@example.com"),
           {"principal": "arn:aws:sts::210987654321:assumed-role/x/user1=a.b@example.com"}),
    Sample("a service", sentence(who="glue.amazonaws.com").replace("User:", "Service Principal:"), {"principal": "glue.amazonaws.com"}),
    Sample("split in mid-account", f"- kms::Key 0/1 User: {USER} is not authorized to perform: kms:DisableKey on resource: arn:aws:kms:eu-west-3:21098765432\n  1:key/77\n- next row",
           {"resource": "arn:aws:kms:eu-west-3:210987654321:key/77"}),
    Sample("an action in lower case", sentence(action="sqs:sendmessage"), {"action": "sqs:sendmessage"}),
    Sample("an action in capitals", sentence(action="SQS:SENDMESSAGE"), {"action": "SQS:SENDMESSAGE"}),
    Sample("an action in bold", sentence(action="**sqs:SendMessage**"), {"action": "sqs:SendMessage", "resource": TABLE}),
    Sample("an action that is null", sentence(action="null"), {"action": "null", "resource": TABLE}),
    Sample("no colon behind perform", "Not authorized to perform sts:TagSession (Service: Sts, Status Code: 403)", {"action": "sts:TagSession", "principal": None}),
    Sample("permission to call", "The role arn:aws:iam::210987654321:role/x doesn't have permission to call ssm:SendCommand.",
           {"action": "ssm:SendCommand", "principal": "arn:aws:iam::210987654321:role/x"}),
    Sample("block public access", f"{sentence(action='s3:PutBucketPolicy')} because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
           NOT_TOLD | {"action": "s3:PutBucketPolicy", "reason": "s3 block public access", "resource": TABLE}),
    Sample("block public access, in other words", f"{sentence()} because public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting.",
           NOT_TOLD | {"reason": "s3 block public access"}),
    Sample("the key may not exist", "An error occurred (AccessDeniedException) when calling the Decrypt operation: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
           NOT_TOLD | {"kind": "opaque", "operation": "Decrypt"}),
    Sample("lake formation", "Insufficient Lake Formation permission(s): Required Select on parcels (Service: AWSGlue; Status Code: 400; Error Code: AccessDeniedException; Request ID: 1-2; Proxy: null)",
           {"kind": "opaque", "reason": "lake formation permissions", "error_code": "AccessDeniedException"}),
    Sample("an api gateway's authorizer", '{"Message":"User is not authorized to access this resource with an explicit deny"}', {"kind": "opaque", "effect": "explicit"}),
    Sample("cut in the middle of the reason", f"{sentence()} because no identity-based policy all", {"effect": "implicit", "policy_type": "identity-based"}),
    Sample("a garbled start", f"Reason: User: arn:aws:iam::21te: For expression we matched FAILED. Reason: {sentence(who='arn:aws:iam::210987654321:root')}", {"principal": "arn:aws:iam::210987654321:root"}),
]  # fmt: skip

NEGATIVES = [
    ("expired_credentials", "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired."),
    ("expired_request", "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"),
    ("invalid_credentials", "aws: [ERROR]: An error occurred (InvalidClientTokenId) when calling the GetUser operation: The security token included in the request is invalid."),
    ("missing_credentials", "Unable to locate credentials. You can configure credentials by running \"aws configure\"."),
    ("wrong_credential_type", "* AccessDenied: Cannot call GetSessionToken with session credentials"),
    ("mfa_failed", "An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed with invalid MFA one time pass code."),
    ("clock_skew", "<Error><Code>AccessDenied</Code><Message>AWS authentication requires a valid Date or x-amz-date header</Message></Error>"),
    ("clock_skew", "An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: Signature expired: 20260303T000000Z is now earlier than 20260303T001000Z"),
    ("signature_mismatch", "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided."),
    ("throttling", "An error occurred (Throttling) when calling the DescribeStacks operation (reached max retries: 4): Rate exceeded"),
    ("quota", "error creating VPC: VpcLimitExceeded: The maximum number of VPCs has been reached."),
    ("validation", "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role."),
    ("not_found", "The AMI ID (ami-0depot) is not valid. The AMI might no longer exist."),
    ("invalid_identity_token", "InvalidIdentityToken: No OpenIDConnect provider found in your account for https://depot.example.com"),
    ("dry_run_success", "An error occurred (DryRunOperation) when calling the RunInstances operation: Request would have succeeded, but DryRun flag is set."),
    ("other_cloud", "<Error><Code>AccessDenied</Code><Message>Access denied.</Message><Details>Anonymous caller does not have storage.objects.get access to the Google Cloud Storage object.</Details></Error>"),
    ("other_cloud", "(AuthorizationFailed) The client 'ines' does not have authorization to perform action 'Microsoft.Depot/parcels/read' over scope '/x'."),
    ("kubernetes_rbac", 'Error from server (Forbidden): pods is forbidden: User "ines" cannot list resource "pods" in API group "" in the namespace "depot"'),
    ("other_service", "HttpError: Resource not accessible by integration"),
]  # fmt: skip
