"""
`graphkey completion SHELL`: the script that makes a shell complete graphkey's command lines.
"""

from importlib.resources import files

import click

from graphkey.cli.world import World

_FILES = {"bash": "graphkey.bash", "zsh": "graphkey.zsh", "fish": "graphkey.fish", "powershell": "graphkey.ps1"}


@click.command()
@click.argument("shell", type=click.Choice(list(_FILES)))
@click.pass_obj
def completion(world: World, shell: str) -> None:
    """
    Print the completion script of a shell.

    \b
      bash        eval "$(graphkey completion bash)"                         in ~/.bashrc
      zsh         eval "$(graphkey completion zsh)"                          in ~/.zshrc, after compinit
      fish        graphkey completion fish | source                          in ~/.config/fish/config.fish
      powershell  graphkey completion powershell | Out-String | iex          in $PROFILE
    """
    world.stdout.write(
        files("graphkey.cli").joinpath("completions").joinpath(_FILES[shell]).read_text(encoding="utf-8")
    )
