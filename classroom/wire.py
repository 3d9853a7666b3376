"""What the judge and the confined process may send each other: numbers, arrays, texts and collections of them.

A message is JSON behind its length in eight bytes. Nothing in it is ever run, and what does not follow the format, as
far as the judge reads it, raises `Garbled`.
"""

import base64
import json
import math
import os
import re
import select
import time

import numpy as np

#: Bytes a message may have.
LARGEST = 1 << 26
TOO_LARGE = f"the result is larger than {LARGEST >> 21} MiB"
#: Kinds of arrays: truth values, integers, floats, complex numbers, texts.
KINDS = "biufcU"
_DTYPE = re.compile(rf"[<>|=]?[{KINDS}]\d{{1,6}}")


class Garbled(Exception):
    """A message that does not follow the format."""


class Foreign:
    """Stands in the judge for an object that is neither number, array nor text."""

    def __init__(self, said):
        self._said = said

    def __repr__(self):
        return self._said


def encode(value, hold):
    """Return a value as JSON can hold it.

    Parameters
    ----------
    value : object
    hold : callable
        Gets what JSON cannot hold and returns a number for it, or None.

    Returns
    -------
    object

    Examples
    --------
    >>> encode((1, 0.5, ...), None)
    {'tuple': [1, 0.5, {'open': 0}]}
    """
    if value is Ellipsis:
        return {"open": 0}
    if isinstance(value, np.ndarray | np.generic) and np.asarray(value).dtype.kind in KINDS:
        array = np.asarray(value)
        if array.nbytes > LARGEST // 2:
            raise ValueError(TOO_LARGE)
        data = base64.b64encode(array.tobytes()).decode("ascii")
        kind = "array" if isinstance(value, np.ndarray) else "scalar"
        return {kind: [array.dtype.str, list(array.shape), data, hold(value) if kind == "array" else None]}
    for plain in (bool, int, float, str):
        if isinstance(value, plain) and not isinstance(value, np.generic):
            return plain(value)
    if value is None:
        return value
    if isinstance(value, tuple):
        return {"tuple": [encode(part, hold) for part in value]}
    if isinstance(value, dict):
        return {"dict": [[encode(key, hold), encode(part, hold)] for key, part in value.items()]}
    if isinstance(value, range):
        return {"range": [value.start, value.stop, value.step]}
    if isinstance(value, list):
        return [encode(part, hold) for part in value]
    if isinstance(value, np.random.Generator) and isinstance(value.bit_generator, np.random.PCG64):
        return {"generator": value.bit_generator.state}
    return {"object": [type(value).__name__, shown(value), hold(value)]}


def decode(data, meet):
    """Return the value that `encode` wrote.

    Parameters
    ----------
    data : object
    meet : callable
        Gets each value that was held, with its number, and returns what takes its place.

    Returns
    -------
    object

    Raises
    ------
    Garbled

    Examples
    --------
    >>> decode({"tuple": [1, {"open": 0}]}, None)
    (1, Ellipsis)
    """
    if isinstance(data, list):
        return [decode(part, meet) for part in data]
    if not isinstance(data, dict):
        return data
    if len(data) != 1:
        raise Garbled("object")
    ((kind, content),) = data.items()
    try:
        if kind == "open":
            return Ellipsis
        if kind == "tuple":
            return tuple(decode(part, meet) for part in content)
        if kind == "dict":
            return {decode(key, meet): decode(part, meet) for key, part in content}
        if kind == "range":
            return range(*content)
        if kind == "generator":
            generator = np.random.default_rng(0)
            generator.bit_generator.state = content
            return generator
        if kind == "object":
            name, said, number = content
            return meet(type(str(name), (Foreign,), {})(str(said)), number)
        if kind in ("array", "scalar"):
            array = _array(*content[:3])
            return meet(array, content[3]) if kind == "array" else array[()]
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise Garbled(str(error)) from error
    raise Garbled(kind)


def _array(dtype, shape, data):
    if not _DTYPE.fullmatch(str(dtype)) or not all(type(n) is int and n >= 0 for n in shape):
        raise Garbled("array")
    dtype, raw = np.dtype(dtype), base64.b64decode(data, validate=True)
    if len(raw) != math.prod(shape) * dtype.itemsize:
        raise Garbled("size")
    if not raw:
        return np.zeros(shape, dtype)
    return np.frombuffer(raw, dtype).reshape(shape).copy()


def shown(value, how=repr):
    """Return a text for any object, even one that refuses to have any.

    Examples
    --------
    >>> shown([1])
    '[1]'
    """
    try:
        return str(how(value))[:200]
    except Exception as error:
        return type(error).__name__


def send(file, message):
    """Write a message.

    Parameters
    ----------
    file : int
        File descriptor.
    message : object

    Raises
    ------
    ValueError
        If it is larger than `LARGEST`.
    OSError
        If nobody reads.
    """
    data = json.dumps(message).encode("ascii")
    if len(data) > LARGEST:
        raise ValueError(TOO_LARGE)
    data = len(data).to_bytes(8, "big") + data
    while data:
        data = data[os.write(file, data) :]


def receive(file, deadline=None):
    """Read a message.

    Parameters
    ----------
    file : int
        File descriptor.
    deadline : float, optional
        Of ``time.monotonic()``.

    Returns
    -------
    object

    Raises
    ------
    EOFError
        If the other side has ended.
    TimeoutError
        If the deadline has passed.
    Garbled
        If it is too large or not JSON.
    """
    size = int.from_bytes(_exactly(file, 8, deadline), "big")
    if size > LARGEST:
        raise Garbled("size")
    try:
        return json.loads(_exactly(file, size, deadline))
    except (ValueError, RecursionError) as error:
        raise Garbled(str(error)) from error


def _exactly(file, count, deadline):
    data = bytearray()
    poll = select.poll()
    poll.register(file, select.POLLIN)
    while len(data) < count:
        # In short turns: an exception sent to this thread arrives between them.
        if not poll.poll(50):
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError
            continue
        part = os.read(file, min(count - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)
