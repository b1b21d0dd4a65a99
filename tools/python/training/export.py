"""Writes a trained network as a safetensors file that describes itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from training.networks import build_network
from training.recipes import ConvNet, Perceptron, Recipe

SIDE = 28


def save(path: Path, name: str, recipe: Recipe, network: nn.Sequential) -> None:
    """Writes the tensors with the manifest as metadata."""
    if isinstance(recipe.network, Perceptron):
        layers, tensors = described_perceptron(network, recipe.network.activation)
    else:
        layers, tensors = described_convnet(network)
    text = json.dumps(manifest(name, recipe, layers), ensure_ascii=False)
    save_file(tensors, path, metadata={"manifest": text})


@torch.no_grad()
def loaded(path: Path, recipe: Recipe) -> nn.Sequential:
    """Returns the recipe's network with the weights of a file that `save` wrote.

    Batch norm is folded into them, so the network has none.
    """
    without = {"batch_norm": False} if isinstance(recipe.network, ConvNet) else {}
    network = build_network(replace(recipe, network=replace(recipe.network, **without)))
    tensors = load_file(path)
    modules = [module for module in network if isinstance(module, nn.Linear | nn.Conv2d)]
    if isinstance(recipe.network, Perceptron):
        pairs = [(f"W{n}", f"b{n}") for n in range(1, len(modules) + 1)]
        tensors |= {weight: tensors[weight].T for weight, _ in pairs if weight in tensors}
    else:
        kinds = [("conv" if isinstance(module, nn.Conv2d) else "fc") for module in modules]
        names = [f"{kind}{kinds[: n + 1].count(kind)}" for n, kind in enumerate(kinds)]
        pairs = [(f"{name}.weight", f"{name}.bias") for name in names]
    for module, (weight, bias) in zip(modules, pairs, strict=True):
        if weight not in tensors or tensors[weight].shape != module.weight.shape:
            raise SystemExit(f"{path}: not the weights of this recipe's network: {weight}")
        module.weight.copy_(tensors[weight])
        module.bias.copy_(tensors[bias])
    return network.eval()


def described_perceptron(
    network: nn.Sequential, activation: str
) -> tuple[list[dict[str, object]], dict[str, Tensor]]:
    """Returns dense layers with weights [inputs, outputs] and biases [outputs]."""
    layers: list[dict[str, object]] = []
    tensors: dict[str, Tensor] = {}
    linears = [module for module in network if isinstance(module, nn.Linear)]
    for number, linear in enumerate(linears, start=1):
        tensors[f"W{number}"] = linear.weight.detach().T.contiguous()
        tensors[f"b{number}"] = linear.bias.detach().contiguous()
        layers.append(
            {
                "type": "dense",
                "weight": f"W{number}",
                "bias": f"b{number}",
                "order": "input-output",
                "activation": activation if linear is not linears[-1] else "softmax",
            }
        )
    return layers, tensors


def described_convnet(
    network: nn.Sequential, prefix: str = "", last: str = "softmax"
) -> tuple[list[dict[str, object]], dict[str, Tensor]]:
    """Returns layers and tensors in PyTorch's names and order, batch norm folded in.

    A ReLU behind a pooling is written as the convolution's, which comes to the same. `last` is the
    activation of the output layer; tensors' names begin with `prefix`.
    """
    layers: list[dict[str, object]] = []
    tensors: dict[str, Tensor] = {}
    computing: dict[str, object] = {}  # the last layer that an activation can belong to
    for module, following in zip(network, [*list(network)[1:], None], strict=True):
        match module:
            case nn.Conv2d():
                name = f"{prefix}conv{sum(layer['type'] == 'conv2d' for layer in layers) + 1}"
                weight, bias = folded(module, following)
                top, left = module.padding
                computing = {
                    "type": "conv2d",
                    "weight": f"{name}.weight",
                    "bias": f"{name}.bias",
                    "order": "output-input",
                    "stride": list(module.stride),
                    "padding": [top, left, top, left],
                    "activation": "identity",
                }
                tensors[f"{name}.weight"], tensors[f"{name}.bias"] = weight, bias
                layers.append(computing)
            case nn.Linear():
                name = f"{prefix}fc{sum(layer['type'] == 'dense' for layer in layers) + 1}"
                computing = {
                    "type": "dense",
                    "weight": f"{name}.weight",
                    "bias": f"{name}.bias",
                    "order": "output-input",
                    "activation": last if following is None else "identity",
                }
                tensors[f"{name}.weight"] = module.weight.detach().contiguous()
                tensors[f"{name}.bias"] = module.bias.detach().contiguous()
                layers.append(computing)
            case nn.MaxPool2d(kernel_size=size):
                pooling = {"size": [size, size], "stride": [size, size], "padding": [0, 0, 0, 0]}
                layers.append({"type": "max-pool2d", **pooling})
            case nn.AdaptiveAvgPool2d():
                layers.append({"type": "global-average-pool"})
            case nn.Flatten():
                layers.append({"type": "flatten", "order": "channels-first"})
            case nn.ReLU():
                computing["activation"] = "relu"
            case nn.BatchNorm2d() | nn.Dropout():
                pass  # folded into the convolution before it; nothing to do at inference
    return layers, tensors


@torch.no_grad()
def folded(convolution: nn.Conv2d, following: nn.Module | None) -> tuple[Tensor, Tensor]:
    """Returns weight [out, in, height, width] and bias [out], computed in Float64."""
    weight = convolution.weight.double()
    bias = torch.zeros(len(weight), dtype=torch.float64)
    if convolution.bias is not None:
        bias = convolution.bias.double()
    if isinstance(following, nn.BatchNorm2d):
        variance = following.running_var.double() + following.eps
        factor = following.weight.double() / variance.sqrt()
        weight = weight * factor[:, None, None, None]
        bias = (bias - following.running_mean.double()) * factor + following.bias.double()
    return weight.float().contiguous(), bias.float()


def manifest(name: str, recipe: Recipe, layers: list[dict[str, object]]) -> dict[str, object]:
    """Describes the network so that a reader needs nothing but the file."""
    return {
        "version": 1,
        "name": name,
        "input": {"height": SIDE, "width": SIDE, "channels": 1},
        "normalization": {"scale": 1 / 255, "mean": recipe.mean, "std": recipe.std},
        "layers": layers,
        "classes": recipe.classes,
        "dataset": recipe.dataset,
        "training": training_in_words(recipe),
        "license": "MIT",
    }


def training_in_words(recipe: Recipe) -> str:
    """Returns the sentences about training that the manifest carries."""
    d, a = recipe.distortion, recipe.appearance
    changes = [
        (d.shift, f"shift up to {d.shift:g} px"),
        (d.rotation, f"rotation up to {d.rotation:g} degrees"),
        (d.shear, f"shear up to {d.shear:g}"),
        (d.scale, f"scaling up to {d.scale:.0%}"),
        (d.elastic, f"elastic deformation of {d.elastic:g} px RMS"),
        (a.flip, "flip of left and right in half of the images"),
        (a.jump, f"shift up to {a.jump} whole px"),
        (a.stroke_width, f"strokes wider or thinner in {a.stroke_width:.0%}"),
        (a.blur, f"blur in {a.blur:.0%}"),
        (a.gain, f"other brightness in {a.gain:.0%}"),
        (a.erase, f"an erased rectangle in {a.erase:.0%}"),
        (a.corrupted, f"damage by noise, light, blur, lines and the like in {a.corrupted:.0%}"),
    ]
    distortions = ", ".join(words for bound, words in changes if bound)
    hidden = "hidden dropout" if isinstance(recipe.network, Perceptron) else "dropout"
    extras = [
        (recipe.weight_decay, f"weight decay {recipe.weight_decay:g}"),
        (recipe.label_smoothing, f"label smoothing {recipe.label_smoothing:g}"),
        (recipe.network.dropout, f"{hidden} {recipe.network.dropout:g}"),
    ]
    regularization = "".join(f", {words}" for strength, words in extras if strength)
    photographs = ""
    if recipe.photographs:
        photographs = (
            f" {recipe.photograph_share:.0%} of the images shown are one of "
            f"{recipe.photographs:,} synthetic photographs of training images."
        )
    if recipe.written:
        photographs += (
            f" {recipe.written_share:.0%} are one of {recipe.written:,} digits of generated pen "
            f"strokes, seven segments, and fonts"
            + (f", {recipe.narrow:.0%} of them narrow." if recipe.narrow else ".")
        )
    images = "All 60,000 but every sixth of the" if recipe.calibrated else "All 60,000"
    pruned = ""
    if recipe.pruned:
        pruned = (
            f", the least important {recipe.pruned:.0%} of the taps of convolutions but the first "
            f"set to zero over {recipe.pruning_epochs} epochs"
        )
    before = f"{training_in_words(recipe.start)} Then, from there on: " if recipe.start else ""
    return (
        f"{before}{images} training images, "
        f"{recipe.epochs} epochs in batches of {recipe.batch_size}, "
        f"AdamW with a peak learning rate of {recipe.peak_learning_rate:g} and cosine decay, "
        f"running average of the weights{regularization}{pruned}. "
        f"Random distortion of every image: {distortions}.{photographs}"
    )
