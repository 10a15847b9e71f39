"""The bindings of every dialog and screen: what `keys:` may name, and what the help lists."""

from __future__ import annotations

from textual.binding import BindingType

from stsui.tui.screens.answer import AnswerDialog
from stsui.tui.screens.choose_profile import ChooseProfile
from stsui.tui.screens.confirm import Confirm
from stsui.tui.screens.console_page import ConsolePageDialog
from stsui.tui.screens.details import DetailsScreen
from stsui.tui.screens.filling import Filling
from stsui.tui.screens.help import HelpScreen
from stsui.tui.screens.identities import IDENTITIES_BINDINGS
from stsui.tui.screens.key_info import KEYS_BINDINGS
from stsui.tui.screens.open_file import OpenFile
from stsui.tui.screens.operation import OperationDialog
from stsui.tui.screens.operations import OperationsScreen
from stsui.tui.screens.problems import ProblemsScreen
from stsui.tui.screens.result import RESULT_BINDINGS
from stsui.tui.screens.start import StartDialog
from stsui.tui.widgets.paste_area import PasteArea

DIALOGS: dict[str, list[BindingType]] = {
    "Keys of the forms": [*StartDialog.BINDINGS, *Filling.BINDINGS, *OperationDialog.BINDINGS],
    "Keys of what an operation gave": RESULT_BINDINGS,
    "Keys of who am I": IDENTITIES_BINDINGS,
    "Keys of the access keys' screen": KEYS_BINDINGS,
    "Keys of the details": DetailsScreen.BINDINGS,
}
"""By the heading that the help lists them under."""

OTHERS: list[BindingType] = [
    *AnswerDialog.BINDINGS,
    *OperationsScreen.BINDINGS,
    *ChooseProfile.BINDINGS,
    *Confirm.BINDINGS,
    *ConsolePageDialog.BINDINGS,
    *OpenFile.BINDINGS,
    *ProblemsScreen.BINDINGS,
    *HelpScreen.BINDINGS,
    *PasteArea.BINDINGS,
]
"""Of screens that show all their keys themselves."""
