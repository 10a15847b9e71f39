"""AWS behind one door: STS, base credentials and console sign-in. Nothing else in stsui imports botocore."""

from stsui.aws.answers import Identity, Issued
from stsui.aws.gateway import StsGateway

__all__ = ["Identity", "Issued", "StsGateway"]
