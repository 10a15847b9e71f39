"""Sessions: obtained once however many ask, kept, renewed ahead; a token code is asked for but once."""

from stsui.sessions.codes import CodeRequest, CodeSource, FirstOf, GivenCode, NoCodes, Progress
from stsui.sessions.manager import SessionManager
from stsui.sessions.opening import open_manager
from stsui.sessions.refresher import Refresher
from stsui.sessions.seeds import StoredTotp, TotpSeeds

__all__ = [
    "CodeRequest",
    "CodeSource",
    "FirstOf",
    "GivenCode",
    "NoCodes",
    "Progress",
    "Refresher",
    "SessionManager",
    "StoredTotp",
    "TotpSeeds",
    "open_manager",
]
