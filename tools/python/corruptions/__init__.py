"""The fifteen corruptions of MNIST-C (Mu and Gilmer 2019, arXiv:1906.02337), written anew.

Each is a function of images [N, 28, 28], values 0 ... 1, and a generator of random numbers, that
returns as many. They follow the paper's list and its descriptions in words. How strong each is was
chosen here, so that a person still reads the digit, and stands beside its function: figures are
like those of MNIST-C, not the same.
"""

from corruptions.drawn import canny_edges, dotted_line, spatter, stripe, zigzag
from corruptions.light import brightness, fog, glass_blur, impulse_noise, motion_blur, shot_noise
from corruptions.moved import rotate, scale, shear, translate

CORRUPTIONS = {
    "shot noise": shot_noise,
    "impulse noise": impulse_noise,
    "glass blur": glass_blur,
    "motion blur": motion_blur,
    "shear": shear,
    "scale": scale,
    "rotate": rotate,
    "brightness": brightness,
    "translate": translate,
    "stripe": stripe,
    "fog": fog,
    "spatter": spatter,
    "dotted line": dotted_line,
    "zigzag": zigzag,
    "Canny edges": canny_edges,
}
