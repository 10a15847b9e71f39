"""What a chain of roles passes on from session to session, and what therefore cannot be set again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stsui.model import Problem, Step
from stsui.quoting import shown


def chain_problems(steps: Iterable[Step]) -> Iterator[tuple[str, Problem]]:
    """What steps set that an earlier one of the chain has settled, each with the profile of the step.

    Transitive tags come along and cannot be given anew, whatever their case or value; a source identity
    stays the same to the end of the chain.
    """
    settled: dict[str, str] = {}
    source: str | None = None
    for step in steps:
        asked = step.parameters
        for key, _ in asked.tags:
            if giver := settled.get(key.lower()):
                yield (
                    step.profile,
                    Problem(
                        "tags",
                        f"The tag {key[:40]} comes along from the session of {shown(giver)}, where it is "
                        "transitive: it cannot be set again.",
                    ),
                )
        if source and asked.source_identity not in (None, source):
            yield (
                step.profile,
                Problem(
                    "source-identity",
                    f"The source identity {source} stays to the end of the chain: it cannot become "
                    f"{(asked.source_identity or '')[:64]}.",
                ),
            )
        source = source or asked.source_identity
        settled |= {key.lower(): step.profile for key in asked.transitive_tag_keys}
