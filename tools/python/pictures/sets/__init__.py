"""The sets: each a function that makes one picture from a `Source`."""
