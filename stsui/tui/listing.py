"""The sessions screen's list: headings grouped by account, sorted, narrowed by what is typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from stsui.model import Heading, Kind, State
from stsui.rules import seconds_of
from stsui.tui.text import clean, spaced_account, width_of

if TYPE_CHECKING:
    from datetime import timedelta

KIND_WORDS: Mapping[Kind, str] = {
    Kind.ROLE: "role",
    Kind.LONG_TERM: "long-term keys",
    Kind.TEMPORARY: "temporary keys",
    Kind.PROCESS: "process",
    Kind.SSO: "Identity Center",
    Kind.WEB_IDENTITY: "web identity",
    Kind.LOGIN: "aws login",
    Kind.EMPTY: "no credentials",
}

WITHIN = "<"
"""Begins a word that asks for the sessions that end within a time."""
ENDS, LAST = "\n", "\U0010ffff"
"""What a column ends with, and what comes after every text."""
NO_TIMES: Mapping[str, timedelta] = {}


class Group(NamedTuple):
    """An account's header line."""

    name: str
    account_id: str | None
    environment: str | None

    @property
    def title(self) -> str:
        """What the account is called: its name, else its id, else that nobody knows."""
        return self.name or (spaced_account(self.account_id) if self.account_id else "account not known")


Line = Group | Heading
Section = tuple[Group, Sequence[Heading]]
"""An account's header and its profiles."""


def label_of(profile: Heading) -> str:
    """A profile's name under its account's header, without the account's name that is said there."""
    name = profile.name
    if profile.account_name and name.startswith(f"{profile.account_name}/"):
        name = name[len(profile.account_name) + 1 :] or name
    return clean(name)


def role_of(profile: Heading) -> str:
    """The role, or how the profile gets its credentials; empty where the label says it already."""
    if profile.role is None:
        return KIND_WORDS[profile.kind]
    return "" if profile.role == label_of(profile) else clean(profile.role)


class Narrowed(NamedTuple):
    """What is left of the list after something was typed."""

    typed: str
    matching: Sequence[int]
    """The profiles, by their numbers in the list."""
    lines: Sequence[Line]


