"""Runs `mnist classify` on pictures, and compares what it says with the truth."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

BATCH = 20  # pictures for each start of the command

# What an error says, and how the table calls it.
REFUSALS = {
    "no ink": "no ink",
    "several digits": "several digits",
    "not a digit": "not a digit",
}


@dataclass(frozen=True)
class Answer:
    """What the command says of one picture."""

    rows: tuple[str, ...] = ()  # what it reads; empty: it is refused
    refusal: str = ""  # why, in few words
    confidence: float | None = None  # of a single digit
    score: float | None = None  # by which it is refused, where the network has such a score


@dataclass
class Tally:
    """The count of one set."""

    name: str
    pictures: int = 0
    units: int = 0  # what is counted: pictures, or rows of writing
    right: int = 0
    as_one_digit: int | None = None  # of several digits, without --each
    others: Counter = field(default_factory=Counter)  # what else was said, and how often
    wrong: list[str] = field(default_factory=list)  # files, truth, and what was said
    answers: list[Answer] = field(default_factory=list)
    told_apart: dict[str, float] = field(default_factory=dict)  # of what is no digit

    @property
    def rate(self) -> float:
        """Returns the part that is right, 0 ... 1."""
        return self.right / self.units if self.units else 0

    def add(self, file: str, truth: tuple[str, ...], answer: Answer) -> None:
        """Counts one picture."""
        self.pictures += 1
        self.answers.append(answer)
        self.units += max(1, len(truth))
        if not truth:
            right = int(not answer.rows)
        else:
            pairs = zip(truth, answer.rows, strict=False)
            right = sum(a == b for a, b in pairs) if len(truth) == len(answer.rows) else 0
        self.right += right
        if right < max(1, len(truth)):
            said = answer.refusal or " / ".join(answer.rows)
            self.wrong.append(f"{file}: {' / '.join(truth) or 'no digit'}, answered {said}")
            self.others[kind_of(truth, answer)] += 1


def kind_of(truth: tuple[str, ...], answer: Answer) -> str:
    """Returns in few words what was said instead of the truth."""
    if answer.refusal:
        return answer.refusal
    if not truth:
        return "a digit" if len("".join(answer.rows)) == 1 else "a number"
    if "".join(answer.rows) == "".join(truth):
        return "rows not told apart"
    count, wanted = len("".join(answer.rows)), len("".join(truth))
    if count == wanted:
        return "another digit" if wanted == 1 else "another number"
    return "one digit" if count == 1 else "too few digits" if count < wanted else "too many digits"


def answers(
    binary: Path, files: Sequence[Path], each: bool, options: Sequence[str]
) -> dict[str, Answer]:
    """Returns an answer for each file, by its name."""
    found: dict[str, Answer] = {}
    for start in range(0, len(files), BATCH):
        batch = [str(file) for file in files[start : start + BATCH]]
        command = [str(binary), "classify", "--format", "json", *options]
        command += ["--each"] if each else []
        result = subprocess.run([*command, *batch], capture_output=True, text=True, check=False)
        for line in result.stdout.splitlines():
            report = json.loads(line)
            found[Path(report["file"]).name] = answer(report)
        for line in result.stderr.splitlines():
            for file in batch:
                if line.startswith(f"mnist: error: {file}: "):
                    found[Path(file).name] = Answer(refusal=refusal(line.split(file + ": ", 1)[1]))
    for file in files:
        found.setdefault(file.name, Answer(refusal="no answer"))
    return found


def answer(report: dict) -> Answer:
    """Returns what a line of JSON says of a picture."""
    if "digits" not in report:
        score = report.get("rejection_score")
        confidence = report.get("confidence")
        if report.get("rejected"):
            return Answer(refusal="not a digit", confidence=confidence, score=score)
        return Answer((report["name"],), confidence=confidence, score=score)
    lines = report.get("lines")
    if lines is None:
        lines = report["reading"].split()
    rows = tuple(line if isinstance(line, str) else line["reading"] for line in lines)
    digits = report["digits"]
    if not rows or all(set(row) <= {"?"} for row in rows):
        return Answer(refusal="not a digit" if digits else "no ink")
    return Answer(rows)


def refusal(sentence: str) -> str:
    """Returns the beginning of an error, or the name that the table has for it."""
    for words, name in REFUSALS.items():
        if words in sentence:
            return name
    return re.split(r"[:;]", sentence)[0]
