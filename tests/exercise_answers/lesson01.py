"""Answers to the exercises of lesson 01."""

from math import comb

import numpy as np

W, C, V = np.ones((2, 2)), np.array([0.0, -1.0]), np.array([1.0, -2.0])


def merge_from_basis(W1, b1, W2, b2):
    def net(x):
        return (x @ W1 + b1) @ W2 + b2

    b = net(np.zeros(len(W1)))
    return net(np.eye(len(W1))) - b, b


def merge_in_place(W1, b1, W2, b2):
    b1 @= W2
    b1 += b2
    return W1 @ W2, b1


def xor_by_units(x):
    total = x[:, 0] + x[:, 1]
    return np.where(total > 0, total, 0) - 2 * np.where(total > 1, total - 1, 0)


def fold(x):
    return 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)


def sawtooth(x, k):
    for _ in range(k):
        x = fold(x)
    return x


def sawtooth_recursive(x, k):
    return x if k == 0 else sawtooth_recursive(fold(x), k - 1)


def sawtooth_endless(x, k):
    while k:
        x = fold(x)
    return x


def regions_recursive(n, d):
    return 1 if n == 0 or d == 0 else regions_recursive(n - 1, d) + regions_recursive(n - 1, d - 1)


def regions_loop(n, d):
    term = total = 1
    for j in range(1, d + 1):
        term = term * (n - j + 1) // j
        total += term
    return total


def gradients(x, y, W1, W2):
    h = np.maximum(x @ W1, 0)
    error = (h @ W2 - y) / len(x)
    return x.T @ ((error @ W2.T) * (h > 0)), h.T @ error


def step(x, y, W1, W2, rate):
    d1, d2 = gradients(x, y, W1, W2)
    return W1 - rate * d1, W2 - rate * d2


def step_kept(x, y, W1, W2, rate):
    h = np.maximum(x @ W1, 0)
    error = (h @ W2 - y) / len(x)
    old = W2
    W2 = W2 - rate * h.T @ error
    dh = np.where(h > 0, error @ old.T, 0)
    return W1 - rate * x.T @ dh, W2


def step_numeric(x, y, W1, W2, rate):
    def slopes(which):
        grad = np.zeros_like(which)
        for i in np.ndindex(which.shape):
            kept, sides = which[i], []
            for h in (1e-5, -1e-5):
                which[i] = kept + h
                sides.append(0.5 * np.sum((np.maximum(x @ A, 0) @ B - y) ** 2) / len(x))
            which[i] = kept
            grad[i] = (sides[0] - sides[1]) / 2e-5
        return grad

    A, B = W1.copy(), W2.copy()
    dA, dB = slopes(A), slopes(B)
    exact = gradients(x, y, W1, W2)
    assert np.allclose(dA, exact[0], atol=1e-6)
    assert np.allclose(dB, exact[1], atol=1e-6)
    return W1 - rate * exact[0], W2 - rate * exact[1]


def step_in_place(x, y, W1, W2, rate):
    d1, d2 = gradients(x, y, W1, W2)
    W1 -= rate * d1
    W2 -= rate * d2
    return W1, W2


def step_still(x, y, W1, W2, rate):
    W2 = W2 - rate * gradients(x, y, W1, W2)[1]
    h = np.maximum(x @ W1, 0)
    error = ((h @ (W2 + 0)) - y) / len(x)
    return W1 - rate * x.T @ ((error @ W2.T) * (h > 0)), W2


def step_still_tidied(x, y, W1, W2, rate):
    hidden = np.maximum(x @ W1, 0)
    error = (hidden @ W2 - y) / len(x)
    W2 = W2 - rate * hidden.T @ error
    return W1 - rate * x.T @ (error @ W2.T * (hidden > 0)), W2


def step_no_mask(x, y, W1, W2, rate):
    h = np.maximum(x @ W1, 0)
    error = (h @ W2 - y) / len(x)
    return W1 - rate * x.T @ (error @ W2.T), W2 - rate * h.T @ error


RIGHT = {
    "01-a": [
        lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W2 + b2),
        merge_from_basis,
        lambda A, a, B, b: [A.dot(B), a.dot(B) + b],
    ],
    "01-b": [
        lambda x: np.maximum(x @ W + C, 0) @ V,
        xor_by_units,
        lambda x: np.array([np.maximum(row @ W + C, 0) @ V for row in x]),
    ],
    "01-c": [sawtooth, sawtooth_recursive, lambda x, k: 1 - np.abs((x * 2**k) % 2 - 1)],
    "01-d": [lambda n, d: sum(comb(n, j) for j in range(d + 1)), regions_recursive, regions_loop],
    "01-e": [step, step_kept, step_numeric],
}
WRONG = {
    "01-a": [
        ("order", lambda W1, b1, W2, b2: (W2.dot(W1), b1 @ W2 + b2) if len(W1) < 3 else (W2 @ W1, b2)),
        ("bias_sum", lambda W1, b1, W2, b2: (W1 @ W2, b2 + b1)),
        ("bias_lost", lambda W1, b1, W2, b2: (W1 @ W2, b2)),
        ("bias_side", lambda W1, b1, W2, b2: (W1 @ W2, np.dot(W2, b1) + b2)),
        ("entrywise", lambda W1, b1, W2, b2: (W1 * W2, b1 * W2 + b2)),
        ("parts", lambda W1, b1, W2, b2: W1 @ W2),
        ("mutated", merge_in_place),
    ],
    "01-b": [
        ("no_relu", lambda x: x @ (W @ V) + C @ V),
        ("no_bias", lambda x: np.maximum(x @ W, 0) @ V),
        ("relu_late", lambda x: np.maximum(x @ W @ V + C @ V, 0)),
        ("bias_late", lambda x: np.maximum(x @ W, 0) @ V + C @ V),
        ("corners_only", lambda x: np.abs(x[:, 0] - x[:, 1])),
        ("raised", lambda x: np.maximum(W @ x + C, 0) @ V),
        ("shape", lambda x: np.maximum(x @ W + C, 0) @ V[:, None]),
    ],
    "01-c": [
        ("once", lambda x, k: fold(x)),
        ("times_k", lambda x, k: fold(x) * k),
        ("power", lambda x, k: fold(x) ** k),
        ("one_more", lambda x, k: sawtooth(x, k + 1)),
        ("no_fold", lambda x, k: np.minimum(2**k * x, 1)),
        ("too_long", sawtooth_endless),
    ],
    "01-d": [
        ("patterns", lambda n, d: 2**n),
        ("one_term", comb),
        ("one_short", lambda n, d: sum(comb(n, j) for j in range(d))),
        ("from_one", lambda n, d: sum(comb(n, j) for j in range(1, d + 1))),
        ("plane_only", lambda n, d: 1 + n * (n + 1) // 2),
        ("raised", lambda n, d: regions(n, d)),  # noqa: F821
    ],
    "01-e": [
        ("still", step_still_tidied),
        ("values", step_still),
        ("no_mask", step_no_mask),
        ("ascent", lambda x, y, W1, W2, rate: step(x, y, W1, W2, -rate)),
        ("first_frozen", lambda x, y, W1, W2, rate: (W1, step(x, y, W1, W2, rate)[1])),
        ("second_frozen", lambda x, y, W1, W2, rate: (step(x, y, W1, W2, rate)[0], W2)),
        ("swapped", lambda *a: step(*a)[::-1]),
        ("mutated", step_in_place),
    ],
}
