"""Data sets: seeded, balanced, offline."""

import hashlib
from importlib import resources

import numpy as np
import pytest

from helpers import data


@pytest.mark.parametrize("make", [data.moons, data.spirals])
def test_a_seed_fixes_the_points_and_another_changes_them(make):
    np.testing.assert_array_equal(make(60, rng=1)[0], make(60, rng=np.random.default_rng(1))[0])
    assert not np.array_equal(make(60, rng=1)[0], make(60, rng=2)[0])


@pytest.mark.parametrize(("make", "classes"), [(data.moons, 2), (data.spirals, 3)])
def test_classes_are_balanced_and_mixed(make, classes):
    x, y = make(90, rng=0)
    assert x.shape == (90, 2)
    assert (np.bincount(y) == 90 // classes).all()
    assert len(set(y[:15])) == classes


def test_moons_without_noise_lie_on_two_half_circles():
    x, y = data.moons(100, noise=0, rng=0)
    radius = np.linalg.norm(np.where(y[:, None] == 0, x, [1.0, 0.5] - x), axis=1)
    np.testing.assert_allclose(radius, 1)


def test_spirals_without_noise_wind_from_the_centre_out():
    x, y = data.spirals(300, classes=2, noise=0, turns=1, rng=0)
    radius = np.linalg.norm(x, axis=1)
    angle = np.arctan2(x[:, 1], x[:, 0])
    difference = angle - 2 * np.pi * (radius + y / 2)
    np.testing.assert_allclose(np.cos(difference), 1)


def test_xor_is_one_where_the_inputs_differ():
    x, y = data.xor()
    np.testing.assert_array_equal(y, x[:, 0] != x[:, 1])


def test_digits_are_the_credited_file_scaled_to_one():
    folder = resources.files("helpers") / "digits"
    digest = hashlib.sha256((folder / "digits.csv.gz").read_bytes()).hexdigest()
    text = (folder / "README.md").read_text("utf-8")
    assert digest in text
    assert "10.24432/C50P49" in text
    assert "CC BY 4.0" in text
    x, y = data.digits()
    assert x.shape == (1797, 64)
    assert (x.min(), x.max()) == (0, 1)
    np.testing.assert_array_equal(np.bincount(y), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])


def test_split_keeps_pairs_together_and_uses_every_sample_once():
    x_train, y_train, x_test, y_test = data.split(np.arange(10.0)[:, None], np.arange(10), 0.7, rng=0)
    assert (len(x_train), len(x_test)) == (7, 3)
    np.testing.assert_array_equal(np.sort(np.concatenate([y_train, y_test])), np.arange(10))
    np.testing.assert_array_equal(x_train[:, 0], y_train)
    np.testing.assert_array_equal(x_test[:, 0], y_test)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.moons(1), "n must be at least 2"),
        (lambda: data.moons(10, noise=-1), "noise must be at least 0"),
        (lambda: data.spirals(10, classes=0), "classes must be at least 1"),
        (lambda: data.split([[1], [2]], [1]), "same number of samples"),
        (lambda: data.split([[1], [2]], [1, 2], share=1), "share must be between 0 and 1"),
    ],
)
def test_errors_say_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()
