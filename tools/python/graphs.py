"""Small networks with branches by PyTorch, as fixtures of the tests.

Each is the state dict of a PyTorch module, the architecture file that `torch.fx` and the table
below make of the module, and the logits of a few images by PyTorch in double precision. Sizes and
channel counts are odd on purpose.
"""

from __future__ import annotations

import json
import operator
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, fx, nn

from convolutions import PLAIN, STANDARDIZED, normalized, random_images
from reference import Normalization

Entry = dict[str, object]


# MARK: Blocks


def conv_norm(
    inputs: int, outputs: int, size: int = 3, act: nn.Module | None = None, **options: object
) -> nn.Sequential:
    """Returns a convolution that keeps the size, batch normalization and an activation."""
    dilation = options.get("dilation", 1)
    conv = nn.Conv2d(
        inputs, outputs, size, padding=dilation * (size // 2), bias=False, **options
    )
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), *([act] if act else []))


class Residual(nn.Module):
    """y = act(body(x) + skip(x))."""

    def __init__(
        self, body: nn.Module, act: nn.Module | None = None, skip: nn.Module | None = None
    ) -> None:
        super().__init__()
        self.body = body
        self.act = act or nn.Identity()
        self.skip = skip or nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.body(x) + self.skip(x))


class Branches(nn.Module):
    """The feature maps of several branches one after the other."""

    def __init__(self, *branches: nn.Module) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.branches], 1)


class Gate(nn.Module):
    """y = x * gate(x)."""

    def __init__(self, gate: nn.Module) -> None:
        super().__init__()
        self.gate = gate

    def forward(self, x: Tensor) -> Tensor:
        return x * self.gate(x)


def squeeze_excite(channels: int, inner: int, act: nn.Module, last: nn.Module) -> Gate:
    """Returns a gate of one value per channel by convolutions of 1 x 1."""
    return Gate(
        nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, inner, 1), act,
            nn.Conv2d(inner, channels, 1), last,
        )
    )


def squeeze_excite_dense(channels: int, inner: int) -> Gate:
    """Returns a gate of one value per channel by linear layers."""
    return Gate(
        nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, inner), nn.SiLU(),
            nn.Linear(inner, channels), nn.Sigmoid(), nn.Unflatten(1, (channels, 1, 1)),
        )
    )


def head(channels: int, classes: int) -> list[nn.Module]:
    """Returns the end of a network: mean of each feature map, and a linear layer."""
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)]


def inverted(
    inputs: int, inner: int, outputs: int, size: int, stride: int, act: type[nn.Module],
    gate: nn.Module | None = None,
) -> nn.Sequential:
    """Returns MobileNet's block: expand, depthwise, gate, project."""
    return nn.Sequential(
        *conv_norm(inputs, inner, 1, act()),
        *conv_norm(inner, inner, size, act(), groups=inner, stride=stride),
        *([gate] if gate else []),
        *conv_norm(inner, outputs, 1),
    )


def dense_block(inputs: int, growth: int) -> Branches:
    """Returns DenseNet's layer: the input, and what a normalization before a convolution adds."""
    return Branches(
        nn.Identity(),
        nn.Sequential(
            nn.BatchNorm2d(inputs), nn.ReLU(), nn.Conv2d(inputs, growth, 3, padding=1, bias=False)
        ),
    )


# MARK: Networks


