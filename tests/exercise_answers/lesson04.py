"""Answers to the exercises of lesson 04."""

import numpy as np


def relu_copy(x):
    y = np.array(x)
    y[y < 0] = 0
    return y


def relu_in_place(x):
    x[x < 0] = 0
    return x


def relu_python_max(x):
    return max(x, 0)


def relu_if(x):
    return x if x > 0 else 0


def backward_copy(dout, x):
    dx = dout.copy()
    dx[x <= 0] = 0
    return dx


def backward_in_place(dout, x):
    dout[x <= 0] = 0
    return dout


class Layer:
    def forward(self, x):
        self.mask = x <= 0
        return np.where(self.mask, 0.0, x)

    def backward(self, dout):
        return np.where(self.mask, 0.0, dout)


class Copies(Layer):
    def backward(self, dout):
        dout = dout.copy()
        dout[self.mask] = 0
        return dout


class FromOutput:
    def forward(self, x):
        self.out = np.maximum(x, 0)
        return self.out

    def backward(self, dout):
        return dout * (self.out > 0)


class Still(Layer):
    def backward(self, dout):
        dx = dout
        dx[self.mask] = 0
        return dx


class Swapped(Layer):
    def backward(self, dout):
        return np.where(self.mask, dout, 0.0)


class OnlyMask(Layer):
    def backward(self, dout):
        return np.where(self.mask, 0.0, 1.0)


class NoMask(Layer):
    def backward(self, dout):
        return dout.copy()


class ResidualInside(Layer):
    def backward(self, dout):
        return dout + np.where(self.mask, 0.0, dout)


class MutatesInput(Layer):
    def forward(self, x):
        self.mask = x <= 0
        x[self.mask] = 0
        return x


class NoReturn(Layer):
    def backward(self, dout):
        np.where(self.mask, 0.0, dout)


class OldMask(Layer):
    mask = None

    def forward(self, x):
        if self.mask is None:
            self.mask = x <= 0
        return np.maximum(x, 0)

    def backward(self, dout):
        return np.where(self.mask[-len(dout) :], 0.0, dout)


class BrokenForward(Layer):
    def forward(self, x):
        self.mask = x <= 0
        return np.abs(x)


RIGHT = {
    "04-a": [lambda x: np.maximum(x, 0), lambda x: np.clip(x, 0, None), relu_copy],
    "04-b": [
        lambda dout, x: np.where(x > 0, dout, 0),
        backward_copy,
        lambda dout, x: np.multiply(dout, 1.0, where=x > 0, out=np.zeros_like(dout)),
    ],
    "04-c": [
        lambda x: np.maximum(x, 0) + np.maximum(-x, 0),
        lambda x: 2 * np.maximum(x, 0) - x,
        lambda x: np.maximum(x, -x),
    ],
    "04-d": [lambda n: np.sqrt(2 / n), lambda n: (2 / n) ** 0.5, lambda n: 2**0.5 * n**-0.5],
    "04-e": [Layer, Copies, FromOutput],
}
WRONG = {
    "04-a": [
        ("np_max", lambda x: np.max(x, 0)),
        ("np_max", lambda x: x.max(0)),
        ("minimum", lambda x: np.minimum(x, 0)),
        ("absolute", np.abs),
        ("step", lambda x: np.where(x > 0, 1.0, 0.0)),
        ("leaky", lambda x: np.maximum(x, 0.01 * x)),
        ("times_mask", lambda x: (x > 0) * x),
        ("nan_lost", lambda x: np.where(x > 0, x, 0)),
        ("mutated", relu_in_place),
        ("dtype", lambda x: np.maximum(x, np.zeros(x.shape))),
        ("raised", relu_python_max),
        ("raised", relu_if),
        ("list", lambda x: [v if v > 0 else 0 for v in x]),
        ("not_function", 3.0),
        ("none", lambda x: print(end="")),
        ("signature", lambda x, y: np.maximum(x, y)),
        ("kind", lambda x: "relu"),
    ],
    "04-b": [
        ("only_mask", lambda dout, x: np.where(x > 0, 1.0, 0.0)),
        ("mask_of_dout", lambda dout, x: np.maximum(dout, 0)),
        ("at_zero", lambda dout, x: np.where(x < 0, 0, dout)),
        ("forward_again", lambda dout, x: dout * np.maximum(x, 0)),
        ("swapped", lambda dout, x: np.where(x <= 0, dout, 0)),
        ("leak", lambda dout, x: dout * (x > 0)),
        ("mutated", backward_in_place),
    ],
    "04-c": [
        ("minus", lambda x: np.maximum(x, 0) - np.maximum(-x, 0)),
        ("one_side", lambda x: np.maximum(x, 0)),
        ("one_side_left", lambda x: np.maximum(-x, 0)),
        ("outside", lambda x: -np.maximum(x, 0) - np.maximum(-x, 0)),
        ("zero", lambda x: np.maximum(x, 0) * np.maximum(-x, 0)),
        ("shape", lambda x: np.sqrt(np.sum(x**2))),
    ],
    "04-d": [
        ("xavier", lambda n: n**-0.5),
        ("variance", lambda n: 2 / n),
        ("root_two_over_n", lambda n: 2**0.5 / n),
        ("inverted", lambda n: np.sqrt(n / 2)),
        ("constant", lambda n: 0.01),
        ("factor", lambda n: np.sqrt(3 / n)),
        ("positive", lambda n: -np.sqrt(2 / n)),
        ("shape", lambda n: np.full(n, np.sqrt(2 / n))),
    ],
    "04-e": [
        ("mutated", Still),
        ("swapped", Swapped),
        ("only_mask", OnlyMask),
        ("no_mask", NoMask),
        ("residual_inside", ResidualInside),
        ("mutated", MutatesInput),
        ("none", NoReturn),
        ("old_state", OldMask),
        ("forward_broken", BrokenForward),
    ],
}
