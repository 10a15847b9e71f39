"""The report on a labelled corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stsui.denials.score import main
from tests.denials.samples import BLOB, ENCODED, sentence

ITEMS = [
    {"id": "a", "kind": "plain", "form": "x", "text": sentence(),
     "expected": {"action": "dynamodb:Query", "effect": None}},
    {"id": "b", "kind": "plain", "form": "x", "text": sentence(),
     "expected": {"action": "wrong", "principal": "wrong"}, "accept": {"action": ["dynamodb:Query"]}},
    {"id": "c", "kind": "encoded", "form": "y", "text": ENCODED,
     "expected": {"encoded_message": BLOB, "also_plain": {"action": None}}},
    {"id": "d", "kind": "opaque_denial", "form": "y", "text": "nothing", "expected": {}},
]  # fmt: skip


def test_counts_the_fields_and_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join(json.dumps(item) for item in ITEMS), encoding="utf-8")
    assert main([str(corpus)]) == 0
    shown = capsys.readouterr().out
    assert "action               3 of     3" in shown
    assert "kind                 3 of     4" in shown
    assert "all fields           8 of    10" in shown
    assert "b (plain, x)" in shown
    assert "principal: got 'arn:aws:iam::210987654321:user/ines', expected 'wrong'" in shown
    assert "d (opaque_denial, y)" in shown


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["no such file"]])
def test_no_corpus_is_a_usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err


def test_a_file_that_is_no_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "corpus.jsonl").write_text("{", encoding="utf-8")
    assert main([str(tmp_path / "corpus.jsonl")]) == 2
    assert "cannot be read as a corpus" in capsys.readouterr().err
