"""Answers to the exercises of lesson 05."""

import numpy as np


def leaky(x, alpha=0.01):
    return np.where(x > 0, x, alpha * x)


def leaky_copy(x, alpha=0.01):
    y = x.copy()
    y[x < 0] *= alpha
    return y


def leaky_in_place(x, alpha=0.01):
    x[x < 0] *= alpha
    return x


def prelu(dout, x, alpha):
    return np.where(x > 0, dout, alpha * dout), np.sum(dout * np.minimum(x, 0))


def prelu_by_mask(dout, x, alpha):
    dx, left = dout.copy(), x <= 0
    dx[left] *= alpha
    return dx, (dout[left] * x[left]).sum()


def prelu_in_place(dout, x, alpha):
    dalpha = np.sum(dout * np.minimum(x, 0))
    dout[x <= 0] *= alpha
    return dout, dalpha


class Layer:
    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.alpha * x)

    def backward(self, dout):
        return np.where(self.x > 0, dout, self.alpha * dout)


class StoredSlope:
    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.slope = np.where(x > 0, 1.0, self.alpha)
        return self.slope * x

    def backward(self, dout):
        return self.slope * dout


class Summed(Layer):
    def forward(self, x):
        self.x = x
        return self.alpha * x + (1 - self.alpha) * np.maximum(x, 0)


class Still(Layer):
    def forward(self, x):
        self.x = x
        return np.maximum(x, x * self.alpha)


class Minimum(Layer):
    def forward(self, x):
        self.x = x
        return np.minimum(x, x * self.alpha)


class Clipped(Layer):
    def __init__(self, alpha):
        self.alpha = min(alpha, 1)


class Fixed(Layer):
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.01 * x)


class Swapped(Layer):
    def forward(self, x):
        self.x = x
        return np.where(x < 0, x, self.alpha * x)


class MaskOfOut(Layer):
    def forward(self, x):
        self.out = np.where(x > 0, x, self.alpha * x)
        return self.out

    def backward(self, dout):
        return np.where(self.out > 0, dout, self.alpha * dout)


class NoDout(Layer):
    def backward(self, dout):
        return np.where(self.x > 0, 1.0, self.alpha)


class ReluMask(Layer):
    def backward(self, dout):
        return np.where(self.x > 0, dout, 0.0)


RIGHT = {
    "05-a": [leaky, leaky_copy, lambda x, alpha=0.01: alpha * x + (1 - alpha) * np.maximum(x, 0)],
    "05-b": [
        lambda alpha: np.sqrt(2 / (1 + alpha**2)),
        lambda alpha: (0.5 * (1 + alpha * alpha)) ** -0.5,
        lambda alpha: np.sqrt(2) / np.hypot(1, alpha),
    ],
    "05-c": [
        lambda y, alpha: np.where(y > 0, y, y / alpha),
        lambda y, alpha: leaky(y, 1 / alpha),
        lambda y, alpha: np.maximum(y, 0) + np.minimum(y, 0) / alpha,
    ],
    "05-d": [
        prelu,
        prelu_by_mask,
        lambda dout, x, alpha: (dout * np.where(x > 0, 1, alpha), float(np.vdot(dout, np.where(x > 0, 0, x)))),
    ],
    "05-e": [Layer, StoredSlope, Summed],
}
WRONG = {
    "05-a": [
        ("both_sides", lambda x, alpha=0.01: alpha * x),
        ("relu", lambda x, alpha=0.01: np.maximum(x, 0)),
        ("swapped", lambda x, alpha=0.01: np.minimum(x, alpha * x)),
        ("constant", lambda x, alpha=0.01: np.where(x > 0, x, alpha)),
        ("sign", lambda x, alpha=0.01: np.where(x > 0, x, -alpha * x)),
        ("fixed", lambda x, alpha=0.01: leaky(x)),
        ("default", lambda x, alpha=0.1: leaky(x, alpha)),
        ("signature", lambda x, alpha: leaky(x, alpha)),
        ("max_form", lambda x, alpha=0.01: np.maximum(alpha * x, x)),
        ("dtype", lambda x, alpha=0.01: x * np.where(x > 0, 1, alpha)),
        ("mutated", leaky_in_place),
    ],
    "05-b": [
        ("relu_gain", lambda alpha: 2**0.5),
        ("not_squared", lambda alpha: np.sqrt(2 / (1 + alpha))),
        ("no_root", lambda alpha: 2 / (1 + alpha**2)),
        ("inverted", lambda alpha: np.sqrt((1 + alpha**2) / 2)),
        ("no_two", lambda alpha: 1 / np.hypot(1, alpha)),
        ("minus", lambda alpha: np.sqrt(2 / (1 - alpha**2))),
    ],
    "05-c": [
        ("forward", lambda y, alpha: leaky(y, alpha)),
        ("both_sides", lambda y, alpha: y / alpha),
        ("swapped", lambda y, alpha: np.where(y > 0, y / alpha, y)),
        ("sign", lambda y, alpha: np.where(y > 0, y, np.abs(y) / alpha)),
        ("reciprocal", lambda y, alpha: 1 / leaky(y, alpha)),
        ("min_form", lambda y, alpha: np.minimum(y, y / alpha)),
        ("dtype", lambda y, alpha: y / np.where(y > 0, 1, alpha)),
    ],
    "05-d": [
        ("not_summed", lambda dout, x, alpha: (prelu(dout, x, alpha)[0], dout * np.minimum(x, 0))),
        ("mean", lambda dout, x, alpha: (prelu(dout, x, alpha)[0], np.mean(dout * np.minimum(x, 0)))),
        ("all_x", lambda dout, x, alpha: (prelu(dout, x, alpha)[0], np.sum(dout * x))),
        ("no_dout", lambda dout, x, alpha: (prelu(dout, x, alpha)[0], np.minimum(x, 0).sum())),
        ("times_alpha", lambda dout, x, alpha: (prelu(dout, x, alpha)[0], alpha * prelu(dout, x, alpha)[1])),
        ("relu_mask", lambda dout, x, alpha: (dout * (x > 0), prelu(dout, x, alpha)[1])),
        ("swapped", lambda *a: prelu(*a)[::-1]),
        ("mutated", prelu_in_place),
    ],
    "05-e": [
        ("still", Still),
        ("minimum", Minimum),
        ("clipped", Clipped),
        ("fixed", Fixed),
        ("swapped", Swapped),
        ("mask_of_out", MaskOfOut),
        ("no_dout", NoDout),
        ("relu_mask", ReluMask),
    ],
}