def networks() -> dict[str, tuple[tuple[int, int, int], Normalization, nn.Module]]:
    """Returns input shapes, normalizations and modules, the weights still random."""
    return {
        "graph-resnet": (
            (1, 12, 11), STANDARDIZED,
            nn.Sequential(
                *conv_norm(1, 7, 3, nn.ReLU()),
                Residual(
                    nn.Sequential(*conv_norm(7, 7, 3, nn.ReLU()), *conv_norm(7, 7)), nn.ReLU()
                ),
                Residual(
                    nn.Sequential(*conv_norm(7, 12, 3, nn.ReLU(), stride=2), *conv_norm(12, 12)),
                    nn.ReLU(),
                    conv_norm(7, 12, 1, stride=2),
                ),
                *head(12, 5),
            ),
        ),
        "graph-mobilenet-v3": (
            (1, 14, 13), STANDARDIZED,
            nn.Sequential(
                *conv_norm(1, 6, 3, nn.Hardswish(), stride=2),
                Residual(
                    inverted(
                        6, 18, 6, 5, 1, nn.Hardswish,
                        squeeze_excite(18, 5, nn.ReLU(), nn.Hardsigmoid()),
                    )
                ),
                inverted(6, 15, 9, 3, 2, nn.ReLU),
                *conv_norm(9, 21, 1, nn.Hardswish()),
                nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(21, 17), nn.Hardswish(),
                nn.Dropout(0.2), nn.Linear(17, 4),
            ),
        ),
        "graph-densenet": (
            (1, 12, 12), PLAIN,
            nn.Sequential(
                nn.Conv2d(1, 8, 3, padding=1, bias=False),
                dense_block(8, 5), dense_block(13, 5), dense_block(18, 5),
                nn.BatchNorm2d(23), nn.ReLU(), nn.Conv2d(23, 10, 1, bias=False), nn.AvgPool2d(2),
                dense_block(10, 5), dense_block(15, 5), nn.BatchNorm2d(20), nn.ReLU(),
                *head(20, 3),
            ),
        ),
        "graph-inception": (
            (3, 11, 10), PLAIN,
            nn.Sequential(
                nn.Conv2d(3, 9, 3), nn.ReLU(),
                Branches(
                    nn.Sequential(nn.Conv2d(9, 4, 1), nn.ReLU()),
                    nn.Sequential(
                        nn.Conv2d(9, 5, 1), nn.ReLU(), nn.Conv2d(5, 7, 3, padding=1), nn.ReLU()
                    ),
                    nn.Sequential(
                        nn.Conv2d(9, 3, 1), nn.ReLU(), nn.Conv2d(3, 4, 5, padding=2), nn.ReLU()
                    ),
                    nn.Sequential(
                        nn.MaxPool2d(3, 1, 1), nn.Conv2d(9, 3, 1), nn.ReLU()
                    ),
                ),
                nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18 * 4 * 4, 6),
            ),
        ),
        "graph-resnext": (
            (2, 10, 12), STANDARDIZED,
            nn.Sequential(
                *conv_norm(2, 8, 3, nn.LeakyReLU(0.2), stride=2),
                Residual(
                    nn.Sequential(
                        *conv_norm(8, 12, 1, nn.LeakyReLU()),
                        *conv_norm(12, 20, 3, nn.LeakyReLU(0.1), groups=4),
                        *conv_norm(20, 8, 1),
                    ),
                    nn.LeakyReLU(0.3),
                ),
                *head(8, 4),
            ),
        ),
        "graph-dilated": (
            (1, 16, 15), PLAIN,
            nn.Sequential(
                *conv_norm(1, 6, 3, nn.ELU(), stride=2),
                Branches(
                    conv_norm(6, 5, 1, nn.ELU(0.7)),
                    conv_norm(6, 5, 3, nn.ELU(0.7), dilation=2),
                    conv_norm(6, 6, 3, nn.ELU(0.7), dilation=3, groups=3),
                ),
                nn.Conv2d(16, 9, (2, 3), padding=(1, 2), dilation=(2, 1)), nn.ELU(),
                *head(9, 5),
            ),
        ),
        "graph-convnext": (
            (1, 14, 14), STANDARDIZED,
            nn.Sequential(
                nn.Conv2d(1, 10, 2, stride=2), nn.BatchNorm2d(10),
                Residual(
                    nn.Sequential(
                        *conv_norm(10, 10, 7, groups=10), nn.Conv2d(10, 24, 1), nn.GELU(),
                        nn.Conv2d(24, 10, 1),
                    )
                ),
                nn.BatchNorm2d(10), *head(10, 4),
            ),
        ),
        "graph-vectors": (
            (1, 6, 5), PLAIN,
            nn.Sequential(
                nn.Flatten(), nn.Linear(30, 14), nn.GELU("tanh"),
                Residual(
                    nn.Sequential(nn.Linear(14, 14), nn.GELU("tanh"), nn.Linear(14, 14)),
                    nn.BatchNorm1d(14),
                ),
                Branches(
                    nn.Sequential(nn.Linear(14, 6), nn.Tanh()),
                    nn.Sequential(nn.BatchNorm1d(14), nn.ReLU()),
                    nn.Identity(),
                ),
                Gate(nn.Sequential(nn.Linear(34, 34), nn.Sigmoid())),
                nn.Linear(34, 12), nn.ReLU(), nn.Linear(12, 4),
            ),
        ),
        "graph-efficientnet": (
            (1, 13, 16), STANDARDIZED,
            nn.Sequential(
                *conv_norm(1, 5, 3, nn.SiLU(), stride=2),
                inverted(5, 10, 8, 3, 1, nn.SiLU, squeeze_excite_dense(10, 3)),
                Residual(inverted(8, 16, 8, 5, 1, nn.SiLU, squeeze_excite_dense(16, 4))),
                *conv_norm(8, 19, 1, nn.SiLU()), *head(19, 6),
            ),
        ),
        "graph-mobilenet-v2": (
            (1, 15, 14), PLAIN,
            nn.Sequential(
                *conv_norm(1, 8, 3, nn.ReLU6(), stride=2),
                *inverted(8, 16, 6, 3, 1, nn.ReLU6),
                Residual(inverted(6, 20, 6, 3, 1, nn.ReLU6)),
                *inverted(6, 18, 10, 3, 2, nn.ReLU6),
                *head(10, 5),
            ),
        ),
        "graph-squeezenet": (
            (3, 12, 13), STANDARDIZED,
            nn.Sequential(
                nn.Conv2d(3, 10, 3, stride=2), nn.ReLU(),
                nn.Conv2d(10, 4, 1), nn.ReLU(),
                Branches(
                    nn.Sequential(nn.Conv2d(4, 7, 1), nn.ReLU()),
                    nn.Sequential(nn.Conv2d(4, 6, 3, padding=1), nn.ReLU()),
                ),
                nn.MaxPool2d(3, 2), nn.Conv2d(13, 5, 1), nn.ReLU(),
                Branches(
                    nn.Sequential(nn.Conv2d(5, 6, 1), nn.ReLU()),
                    nn.Sequential(nn.Conv2d(5, 8, 3, padding=1), nn.ReLU()),
                ),
                nn.Conv2d(14, 4, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            ),
        ),
        "graph-gated": (
            (1, 9, 12), PLAIN,
            nn.Sequential(
                nn.Conv2d(1, 6, 3, padding=1), nn.Tanh(),
                Gate(nn.Sequential(nn.Conv2d(6, 6, 3, padding=1), nn.Sigmoid())),
                nn.AvgPool2d(2, padding=1),
                Residual(Gate(nn.Sequential(nn.Conv2d(6, 6, 3, padding=1), nn.Hardsigmoid()))),
                nn.Flatten(), nn.Linear(6 * 5 * 7, 8), nn.LeakyReLU(), nn.Linear(8, 3),
            ),
        ),
    }


