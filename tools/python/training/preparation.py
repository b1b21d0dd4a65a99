"""Turns a grey photograph of one dark digit on light paper into an image like those of MNIST.

The steps are those of `mnist classify`: uneven light removed, ink separated (Otsu 1979), specks
dropped, bounding box fitted into 20 x 20 by area averaging, hairlines widened, brightness
stretched, and the centre of mass moved to the middle of 28 x 28 (LeCun et al. 1998, section III.A).
Written anew in NumPy, for training only: a network that has met what these steps leave behind is
not surprised by it.
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

SIDE = 28
BOX = 20
WORKING_SIDE = 80  # at which strokes are measured and widened
LEAST_STROKE = 2.0  # pixels of the result
SMALLEST_PART = 0.04  # connected parts with less than this share of the ink are specks


def prepare(photograph: np.ndarray) -> np.ndarray | None:
    """Returns 28 x 28 bytes, light ink on black, or nothing where no ink stands out.

    `photograph` is [height, width], bytes, dark ink on lighter paper.
    """
    darkness = paper(photograph) - photograph
    threshold = otsu(darkness)
    mask = without_specks(darkness > threshold)
    if not mask.any():
        return None
    # The soft edge of a stroke lies just outside the mask and belongs to it.
    near = ndimage.binary_dilation(mask, iterations=2)
    floor = threshold * 0.5
    full = np.percentile(darkness[mask], 75)
    ink = np.where(near, np.clip((darkness - floor) / max(full - floor, 1), 0, 1), 0)
    return normalized(ink)


def paper(photograph: np.ndarray) -> np.ndarray:
    """Returns how bright the paper would be without ink, a smooth surface in Float32."""
    coarse = shrink(photograph, 24)
    # A stroke is narrower than the window, so the window's brightest third is paper.
    background = ndimage.percentile_filter(coarse, 75, size=9, mode="nearest")
    background = ndimage.gaussian_filter(background.astype(np.float32), 2, mode="nearest")
    height, width = photograph.shape
    image = Image.fromarray(background)
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))


def shrink(photograph: np.ndarray, side: int) -> np.ndarray:
    """Returns the photograph averaged over areas to side x side pixels."""
    return np.asarray(Image.fromarray(photograph).resize((side, side), Image.Resampling.BOX))


def otsu(darkness: np.ndarray) -> float:
    """Returns the threshold that best parts two classes: Otsu's largest variance between them."""
    counts, edges = np.histogram(darkness, bins=128)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1]
    sum_below = np.cumsum(counts * middles)[:-1]
    total, mean = counts.sum(), (counts * middles).sum() / counts.sum()
    above = np.maximum(total - below, 1)
    between = (mean * below - sum_below) ** 2 / (np.maximum(below, 1) * above)
    return float(edges[1:-1][between.argmax()])


def without_specks(mask: np.ndarray) -> np.ndarray:
    """Returns the mask without its small connected parts."""
    parts, count = ndimage.label(mask, structure=np.ones((3, 3)))
    if count <= 1:
        return mask
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    return (sizes >= SMALLEST_PART * sizes.sum())[parts] & mask


def normalized(ink: np.ndarray) -> np.ndarray:
    """Returns ink [height, width] in 0 ... 1 as 28 x 28 bytes of MNIST's size and thickness.

    As in the package's `DigitNormalization`: strokes below 2 pixels of the result are widened, the
    brightest 30 % of the ink become white, the centre of mass goes to the middle.
    """
    raster = resized(cropped(ink, 0), WORKING_SIDE)
    raster = cropped(stretched(raster, 0.6), 0.25)
    stroke, side = stroke_width(raster > 0.5), max(raster.shape)
    wanted = LEAST_STROKE / BOX
    radius = (wanted * side - stroke) / (2 - 2 * wanted)
    if radius > 0.5:
        reach = int(np.ceil(radius))
        distance = ndimage.distance_transform_edt(np.pad(raster, reach) <= 0.5)
        raster = cropped(np.clip(radius + 1.5 - distance, 0, 1), 0.25)
    return centered(stretched(resized(raster, BOX), 0.7))


def cropped(ink: np.ndarray, above: float) -> np.ndarray:
    """Returns the part that holds all values above the threshold; the whole if there are none."""
    mask = ink > above
    if not mask.any():
        return ink
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def resized(ink: np.ndarray, longer_side: int) -> np.ndarray:
    """Returns the ink averaged over areas, its longer side so many pixels."""
    height, width = (max(1, round(n * longer_side / max(ink.shape))) for n in ink.shape)
    image = Image.fromarray(np.ascontiguousarray(ink, np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BOX))


def stretched(ink: np.ndarray, quantile: float) -> np.ndarray:
    """Scales so that this share of the ink stays below 1, and the rest is 1."""
    values = np.sort(ink[ink > 8 / 255])
    if not len(values):
        return ink
    full = values[min(len(values) - 1, int(quantile * len(values)))]
    return np.minimum(ink / full, 1)


def stroke_width(mask: np.ndarray) -> float:
    """Returns twice the area by the perimeter, the width of a long strip."""
    padded = np.pad(mask, 1)
    edges = (padded[1:] != padded[:-1]).sum() + (padded[:, 1:] != padded[:, :-1]).sum()
    return 2 * mask.sum() / max(edges * np.pi / 4, 1)


def centered(small: np.ndarray) -> np.ndarray:
    """Puts the image on 28 x 28 pixels so that its centre of mass comes to the middle."""
    row, column = ndimage.center_of_mass(small)
    height, width = small.shape
    middle = SIDE / 2
    top = int(np.clip(round(middle - row), 0, SIDE - height))
    left = int(np.clip(round(middle - column), 0, SIDE - width))
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[top : top + height, left : left + width] = np.rint(small * 255)
    return image
