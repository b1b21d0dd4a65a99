"""Errors: the library's sentences as exceptions."""


class MnistError(Exception):
    """Any error of this package; its text is one sentence: what, where, expected and found."""


class ArgumentError(MnistError, ValueError):
    """An argument cannot be: a wrong type, shape or size."""


class DataError(MnistError, ValueError):
    """A file, a picture or a label was read, and what it holds is wrong or does not fit."""


class UnreadableError(MnistError, OSError):
    """A file cannot be opened or read."""


class BusyError(MnistError, RuntimeError):
    """Another thread uses what serves one at a time."""


#: The exception for each status of the C interface.
BY_STATUS = {64: ArgumentError, 65: DataError, 66: UnreadableError, 75: BusyError}