# MARK: From modules to layers


def pair(value: int | tuple[int, int]) -> list[int]:
    """Returns height and width."""
    return [value, value] if isinstance(value, int) else list(value)


def sides(value: int | tuple[int, int]) -> list[int]:
    """Returns top, left, bottom and right."""
    return pair(value) * 2


ACTIVATIONS = {
    nn.ReLU: lambda m: "relu",
    nn.Sigmoid: lambda m: "sigmoid",
    nn.Tanh: lambda m: "tanh",
    nn.LeakyReLU: lambda m: {"name": "leaky-relu", "slope": m.negative_slope},
    nn.ReLU6: lambda m: "clipped-relu",
    nn.ELU: lambda m: {"name": "elu", "alpha": m.alpha},
    nn.GELU: lambda m: "gelu-tanh" if m.approximate == "tanh" else "gelu",
    nn.SiLU: lambda m: "silu",
    nn.Hardsigmoid: lambda m: "hard-sigmoid",
    nn.Hardswish: lambda m: "hard-swish",
}

# Modules that change nothing but the name of a shape.
TRANSPARENT = (nn.Identity, nn.Unflatten)


def entry(name: str, module: nn.Module) -> Entry:
    """Returns the entry of a module in an architecture file."""
    if isinstance(module, nn.Conv2d):
        return {
            "type": "conv2d", "weight": f"{name}.weight",
            **({"bias": f"{name}.bias"} if module.bias is not None else {}),
            "order": "output-input", "stride": pair(module.stride),
            "padding": sides(module.padding), "activation": "identity",
            **({"groups": module.groups} if module.groups > 1 else {}),
            **({"dilation": pair(module.dilation)} if module.dilation != (1, 1) else {}),
        }
    if isinstance(module, nn.Linear):
        return {
            "type": "dense", "weight": f"{name}.weight", "bias": f"{name}.bias",
            "order": "output-input", "activation": "identity",
        }
    if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d)):
        return {
            "type": "batch-norm", "weight": f"{name}.weight", "bias": f"{name}.bias",
            "mean": f"{name}.running_mean", "variance": f"{name}.running_var",
            "epsilon": module.eps, "activation": "identity",
        }
    if isinstance(module, (nn.MaxPool2d, nn.AvgPool2d)):
        sizes = {
            "size": pair(module.kernel_size), "stride": pair(module.stride),
            "padding": sides(module.padding),
        }
        if isinstance(module, nn.MaxPool2d):
            return {"type": "max-pool2d", **sizes}
        return {
            "type": "average-pool2d", **sizes, "count-include-padding": module.count_include_pad
        }
    if isinstance(module, nn.AdaptiveAvgPool2d):
        return {"type": "global-average-pool"}
    if isinstance(module, nn.Flatten):
        return {"type": "flatten", "order": "channels-first"}
    if isinstance(module, nn.Dropout):
        return {"type": "dropout", "rate": module.p}
    return {"type": "activation", "activation": ACTIVATIONS[type(module)](module)}


