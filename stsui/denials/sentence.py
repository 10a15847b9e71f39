"""Reads the refusal sentence: WHO is not authorized to perform: ACTION on resource: WHAT, REASON.

The sentence is read from its fixed middle outwards: the principal to the left; the action, the resource and
the reason to the right, each of which may be missing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import NamedTuple

from stsui.denials.cores import Core
from stsui.denials.page import Page, Stretch, phrase
from stsui.denials.reason import FIRST_WORDS, Reason, read_reason
from stsui.denials.values import LONGEST, is_arn, read_token, tidy, value_between


class Anchor(NamedTuple):
    """The fixed middle of a sentence, with an example of the form."""

    words: str
    example: str


ANCHORS = (
    Anchor(
        phrase("not authorized to perform"),
        "User: arn:aws:iam::210987654321:user/ines is not authorized to perform: sqs:SendMessage",
    ),
    Anchor(phrase("not authorised to perform"), "ines is not authorised to perform: sqs:SendMessage"),
    Anchor(phrase("not authorized to call"), "Role loader is not authorized to call: sqs:SendMessage"),
    Anchor(phrase("n't authorized to perform"), "ines isn't authorized to perform: sqs:SendMessage"),
    Anchor(
        phrase("n't authorized to call"), "Controller isn't authorized to call sqs:SendMessage: User: ines"
    ),
    Anchor(phrase("unauthorized to perform"), "User: ines is unauthorized to perform: sqs:SendMessage"),
    Anchor(phrase("not authorized perform"), "ines is not authorized perform sqs:SendMessage"),
    Anchor(phrase("not authorized to invoke"), "ines is not authorized to invoke sqs:SendMessage"),
    Anchor(phrase("not allowed to perform"), "ines is not allowed to perform sqs:SendMessage"),
    Anchor(phrase("not permitted to perform"), "ines is not permitted to perform sqs:SendMessage"),
    Anchor(phrase("permission to call"), "The role doesn't have permission to call ssm:GetDocument"),
    Anchor(phrase("permissions to call"), "The role doesn't have permissions to call ssm:GetDocument"),
    Anchor(phrase("permission to perform"), "ines does not have permission to perform: sqs:SendMessage"),
    Anchor(phrase("permissions to perform"), "ines does not have permissions to perform: sqs:SendMessage"),
)

_ACTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}:(?:[A-Za-z?][A-Za-z0-9?]{0,127}(?:\*(?!\*))?|\*(?!\*))")
_SERVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}:?")
_PIECE = re.compile(r"(\S{1,200})([ \t]*\n\s*)?")
"""A word, and the line's end behind it."""
_MOST_PIECES = 3
"""An action may be broken over so many lines."""
_PROSE = frozenset(
    (
        "this", "the", "that", "these", "those", "any", "an", "a", "it", "some", "your",
        "operation", "operations", "action", "actions",
    )
)  # fmt: skip

# What may stand behind the action. In flat text.
_BEHIND_ACTION = re.compile(
    r"on(?:resource|the|this|\.\.|…)|withanexplicit|because|\(|statuscode|requestid|encodedauth|[.…\"'`<,;*|]|$"
)
_SURELY_BEHIND = re.compile(
    r"onresource|onth|withanexplicit|because|\(|statuscode|requestid|encodedauth|\.\.|…"
)
_DECORATION = re.compile(r"""(?:\*\*|["'`\[(])+""")
_DECORATIONS = ("*", '"', "'", "`", "[", "(")
_BETWEEN = re.compile(r"""(?:\.{2,}|…|\*\*|["'`\]),])+""")
_BETWEEN_STARTS = (".", "…", "*", '"', "'", "`", "]", ")", ",")
_LEADS = ("on", "for")
_NO_RESOURCE = re.compile(r"on(?:this|the|a|thespecified|therequested)resource(?!:)")
_RESOURCE = re.compile(r"(?:on|for)(?:the)?resource(?:(?:\(s\)|s)?:)?(?:arn:(?=arn:))?")
_ON = re.compile(r"on(?=\S*[:/*])")
# Where a resource surely ends, if it did not end before. In flat text.
_RESOURCE_END = re.compile(
    r"withanexplicitdeny|becauseno|because(?=public|the|there|this|block)|because$"
    r"|notauthorized|\(service:|statuscode:|requestid:|encodedauthorization|user:arn:"
)
_RESOURCE_LIKE = re.compile(r"[:/*._\d-]|[a-z][A-Z]")
_PLACEHOLDER = re.compile(r"<[^<>\n]{1,60}>")
_CUT = re.compile(r"""["`]|</|<(?:br|!)|\s[-–]\s|'(?=[\s,;)\]}]|$)""")
_KIND_OF_RESOURCE = re.compile(
    r"(?:role|user|group|policy|instance[ ]profile|access[ ]key|server[ ]certificate|mfa[ ]device"
    r"|saml[ ]provider|oidc[ ]provider)\s+(?=\S)"
)

