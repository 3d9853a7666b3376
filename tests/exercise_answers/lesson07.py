"""Answers to the exercises of lesson 07."""

import numpy as np


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def softmax_moved(x, axis=-1):
    moved = np.moveaxis(x, axis, 0)
    e = np.exp(moved - moved.max(axis=0))
    return np.moveaxis(e / e.sum(axis=0), 0, axis)


def softmax_in_place(x, axis=-1):
    x -= x.max(axis=axis, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=axis, keepdims=True)
    return x


def softmax_whole_max(x, axis=-1):
    e = np.exp(x - x.max())
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x, axis=-1):
    m = x.max(axis=axis, keepdims=True)
    return np.squeeze(m, axis) + np.log(np.exp(x - m).sum(axis=axis))


def loss_and_gradient(z, target):
    gradient = softmax(z)
    gradient[target] -= 1
    return logsumexp(z) - z[target], gradient


def loss_one_hot(z, target):
    y = np.eye(len(z))[target]
    return -np.sum(y * (z - logsumexp(z))), softmax(z) - y


def loss_by_loop(z, target):
    shifted = z - max(z)
    total = sum(np.exp(v) for v in shifted)
    return np.log(total) - shifted[target], np.array([np.exp(v) / total - (i == target) for i, v in enumerate(shifted)])


def naive_loss(z, target):
    p = np.exp(z) / np.exp(z).sum()
    return -np.log(p[target]), p - np.eye(len(z))[target]


def loss_of_p(z, target):
    p = softmax(z)
    return -np.log(p[target]), p - np.eye(len(z))[target]


def jacobian(p):
    return p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])


def one_hot(z):
    return np.eye(z.shape[1])[np.argmax(z, axis=1)]


def one_hot_repaired(z):
    out = np.zeros_like(z)
    out[np.arange(len(z)), np.argmax(z, axis=1)] = 1
    return out


def one_hot_still(z):
    out = np.zeros_like(z)
    out[range(len(z)), z.argmax(0)] = 1
    return out


RIGHT = {
    "07-a": [softmax, softmax_moved, lambda x, axis=-1: np.exp(x - np.expand_dims(logsumexp(x, axis), axis))],
    "07-b": [loss_and_gradient, loss_one_hot, loss_by_loop],
    "07-c": [
        logsumexp,
        lambda x, axis=-1: np.logaddexp.reduce(x, axis=axis),
        lambda x, axis=-1: x.max(axis) + np.log(np.exp(x - np.expand_dims(x.max(axis), axis)).sum(axis)),
    ],
    "07-d": [
        jacobian,
        lambda p: np.array([np.diag(row) - np.outer(row, row) for row in p]),
        lambda p: np.einsum("ni,ij->nij", p, np.eye(p.shape[1])) - np.einsum("ni,nj->nij", p, p),
    ],
    "07-e": [one_hot, one_hot_repaired, lambda z: (np.arange(z.shape[1]) == z.argmax(1)[:, None]).astype(float)],
}
WRONG = {
    "07-a": [
        ("not_exponential", lambda x, axis=-1: x / x.sum(axis=axis, keepdims=True)),
        ("sigmoids", lambda x, axis=-1: (s := 1 / (1 + np.exp(-x))) / s.sum(axis=axis, keepdims=True)),
        ("whole_sum", lambda x, axis=-1: np.exp(x) / np.sum(np.exp(x))),
        ("first_axis", lambda x, axis=-1: softmax(x, axis=0)),
        ("axis_ignored", lambda x, axis=-1: softmax(x)),
        ("not_normalised", lambda x, axis=-1: np.exp(x)),
        ("log", lambda x, axis=-1: x - np.expand_dims(logsumexp(x, axis), axis)),
        ("mutated", softmax_in_place),
        ("warned_overflow", lambda x, axis=-1: np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)),
        ("whole_max", softmax_whole_max),
        ("raised", lambda x, axis=-1: np.exp(x - x.max(axis=axis)) / np.exp(x).sum(axis=axis)[:, :, :, None]),
    ],
    "07-b": [
        ("no_minus", lambda z, target: (logsumexp(z) - z[target], softmax(z))),
        ("gradient_sign", lambda z, target: (loss_one_hot(z, target)[0], -loss_one_hot(z, target)[1])),
        ("loss_sign", lambda z, target: (np.log(softmax(z)[target]), loss_one_hot(z, target)[1])),
        ("no_log", lambda z, target: (-softmax(z)[target], loss_one_hot(z, target)[1])),
        (
            "only_target",
            lambda z, target: (loss_one_hot(z, target)[0], (softmax(z)[target] - 1) * np.eye(len(z))[target]),
        ),
        ("averaged", lambda z, target: (loss_one_hot(z, target)[0], loss_one_hot(z, target)[1] / len(z))),
        ("warned_overflow", naive_loss),
        ("warned_divide", loss_of_p),
    ],
    "07-c": [
        ("max_only", lambda x, axis=-1: x.max(axis=axis)),
        ("max_lost", lambda x, axis=-1: np.log(np.exp(x - x.max(axis=axis, keepdims=True)).sum(axis=axis))),
        ("mean", lambda x, axis=-1: np.log(np.exp(x).mean(axis=axis))),
        ("keepdims", lambda x, axis=-1: np.log(np.exp(x).sum(axis=axis, keepdims=True))),
        ("whole", lambda x, axis=-1: np.log(np.sum(np.exp(x)))),
        ("axis_ignored", lambda x, axis=-1: logsumexp(x)),
        ("no_log", lambda x, axis=-1: np.exp(x).sum(axis=axis)),
        ("warned_overflow", lambda x, axis=-1: np.log(np.exp(x).sum(axis=axis))),
        ("warned_divide", lambda x, axis=-1: x.max() + np.log(np.exp(x - x.max()).sum(axis=axis))),
    ],
    "07-d": [
        ("mixed", lambda p: np.diag(p.ravel()) - np.outer(p, p)),
        ("only_diagonal", lambda p: np.array([np.diag(row * (1 - row)) for row in p])),
        ("no_diagonal", lambda p: -np.einsum("ni,nj->nij", p, p)),
        ("sign", lambda p: -jacobian(p)),
        ("elementwise", lambda p: p * (1 - p)),
        ("summed", lambda p: np.diag(p.sum(axis=0)) - p.T @ p),
        ("averaged", lambda p: np.diag(p.mean(axis=0)) - p.T @ p / len(p)),
    ],
    "07-e": [
        ("still", one_hot_still),
        ("whole", lambda z: np.eye(z.shape[1])[[np.argmax(z) % z.shape[1]] * len(z)]),
        ("smallest", lambda z: np.eye(z.shape[1])[z.argmin(1)]),
        ("labels", lambda z: z.argmax(1)),
        ("above_half", lambda z: np.where(softmax(z) > 0.5, 1, 0)),
        ("columns", lambda z: (z == z.max(axis=0)).astype(float)),
        ("ties", lambda z: (z == z.max(axis=1, keepdims=True)).astype(float)),
    ],
}
