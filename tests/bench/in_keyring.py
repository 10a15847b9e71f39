"""Run where a Secret Service is unlocked: the cached answer from the keyring, and its yardstick."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

from stsui.services import Services
from tests.bench.commands import KEYRING_YARDSTICK, STSUI, compared, ratio, seconds
from tests.bench.setting import keep_sessions, profile_name

if __name__ == "__main__":
    environment = dict(os.environ)
    name = profile_name(0)
    keep_sessions(environment, [name], timedelta(hours=1))
    services = Services.open(environment)
    key = services.session_key(services.manager.plan(name))
    script = [sys.executable, "-c", KEYRING_YARDSTICK, key]
    ours, bare = compared(
        lambda: seconds([STSUI, "credential-process", name], environment),
        lambda: seconds(script, environment),
    )
    print(ratio(ours, bare, "≤ 1.3 ×", "import keyring and read one secret"))
