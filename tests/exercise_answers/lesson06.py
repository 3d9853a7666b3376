"""Answers to the exercises of lesson 06."""

import numpy as np


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x):
    t = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, t) / (1 + t)


def softplus_by_mask(x):
    y = np.array(x)
    small = x < 40
    y[small] = np.log1p(np.exp(x[small]))
    return y


def softplus_cut(x):
    y = np.array(x)
    small = x <= 20
    y[small] = np.log1p(np.exp(x[small]))
    return y


def inverse_by_newton(y):
    x = np.log(y) if np.all(y < 1) else np.array(y)
    for _ in range(60):
        x = x - (softplus(x) - y) / sigmoid(x)
    return x


class Layer:
    def forward(self, x):
        self.x, self.out = x, np.logaddexp(0, x)
        return self.out

    def backward(self, dout):
        return dout * -np.expm1(-self.out)


class FromInput(Layer):
    def backward(self, dout):
        return dout * sigmoid(self.x)


class FromSoftplus(Layer):
    def backward(self, dout):
        return dout * np.exp(-np.logaddexp(0, -self.x))


class Still(Layer):
    def backward(self, dout):
        return dout - dout * np.exp(-self.out)


class ReluMask(Layer):
    def backward(self, dout):
        return dout * (self.x > 0)


class NoDout(Layer):
    def backward(self, dout):
        return sigmoid(self.x)


class Flipped(Layer):
    def backward(self, dout):
        return dout * np.exp(-self.out)


class SigmoidOfOut(Layer):
    def backward(self, dout):
        return dout * sigmoid(self.out)


class OutItself(Layer):
    def backward(self, dout):
        return dout * self.out


class NaiveSigmoid(Layer):
    def backward(self, dout):
        return dout / (1 + np.exp(-self.x))


RIGHT = {
    "06-a": [softplus, lambda x: np.logaddexp(0, x).astype(x.dtype), softplus_by_mask],
    "06-b": [
        lambda y: y + np.log(-np.expm1(-y)),
        inverse_by_newton,
        lambda y: y + np.log(2 * np.exp(-y / 2) * np.sinh(y / 2)) if y.max() < 700 else y,
    ],
    "06-c": [
        lambda x, beta: softplus(beta * x) / beta,
        lambda x, beta: np.logaddexp(0, beta * x) / beta,
        lambda x, beta: np.maximum(x, 0) + np.log1p(np.exp(-beta * np.abs(x))) / beta,
    ],
    "06-d": [
        lambda z, y: softplus((1 - 2 * y) * z),
        lambda z, y: np.logaddexp(0, np.where(y == 1, -z, z)),
        lambda z, y: y * softplus(-z) + (1 - y) * softplus(z),
    ],
    "06-e": [Layer, FromInput, FromSoftplus],
}
WRONG = {
    "06-a": [
        ("relu", lambda x: np.maximum(x, 0)),
        ("mirrored", lambda x: softplus(-x)),
        ("sigmoid", sigmoid),
        ("log_two", lambda x: np.log2(1 + np.exp(x))),
        ("no_log", lambda x: 1 + np.exp(x)),
        ("tail", lambda x: np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))),
        ("tail", lambda x: np.log(1 + np.exp(x))),
        ("cut", softplus_cut),
        ("warned_overflow", lambda x: np.log1p(np.exp(x))),
        ("warned_overflow", lambda x: np.where(x > 40, x, np.log1p(np.exp(x)))),
    ],
    "06-b": [
        ("no_log", lambda y: np.exp(y) - 1),
        ("forward", lambda y: np.log(np.exp(y) + 1)),
        ("reciprocal", lambda y: 1 / np.log(np.exp(y) + 1)),
        ("no_one", lambda y: np.log(np.exp(y))),
        ("flipped", lambda y: -np.log(np.exp(y) - 1)),
        ("cancellation", lambda y: np.log(np.exp(y) - 1)),
        ("warned_overflow", lambda y: np.log(np.expm1(y))),
    ],
    "06-c": [
        ("not_divided", lambda x, beta: softplus(beta * x)),
        ("outside", lambda x, beta: beta * softplus(x)),
        ("wrong_way", lambda x, beta: beta * softplus(x / beta)),
        ("ignored", lambda x, beta: softplus(x)),
        ("only_divided", lambda x, beta: softplus(x) / beta),
        ("warned_overflow", lambda x, beta: np.log1p(np.exp(beta * x)) / beta),
    ],
    "06-d": [
        ("labels_swapped", lambda z, y: softplus((2 * y - 1) * z)),
        ("sign", lambda z, y: -softplus((1 - 2 * y) * z)),
        ("one_class", lambda z, y: -y * np.log(sigmoid(z))),
        ("mean", lambda z, y: softplus((1 - 2 * y) * z).mean()),
        ("probability", lambda z, y: np.where(y == 1, sigmoid(-z), sigmoid(z))),
        ("floor", lambda z, y: -np.log(np.maximum(np.where(y == 1, sigmoid(z), sigmoid(-z)), 1e-300))),
        ("warned_divide", lambda z, y: -np.log(np.where(y == 1, sigmoid(z), sigmoid(-z)))),
        ("cancellation", lambda z, y: softplus(z) - y * z),
    ],
    "06-e": [
        ("still", Still),
        ("relu_mask", ReluMask),
        ("no_dout", NoDout),
        ("flipped", Flipped),
        ("sigmoid_of_out", SigmoidOfOut),
        ("out_itself", OutItself),
        ("warned_overflow", NaiveSigmoid),
    ],
}
