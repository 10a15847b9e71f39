"""Profiles from the AWS config and config.yaml, and the plans that turn them into credentials."""

from stsui.catalog.catalog import Catalog, read_catalog
from stsui.catalog.environment import PLAN_VARIABLES, default_profile_name
from stsui.catalog.keys import session_key
from stsui.catalog.plan import base_profile, build_plan

__all__ = [
    "PLAN_VARIABLES",
    "Catalog",
    "base_profile",
    "build_plan",
    "default_profile_name",
    "read_catalog",
    "session_key",
]
