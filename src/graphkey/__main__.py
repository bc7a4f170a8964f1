"""Let `python -m graphkey` be the command line."""

from graphkey.cli.main import run

if __name__ == "__main__":
    run()
