"""What all functions have in common that act on each number separately: `elementwise` makes them from their formulas.

Every such function takes an array-like ``x`` of real numbers and returns an array of the same shape:

- float16, float32 and float64 keep their dtype; integers, booleans and lists become float64; any other dtype is a
  ``TypeError``. float16 is computed in float32 and rounded once.
- A scalar gives a NumPy scalar. ``x`` is never changed and never returned itself.
- No finite or infinite input warns; NaN gives NaN.

The code of a function is its formula. `elementwise` adds the rest, and runs large arrays in blocks that fit into the
processor's cache, which halves the time and keeps temporaries small. The functions themselves are in ``_bounded``,
``_rectifiers`` and ``_smooth``.
"""

import functools
import inspect

import numpy as np

from ._arrays import as_float

BLOCK = 16_384


def elementwise(function):
    """Turn a formula for float32 and float64 arrays into a function for any array-like of real numbers.

    A formula with a parameter ``_out`` writes its result into that array, if there is one, which saves a copy.
    """
    signature = inspect.signature(function)
    writes = "_out" in signature.parameters

    @functools.wraps(function)
    def wrapper(x, *args, **kwargs):
        x = as_float(x)
        working = np.float32 if x.dtype == np.float16 else x.dtype
        with np.errstate(over="ignore", under="ignore"):
            if x.size > 2 * BLOCK and (x.flags.c_contiguous or x.flags.f_contiguous):
                out = np.empty_like(x)
                source, target = x.ravel(order="K"), out.ravel(order="K")
                for start in range(0, x.size, BLOCK):
                    part = slice(start, start + BLOCK)
                    if writes and working == x.dtype:
                        function(source[part], *args, **kwargs, _out=target[part])
                        continue
                    target[part] = function(source[part].astype(working, copy=False), *args, **kwargs)
                return out
            out = np.asarray(function(x.astype(working, copy=False), *args, **kwargs), dtype=x.dtype)
        return out if out.ndim else out[()]

    public = [parameter for name, parameter in signature.parameters.items() if name != "_out"]
    wrapper.__signature__ = signature.replace(parameters=public)
    return wrapper


def capped_exp(x, out=None):
    """Return exp(min(x, 40)), an array, and whether any entry needed the cap; to look is faster than to apply it."""
    out = np.empty_like(x) if out is None else out
    capped = not x.max(initial=0.0) <= 40.0
    return np.exp(np.minimum(x, 40.0) if capped else x, out=out), capped
