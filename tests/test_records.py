"""Records are what frozen dataclasses with slots are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from stsui.records import MANY, record


@record
class Place:
    """A place."""

    country: str
    town: str = "unknown"
    streets: Mapping[str, int] = field(default_factory=dict, compare=False)
    gate_code: str = field(default="", repr=False)


@record(kw_only=True)
class Journey:
    """A journey."""

    to: Place
    days: int = 1


@dataclass(frozen=True, slots=True)
class Standard:
    """The same fields as a Place's, by the standard library."""

    country: str
    town: str = "unknown"
    streets: Mapping[str, int] = field(default_factory=dict, compare=False)
    gate_code: str = field(default="", repr=False)


def test_values_are_given_by_position_by_name_and_by_default() -> None:
    """As the standard library fills them in."""
    for made in (Place, Standard):
        place: Any = made("Peru", town="Lima")
        assert (place.country, place.town, place.streets, place.gate_code) == ("Peru", "Lima", {}, "")
    assert Place("Peru").streets is not Place("Peru").streets


def test_equal_records_are_one_key_and_others_are_not() -> None:
    """Records are compared by value, within their class, without the fields that do not count."""
    assert Place("Peru") == Place("Peru", streets={"Jirón": 1})
    assert len({Place("Peru"), Place("Peru"), Place("Chile")}) == 2
    others: list[object] = [Standard("Peru"), ("Peru", "unknown", "")]
    assert Place("Peru") not in others


def test_a_picture_leaves_out_what_is_not_to_be_shown() -> None:
    """A repr names the class and its fields, as the standard library's does."""
    assert repr(Place("Peru", gate_code="1234")) == repr(Standard("Peru")).replace("Standard", "Place")


def test_nothing_of_a_record_changes() -> None:
    """Neither its fields, nor what else one might hang on it."""
    journey = Journey(to=Place("Peru"))
    changes: list[Callable[[], None]] = [
        lambda: setattr(journey, "days", 2),
        lambda: setattr(journey, "note", "x"),
        lambda: delattr(journey, "days"),
    ]
    for change in changes:
        with pytest.raises(FrozenInstanceError):
            change()
    assert not hasattr(journey, "__dict__")


def test_the_standard_library_knows_records() -> None:
    """Copies with changes, fields, dictionaries, patterns."""
    journey = replace(Journey(to=Place("Peru")), days=9)
    assert asdict(journey)["to"]["country"] == "Peru"
    assert [each.name for each in fields(Journey)] == ["to", "days"]
    match journey:
        case Journey(to=Place(country, town), days=9):
            assert (country, town) == ("Peru", "unknown")
        case _:
            pytest.fail("the pattern should match")


@pytest.mark.parametrize(
    ("values", "named", "named_in_the_error"),
    [
        ((), {}, "country"),
        (("Peru",), {"planet": "Mars"}, "planet"),
        (("Peru", "Lima", {}, "1", "2"), {}, "too many"),
    ],
)
def test_wrong_values_are_refused(
    values: tuple[object, ...], named: dict[str, object], named_in_the_error: str
) -> None:
    """A missing, an unknown and a superfluous value."""
    make: Any = Place
    with pytest.raises(TypeError, match=named_in_the_error):
        make(*values, **named)


def test_named_fields_take_no_position() -> None:
    """With `kw_only`."""
    make: Any = Journey
    with pytest.raises(TypeError):
        make(Place("Peru"))


def test_of_many_each_is_made_as_the_first_was() -> None:
    """Defaults, factories, positions and names stay as they are when a class gets its own initialiser."""

    @record
    class Stop:
        """A stop."""

        name: str
        line: int = 4
        seen: dict[str, int] = field(default_factory=dict)

    @record(kw_only=True)
    class Trip:
        """A trip."""

        to: Stop
        days: int = 1

    stops = [Stop("Puno", line=7) for _ in range(MANY + 5)]
    trips = [Trip(to=stop) for stop in stops]
    assert set(map(repr, stops)) == {f"{Stop.__qualname__}(name='Puno', line=7, seen={{}})"}
    assert stops[-1].seen is not stops[-2].seen
    assert {trip.days for trip in trips} == {1}
    assert Stop("Cusco", 2).line == 2
    assert replace(stops[-1], line=1) == Stop("Puno", 1)
    with pytest.raises(FrozenInstanceError):
        setattr(stops[-1], "line", 3)  # noqa: B010
    stop: Any = Stop
    trip: Any = Trip
    wrong: list[Callable[[], object]] = [
        lambda: stop(),
        lambda: stop("Puno", lines=3),
        lambda: stop("Puno", 1, {}, 2),
        lambda: trip(stops[0]),
    ]
    for make in wrong:
        with pytest.raises(TypeError):
            make()
