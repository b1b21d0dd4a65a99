"""Symbols that are no digits: those that training draws, and those that only judge it."""

from __future__ import annotations

SIGNS = "+×÷=≠±√∑∏∫∂∆∇∈∩≈≡≤≥@#%&*?!€$£§¶†←→↑↓↔⇐⇒↗↘↙♠♣♥★☀☁☂☺☻✓✗✂✈✉✚✡✿❄❤"
MARKS = "■▲▼△◇⊕⊞♀♂♪♫♯☠☯⚑⚙⚡➜✳~^{}[]<>ΔΘΛΞΠΣΦΨΩαβγδπθλψω"

# Training never sees these.
UNSEEN = "‡∀∃⊂⊃∞⊗♡♢☞☘✌✦✪⇑⇓⇔⇄∮∝⊥∠♔♕♖♗♘♙☼☾⌘⌂╬◈◐◧▣▤▦⬢⎈«»;¿ЖЩЮФ"

# Arrows, operators, geometric shapes, symbols of all kinds, dingbats without digits in circles.
BLOCKS = [
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2600, 0x26FF),
    (0x2701, 0x2775), (0x2794, 0x27BF),
]  # fmt: skip
# Rings, dots, upright bars and the like: a person may read a digit.
LIKE_DIGITS = (
    "∘∙∣∤○●◌◎◉◯◦▮▯◖◗◜◝◞◟◠◡⚆⚇⚈⚉⚪⚫⚬❍❘❙❚❨❩❪❫⊘∅⋄⋅☉❢❛❜❡∕∖≀∽∾∶⋮⋰⋱♃♄☡"
    "⊖⊙⊚⊛⊜⊝⍉☊☋♉♇⚲⌕➰➿∡∢∿⚯⚮⚭☍♾"
)


def learned() -> str:
    """Returns the symbols that training draws."""
    blocks = "".join(chr(code) for first, last in BLOCKS for code in range(first, last + 1))
    left_out = SIGNS + MARKS + UNSEEN + LIKE_DIGITS
    return SIGNS + MARKS + "".join(c for c in blocks if c not in left_out)
