"""Random damage to training images: by light, sensor and lens, drawn over, moved, edges alone.

The kinds are those of Mu and Gilmer (2019, arXiv:1906.02337), at any strength and place. The
functions are other ones than those that `corruptions/` measures with.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

SIDE = 28


def corrupted(images: Tensor, share: float) -> Tensor:
    """Returns images [N, 1, 28, 28] in 0 ... 1, of which a share is damaged in one of the ways."""
    order = torch.randperm(len(images))[: round(share * len(images))]
    result = images.clone()
    for damage, part in zip(WAYS, order.tensor_split(len(WAYS)), strict=True):
        if len(part):
            result[part] = damage(images[part]).clamp(0, 1)
    return result


def noise(images: Tensor) -> Tensor:
    """Sets pixels to black or white, or adds noise: everywhere alike, or more where it is light."""
    draw, kind = torch.rand_like(images), numbers(images)
    amount = 0.15 * numbers(images)
    impulses = torch.where(draw < amount, 0.0, torch.where(draw > 1 - amount, 1.0, images))
    normal = torch.randn_like(images)
    added = images + 0.4 * numbers(images) * normal
    shot = images + 0.6 * numbers(images) * images.sqrt() * normal
    return torch.where(kind < 0.5, impulses, torch.where(kind < 0.7, added, shot))


def lighted(images: Tensor) -> Tensor:
    """Lightens the paper, or weakens the contrast."""
    return images * (0.3 + 0.9 * numbers(images)) + 0.7 * numbers(images)


def fogged(images: Tensor) -> Tensor:
    """Mixes in clouds of sizes from two pixels to the whole image."""
    clouds = torch.zeros_like(images)
    for cells in (3, 5, 9, 15):
        clouds += numbers(images) * 6 / cells * smooth_noise(len(images), cells)
    low, high = clouds.amin((2, 3), keepdim=True), clouds.amax((2, 3), keepdim=True)
    clouds = (clouds - low) / (high - low + 1e-6)
    strength = 2 * numbers(images)
    return (images + strength * clouds) / (1 + strength * numbers(images))


def blurred(images: Tensor) -> Tensor:
    """Moves the camera along a line, or displaces every pixel on its own, as frosted glass does."""
    count = len(images)
    along, across = images.tensor_split(2)
    angle = math.pi * torch.rand(len(along))
    reach = (1 + 4 * torch.rand(len(along))) * 2 / SIDE
    direction = torch.stack([angle.cos(), angle.sin()], dim=1) * reach[:, None]
    steps = [
        shifted(along, direction * step) * math.exp(-1.2 * step * step)
        for step in torch.linspace(-1, 1, 9).tolist()
    ]
    moved = torch.stack(steps).sum(0) / sum(
        math.exp(-1.2 * step * step) for step in torch.linspace(-1, 1, 9).tolist()
    )
    reach = (0.5 + 1.5 * torch.rand(count - len(along), 1, 1, 1)) * 2 / SIDE
    grid = identity_grid(len(across)) + reach * torch.randn(len(across), SIDE, SIDE, 2)
    through = F.grid_sample(across, grid, align_corners=False)
    soft = F.avg_pool2d(through, 3, stride=1, padding=1)
    return torch.cat([moved, through.lerp(soft, numbers(soft))])


def struck_through(images: Tensor) -> Tensor:
    """Draws a line through the image: straight, dotted, or a zigzag."""
    count = len(images)
    angle = math.pi * torch.rand(count, 1, 1)
    middle = 20 * torch.rand(count, 2, 1, 1) - 10
    rows, columns = pixel_places()
    across = columns - middle[:, 0], rows - middle[:, 1]
    along = across[0] * angle.cos() + across[1] * angle.sin()
    aside = across[1] * angle.cos() - across[0] * angle.sin()
    period = 3 + 5 * torch.rand(count, 1, 1)
    phase = (along / period + torch.rand(count, 1, 1)).remainder(1)
    kind = torch.rand(count, 1, 1)
    wave = (1 + 2 * torch.rand(count, 1, 1)) * (4 * (phase - 0.5).abs() - 1)
    distance = torch.where(kind < 0.6, (aside - wave) * 0.7, aside).abs()
    line = (0.6 + 0.6 * torch.rand(count, 1, 1) + 0.4 - distance).clamp(0, 1)
    dotted = (kind > 0.6) & (kind < 0.85) & (phase > 0.4)
    return torch.maximum(images, line.masked_fill(dotted, 0).unsqueeze(1))


def spattered(images: Tensor) -> Tensor:
    """Covers up to a fifth of the image with drops of one grey."""
    drops = smooth_noise(len(images), 14)
    limit = drops.flatten(1).quantile(0.8 + 0.15 * torch.rand(()), dim=1)[:, None, None, None]
    cover = ((drops - limit) * (2 + 6 * numbers(images))).clamp(0, 1)
    return images.lerp(numbers(images).expand_as(images), cover)


def inverted(images: Tensor) -> Tensor:
    """Inverts a stripe from edge to edge, or a rectangle."""
    places = torch.arange(SIDE)

    def stretch() -> Tensor:
        middle = torch.randint(4, SIDE - 4, (len(images), 1))
        return (places - middle).abs() <= torch.randint(1, 7, (len(images), 1))

    rows, columns, kind = stretch(), stretch(), torch.rand(len(images), 1)
    rows, columns = rows | (kind < 0.6), columns | (kind > 0.8)
    where = (rows[:, :, None] & columns[:, None, :]).unsqueeze(1)
    return torch.where(where, 1 - images, images)


def edges(images: Tensor) -> Tensor:
    """Keeps a line along the border of the strokes, to either side of it."""
    soft = F.avg_pool2d(images, 3, stride=1, padding=1).lerp(images, numbers(images))
    inside = (soft > 0.2 + 0.4 * numbers(images)).float()
    wider = F.max_pool2d(inside, 3, stride=1, padding=1)
    thinner = -F.max_pool2d(-inside, 3, stride=1, padding=1)
    line = torch.where(numbers(images) < 0.5, wider - inside, inside - thinner)
    return line * (0.5 + 0.5 * numbers(images))


def moved(images: Tensor) -> Tensor:
    """Shrinks to as little as half, turns by 35 degrees, slants and shifts."""
    count = len(images)
    angle = math.radians(35) * uniform(count)
    zoom = 1 + torch.rand(count).square() * 1.1
    slant = 0.55 * uniform(count)
    first = torch.stack([angle.cos(), angle.sin()], dim=1)
    second = torch.stack([slant * angle.cos() - angle.sin(), slant * angle.sin() + angle.cos()], 1)
    # One of turning, slanting and shifting is strong in an image, the others stay weak.
    matrix = torch.stack([first, second], dim=1) * zoom[:, None, None]
    kind = torch.randint(3, (count, 1, 1))
    straight = torch.eye(2) * zoom[:, None, None]
    matrix = torch.where(kind == 0, straight, matrix)
    offset = uniform(count, 2) * torch.where(kind[:, 0] == 0, 5.5, 1.5) * 2 / SIDE
    grid = F.affine_grid(
        torch.cat([matrix, offset[:, :, None]], dim=2), list(images.shape), align_corners=False
    )
    return F.grid_sample(images, grid, align_corners=False)


WAYS: list[Callable[[Tensor], Tensor]] = [
    noise, lighted, fogged, blurred, struck_through, spattered, inverted, edges, moved,
]  # fmt: skip


def numbers(images: Tensor) -> Tensor:
    """Returns [N, 1, 1, 1] of numbers between 0 and 1."""
    return torch.rand(len(images), 1, 1, 1)


def uniform(*shape: int) -> Tensor:
    """Returns numbers between -1 and 1."""
    return 2 * torch.rand(shape) - 1


def smooth_noise(count: int, cells: int) -> Tensor:
    """Returns [N, 1, 28, 28] of normal numbers on a grid of `cells` per side, enlarged smoothly."""
    coarse = torch.randn(count, 1, cells, cells)
    return F.interpolate(coarse, size=(SIDE, SIDE), mode="bilinear", align_corners=True)


def identity_grid(count: int) -> Tensor:
    """Returns the places [N, 28, 28, 2] of the pixels, from -1 to 1."""
    return F.affine_grid(
        torch.eye(2, 3).expand(count, -1, -1), [count, 1, SIDE, SIDE], align_corners=False
    )


def shifted(images: Tensor, offset: Tensor) -> Tensor:
    """Returns the images, each shifted by its offset [N, 2], in units of half a side."""
    grid = identity_grid(len(images)) + offset[:, None, None, :]
    return F.grid_sample(images, grid, align_corners=False)


def pixel_places() -> tuple[Tensor, Tensor]:
    """Returns rows and columns of the pixels, counted from the middle of the image."""
    places = torch.arange(SIDE) - (SIDE - 1) / 2
    return places[:, None], places[None, :]
