#!/usr/bin/env python3
"""Measures `mnist classify` on generated pictures of many kinds.

    tools/verify-pictures [--sets NAME,...] [--count N] [--seed N] [--output DIR]
                          [--make-only | --reuse] [--mnist BINARY] [--format text|json] [--wrong]
                          [-- OPTIONS OF classify]

Digits come from the bundled MNIST test set, enlarged or drawn anew with a pen, from fonts and from
segments. A picture depends on its set, the seed and its place alone. Seeds below 1000 are for
development; whoever judges takes others. With --reuse the pictures that an earlier run left in
--output are taken as they are, truth and all, which saves the time of making them. Where `plain` is
among the sets, those of what is no digit also say how well they are told apart from it: AUROC, and
what part is refused by the threshold that keeps 95 % of the digits.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from pictures.catalogue import DIGITS, NEGATIVES, SETS, PictureSet
from pictures.doubt import told_apart
from pictures.judging import Tally, answers
from reference import ROOT

BATCH = 20  # pictures made before the command sees them
NO_DIGIT = "none"


def main() -> None:
    """Makes the pictures, asks the command, and prints a table."""
    arguments = parsed()
    tallies = []
    if arguments.format == "text":
        print(
            f"{'set':14} {'pictures':>8} {'right':>6} {'rate':>7}  what else was said", flush=True
        )
    for chosen in SETS:
        if arguments.sets is None or chosen.name in arguments.sets:
            tally = measured(chosen, arguments)
            tallies.append(tally)
            if chosen.name in NEGATIVES and tallies[0].name == DIGITS and tally.answers:
                tally.told_apart = told_apart(tally.answers, tallies[0].answers)
            if arguments.format == "text":
                print_row(tally, arguments.wrong)
    if arguments.format == "json":
        print(json.dumps([as_json(tally) for tally in tallies], indent=2))


def parsed() -> argparse.Namespace:
    """Returns the arguments of the command line."""
    names = [s.name for s in SETS]
    parser = argparse.ArgumentParser(description="Measure mnist classify on generated pictures.")
    parser.add_argument("--sets", help=f"of {', '.join(names)}; default: all")
    parser.add_argument("--count", type=int, default=200, help="of each set; default: 200")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    parser.add_argument("--output", type=Path, help="keep the pictures in this folder")
    parser.add_argument("--mnist", type=Path, default=ROOT / "tools" / "mnist")
    parser.add_argument("--make-only", action="store_true", help="write pictures, ask nothing")
    parser.add_argument("--reuse", action="store_true", help="take the pictures from --output")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    parser.add_argument("options", nargs="*", help="after --: options of mnist classify")
    arguments = parser.parse_args()
    if arguments.sets is not None:
        arguments.sets = arguments.sets.split(",")
        unknown = [name for name in arguments.sets if name not in names]
        if unknown:
            parser.error(f"no such set: {', '.join(unknown)}")
    if (arguments.make_only or arguments.reuse) and arguments.output is None:
        parser.error("--make-only and --reuse need --output")
    return arguments


def measured(chosen: PictureSet, arguments: argparse.Namespace) -> Tally:
    """Makes the pictures of one set in batches, has them classified, and counts."""
    tally = Tally(chosen.name, as_one_digit=0 if chosen.name == "touching" else None)
    for start in range(0, arguments.count, BATCH):
        places = range(start, min(start + BATCH, arguments.count))
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            if arguments.output is not None:
                folder = arguments.output / chosen.name
                folder.mkdir(parents=True, exist_ok=True)
            truths = left_by_earlier_run(folder, places) if arguments.reuse else {}
            for place in [] if arguments.reuse else places:
                picture = chosen.picture(arguments.seed, place)
                truth = "-".join(picture.rows) or NO_DIGIT
                truths[picture.save(folder, f"{place:03}-{truth}")] = picture.rows
            if arguments.make_only:
                continue
            files, options = list(truths), arguments.options
            found = answers(arguments.mnist, files, chosen.each, options)
            for file, truth in truths.items():
                tally.add(file.name, truth, found[file.name])
            if tally.as_one_digit is not None:
                single = answers(arguments.mnist, files, False, options)
                tally.as_one_digit += sum(bool(a.rows) for a in single.values())
    return tally


def left_by_earlier_run(folder: Path, places: range) -> dict[Path, tuple[str, ...]]:
    """Returns the pictures of a folder at these places, and the truth, which their names tell."""
    truths = {}
    for path in sorted(folder.iterdir()):
        place, *rows = path.stem.split("-")
        if int(place) in places:
            truths[path] = () if rows == [NO_DIGIT] else tuple(rows)
    return truths


def print_row(tally: Tally, wrong: bool) -> None:
    """Prints a row of the table, and what is wrong if that is asked for."""
    others = ", ".join(f"{name} {count}" for name, count in tally.others.most_common(4))
    for name, part in tally.told_apart.items():
        others += f"; {name.replace('_', ' ')} {part:.3f}"
    if tally.as_one_digit is not None:
        others += f"; without --each as one digit {tally.as_one_digit}"
    if tally.units > tally.pictures:
        others = f"of {tally.units} rows; {others}"
    counts = f"{tally.pictures:8} {tally.right:6} {100 * tally.rate:6.1f}%"
    print(f"{tally.name:14} {counts}  {others.removeprefix('; ')}", flush=True)
    for line in tally.wrong if wrong else []:
        print(f"    {line}")


def as_json(tally: Tally) -> dict:
    """Returns the count of a set as a value of JSON."""
    value = {
        "set": tally.name,
        "pictures": tally.pictures,
        "counted": tally.units,
        "right": tally.right,
        "rate": tally.rate,
        "others": dict(tally.others.most_common()),
        "wrong": tally.wrong,
    } | tally.told_apart
    if tally.as_one_digit is not None:
        value["as_one_digit"] = tally.as_one_digit
    return value


if __name__ == "__main__":
    sys.exit(main())