OPERATIONS = {operator.add: "add", operator.mul: "multiply", torch.cat: "concatenate"}


def layers(network: nn.Module, *, joins: bool) -> list[Entry]:
    """Returns the layers of a module and what each reads.

    `joins`: whether an activation becomes that of the layer before it, where nothing else reads
    that layer; else it is a layer of its own.
    """
    graph = fx.symbolic_trace(network).graph
    modules = dict(network.named_modules())
    entries: list[Entry] = []
    sources: dict[fx.Node, str] = {}
    for node in graph.nodes:
        if node.op == "placeholder":
            sources[node] = "input"
            continue
        if node.op == "output":
            break
        reads = node.args[0] if isinstance(node.args[0], (list, tuple)) else node.args
        inputs = [sources[value] for value in reads if isinstance(value, fx.Node)]
        if node.op == "call_function":
            layer: Entry = {"type": OPERATIONS[node.target]}
            if layer["type"] != "concatenate":
                layer["activation"] = "identity"
        else:
            module = modules[node.target]
            if isinstance(module, TRANSPARENT):
                sources[node] = inputs[0]
                continue
            layer = entry(node.target, module)
        last = entries[-1] if entries else {}
        if (
            joins
            and layer["type"] == "activation"
            and last.get("activation") == "identity"
            and last["name"] == inputs[0]
            and len(reads[0].users) == 1
        ):
            last["activation"] = layer["activation"]
            sources[node] = inputs[0]
            continue
        name = str(node.target) if node.op == "call_module" else node.name
        entries.append({"type": layer.pop("type"), "name": name, "inputs": inputs, **layer})
        sources[node] = name
    return entries


# MARK: Writing


def randomize(network: nn.Module, generator: np.random.Generator) -> None:
    """Sets all parameters and statistics to Float32 values, held in double precision."""
    for name, value in network.double().eval().state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        if value.dim() > 1:
            values = generator.normal(size=value.shape) * np.sqrt(2 / value[0].numel())
        elif name.endswith(("running_var", "weight")):
            values = generator.uniform(0.5, 1.5, size=value.shape)
        else:
            values = generator.normal(size=value.shape) * 0.2
        value.copy_(torch.from_numpy(values.astype(np.float32)))


def write_graphs(folder: Path) -> None:
    """Writes NAME.safetensors, NAME.architecture.json and NAME.expected.json of all networks."""
    generator = np.random.default_rng(15)
    for index, (name, (shape, normalization, network)) in enumerate(networks().items()):
        with torch.no_grad():
            randomize(network, generator)
            images = random_images(generator, shape)
            x = torch.from_numpy(normalized(images, normalization))
            logits = network(x).numpy()
        tensors = {
            key: value.float().numpy()
            for key, value in network.state_dict().items()
            if not key.endswith("num_batches_tracked")
        }
        save_file(tensors, folder / f"{name}.safetensors")
        channels, height, width = shape
        architecture = {
            "name": name,
            "input": {"height": height, "width": width, "channels": channels},
            "normalization": {
                "scale": normalization.scale, "mean": normalization.mean, "std": normalization.std,
            },
            "layers": layers(network, joins=index % 2 == 0),
            "classes": [str(index) for index in range(logits.shape[1])],
        }
        expected = {
            "images": images.reshape(len(images), -1).tolist(), "logits": logits.tolist(),
        }
        write_lines(folder / f"{name}.architecture.json", architecture, "layers")
        write_lines(folder / f"{name}.expected.json", expected, "logits")


def write_lines(path: Path, content: dict[str, object], list_key: str) -> None:
    """Writes an object with a line for each key and for each element of one list."""
    lines = []
    for key, value in content.items():
        text = json.dumps(value)
        if key == list_key:
            rows = ",\n".join(f"    {json.dumps(row)}" for row in value)
            text = f"[\n{rows}\n  ]"
        lines.append(f"  {json.dumps(key)}: {text}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
