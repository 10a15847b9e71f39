"""The shell function that lets `stsui use PROFILE` change the shell it is typed in.

A program cannot change its parent's environment. The function asks for the lines that do, and runs them only
if the command ended well: whatever else it prints goes to stderr.
"""

from __future__ import annotations

POSIX = r"""# SHELL: stsui use PROFILE changes this shell:  eval "$(stsui shell-init SHELL)"
stsui() {
    if [ "${1-}" != use ]; then
        command stsui "$@"
        return
    fi
    local word lines
    for word in "$@"; do
        case "$word" in
            -h|--help) command stsui use --help; return ;;
        esac
    done
    lines="$(command stsui "$@" --format env)" || return
    eval "$lines"
}
"""

FISH = r"""# fish: stsui use PROFILE changes this shell:  stsui shell-init fish | source
function stsui
    if test "$argv[1]" != use
        command stsui $argv
        return
    end
    if contains -- -h $argv; or contains -- --help $argv
        command stsui use --help
        return
    end
    set -l lines (command stsui $argv --format fish)
    or return
    printf '%s\n' $lines | source
end
"""

SCRIPTS = {"bash": POSIX.replace("SHELL", "bash"), "zsh": POSIX.replace("SHELL", "zsh"), "fish": FISH}
