"""`headroom completion`: scripts by which shells complete the command, made of its own description."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom.cli.settings import Subparsers

__all__ = ["add"]

_IN_ZSH = {ord("["): "(", ord("]"): ")", ord("'"): "’", ord(":"): "\\:"}
"""Characters that mean something in the description of an option."""
_EPILOG = """\
bash: headroom completion bash > ~/.local/share/bash-completion/completions/headroom
zsh:  headroom completion zsh > a folder of $fpath, as _headroom
fish: headroom completion fish > ~/.config/fish/completions/headroom.fish"""


class _Option(NamedTuple):
    names: tuple[str, ...]
    help: str
    choices: tuple[str, ...]
    takes_value: bool


class _Command(NamedTuple):
    """A subcommand, with the words that lead to it."""

    words: tuple[str, ...]
    help: str
    options: tuple[_Option, ...]
    choices: tuple[str, ...]
    """What its first argument may be; empty where that is a file."""
    has_subcommands: bool
    """Whether the choices are subcommands."""


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser(
        "completion",
        help="print a script by which a shell completes this command",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=sorted(_SCRIPTS), help="whose script")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    print(_SCRIPTS[asked.shell](list(_commands(asked.command))))
    return Status.DONE


def _commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = (), told: str = "") -> Iterator[_Command]:
    """Describe a parser and those below it, the outermost first."""
    inner, choices = dict[str, argparse.ArgumentParser](), tuple[str, ...]()
    helps: dict[str, str] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner.update(action.choices)
            helps.update({choice.dest: choice.help or "" for choice in action._choices_actions})
        elif not action.option_strings and action.choices:
            choices = tuple(map(str, action.choices))
    options = tuple(_option(action) for action in parser._actions if action.option_strings)
    yield _Command(words, told, options, choices or tuple(inner), bool(inner))
    for name, below in inner.items():
        yield from _commands(below, (*words, name), helps.get(name, ""))


def _option(action: argparse.Action) -> _Option:
    told = (action.help or "").replace("%(default)s", str(action.default))
    choices = tuple(map(str, action.choices or ()))
    return _Option(tuple(action.option_strings), told, choices, action.nargs != 0)


def _bash(commands: list[_Command]) -> str:
    cases = "\n".join(_bash_case(command) for command in commands)
    words = " ".join(sorted({word for command in commands for word in command.words}))
    return f"""\
_headroom() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} path="" at
    local options="" words="" values=""
    for ((at = 1; at < COMP_CWORD; at++)); do
        case " {words} " in *" ${{COMP_WORDS[at]}} "*) path="$path ${{COMP_WORDS[at]}}" ;; *) break ;; esac
    done
    case "$path" in
{cases}
    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$word"))
    elif [[ -n $values ]]; then
        COMPREPLY=($(compgen -W "$values" -- "$word"))
    elif [[ -n $words ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$word"))
    else
        local IFS=$'\n'
        COMPREPLY=($(compgen -f -- "$word"))
    fi
}}
complete -o filenames -o bashdefault -F _headroom headroom"""


def _bash_case(command: _Command) -> str:
    path = "".join(f" {word}" for word in command.words)
    names = " ".join(name for option in command.options for name in option.names)
    values = "".join(
        f"""
            case "$before" in {"|".join(option.names)}) values="{" ".join(option.choices)}" ;; esac"""
        for option in command.options
        if option.choices
    )
    return f"""\
        "{path}")
            options="{names}" words="{" ".join(command.choices)}"{values} ;;"""


def _zsh(commands: list[_Command]) -> str:
    functions = "\n\n".join(_zsh_function(command) for command in commands)
    return f'#compdef headroom\n\n{functions}\n\n_headroom "$@"'


def _zsh_function(command: _Command) -> str:
    arguments = [_zsh_option(option, name) for option in command.options for name in option.names]
    below = command.choices if command.has_subcommands else ()
    rest = f"'1:choice:({' '.join(command.choices)})'" if command.choices else "'*:file:_files'"
    dispatch = ["'*::arguments:->below'"] if below else []
    name = "_".join(("_headroom", *command.words))
    listed = " \\\n        ".join([*arguments, rest, *dispatch])
    calls = "\n".join(f"        {word}) {name}_{word} ;;" for word in below)
    chosen = f"\n    case $state in below) case $words[1] in\n{calls}\n    esac ;; esac" if below else ""
    return f"{name}() {{\n    local state\n    _arguments -C \\\n        {listed}{chosen}\n}}"


def _zsh_option(option: _Option, name: str) -> str:
    told = option.help.translate(_IN_ZSH)
    value = f":value:({' '.join(option.choices)})" if option.choices else ":value:_files" if option.takes_value else ""
    return f"'{name}[{told}]{value}'"


def _fish(commands: list[_Command]) -> str:
    lines = ["complete -c headroom -f -n '__fish_is_nth_token 1'"]
    for command in commands:
        seen = " and ".join(f"__fish_seen_subcommand_from {word}" for word in command.words).replace(" and ", "; and ")
        where = f"-n '{seen}'" if seen else "-n '__fish_use_subcommand'"
        lines += [f"complete -c headroom {where} -f"] if seen and command.choices else []
        helps = {other.words[-1]: other.help for other in commands if other.words[:-1] == command.words and other.words}
        lines += [
            f"complete -c headroom {where} -a {choice} -d {_quoted(helps.get(choice, ''))}"
            for choice in command.choices
        ]
        lines += [f"complete -c headroom {where} {_fish_option(option)}" for option in command.options]
    return "\n".join(lines)


def _fish_option(option: _Option) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
    value = f" -x -a {_quoted(' '.join(option.choices))}" if option.choices else " -r" if option.takes_value else ""
    return f"{names}{value} -d {_quoted(option.help)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


_SCRIPTS = {"bash": _bash, "fish": _fish, "zsh": _zsh}
