"""Leaves out the least of what convolutions look at, so that it costs nothing at inference.

A tap is one place of a window in one input feature map: a column of weights, one for each output feature map.
A tap whose weights are all zero is skipped by the kernels of this package.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Pruning:
    """Holds the least important taps of every convolution but the first at zero.

    What a tap adds to the sums of a layer is measured by the norm of its weights times the root
    mean square of its input feature map (Molchanov et al. 2017 compare such criteria). The first
    convolution sees the pixels, which are mostly zero already.
    """

    def __init__(self) -> None:
        self.kept: list[Tensor] = []  # for each convolution, 1 or 0 for each tap

    @torch.no_grad()
    def choose(self, network: nn.Sequential, share: float, inputs: Tensor) -> None:
        """Chooses anew which `share` of the taps is left out, by what `inputs` cause in them."""
        pruned = later_convolutions(network)
        self.kept = []
        x = inputs
        for module in network:
            if module in pruned:
                strength = x.square().mean(dim=(0, 2, 3)).sqrt()
                norm = module.weight.square().sum(dim=0, keepdim=True).sqrt()
                importance = norm * strength[None, :, None, None]
                order = importance.flatten().argsort()
                kept = torch.ones(order.numel())
                kept[order[: round(share * order.numel())]] = 0
                self.kept.append(kept.reshape(importance.shape))
            x = module(x)

    @torch.no_grad()
    def hold(self, network: nn.Sequential) -> None:
        """Sets the weights of taps that are left out to zero, in this or the averaged network."""
        for convolution, kept in zip(later_convolutions(network), self.kept, strict=True):
            convolution.weight.mul_(kept)


def later_convolutions(network: nn.Sequential) -> list[nn.Conv2d]:
    """Returns all convolutions but the first."""
    return [module for module in network if isinstance(module, nn.Conv2d)][1:]
