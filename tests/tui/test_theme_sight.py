"""The colour-blind-safe theme keeps its promise: every kind of colour vision tells the states apart."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from textual.color import Color

from stsui.tui.theme_file import load_theme
from stsui.tui.themes import theme_directory

STATES = ("state-active", "state-expiring", "state-expired", "state-error")

# Machado, Oliveira and Fernandes' matrices at full severity, on linear RGB.
COLOUR_BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> tuple[float, float, float]:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(part) for part in Color.parse(colour).normalized)
    return red, green, blue


def lab(rgb: tuple[float, float, float]) -> tuple[float, float, float]:
    """CIELAB of linear RGB, D65."""
    r, g, b = (min(max(part, 0.0), 1.0) for part in rgb)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_states_are_told_apart_by_every_kind_of_sight(sight: str) -> None:
    found = load_theme(theme_directory() / "sightline.yaml").variables
    matrix = COLOUR_BLINDNESS[sight]

    def seen(colour: str) -> tuple[float, float, float]:
        rgb = linear(colour)
        red, green, blue = (sum(k * part for k, part in zip(row, rgb, strict=True)) for row in matrix)
        return lab((red, green, blue))

    for one, other in combinations(STATES, 2):
        distance = math.dist(seen(found[one]), seen(found[other]))
        assert distance > 25, f"{one} and {other} are {distance:.1f} apart"
