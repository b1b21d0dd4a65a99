"""Random changes to training images: where their pixels are, and what they look like."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from training.corruptions import corrupted
from training.recipes import Appearance, Distortion

SIDE = 28


class Distorter:
    """Distorts batches of images at random: affine map plus smooth displacement field."""

    FIELD_COUNT = 10_000

    def __init__(self, distortion: Distortion) -> None:
        self.distortion = distortion
        self.grid = F.affine_grid(
            torch.eye(2, 3).unsqueeze(0), [1, 1, SIDE, SIDE], align_corners=False
        ).reshape(1, SIDE * SIDE, 2)
        self.fields = self._smooth_fields() if distortion.elastic else None

    def __call__(self, images: Tensor) -> Tensor:
        """Distorts images of shape [N, 1, 28, 28]."""
        if self.distortion == Distortion():
            return images
        count = len(images)
        matrix, offset = self._affine_maps(count)
        grid = torch.baddbmm(offset, self.grid.expand(count, -1, -1), matrix)
        if self.fields is not None:
            grid += self.fields[torch.randint(len(self.fields), (count,))]
        grid = grid.reshape(count, SIDE, SIDE, 2)
        return F.grid_sample(images, grid, mode="bilinear", align_corners=False)

    def _affine_maps(self, count: int) -> tuple[Tensor, Tensor]:
        """Returns random matrices [N, 2, 2], to be multiplied from the right, and offsets."""
        d = self.distortion
        angle = uniform(count) * math.radians(d.rotation)
        shear = uniform(count) * d.shear
        scale_x = 1 + uniform(count) * d.scale
        scale_y = 1 + uniform(count) * d.scale
        cos, sin = angle.cos(), angle.sin()
        row_x = torch.stack([cos, sin], dim=1) * scale_x[:, None]
        row_y = torch.stack([shear * cos - sin, shear * sin + cos], dim=1) * scale_y[:, None]
        matrix = torch.stack([row_x, row_y], dim=1)
        # The grid spans -1 ... 1, so a pixel is 2 / SIDE wide.
        offset = (torch.rand(count, 1, 2) * 2 - 1) * d.shift * 2 / SIDE
        return matrix, offset

    def _smooth_fields(self) -> Tensor:
        """Returns displacement fields [FIELD_COUNT, 784, 2] in grid units."""
        radius = math.ceil(3 * self.distortion.smoothness)
        steps = torch.arange(-radius, radius + 1, dtype=torch.float32)
        kernel = torch.exp(-0.5 * (steps / self.distortion.smoothness) ** 2)
        padded = SIDE + 2 * radius
        fields = []
        for _ in range(self.FIELD_COUNT // 500):
            noise = torch.randn(1000, 1, padded, padded)
            noise = F.conv2d(noise, kernel.reshape(1, 1, 1, -1))
            noise = F.conv2d(noise, kernel.reshape(1, 1, -1, 1))
            fields.append(noise.reshape(500, 2, SIDE * SIDE).transpose(1, 2).contiguous())
        field = torch.cat(fields)
        return field / field.square().mean().sqrt() * self.distortion.elastic * 2 / SIDE


def changed_appearance(images: Tensor, appearance: Appearance) -> Tensor:
    """Changes images [N, 1, 28, 28] in 0 ... 1; what is cut away or shifted in is 0."""
    if appearance.flip:
        images = torch.where(chosen(images, 0.5), images.flip(3), images)
    if appearance.jump:
        images = jumped(images, appearance.jump)
    if appearance.stroke_width:
        part = some(images, appearance.stroke_width)
        images = replaced(images, part, redrawn(images[part]))
    if appearance.blur:
        part = some(images, appearance.blur)
        soft = F.avg_pool2d(images[part], 3, stride=1, padding=1)
        images = replaced(images, part, images[part].lerp(soft, strength(soft)))
    if appearance.gain:
        gain = torch.where(chosen(images, appearance.gain), 0.6 + 0.9 * strength(images), 1.0)
        images = (images * gain).clamp(0, 1)
    if appearance.erase:
        images = erased(images, appearance.erase)
    if appearance.corrupted:
        images = corrupted(images, appearance.corrupted)
    return images


def redrawn(images: Tensor) -> Tensor:
    """Mixes the first half with its grey dilation (wider), the rest with its erosion (thinner)."""
    wide, thin = images.tensor_split(2)
    wider = F.max_pool2d(wide, 3, stride=1, padding=1)
    thinner = -F.max_pool2d(-thin, 3, stride=1, padding=1)
    # A whole erosion would leave nothing of a thin stroke.
    return torch.cat([wide.lerp(wider, strength(wide)), thin.lerp(thinner, 0.7 * strength(thin))])


def jumped(images: Tensor, distance: int) -> Tensor:
    """Shifts each image by up to `distance` whole pixels each way."""
    windows = F.pad(images, (distance,) * 4).unfold(2, SIDE, 1).unfold(3, SIDE, 1)
    rows = torch.randint(2 * distance + 1, (len(images),))
    columns = torch.randint(2 * distance + 1, (len(images),))
    return windows[torch.arange(len(images)), :, rows, columns]


def erased(images: Tensor, share: float) -> Tensor:
    """Sets a rectangle in some of the images to 0 (Zhong et al. 2017, DeVries and Taylor 2017)."""
    places = torch.arange(SIDE)

    def near_a_random_place() -> Tensor:
        middle = torch.randint(SIDE, (len(images), 1))
        reach = torch.randint(2, 6, (len(images), 1))
        return (places - middle).abs() < reach

    rows, columns = near_a_random_place(), near_a_random_place()
    rectangle = (rows[:, :, None] & columns[:, None, :]).unsqueeze(1)
    return images.masked_fill(rectangle & chosen(images, share), 0)


def some(images: Tensor, share: float) -> Tensor:
    """Returns the indices of a random part of the images."""
    return torch.randperm(len(images))[: round(share * len(images))]


def replaced(images: Tensor, part: Tensor, new: Tensor) -> Tensor:
    """Returns the images with those of `part` exchanged."""
    return images.index_copy(0, part, new)


def chosen(images: Tensor, share: float) -> Tensor:
    """Returns [N, 1, 1, 1], true with probability `share`."""
    return torch.rand(len(images), 1, 1, 1) < share


def strength(images: Tensor) -> Tensor:
    """Returns [N, 1, 1, 1] of numbers between 0 and 1."""
    return torch.rand(len(images), 1, 1, 1)


def uniform(count: int) -> Tensor:
    """Returns `count` numbers between -1 and 1."""
    return torch.rand(count) * 2 - 1