_PRINCIPAL_REACH = 700
_USER, _PRINCIPAL = phrase("user:"), phrase("principal:")
_VERB = re.compile(r"(?:is|are|was|were|do(?:es)?(?:not|n't)have)$")
_LONGEST_VERB = 11
_EDGE = re.compile(r"""["`>(\[{;|]""")
"""What a principal without a label does not reach over."""
_IDENTITY = re.compile(r":(?:user|role|assumed-role|federated-user)/")
"""In the last part of a caller's ARN, its beginning cut off."""
_NO_REASON = Reason(end=0)
_BLANK_LINE = re.compile(r"\n\s*\n")
_MOST_WORDS = 3
_NOBODY = frozenset(
    (
        "you", "user", "users", "caller", "it", "this", "he", "she", "they", "i",
        "role", "principal", "and", "or", "who",
    )
)  # fmt: skip


def find_sentences(page: Page) -> list[Core]:
    """Every refusal sentence of `page`, in order."""
    places = _anchored(page)
    if not places:
        return []
    positions = page.positions
    cores: list[Core] = []
    known: dict[tuple[Stretch, int, int], tuple[Core | None, int]] = {}
    left = 0
    for (start, end), (limit, _) in pairwise([*places, (len(page.flat), 0)]):
        low = start - _PRINCIPAL_REACH
        if low < left:
            low = left
        # Programs that try again write the same each time: what was read once is not read again.
        stretch, offset = page.stretch(positions[low], positions[limit])
        key = (stretch, start - low, end - start)
        found = known.get(key)
        if found is None:
            core = _read(page, start, end, low, limit)
            known[key] = core, offset
        else:
            core, read_at = found
            core = core and core.moved(offset - read_at)
        if core is not None:
            cores.append(core)
            left = bisect_left(positions, core.end)
    return cores


def _anchored(page: Page) -> list[tuple[int, int]]:
    """Where the fixed middles of sentences begin and end in `Page.flat`, in order."""
    places: list[tuple[int, int]] = []
    for words, _ in ANCHORS:
        length = len(words)
        if found := page.find_all(words):
            positions = page.positions
            # What stands there without any white space is no sentence.
            places += [
                (start, start + length)
                for start in found
                if positions[start + length - 1] - positions[start] >= length
            ]
    return sorted(places)


def _read(page: Page, start: int, end: int, low: int, limit: int) -> Core | None:
    """The sentence around flat[start:end], its fixed middle, and within flat[low:limit]."""
    flat, positions = page.flat, page.positions
    colon = flat.startswith(":", end)
    action, behind = _read_action(page, end + colon, limit, colon=colon)
    if behind is None:
        return None
    resource, told = None, behind
    if flat.startswith(_BETWEEN_STARTS, behind):
        behind = _past_marks(flat, behind, limit)
    if flat.startswith(_LEADS, behind):
        resource, told = _read_resource(page, behind, limit)
        behind = _past_marks(flat, told, limit)
    reason = (flat.startswith(FIRST_WORDS, behind) and read_reason(page, behind, limit)) or _NO_REASON
    if action is None and reason.action is None:
        return None
    principal, first = _read_principal(page, start, low)
    if action and action.endswith("*") and page.text.startswith("*", max(0, positions[first] - 1)):
        # The sentence is emphasized, where the star is neither all of the action nor a mask.
        action = action if action.endswith((":*", "**")) or action == "*" else action[:-1]
    return Core(
        positions[first],
        positions[(reason.end or told) - 1] + 1,
        principal,
        action or reason.action,
        resource,
        reason.effect,
        reason.policy_type,
        reason.policy_arn,
        reason.cause,
        reason.action if action and reason.action != action else None,
        sentence=True,
    )


