"""Builds the networks that the recipes describe, as PyTorch modules."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import nn

from training.recipes import ConvNet, Perceptron, Recipe

SIDE = 28


def build_network(recipe: Recipe) -> nn.Sequential:
    """Returns the network for normalized images [N, 1, 28, 28]; its output are logits."""
    match recipe.network:
        case Perceptron() as perceptron:
            return build_perceptron(perceptron, len(recipe.classes))
        case ConvNet() as convnet:
            return build_convnet(convnet, len(recipe.classes))


def build_perceptron(network: Perceptron, classes: int) -> nn.Sequential:
    """Returns a multilayer perceptron.

    `nn.Dropout` scales while training, so nothing is left to do at inference.
    """
    activation = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}[network.activation]
    widths = (SIDE * SIDE, *network.hidden)
    modules: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in pairwise(widths):
        modules += [nn.Linear(inputs, outputs), activation(), nn.Dropout(network.dropout)]
    modules.append(nn.Linear(widths[-1], classes))
    return initialized(modules, network.activation)


def build_convnet(network: ConvNet, classes: int) -> nn.Sequential:
    """Returns a convolutional network.

    ReLU comes after the pooling, where a quarter of the values is left to train through. Both
    orders give the same numbers: the largest of values cut off at 0 is the largest cut off at 0.
    """
    modules: list[nn.Module] = []
    channels, side = 1, SIDE
    for layer in network.convolutions:
        bias = not network.batch_norm
        modules.append(
            nn.Conv2d(channels, layer.channels, layer.kernel, padding=layer.padding, bias=bias)
        )
        channels, side = layer.channels, side + 2 * layer.padding - layer.kernel + 1
        if network.batch_norm:
            modules.append(nn.BatchNorm2d(channels))
        if layer.pool:
            modules.append(nn.MaxPool2d(2))
            side //= 2
        modules.append(nn.ReLU())
    if network.global_average:
        modules.append(nn.AdaptiveAvgPool2d(1))
        side = 1
    modules += [nn.Flatten(), nn.Dropout(network.dropout)]
    widths = (channels * side * side, *network.hidden)
    for inputs, outputs in pairwise(widths):
        modules += [nn.Linear(inputs, outputs), nn.ReLU()]
    modules.append(nn.Linear(widths[-1], classes))
    return initialized(modules, "relu").to(memory_format=torch.channels_last)


def initialized(modules: list[nn.Module], activation: str) -> nn.Sequential:
    """Starts layers with He's weights for ReLU and Glorot's for sigmoid.

    The gain of 4 makes up for the sigmoid's slope, which is 1/4 at 0.
    """
    for layer in modules:
        if not isinstance(layer, nn.Linear | nn.Conv2d):
            continue
        if activation == "relu":
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        else:
            nn.init.xavier_uniform_(layer.weight, gain=4.0)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    return nn.Sequential(*modules)


@torch.no_grad()
def hold_blank_at_zero(network: nn.Sequential) -> None:
    """Lowers every bias of a convolution that has risen above 0."""
    for module in network:
        if isinstance(module, nn.Conv2d):
            module.bias.clamp_(max=0)
