"""`stsui completion`: the script that makes a shell complete stsui's commands, options and profiles.

The scripts only pass the words on and take the answers: what may come next is `stsui __complete`'s business.
"""

from __future__ import annotations

import argparse
import sys

BASH = r"""# bash completion for stsui:  eval "$(stsui completion bash)"
_stsui() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(stsui __complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o default -F _stsui stsui
"""

ZSH = r"""#compdef stsui
# zsh completion for stsui:  eval "$(stsui completion zsh)"
_stsui() {
    local line
    local -a values descriptions
    while IFS= read -r line; do
        values+=("${line%%$'\t'*}")
        descriptions+=("${line/$'\t'/  }")
    done < <(stsui __complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)
    if (( ${#values} )); then
        compadd -l -d descriptions -a values
    else
        _files
    fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _stsui "$@"
else
    compdef _stsui stsui
fi
"""

FISH = r"""# fish completion for stsui:  stsui completion fish | source
function __stsui_complete
    stsui __complete fish (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end
complete -c stsui -f -a '(__stsui_complete)'
complete -c stsui -n '__fish_seen_subcommand_from exec; and contains -- -- (commandline -opc)' -F
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def configure(parser: argparse.ArgumentParser) -> None:
    """The shell."""
    parser.add_argument("shell", metavar="SHELL", choices=list(SCRIPTS), help=", ".join(SCRIPTS))


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    sys.stdout.write(SCRIPTS[options.shell])
    return 0