def _past_marks(flat: str, position: int, limit: int) -> int:
    """Where the quotes, brackets and ellipses at flat[position], between two parts of a sentence, end."""
    marks = _BETWEEN.match(flat, position, limit)
    return marks.end() if marks else position


def _read_action(page: Page, flat: int, limit: int, *, colon: bool) -> tuple[str | None, int | None]:
    """The action at `flat` and where it ends; the end is None where no action can follow."""
    if page.flat.startswith(_DECORATIONS, flat):
        decoration = _DECORATION.match(page.flat, flat, limit)
        flat = decoration.end() if decoration else flat
    text, position, stop = page.text, page.positions[flat], page.positions[limit]
    token = ""
    first: tuple[str, int] | None = None
    line_end = 0
    for _ in range(_MOST_PIECES):
        piece = _PIECE.match(text, position, stop)
        if piece is None:
            break
        word, gap = piece.groups()
        token += word
        action = _ACTION.match(token)
        if action is None and not _SERVICE.fullmatch(token):
            break
        if action:
            end = flat + action.end()
            ends = _BEHIND_ACTION.match(page.flat, end)
            # What goes on in small letters is the next line's own word, unless the line was cut at a column.
            own_word = first and (ends or gap) and word[0].islower()
            if own_word and not (_SURELY_BEHIND.match(page.flat, end) or page.is_broken_at(line_end)):
                break
            if ends or not (first or gap) or (gap and gap.count("\n") > 1):
                return action[0], end
            first = first or (action[0], end)
        if gap is None:
            break
        line_end, position = piece.span(2)
    if first:
        return first
    return _masked_action(page, flat, limit) if colon else (None, None)


_MASKED = re.compile(r"null\b|\W|\S*[*#<\[{]|[xX]{3}|\.{2}|…", re.IGNORECASE)
_GOES_ON = re.compile(r"on(?:resource|the|this)|withanexplicit|because|\.{2}|…")


def _masked_action(page: Page, flat: int, limit: int) -> tuple[str | None, int | None]:
    """What stands for an action behind "perform:" where it is masked ("***", "null") or elided."""
    piece = _PIECE.match(page.text, page.at(flat), page.at(limit))
    if piece is None or flat >= limit or piece[1].lower().strip(".,:") in _PROSE:
        return None, None
    if page.flat.startswith(("onresource", "withanexplicit", "because"), flat):
        return None, flat
    cut = _CUT.search(piece[1])
    raw = piece[1][: cut.start()] if cut else piece[1]
    behind = flat + len(raw)
    if not _MASKED.match(raw) and not _GOES_ON.match(page.flat, behind):
        return None, None
    return tidy(raw), behind


def _read_resource(page: Page, flat: int, limit: int) -> tuple[str | None, int]:
    """The resource that "on resource:" at `flat` leads to, and where it ends; None if none is named."""
    if not page.flat.startswith("onresource:", flat):
        nothing = _NO_RESOURCE.match(page.flat, flat, limit)
        if nothing:
            return None, nothing.end()
    lead = _RESOURCE.match(page.flat, flat, limit)
    if lead is None and page.starts_word(flat):
        lead = _ON.match(page.flat, flat, min(limit, flat + 200))
        if lead and not page.starts_word(lead.end()):
            lead = None
    if lead is None:
        return None, flat
    start = lead.end()
    if start >= limit or _RESOURCE_END.match(page.flat, start, limit):
        return None, start
    value, end = _resource_value(page, start, limit)
    if value and not lead[0].endswith(":") and not _RESOURCE_LIKE.search(value):
        return None, start
    return value, end


