"""What a case is."""

from dataclasses import dataclass, field
from collections.abc import Callable


@dataclass
class Case:
    """A file, and what a strict reader does with it."""

    name: str
    format: str  # idx, gzip (with IDX inside), safetensors, onnx, npz, npy or gguf
    accept: bool
    what: str
    why: str
    make: Callable[[], bytes] | bytes = field(repr=False)
    # What a reader that accepts must have read.
    reads: dict | None = None
    # Refused for a limit that a reader sets, not by the format: other limits are as good.
    limit: bool = False
    # Takes tens of megabytes or more; made on request only.
    large: bool = False
    # Reference readers that are known to decide otherwise, and why they are not followed.
    differs: dict[str, str] = field(default_factory=dict)
    suffix: str | None = None

    @property
    def file(self) -> str:
        suffixes = {"idx": ".idx", "gzip": ".idx.gz"}
        usual = suffixes.get(self.format, "." + self.format)
        return self.name + (self.suffix if self.suffix is not None else usual)

    def bytes(self) -> bytes:
        return self.make() if callable(self.make) else self.make

    def verdict(self) -> dict:
        verdict = {
            "file": self.file,
            "format": self.format,
            "accept": self.accept,
            "what": self.what,
            "why": self.why,
        }
        if self.reads is not None:
            verdict["reads"] = self.reads
        if self.limit:
            verdict["limit"] = True
        if self.large:
            verdict["large"] = True
        if self.differs:
            verdict["differs"] = self.differs
        return verdict


def cases() -> list[Case]:
    """All cases, each under a name of its own."""
    import gguf_cases
    import gzip_cases
    import idx_cases
    import npz_cases
    import onnx_cases
    import safetensors_cases

    modules = [
        idx_cases,
        gzip_cases,
        safetensors_cases,
        onnx_cases,
        npz_cases,
        gguf_cases,
    ]
    everything = [case for module in modules for case in module.cases()]
    names = [case.file for case in everything]
    assert len(names) == len(set(names)), "two cases have the same name"
    return everything
