"""The recipes: everything that decides a model, from the data to the last learning rate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

DIGITS = [str(digit) for digit in range(10)]
GARMENTS = [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
]

CALIBRATION_STEP = 6  # every sixth training image is kept out of a recipe that is calibrated


@dataclass(frozen=True)
class Distortion:
    """How far training images are moved at random. Every field is a bound, except `elastic`."""

    shift: float = 0.0  # pixels, each way
    rotation: float = 0.0  # degrees, each way
    shear: float = 0.0  # horizontal shift per vertical pixel
    scale: float = 0.0  # each axis is scaled by 1 - scale ... 1 + scale
    elastic: float = 0.0  # root mean square of the smooth displacement, pixels
    smoothness: float = 4.0  # standard deviation of the smoothing Gaussian, pixels


@dataclass(frozen=True)
class Appearance:
    """How training images are changed at random without being bent. Shares are of all images."""

    flip: bool = False  # left and right are exchanged in half of the images
    jump: int = 0  # shift by whole pixels, each way
    stroke_width: float = 0.0  # share whose strokes become wider or thinner by up to a pixel
    blur: float = 0.0  # share mixed with its 3 x 3 average
    gain: float = 0.0  # share whose brightness is multiplied by 0.6 ... 1.5
    erase: float = 0.0  # share that loses a rectangle with sides of 3 ... 11 pixels
    corrupted: float = 0.0  # share damaged in one of the ways of corruptions.py


@dataclass(frozen=True)
class Perceptron:
    """A multilayer perceptron by the widths of its hidden layers."""

    hidden: tuple[int, ...]
    activation: str
    dropout: float = 0.0  # of the hidden units


@dataclass(frozen=True)
class Convolution:
    """A square convolution with stride 1; ReLU follows, after the pooling if there is one."""

    channels: int
    kernel: int
    padding: int = 0
    pool: bool = False  # whether 2 x 2 max-pooling follows


@dataclass(frozen=True)
class ConvNet:
    """Convolutions, then hidden dense layers with ReLU, then the dense output layer."""

    convolutions: tuple[Convolution, ...]
    hidden: tuple[int, ...] = ()
    batch_norm: bool = False  # folded into the convolutions when the model is written
    global_average: bool = False  # one number per channel goes on, instead of all
    dropout: float = 0.0  # before the first dense layer
    # Without batch norm a bias may be kept from rising above 0, so that a convolution answers
    # blank paper with 0: such stretches cost nothing at inference.
    blank_stays_zero: bool = False


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a model: data, architecture, and how it is trained."""

    dataset: str
    classes: list[str]
    network: Perceptron | ConvNet
    epochs: int
    distortion: Distortion = field(default_factory=Distortion)
    appearance: Appearance = field(default_factory=Appearance)
    photographs: int = 0  # synthetic ones that are made before training
    photograph_share: float = 0.0  # of the images of a batch
    written: int = 0  # generated and printed digits that are made before training
    written_share: float = 0.0  # of the images of a batch
    narrow: float = 0.0  # share of these that is narrow, as in condensed fonts
    # Whether every sixth training image is kept out: to judge by, or for temperature and prediction
    # sets.
    calibrated: bool = False
    mean: float = 0.0
    std: float = 1.0
    peak_learning_rate: float = 2e-3
    weight_decay: float = 0.01
    label_smoothing: float = 0.0
    average: float = 0.999  # decay per step of the running average of the weights
    batch_size: int = 256
    bfloat16: bool = False  # whether convolutions and products are computed in bfloat16
    pruned: float = 0.0  # share of the taps of convolutions but the first that ends up zero
    pruning_epochs: int = 1  # the share rises for so many epochs, then stays
    seed: int = 1
    start: Recipe | None = None  # is run first, and this one goes on from its averaged weights


# The digit network after its strong distortions, which it can't follow to the end.
MNIST_CNN_FIRST = Recipe(
    dataset="mnist",
    classes=DIGITS,
    network=ConvNet(
        convolutions=(
            Convolution(channels=32, kernel=5, pool=True),
            Convolution(channels=64, kernel=3, pool=True),
            Convolution(channels=64, kernel=3),
        ),
        hidden=(128,),
        dropout=0.2,
        blank_stays_zero=True,
    ),
    epochs=40,
    distortion=Distortion(shift=1.5, rotation=14, shear=0.18, scale=0.14, elastic=1.1),
    appearance=Appearance(stroke_width=0.25, blur=0.1, gain=0.3, corrupted=0.3),
    photographs=20_000,
    photograph_share=0.15,
    written=20_000,
    written_share=0.08,
    calibrated=True,
    batch_size=128,
    bfloat16=True,
)