def _resource_value(page: Page, flat: int, limit: int) -> tuple[str | None, int]:
    start = page.at(flat)
    text = page.text
    if text[start] == "`" and flat + 1 < limit:
        flat, start = flat + 1, page.at(flat + 1)
    if text[start] in "\"'":
        close = text.find(text[start], start + 1, min(page.at(limit), start + LONGEST))
        if close > 0:
            return tidy(value_between(page, start + 1, close)), page.flat_at(close) + 1
    stop = _RESOURCE_END.search(page.flat, flat, min(limit, flat + LONGEST))
    if stop and stop[0].startswith(("with", "because")):
        end = page.end_before(stop.start())
        raw = text[start:end]
        if not _CUT.search(raw) and _word_count(raw) <= (12 if "\n" in raw else 4):
            return tidy(value_between(page, start, end)), stop.start()
    raw = _loose_value(page, start, page.at(stop.start() if stop else limit))
    return tidy(raw), flat + len("".join(raw.split()))


def _loose_value(page: Page, start: int, end: int) -> str:
    """The value at `start` where nothing shows how far it goes: a word, or two ("role loader")."""
    kind = _KIND_OF_RESOURCE.match(page.text, start, end)
    if kind is None:
        return read_token(page, start, end, _CUT)
    return " ".join(kind[0].split()) + " " + read_token(page, kind.end(), end, _CUT)


def _word_count(raw: str) -> int:
    """How many words `raw` has; "<account of the depot>" is one."""
    return len((_PLACEHOLDER.sub("<>", raw) if "<" in raw else raw).split())


def _read_principal(page: Page, flat: int, low: int) -> tuple[str | None, int]:
    """Who stands before the fixed middle at `flat`, not before `low`, and where the sentence begins."""
    if low == flat:
        return None, flat
    verb = _VERB.search(page.flat, max(low, flat - _LONGEST_VERB), flat)
    end = verb.start() if verb else flat
    user, principal = page.flat.rfind(_USER, low, end), page.flat.rfind(_PRINCIPAL, low, end)
    label, words = (user, _USER) if user > principal else (principal, _PRINCIPAL)
    if label >= 0:
        begin = label + len(words)
        first, last = page.at(begin), page.end_before(end)
        raw = page.text[first:last]
        if _word_count(raw) <= (8 if "\n" in raw else 3):
            return tidy(value_between(page, first, last)), label
    if end == flat:
        return None, flat
    return _unlabelled_principal(page, low, end)


def _unlabelled_principal(page: Page, low: int, end: int) -> tuple[str | None, int]:
    stop = page.end_before(end)
    before = page.text[max(page.at(low), stop - 200) : stop]
    words = [before] if before.isalnum() else _last_words(before)
    if words and ":" in words[-1] and (is_arn(words[-1].lstrip("\"'`")) or _IDENTITY.search(words[-1])):
        words = words[-1:]
    value = tidy(" ".join(words)) if 1 <= len(words) <= _MOST_WORDS else None
    if value is None or not _NOBODY.isdisjoint((*value.lower().split(), "".join(words).lower())):
        return None, end - len(words[-1]) if words and words[-1].lower() in _NOBODY else end  # from "User" on
    return value, end - len("".join(words))


def _last_words(text: str) -> list[str]:
    """The last words of `text` that stand together, at most one more than a principal may have."""
    if text.count("\n") > 1:
        text = _BLANK_LINE.split(text)[-1]
    words: list[str] = []
    for word in reversed(text.rsplit(None, _MOST_WORDS + 1)[-_MOST_WORDS - 1 :]):
        if word.endswith((":", ",")):
            break
        edges = _EDGE.split(word) if _EDGE.search(word) else ()
        rest = edges[-1] if edges else word
        if rest:
            words.insert(0, rest)
        if edges:
            break
    return words
