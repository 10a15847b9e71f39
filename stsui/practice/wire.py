"""AWS's query protocol from the server's side: forms read and answers written by botocore's own model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from botocore.loaders import Loader
from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape

from stsui.practice.refusal import Refusal, constraint_text, constraints

VERSION = "2011-06-15"
NAMESPACE = f"https://sts.amazonaws.com/doc/{VERSION}/"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def sts_model() -> ServiceModel:
    """STS as botocore describes it."""
    return ServiceModel(Loader().load_service_model("sts", "service-2"), "sts")


def operation_model(name: str) -> OperationModel:
    """An operation's description; refuses names that STS does not know."""
    model = sts_model()
    if name not in model.operation_names:
        raise Refusal("InvalidAction", f"Could not find operation {name} for version {VERSION}")
    return model.operation_model(name)


def read_parameters(operation: OperationModel, form: Mapping[str, str]) -> dict[str, Any]:
    """A request's parameters in boto3's form; refuses it when a required one is missing."""
    shape = operation.input_shape
    if shape is None:
        return {}
    given = _read(shape, form, "") or {}
    missing = [name for name in shape.required_members if name not in given]
    if missing:
        raise constraints([constraint_text(None, name, "Member must not be null") for name in missing])
    return given


def _read(shape: Shape, form: Mapping[str, str], path: str) -> Any:
    if isinstance(shape, StructureShape):
        return _read_structure(shape, form, path)
    if isinstance(shape, ListShape):
        return _read_list(shape, form, path)
    text = form.get(path)
    if text is None or shape.type_name != "integer":
        return text
    try:
        return int(text)
    except ValueError:
        raise Refusal("MalformedInput", f"{path} is not an integer") from None


def _read_structure(shape: StructureShape, form: Mapping[str, str], path: str) -> dict[str, Any] | None:
    dot = f"{path}." if path else ""
    found = {name: _read(member, form, dot + name) for name, member in shape.members.items()}
    return {name: value for name, value in found.items() if value is not None} or None


def _read_list(shape: ListShape, form: Mapping[str, str], path: str) -> list[Any] | None:
    items: list[Any] = []
    while (item := _read(shape.member, form, f"{path}.member.{len(items) + 1}")) is not None:
        items.append(item)
    return items or None


def text_of(value: object) -> str:
    """A value as XML text; what XML cannot hold becomes U+FFFD."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return escape(_NOT_XML.sub("\ufffd", str(value)))


def _elements(value: Mapping[str, Any]) -> str:
    return "".join(
        f"<{name}>{_elements(each) if isinstance(each, Mapping) else text_of(each)}</{name}>"
        for name, each in value.items()
        if each is not None
    )


def write_answer(operation: str, result: Mapping[str, Any], request_id: str) -> bytes:
    """A successful answer; None members are left out."""
    return (
        f'<{operation}Response xmlns="{NAMESPACE}"><{operation}Result>{_elements(result)}</{operation}Result>'
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
    ).encode()


def write_refusal(refusal: Refusal, request_id: str) -> bytes:
    """An error answer."""
    return (
        f'<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>{refusal.fault}</Type><Code>{refusal.code}</Code>'
        f"<Message>{text_of(refusal.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    ).encode()
