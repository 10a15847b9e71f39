"""Proofs of identity from outside, read before they are sent: SAML responses and JWTs. Pure: no network."""

from stsui.federation.jwt import Jwt, read_jwt
from stsui.federation.saml import SamlResponse, SamlRole, read_saml

__all__ = ["Jwt", "SamlResponse", "SamlRole", "read_jwt", "read_saml"]
