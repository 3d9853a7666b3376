"""Accuracy, speed and memory of ``helpers`` beside SciPy, PyTorch and JAX, all on one processor core.

Prints Markdown tables. Times of ours and of all peers are taken in turn, round after round, so that whatever else the
computer does meets them alike; a ratio compares the fastest rounds. See README.md here for how to run it.
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", JAX_ENABLE_X64="1")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import itertools
import platform
import time
import tracemalloc
from pathlib import Path

import jax
import mpmath
import numpy as np
import scipy
import scipy.special
import torch

from helpers import activations, networks

torch.set_num_threads(1)


# Accuracy


def exact_functions():
    return {
        "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
        "sigmoid_prime": lambda x: mpmath.sech(x / 2) ** 2 / 4,
        "tanh": mpmath.tanh,
        "tanh_prime": lambda x: mpmath.sech(x) ** 2,
        "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    }


def torch_gradient(f):
    def gradient(x):
        x = torch.from_numpy(x).requires_grad_()
        f(x).sum().backward()
        return x.grad.numpy()

    return gradient


def jax_gradient(f):
    gradient = jax.jit(jax.vmap(jax.grad(f)))
    return lambda x: np.asarray(gradient(x))


def peers():
    """Return name → library → function from array to array."""

    def from_torch(f):
        return lambda x: f(torch.from_numpy(x)).numpy()

    def from_jax(f):
        jitted = jax.jit(f)
        return lambda x: np.asarray(jitted(x))

    return {
        "sigmoid": {
            "SciPy": scipy.special.expit,
            "torch": from_torch(torch.sigmoid),
            "JAX": from_jax(jax.nn.sigmoid),
        },
        "sigmoid_prime": {
            "SciPy": lambda x: scipy.special.expit(x) * (1 - scipy.special.expit(x)),
            "torch": torch_gradient(torch.sigmoid),
            "JAX": jax_gradient(jax.nn.sigmoid),
        },
        "tanh": {"SciPy": np.tanh, "torch": from_torch(torch.tanh), "JAX": from_jax(jax.numpy.tanh)},
        "tanh_prime": {
            "SciPy": lambda x: 1 - np.tanh(x) ** 2,
            "torch": torch_gradient(torch.tanh),
            "JAX": jax_gradient(jax.numpy.tanh),
        },
        "softplus": {
            "SciPy": lambda x: np.logaddexp(x, x.dtype.type(0)),
            "torch": from_torch(torch.nn.functional.softplus),
            "JAX": from_jax(jax.nn.softplus),
        },
    }


def inputs(dtype):
    """Return random, critical and tail inputs, down to where the sigmoid is no longer a positive number."""
    rng = np.random.default_rng(0)
    far = 745.0 if dtype == np.float64 else 103.0
    critical = np.array([17.3, 18.7, 20.0, 20.001, 36.74, 37.0, 40.0, 88.7, far])
    random = [rng.normal(0, 1, 1500), rng.normal(0, 12, 1500), rng.uniform(-far, far, 2000)]
    return np.concatenate([*random, np.linspace(-22, 22, 1000), critical, -critical]).astype(dtype)


def ulp_errors(values, exact):
    info = np.finfo(values.dtype)
    least = mpmath.mpf(float(info.smallest_subnormal))
    units = [max(mpmath.ldexp(1, mpmath.frexp(true)[1] - 1 - info.nmant), least) for true in exact]
    pairs = zip(values, exact, units, strict=True)
    return max(float(abs(mpmath.mpf(float(value)) - true) / unit) for value, true, unit in pairs)


def accuracy():
    print("| function | dtype | ours | SciPy/NumPy | torch | JAX |\n|---|---|---|---|---|---|")
    for name, exact in exact_functions().items():
        for dtype in (np.float64, np.float32):
            x = inputs(dtype)
            with mpmath.workprec(200), np.errstate(all="ignore"):
                true = [exact(mpmath.mpf(float(value))) for value in x]
                libraries = [getattr(activations, name), *peers()[name].values()]
                errors = [ulp_errors(np.asarray(f(x)), true) for f in libraries]
            cells = [f"{error:.1f}" if error < 1000 else f"{error:.0e}" for error in errors]
            print(f"| {name} | {np.dtype(dtype).name} | " + " | ".join(cells) + " |")
    logits = np.array([40.0, 0.0, 0.0])
    results = [
        activations.log_softmax(logits)[0],
        scipy.special.log_softmax(logits)[0],
        torch.log_softmax(torch.from_numpy(logits), 0)[0].item(),
        jax.nn.log_softmax(logits)[0].item(),
    ]
    print("| log_softmax([40, 0, 0])[0] | float64 | " + " | ".join(f"{value:.6g}" for value in results) + " |")


# Speed


def fastest(calls, rounds, seconds=0.02):
    """Return the fastest time of each call, measured in turn."""
    repeats = []
    for call in calls:
        call()
        start = time.perf_counter()
        call()
        repeats.append(max(1, int(seconds / (time.perf_counter() - start))))
    best = [np.inf] * len(calls)
    for _ in range(rounds):
        for index, (call, repeat) in enumerate(zip(calls, repeats, strict=True)):
            start = time.perf_counter()
            for _ in range(repeat):
                call()
            best[index] = min(best[index], (time.perf_counter() - start) / repeat)
    return best


def row(title, ours, others, rounds):
    times = fastest([ours, *others.values()], rounds)
    for name, peer in zip(others, times[1:], strict=True):
        print(f"| {title} | {times[0] * 1e6:,.0f} | {name} | {peer * 1e6:,.0f} | {times[0] / peer:.2f} |", flush=True)


def jax_call(f, x):
    jitted, x = jax.jit(f), jax.numpy.asarray(x)
    return lambda: jitted(x).block_until_ready()


def textbook_softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def torch_step(sizes, x, y):
    layers = []
    for n_in, n_out in itertools.pairwise(sizes):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    optimiser = torch.optim.SGD(net.parameters(), lr=0.01)
    x = torch.from_numpy(x)
    if sizes[-1] == 1:
        loss_of, y = torch.nn.BCEWithLogitsLoss(), torch.from_numpy(y.astype(np.float32))[:, None]
    else:
        loss_of, y = torch.nn.CrossEntropyLoss(), torch.from_numpy(y)

    def step():
        optimiser.zero_grad()
        loss = loss_of(net(x), y)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def our_step(sizes, x, y):
    loss = "binary_cross_entropy" if sizes[-1] == 1 else "cross_entropy"
    model = networks.MLP(sizes, "relu", loss=loss, rng=0)

    def step():
        loss, gradient = model.loss_and_gradient(x, y)
        model.parameters -= 0.01 * gradient
        return float(loss)

    return step


def speed(rounds=30):
    rng = np.random.default_rng(0)
    x = rng.normal(0, 3, 1_000_000)
    tensor, logits = torch.from_numpy(x), rng.normal(0, 3, (100_000, 10)).astype(np.float32)
    print("| what | ours, µs | peer | peer, µs | ours ÷ peer |\n|---|---|---|---|---|")
    sigmoids = {"SciPy": lambda: scipy.special.expit(x), "torch": lambda: torch.sigmoid(tensor)}
    sigmoids["JAX"] = jax_call(jax.nn.sigmoid, x)
    row("sigmoid, 1e6 float64", lambda: activations.sigmoid(x), sigmoids, rounds)
    softpluses = {"torch": lambda: torch.nn.functional.softplus(tensor), "np.logaddexp": lambda: np.logaddexp(x, 0.0)}
    softpluses["JAX"] = jax_call(jax.nn.softplus, x)
    row("softplus, 1e6 float64", lambda: activations.softplus(x), softpluses, rounds)
    row("relu, 1e6 float64", lambda: activations.relu(x), {"np.maximum": lambda: np.maximum(x, 0)}, rounds)
    softmaxes = {
        "SciPy": lambda: scipy.special.softmax(logits, axis=-1),
        "textbook NumPy": lambda: textbook_softmax(logits),
        "torch": lambda: torch.softmax(torch.from_numpy(logits), -1),
        "JAX": jax_call(jax.nn.softmax, logits),
    }
    row("softmax, 1e5 × 10 float32", lambda: activations.softmax(logits), softmaxes, rounds)
    networks_of = [("2-16-16-1, batch 64", [2, 16, 16, 1], 64), ("10 × 64, batch 256", [64] * 10 + [10], 256)]
    for title, sizes, n in networks_of:
        batch = rng.standard_normal((n, sizes[0])).astype(np.float32)
        labels = rng.integers(0, max(sizes[-1], 2), n)
        row(
            f"training step, {title}",
            our_step(sizes, batch, labels),
            {"torch": torch_step(sizes, batch, labels)},
            rounds,
        )


# Memory


def temporaries(call):
    """Return the peak of NumPy's allocations during a call, without the result."""
    tracemalloc.start()
    result = call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (peak - result.nbytes) / result.nbytes


def memory():
    x = np.random.default_rng(0).normal(0, 3, 1_000_000)
    logits = x.reshape(-1, 10).astype(np.float32)
    calls = {
        "sigmoid, 1e6 float64": (lambda: activations.sigmoid(x), lambda: 1 / (1 + np.exp(-x))),
        "softplus, 1e6 float64": (
            lambda: activations.softplus(x),
            lambda: np.log1p(np.exp(-abs(x))) + np.maximum(x, 0),
        ),
        "softmax, 1e5 × 10 float32": (lambda: activations.softmax(logits), lambda: textbook_softmax(logits)),
    }
    print("| what | ours | textbook NumPy |\n|---|---|---|")
    for title, pair in calls.items():
        print(f"| {title} | " + " | ".join(f"{temporaries(call):.2f}" for call in pair) + " |")


def processor():
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()


if __name__ == "__main__":
    versions = {"NumPy": np, "SciPy": scipy, "torch": torch, "JAX": jax}
    named = ", ".join(f"{name} {module.__version__}" for name, module in versions.items())
    print(f"{processor()}, one core; Python {platform.python_version()}, {named}.")
    for title, part in [("Accuracy", accuracy), ("Speed", speed), ("Memory", memory)]:
        print(f"\n{title}\n")
        part()
