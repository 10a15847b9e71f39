"""The practice AWS: a real HTTP server on loopback that behaves as STS does, for demo and tests."""

from stsui.practice.aws import Call, PracticeAws
from stsui.practice.faults import Fault

__all__ = ["Call", "Fault", "PracticeAws"]
