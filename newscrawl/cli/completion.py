"""``newscrawl completion``: the script, made by shtab, by which a shell completes commands."""

import argparse

import shtab

from newscrawl.exits import ExitCode

_EXAMPLES = """\
examples:
  newscrawl completion bash > ~/.local/share/bash-completion/completions/newscrawl
  newscrawl completion zsh > ~/.zfunc/_newscrawl      with fpath+=~/.zfunc in .zshrc
  newscrawl completion fish > ~/.config/fish/completions/newscrawl.fish
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``completion`` to the sub-commands."""
    parser = commands.add_parser(
        "completion",
        help="print the completion script of a shell",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=shtab.SUPPORTED_SHELLS)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Print the script, with the options of all commands."""
    from newscrawl.cli.main import COMMANDS, make_parser  # noqa: PLC0415 - main loads this module

    print(shtab.complete(make_parser(*COMMANDS), shell=options.shell))
    return ExitCode.DONE
