"""Every form and every trap is read as it should be; every table's own examples are read back."""

from __future__ import annotations

from typing import Any

import pytest

from stsui.denials import Denial, Kind, PolicyType, read_denials
from stsui.denials.blobs import LABELS
from stsui.denials.forms import FORMS, Form, find_marks
from stsui.denials.page import Page
from stsui.denials.phrases import REFUSALS, Refusal
from stsui.denials.reason import POLICY_TYPES
from stsui.denials.sentence import ANCHORS, Anchor
from stsui.denials.trouble_words import TROUBLES, Trouble, first_trouble
from stsui.denials.troubles import EXPLANATIONS
from tests.denials.samples import BLOB, NEGATIVES, SDKS, TRAPS, WRITERS, Sample


def facts(denial: Denial, names: Any) -> dict[str, Any]:
    return {name: getattr(denial, name) for name in names}


@pytest.mark.parametrize("sample", [*SDKS, *WRITERS, *TRAPS], ids=lambda sample: sample.name)
def test_reads_the_form(sample: Sample) -> None:
    denials = read_denials(sample.text)
    assert len(denials) == 1
    assert facts(denials[0], sample.expected) == sample.expected


@pytest.mark.parametrize(("category", "text"), NEGATIVES)
def test_what_no_policy_caused_is_no_denial(category: str, text: str) -> None:
    (denial,) = read_denials(text)
    assert (denial.kind, denial.category) == (Kind.NOT_A_DENIAL, category)
    assert denial.action is None
    assert category in EXPLANATIONS


@pytest.mark.parametrize(
    "text", ["", " \n\t", "All 14 parcels were delivered.", "curl: (22) 500", "MinIO: Access Denied."]
)
def test_a_text_with_nothing_in_it(text: str) -> None:
    assert read_denials(text) == []


@pytest.mark.parametrize("anchor", ANCHORS, ids=lambda anchor: anchor.words)
def test_each_sentence_is_read_from_its_example(anchor: Anchor) -> None:
    (denial,) = read_denials(anchor.example)
    assert denial.kind is Kind.PLAIN
    assert denial.action in ("sqs:SendMessage", "ssm:GetDocument")


@pytest.mark.parametrize(("policy_type", "example"), [(kind, example) for _, kind, example in POLICY_TYPES])
def test_each_policy_type_is_read_from_its_example(policy_type: PolicyType, example: str) -> None:
    (denial,) = read_denials(f"User: ines is not authorized to perform: sqs:Foo {example}")
    assert denial.policy_type is policy_type


def test_each_policy_type_has_an_example() -> None:
    assert {kind for _, kind, _ in POLICY_TYPES} == set(PolicyType)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_each_fact_is_read_from_its_example(form: Form) -> None:
    values = {mark.value for mark in find_marks(Page(form.example)) if mark.formal}
    known = {
        "AccessDenied",
        "AccessDeniedException",
        "CreateKey",
        "describeKey",
        "Client.UnauthorizedOperation",
        "Forbidden",
    }
    assert values & known


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.words[:40])
def test_each_refusal_is_read_from_its_example(refusal: Refusal) -> None:
    (denial,) = read_denials(refusal.example)
    assert denial.kind is Kind.OPAQUE
    assert denial.reason == refusal.reason


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.words[0][:40])
def test_each_trouble_is_read_from_its_example(trouble: Trouble) -> None:
    found = first_trouble(Page(trouble.example))
    assert found is not None
    assert found.category == trouble.category
    assert trouble.category in EXPLANATIONS
    (denial,) = read_denials(trouble.example)
    assert denial.kind is Kind.NOT_A_DENIAL


@pytest.mark.parametrize("example", [example for _, example in LABELS])
def test_each_label_leads_to_a_message(example: str) -> None:
    (denial,) = read_denials(example.replace("q7Xk…", BLOB))
    assert denial.encoded_message == BLOB
