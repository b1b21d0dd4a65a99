#!/usr/bin/env python3
"""Writes the corpus: one file per case, and verdicts.json.

Usage: generate.py FOLDER [--large]     writes the files; --large those of many megabytes too
       generate.py --verdicts           writes verdicts.json beside this script anew

Python 3.10 or newer; nothing else is needed. Every run writes the same bytes, except where a case
is compressed by the zlib at hand.
"""

import argparse
import json
from pathlib import Path

from cases import cases

HERE = Path(__file__).resolve().parent


def verdicts() -> str:
    """One case per line, so that a change of one is a change of one line."""
    lines = [json.dumps(case.verdict(), ensure_ascii=True) for case in cases()]
    return '{"version": 1, "cases": [\n' + ",\n".join(lines) + "\n]}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--verdicts", action="store_true")
    arguments = parser.parse_args()
    if arguments.verdicts:
        (HERE / "verdicts.json").write_text(verdicts())
    if arguments.folder is None:
        return
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "verdicts.json").write_text(verdicts())
    for case in cases():
        if arguments.large or not case.large:
            (arguments.folder / case.file).write_bytes(case.bytes())


if __name__ == "__main__":
    main()