# Milder distortions, closer to what is to be read, at half the learning rate.
MNIST_CNN_SECOND = replace(
    MNIST_CNN_FIRST,
    start=MNIST_CNN_FIRST,
    seed=2,
    epochs=18,
    peak_learning_rate=1e-3,
    distortion=Distortion(shift=1.0, rotation=10, shear=0.12, scale=0.10, elastic=0.9),
    appearance=Appearance(stroke_width=0.1, blur=0.05, gain=0.15, corrupted=0.25),
    photographs=20_000,
    photograph_share=0.10,
    written_share=0.05,
)

# Half of the taps go, and the rest learns to do without them.
MNIST_CNN_THIRD = replace(
    MNIST_CNN_SECOND,
    start=MNIST_CNN_SECOND,
    seed=3,
    epochs=30,
    pruned=0.5,
    pruning_epochs=8,
)

# Once more, closer to clean digits, with the taps that are left.
MNIST_CNN_FOURTH = replace(
    MNIST_CNN_THIRD,
    start=MNIST_CNN_THIRD,
    seed=4,
    distortion=Distortion(shift=0.7, rotation=8, shear=0.10, scale=0.08, elastic=0.8),
    appearance=Appearance(stroke_width=0.1, blur=0.05, gain=0.1, corrupted=0.1),
    photograph_share=0.08,
    written_share=0.04,
    pruning_epochs=1,
)

# Narrow digits, as in condensed fonts, which the stages before took for a 1.
MNIST_CNN_FIFTH = replace(
    MNIST_CNN_FOURTH,
    start=MNIST_CNN_FOURTH,
    seed=5,
    epochs=12,
    peak_learning_rate=4e-4,
    written=30_000,
    written_share=0.12,
    narrow=0.4,
    bfloat16=False,
)

RECIPES = {
    "mnist-sigmoid": Recipe(
        dataset="mnist",
        classes=DIGITS,
        network=Perceptron(hidden=(50, 100), activation="sigmoid"),
        epochs=80,
        distortion=Distortion(shift=0.5, rotation=6, shear=0.06, scale=0.06, elastic=0.8),
        peak_learning_rate=1e-2,
        weight_decay=0.0,
    ),
    "mnist-mlp": Recipe(
        dataset="mnist",
        classes=DIGITS,
        network=Perceptron(hidden=(512, 256), activation="relu"),
        epochs=100,
        distortion=Distortion(shift=1.5, rotation=12, shear=0.15, scale=0.12, elastic=1.2),
    ),
    "mnist-cnn": MNIST_CNN_FIFTH,
    "fashion-mlp": Recipe(
        dataset="fashion-mnist",
        classes=GARMENTS,
        network=Perceptron(hidden=(512, 256), activation="relu", dropout=0.2),
        epochs=100,
        calibrated=True,
        distortion=Distortion(shift=0.5, rotation=2, scale=0.05),
        mean=0.2860,
        std=0.3530,
        weight_decay=0.05,
    ),
    "fashion-cnn": Recipe(
        dataset="fashion-mnist",
        classes=GARMENTS,
        network=ConvNet(
            convolutions=(
                Convolution(channels=32, kernel=5, padding=2, pool=True),
                Convolution(channels=48, kernel=3, padding=1),
                Convolution(channels=48, kernel=3, padding=1, pool=True),
                Convolution(channels=96, kernel=3),
                Convolution(channels=128, kernel=3),
            ),
            batch_norm=True,
            global_average=True,
            dropout=0.2,
        ),
        epochs=60,
        calibrated=True,
        appearance=Appearance(flip=True, jump=2, erase=0.5),
        mean=0.2860,
        std=0.3530,
        peak_learning_rate=4e-3,
        weight_decay=0.02,
        batch_size=128,
        bfloat16=True,
    ),
}