class Listing:
    """All profiles in the order of the screen, and those of them that match what was typed.

    `sections` are the profiles by account; `lines` are account headers and, under each, those of its profiles
    that match.
    """

    def __init__(self, profiles: Iterable[Heading], favourites: Collection[str] = ()) -> None:
        self._arrange(_sections(profiles, favourites), favourites)

    @classmethod
    def arranged(
        cls, sections: Sequence[Section], favourites: Collection[str], widest: tuple[int, int, int]
    ) -> Listing:
        """A list that has been arranged and measured before."""
        listing = cls.__new__(cls)
        listing._arrange(sections, favourites)
        listing._widest = widest
        return listing

    def _arrange(self, sections: Sequence[Section], favourites: Collection[str]) -> None:
        self.favourites = favourites
        self.sections = sections
        self.profiles: list[Heading] = []
        self._groups: list[Group] = []
        lines: list[Line] = []
        for group, members in sections:
            self.profiles += members
            self._groups += [group] * len(members)
            lines.append(group)
            lines += members
        self._texts: list[str] | None = None
        self._by_name: list[int] = []
        """The profiles' numbers in the order of their names, once prepared."""
        self._narrowed = [Narrowed("", range(len(self.profiles)), lines)]
        """What was typed, letter by letter: a letter more narrows the last of it, a letter less goes back."""
        self._widest: tuple[int, int, int] | None = None

    @property
    def lines(self) -> Sequence[Line]:
        """What is on the screen."""
        return self._narrowed[-1].lines

    @property
    def matches(self) -> int:
        """How many profiles match."""
        return len(self._narrowed[-1].matching)

    def narrow(
        self,
        typed: str,
        states: Mapping[str, State],
        left: Mapping[str, timedelta] = NO_TIMES,
        *,
        anew: bool = False,
    ) -> None:
        """Show only the profiles that hold every word of `typed` in some column.

        `states` gives the state of those profiles that have one, so that "active" can be typed, too, and
        `left` how long their sessions last, for "<20m"; `anew` takes them as they are now for what was typed
        before as well.
        """
        typed = " ".join(typed.lower().split())
        if anew or WITHIN in typed:  # "<20m" lets more through than "<2" did
            del self._narrowed[1:]
        while not typed.startswith(self._narrowed[-1].typed):
            self._narrowed.pop()
        last = self._narrowed[-1]
        if typed != last.typed:
            matching = self._found(typed.split(), last.matching, states, left)
            self._narrowed.append(Narrowed(typed, matching, self._lay_out(matching)))

    def prepare(self) -> None:
        """Make the lower-cased texts that `narrow` looks into, before the first key asks for them."""
        if self._texts is None:
            texts = [_searchable(profile) for profile in self.profiles]
            self._by_name = sorted(range(len(texts)), key=texts.__getitem__)  # a text begins with the name
            self._texts = texts

    def best(self) -> int:
        """The line of the profile whose name was typed, else of the first whose name begins so; or -1."""
        typed, matching, lines = self._narrowed[-1]
        texts = self._texts
        if not typed or texts is None:
            return -1
        exact, beginning, end = (
            bisect_left(self._by_name, text, key=texts.__getitem__)
            for text in (f"{typed}{ENDS}", typed, f"{typed}{LAST}")
        )
        if beginning == end:
            return -1
        whole = texts[self._by_name[exact]].startswith(f"{typed}{ENDS}") if exact < end else False
        number = self._by_name[exact] if whole else min(self._by_name[beginning:end])
        before = bisect_left(matching, number)
        return lines.index(self.profiles[number], before)

    def _found(
        self,
        words: Sequence[str],
        candidates: Sequence[int],
        states: Mapping[str, State],
        left: Mapping[str, timedelta],
    ) -> Sequence[int]:
        self.prepare()
        texts = self._texts or []
        for word in words:
            if word.startswith(WITHIN):
                soon = _ending(word.removeprefix(WITHIN), left)
                candidates = [index for index in candidates if self.profiles[index].name in soon]
                continue
            asked = {state for state in State if state.value.startswith(word)}
            in_state = {name for name, state in states.items() if state in asked} if asked else ()
            if in_state:
                profiles = self.profiles
                candidates = [
                    index for index in candidates if word in texts[index] or profiles[index].name in in_state
                ]
            else:
                candidates = [index for index in candidates if word in texts[index]]
        return candidates

    def _lay_out(self, matching: Sequence[int]) -> Sequence[Line]:
        if len(matching) == len(self.profiles):
            return self._narrowed[0].lines
        lines: list[Line] = []
        last: Group | None = None
        profiles, groups = self.profiles, self._groups
        for index in matching:
            group = groups[index]
            if group is not last:
                lines.append(group)
                last = group
            lines.append(profiles[index])
        return lines

    def widest(self) -> tuple[int, int, int]:
        """The cells that the longest label, the longest role and the longest label without a role take."""
        if self._widest is None:
            labels = [label_of(each) if each.account_name else each.name for each in self.profiles]
            roles = [
                KIND_WORDS[each.kind] if each.role is None else each.role
                for each, label in zip(self.profiles, labels, strict=True)
                if each.role != label
            ]
            alone = [label for each, label in zip(self.profiles, labels, strict=True) if each.role == ""]
            beside = [label for each, label in zip(self.profiles, labels, strict=True) if each.role != ""]
            self._widest = _widest(beside), _widest(roles), _widest(alone)
        return self._widest


def _widest(texts: Sequence[str]) -> int:
    """The cells that the longest of many texts takes, were none of them to be cleaned."""
    if "".join(texts).isascii():
        return max(map(len, texts), default=0)
    return max(map(width_of, texts))


def _sections(profiles: Iterable[Heading], favourites: Collection[str]) -> list[Section]:
    """Profiles sorted for the screen in their groups: favourites first, then by account and name."""
    buckets: dict[tuple[str | None, str | None], list[Heading]] = {}
    for profile in profiles:
        key = (profile.account_id, profile.account_name)
        bucket = buckets.get(key)
        if bucket is None:
            buckets[key] = [profile]
        else:
            bucket.append(profile)
    groups: list[tuple[tuple[bool, bool, str, str], Group, list[Heading]]] = []
    for (account_id, account_name), members in buckets.items():
        members.sort(key=lambda profile: (profile.name not in favourites, profile.name.casefold()))
        name = clean(account_name or "")
        environment = next(
            (each.environment for each in members if each.environment and each.role != ""), None
        )
        group = Group(name, account_id, environment and clean(environment))
        starred = members[0].name in favourites
        known = bool(name or account_id)
        groups.append(((not starred, not known, name.casefold() or "~", account_id or ""), group, members))
    groups.sort(key=lambda entry: entry[0])
    return [(group, members) for _, group, members in groups]


def _ending(within: str, left: Mapping[str, timedelta]) -> Collection[str]:
    """Whose sessions end within a time: "1h30m", or minutes; all that have any while it is no time yet."""
    seconds = seconds_of(f"{within}m" if within.isdecimal() else within)
    return {
        name for name, each in left.items() if each and (seconds is None or each.total_seconds() <= seconds)
    }


def _searchable(profile: Heading) -> str:
    """Every column of a profile in lower case, separated so that no word matches across two columns."""
    account = profile.account_id or ""
    return ENDS.join(
        (
            profile.name,
            profile.role or KIND_WORDS[profile.kind],
            profile.account_name or "",
            account,
            spaced_account(account),
            profile.environment or "",
            profile.region or "",
        )
    ).lower()
