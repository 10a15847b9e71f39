"""The catalog as the session manager sees it: plans and their keys, from whatever is configured now."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stsui.catalog import PLAN_VARIABLES, Catalog, base_profile, build_plan, session_key
from stsui.model import Parameters, Plan, Profile, Step
from stsui.sessions.ports import Grounds


class CatalogPlans:
    """Plans from the catalog that `catalog` gives at the time; it may be another one at each call."""

    def __init__(self, catalog: Callable[[], Catalog], environ: Mapping[str, str]) -> None:
        self._catalog = catalog
        self._environ = environ

    def plan(self, profile: str, changes: Parameters) -> Plan:
        """A profile's plan; `ConfigurationError` when there is no such profile."""
        return build_plan(self._catalog(), profile, changes, environ=self._environ)

    def key(self, plan: Plan, upto: int) -> str:
        """The hash of every parameter of the first `upto` steps."""
        return session_key(plan, upto)

    def base(self, step: Step) -> Profile:
        """The profile of a BaseCredentials step, as its credentials are to be taken from it."""
        return base_profile(self._catalog(), step)

    def grounds(self) -> Grounds:
        """Everything that the plans are made from."""
        environment = {name: self._environ.get(name) for name in (*PLAN_VARIABLES, "STSUI_STORE")}
        return Grounds(self._catalog().files, environment)

    def snapshot(self) -> object:
        """The catalog itself: another object after the configuration has changed."""
        return self._catalog()
