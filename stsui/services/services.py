"""Everything the commands and the UI ask of stsui, built when it is first needed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from stsui.clock import Clock
from stsui.errors import PlanRefused
from stsui.model import (
    NO_PARAMETERS,
    Credentials,
    Endpoint,
    IssuedToken,
    Kind,
    Operation,
    Parameters,
    Plan,
    Profile,
    Secret,
    Session,
)
from stsui.rules import console_problem, partition_of
from stsui.settings import Settings, read_settings, state_dir

if TYPE_CHECKING:
    from datetime import timedelta

    from stsui.aws import StsGateway
    from stsui.aws.console import SignInUrl
    from stsui.catalog import Catalog
    from stsui.comparison import Row
    from stsui.denials import Denial
    from stsui.services.favourites import Favourites
    from stsui.sessions import CodeSource, Progress, SessionManager
    from stsui.sessions.seeds import TotpSeeds


def _untold(progress: Progress) -> None:
    """Nobody wants to know how it goes."""


def _unchecked() -> None:
    """Nobody will break it off."""


class Services:
    """The composition root. Cheap to make; every part is built, and imported, at its first use.

    Thread-safe. `notices` holds sentences that the person should see once (no keyring on this machine, say).
    """

    def __init__(self, environ: Mapping[str, str], clock: Clock) -> None:
        self.environ = environ
        self.clock = clock
        self.settings: Settings = read_settings(environ)
        self.state_dir = state_dir(environ)
        self.notices: list[str] = []
        self.on_notice: Callable[[str], None] = self.notices.append
        self._catalog: Catalog | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, environ: Mapping[str, str] | None = None, clock: Clock | None = None) -> Services:
        """The services for an environment; by default this process's own, and the real clock."""
        return cls(os.environ if environ is None else environ, clock or Clock())

    # -------------------------------------------------------------- the parts

    @property
    def catalog(self) -> Catalog:
        """All profiles, as the files say now or said at the last `reload`."""
        from stsui.catalog import read_catalog

        with self._lock:
            if self._catalog is None:
                self._catalog = read_catalog(self.settings, self.environ)
            return self._catalog

    def reload(self) -> bool:
        """Read the files again if any of them has changed; whether one had."""
        from stsui.catalog import read_catalog

        if not self.catalog.changed():
            return False
        settings = read_settings(self.environ)
        catalog = read_catalog(settings, self.environ)
        with self._lock:
            self.settings, self._catalog = settings, catalog
        return True

    @cached_property
    def gateway(self) -> StsGateway:
        """The way to STS."""
        from stsui.aws import StsGateway

        return StsGateway(self.clock, self.environ, alternatives=lambda: self.settings.alternative_regions)

    @cached_property
    def manager(self) -> SessionManager:
        """The session manager, with the store that the settings name."""
        from stsui.sessions import open_manager
        from stsui.sessions.plans import CatalogPlans
        from stsui.store import open_store

        store = open_store(self.settings.store, self.state_dir, clock=self.clock, say=self._say)
        return open_manager(
            CatalogPlans(lambda: self.catalog, self.environ),
            self.gateway,
            store,
            self.state_dir,
            clock=self.clock,
            ahead=self.settings.refresh.ahead,
            say=self._say,
            lend=self._lent_by_the_aws_cli,
        )

    def _lent_by_the_aws_cli(self, plan: Plan, key: str) -> Session | None:
        """The AWS CLI's own session for a plan, if it keeps one."""
        from stsui.sessions.aws_cli_cache import AwsCliCache, cache_folder

        folder, profile = cache_folder(self.environ), self.catalog.profiles.get(plan.profile)
        return AwsCliCache(folder, self.clock).session(profile, plan, key) if folder and profile else None

    @cached_property
    def seeds(self) -> TotpSeeds:
        """The TOTP secrets in the keyring."""
        from stsui.sessions.seeds import TotpSeeds

        return TotpSeeds(self.state_dir, clock=self.clock, say=self._say)

    @cached_property
    def favourites(self) -> Favourites:
        """The profiles starred in the UI."""
        from stsui.services.favourites import Favourites

        return Favourites(self.state_dir)

    # -------------------------------------------------------------- questions

    def endpoint(self, profile: str) -> Endpoint:
        """Where a profile's calls go."""
        return self.manager.plan(profile).endpoint

    def endpoint_of(self, profile: str, session: Session) -> Endpoint:
        """Where calls with a profile's session go: where no Region is configured, its partition's."""
        return self.located(self.endpoint(profile), session)

    def located(self, endpoint: Endpoint, session: Session) -> Endpoint:
        """Where calls with a session go that came from this endpoint."""
        partition = partition_of(session.info.arn)
        if endpoint.region or partition == "aws":
            return endpoint
        from stsui.aws.partitions import located

        return located(endpoint, partition)

    def session_key(self, plan: Plan) -> str:
        """The store's key of the session that a plan ends in."""
        from stsui.catalog import session_key

        return session_key(plan)

    def ambient_credentials(self) -> Credentials | None:
        """The credentials in the environment, as in a shell that `stsui exec` made."""
        key_id, secret = self.environ.get("AWS_ACCESS_KEY_ID"), self.environ.get("AWS_SECRET_ACCESS_KEY")
        if not key_id or not secret:
            return None
        token = self.environ.get("AWS_SESSION_TOKEN")
        return Credentials(key_id, Secret(secret), Secret(token) if token else None)

    def ambient_endpoint(self) -> Endpoint:
        """Where calls with the environment's credentials go: as the environment says, and no profile."""
        from stsui.catalog.environment import endpoint_of

        endpoint, _ = endpoint_of({}, None, self.catalog.aws_files, self.environ)
        return endpoint

    def caller(
        self,
        profile: str | None,
        codes: CodeSource,
        progress: Callable[[Progress], None] = _untold,
        check: Callable[[], None] = _unchecked,
    ) -> tuple[Credentials, Endpoint]:
        """Whose credentials to use: the profile's, else the environment's, else the default profile's."""
        if profile is None and (ambient := self.ambient_credentials()):
            return ambient, self.ambient_endpoint()
        from stsui.catalog import default_profile_name

        name = profile or default_profile_name(self.environ)
        session = self.manager.obtain(name, codes, progress=progress, check=check)
        return session.credentials, self.endpoint_of(name, session)

    def own_key(self, profile: str) -> tuple[Credentials, Endpoint] | None:
        """A long-term profile's own key: the session made of it may ask STS next to nothing."""
        known = self.catalog.profiles.get(profile)
        if known is None or known.kind is not Kind.LONG_TERM or known.problems or not known.credentials:
            return None
        return known.credentials, self.endpoint(profile)

    def in_account(self, profile: Profile, account_id: str | None) -> Profile:
        """The profile as one of another account: its name and its environment are then that account's."""
        if account_id is None or account_id == profile.account_id:
            return profile
        account = self.settings.accounts.get(account_id)
        return replace(
            profile,
            account_id=account_id,
            account_name=account.name if account else None,
            environment=account.env if account else None,
        )

    def account_name(self, account_id: str | None) -> str | None:
        """What config.yaml calls an account."""
        account = self.settings.accounts.get(account_id or "")
        return account.name if account else None

    def decode(
        self,
        text: str,
        profile: str | None,
        codes: CodeSource,
        progress: Callable[[Progress], None] = _untold,
        check: Callable[[], None] = _unchecked,
    ) -> tuple[Denial, ...]:
        """The denials in a text, encoded ones decoded where a session can be had."""
        from stsui.services.decoding import read_and_decode

        return read_and_decode(
            self, text, profile, lambda name: self.manager.obtain(name, codes, progress=progress, check=check)
        )

    def operation_plan(
        self,
        operation: Operation,
        profile: str | None,
        parameters: Parameters = NO_PARAMETERS,
        proof: Secret | None = None,
        token_in: Callable[[str], Secret] | None = None,
    ) -> Plan:
        """The steps to what one operation gives, with every broken rule, the proof's included. No network.

        `proof` is a SAML response, a web identity token or a trade-in token as the person has it. Without a
        profile, signed operations are called with the default one's credentials. `token_in` gives the web
        identity token in a file, where that should not be read here.
        """
        from stsui.services.operations import plan_operation, read_token

        return plan_operation(self, operation, profile, parameters, proof, token_in or read_token)

    def run_operation(
        self,
        plan: Plan,
        codes: CodeSource,
        *,
        proof: Secret | None = None,
        renew: bool = False,
        progress: Callable[[Progress], None] = _untold,
        check: Callable[[], None] = _unchecked,
    ) -> Session | IssuedToken:
        """What the plan's last operation gives: a session, kept or new, or GetWebIdentityToken's JWT.

        Raises:
            PlanRefused: the plan breaks a rule; nothing was sent.
        """
        from stsui.services.operations import run_operation

        return run_operation(self, plan, codes, proof, renew=renew, progress=progress, check=check)

    def helper_output(self, what: str, command: str, waiting: Callable[[str], None]) -> Secret:
        """What a helper program prints; `what` names it. `waiting` is told of it and may raise to stop it."""
        from stsui.aws.process import output_of

        return Secret(output_of(what, command, self.environ, waiting))

    def comparison(self, profile: str) -> tuple[Row, ...]:
        """STS's operations as they are for a profile: which it may call, how long for, what comes of it."""
        from stsui.comparison import caller_of, comparison

        return comparison(caller_of(self.manager.plan(profile)))

    def sign_in(
        self,
        profile: str,
        codes: CodeSource,
        *,
        service: str | None = None,
        region: str | None = None,
        destination: str | None = None,
        duration: timedelta | None = None,
        progress: Callable[[Progress], None] = _untold,
    ) -> SignInUrl:
        """A link that opens the console signed in as the profile's session.

        Raises:
            PlanRefused: AWS lets no such session sign in; nothing was sent, and the hint says what does work.
        """
        plan = self.manager.plan(profile)
        # By the plan, before a code is asked for that would be of no use.
        if problem := console_problem(plan.steps[-1].operation):
            raise PlanRefused(f"{profile}: {problem.message}")
        session = self.manager.obtain(profile, codes, progress=progress)
        return self.console_link(
            session,
            plan.endpoint,
            service=service,
            region=region,
            destination=destination,
            duration=duration,
        )

    def console_link(
        self,
        session: Session,
        endpoint: Endpoint,
        *,
        service: str | None = None,
        region: str | None = None,
        destination: str | None = None,
        duration: timedelta | None = None,
    ) -> SignInUrl:
        """The same for a session that is at hand; `endpoint` is where calls with it go."""
        from stsui.aws.console import sign_in_url

        return sign_in_url(
            session,
            clock=self.clock,
            service=service,
            region=region or endpoint.region,
            destination=destination,
            federation_endpoint=self.environ.get("STSUI_FEDERATION_ENDPOINT") or None,
            duration_seconds=int(duration.total_seconds()) if duration else None,
            ca_bundle=endpoint.ca_bundle,
        )

    def _say(self, sentence: str) -> None:
        """Tell the person something once; the UI puts its own teller in `on_notice`."""
        self.on_notice(sentence)

    def favourite(self, profile: Profile) -> bool:
        """Whether a profile is starred, in the UI or in config.yaml."""
        return self.favourites.choice(profile.name, profile.favourite)
