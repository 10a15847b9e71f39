"""Reads a pasted text: finds the refusals, makes one of what belongs together, adds the facts around them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise

from stsui.denials.blobs import bare_blob, blob_among_words, find_blobs
from stsui.denials.codes import DENIED, FOREIGN_PACKAGES
from stsui.denials.context import Facts, agree, facts_around, territories
from stsui.denials.cores import Core, gist, merge, told
from stsui.denials.document import from_document, take_documents
from stsui.denials.forms import Mark, find_marks, find_request_ids
from stsui.denials.model import Denial, Document, Kind
from stsui.denials.others import errors_beside, only_error
from stsui.denials.page import Page, Stretch
from stsui.denials.phrases import find_api_prefixes, find_last_resorts, find_refusals, names_aws
from stsui.denials.reason import LEADS, QUOTED_LEADS, read_fragment, read_implicit, read_reason
from stsui.denials.sentence import find_sentences
from stsui.denials.trouble_words import overruled, overruling
from stsui.denials.unwrap import unwrap
from stsui.denials.values import clean

_API_REACH = 40
_RETOLD = 3
"""How many denials back the same one, told again, is known."""
_Finding = tuple[Core, Facts]
"""A refusal and what stands around it."""


def read_denials(text: str) -> list[Denial]:
    """Every denial in `text`, in order, then the errors beside them that are none.

    Where there is no denial: the one error that is none, or nothing. A decoded message in `text` counts as a
    denial, or as the decoding of the encoded one before it.
    """
    text, documents = take_documents(text)
    page = Page(unwrap(text))
    marks = find_marks(page)
    cores, errors = _refusals_and_errors(page, marks)
    if cores or documents or len({core.category for core in errors}) > 1:
        denials, others = _read(page, marks, sorted([*cores, *errors], key=lambda core: core.start))
        return [*_with_documents(denials, documents), *others]
    error = only_error(page, marks)
    return [error] if error else []


def _refusals_and_errors(page: Page, marks: Sequence[Mark]) -> tuple[list[Core], list[Core]]:
    """What `page` says of refusals, and of errors that are none; each in order."""
    cores = _not_overruled(page, marks, _cores(page, marks))
    beside = errors_beside(page, marks, cores)
    errors = [core for core in beside if core.category]
    if len(errors) < len(beside):
        alone = [core for core in beside if not core.category]
        cores = _not_overruled(page, marks, sorted([*cores, *alone], key=lambda core: core.start))
    if not cores:
        cores = _not_overruled(page, marks, _code_only(page, marks) or find_last_resorts(page))
    return cores, errors


def _read(page: Page, marks: Sequence[Mark], cores: Sequence[Core]) -> tuple[list[Denial], Iterable[Denial]]:
    """The denials, and the other errors, that `cores` are."""
    findings: list[_Finding] = []
    lately: deque[tuple[object, ...]] = deque(maxlen=_RETOLD)
    gists: deque[tuple[object, ...]] = deque(maxlen=_RETOLD)
    for core, mine in zip(cores, _shared_out(page, marks, cores), strict=True):
        around = told(core)
        if mine:
            around += tuple([(mark.fact, mark.value) for mark in mine])
        if around in lately:
            continue
        lately.append(around)
        finding = core, facts_around(page, mine, core)
        summary = gist(core)
        if summary in gists and _is_retold(findings, finding):
            continue
        gists.append(summary)
        findings.append(finding)
    denials = [_denial(core, facts) for core, facts in findings if core.category is None]
    if not page.tight.isprintable():
        denials = [_cleaned(denial) for denial in denials]
    errors: dict[tuple[str | None, ...], Denial] = {}
    for core, facts in findings:
        if core.category:
            errors.setdefault((core.category, facts.error_code, facts.operation), _error(core, facts))
    # Programs try again and again: what was told before word for word is one.
    return list(dict.fromkeys(denials)), errors.values()


def _shared_out(page: Page, marks: Sequence[Mark], cores: Sequence[Core]) -> Iterable[Sequence[Mark]]:
    """For each of `cores` the marks of its territory."""
    marks = sorted([*marks, *find_request_ids(page)])
    if not marks:
        return [()] * len(cores)
    ends = [bisect_left(marks, (high,)) for _, high in territories(page.text, cores, marks)]
    return [marks[first:last] for first, last in pairwise([0, *ends])]


def _not_overruled(page: Page, marks: Sequence[Mark], cores: list[Core]) -> list[Core]:
    """`cores` without those whose bare "Access Denied" has another cause: a wrong token code, an old link."""
    others = overruling(page) if any(core.is_bare for core in cores) else []
    if not others:
        return cores
    codes = [
        mark.start
        for mark in marks
        if mark.fact == "code" and (mark.formal or page.text.startswith(":", mark.end))
    ]
    places = zip(cores, territories(page.text, cores, marks), strict=True)
    return [
        core
        for core, (low, high) in places
        if not (core.is_bare and overruled(others, *_message_around(page, core, low, high, codes)))
    ]


_OVER = re.compile(r"\n[ \t]*\n|\b[Ss]tatus ?[Cc]ode: ?\d[^\n]*\n")
"""What a message ends with."""


def _message_around(page: Page, core: Core, low: int, high: int, codes: Sequence[int]) -> tuple[int, int]:
    """The message that `core` is in, within text[low:high], as positions in `Page.flat`.

    It does not go on behind the next of `codes`, nor begin before the last one.
    """
    behind = bisect_left(codes, core.end)
    if behind < len(codes):
        high = min(high, codes[behind])
    over = _OVER.search(page.text, core.end, high)
    before = bisect_left(codes, core.start)
    if before:
        low = max(low, codes[before - 1])
    if core.opener:
        low = page.text.rfind("\n", low, core.start) + 1 or low
    return page.flat_at(low), page.flat_at(over.end() if over else high)


def _cores(page: Page, marks: Sequence[Mark]) -> list[Core]:
    """What `page` says of refusals, one core a refusal."""
    denied_at = [mark.start for mark in marks if mark.fact == "code" and mark.family == DENIED]
    sentences = find_sentences(page)
    apis = find_api_prefixes(page)
    cores = sentences + find_blobs(page) + find_refusals(page, denied_at, apis, sentences)
    cores += _lone_reasons(page, cores, LEADS)
    if not cores:
        cores = _lone_reasons(page, cores, QUOTED_LEADS)
    if not cores:
        bare = bare_blob(page) or blob_among_words(page)
        cores = [bare] if bare else []
    merged = merge(cores, page.text)
    starts = [core.start for core in merged]
    for api in apis:
        index = bisect_left(starts, api.end)
        if index < len(merged) and starts[index] - api.end < _API_REACH and merged[index].action is None:
            merged[index].start, merged[index].action = api.start, api.action
    return merged


def _lone_reasons(page: Page, cores: Sequence[Core], leads: Iterable[str]) -> list[Core]:
    """Cores of the reasons whose sentence was elided, which begin with one of `leads`."""
    places = sorted(place for words in leads for place in page.find_all(words))
    if not places:
        return []
    ends = sorted((core.end, core.start) for core in cores)
    lone: list[Core] = []
    known: dict[Stretch, Core | None] = {}
    for place, limit in pairwise([*places, len(page.flat)]):
        start = page.at(place)
        index = bisect_right(ends, (start, len(page.text)))
        if index < len(ends) and ends[index][1] <= start:
            continue
        stretch, _ = page.stretch(start, page.at(limit))
        if stretch not in known:
            known[stretch] = _reason_core(page, place, limit)
        core = known[stretch]
        if core:
            core = core.moved(start - core.start)
            action, resource = read_fragment(page, place)
            core.action, core.resource = action or core.action, resource
            lone.append(core)
    return lone


def _reason_core(page: Page, place: int, limit: int) -> Core | None:
    reason = read_reason(page, place, limit) or read_implicit(page, place, limit)
    if reason is None:
        return None
    return Core(
        page.at(place),
        page.end_before(reason.end),
        action=reason.action,
        effect=reason.effect,
        policy_type=reason.policy_type,
        policy_arn=reason.policy_arn,
        reason=reason.cause,
    )


# Names of refusals that other software has as well: they count where a form says that they are an error's
# code, or beside a name of AWS's.
_ANYBODYS = re.compile(
    r"(?:Unauthorized|Forbidden|NotAuthorized|Authorization|PermissionDenied)(?:Exception|Error|Access)?"
)


def _code_only(page: Page, marks: Sequence[Mark]) -> list[Core]:
    """A refusal of which nothing is known but its error code."""
    codes = (mark for mark in marks if mark.fact == "code" and mark.family == DENIED)
    first = next((mark for mark in codes if mark.formal or _is_of_aws(page, mark)), None)
    return [Core(first.start, first.end)] if first else []


def _is_of_aws(page: Page, code: Mark) -> bool:
    if page.text.endswith(FOREIGN_PACKAGES, 0, code.start):
        return page.text.startswith(": s3", code.end)
    return _ANYBODYS.fullmatch(code.value) is None or names_aws(page)


def _error(core: Core, facts: Facts) -> Denial:
    return Denial(
        kind=Kind.NOT_A_DENIAL,
        category=core.category,
        error_code=facts.error_code,
        operation=facts.operation,
        request_id=facts.request_id,
    )


def _denial(core: Core, facts: Facts) -> Denial:
    kind = Kind.ENCODED if core.encoded_message else Kind.PLAIN if core.action else Kind.OPAQUE
    return Denial._make((kind, *told(core), *facts, None, None, None))


def _cleaned(denial: Denial) -> Denial:
    """`denial` without any character that could steer a terminal."""
    return denial._replace(
        principal=clean(denial.principal or "") or None,
        action=clean(denial.action or "") or None,
        resource=clean(denial.resource or "") or None,
        policy_arn=clean(denial.policy_arn or "") or None,
        reason_action=clean(denial.reason_action or "") or None,
    )


def _is_retold(findings: list[_Finding], new: _Finding) -> bool:
    """Whether `new` is one of the last, told again ("errorMessage", "message"); then that one learns it."""
    core, facts = new
    for index in range(-1, -1 - min(_RETOLD, len(findings)), -1):
        before, known = findings[index]
        if (
            facts.agree_with(known)
            and gist(core) == gist(before)
            and agree(core.policy_arn, before.policy_arn)
        ):
            findings[index] = before, known.with_those_of(facts)
            return True
    return False


def _with_documents(found: list[Denial], documents: Sequence[Document]) -> list[Denial]:
    """`found` and the decoded `documents` of the same text, each document given to the blob it decodes."""
    denials = list(found)
    waiting = 0
    for document in documents:
        while waiting < len(denials) and not _awaits(denials[waiting], document):
            waiting += 1
        if waiting < len(denials):
            denials[waiting] = from_document(document, denials[waiting])
        else:
            denials.append(from_document(document))
            waiting = len(denials)
    return denials


def _awaits(denial: Denial, document: Document) -> bool:
    if denial.decoded is not False:
        return False
    return (
        denial.action is None
        or denial.action.rpartition(":")[2] == (document.action or "").rpartition(":")[2]
    )
