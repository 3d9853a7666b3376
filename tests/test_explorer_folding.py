"""The explorer that folds the plane: its discovery, and that the unfolded cut is the cut."""

import numpy as np
import pytest

from helpers import explorers
from helpers.explorers.lesson01 import CORNERS, UNITS, folded

FOLDING = explorers.find("plane-folding")
ANGLES, CUTS = (control.values for control in FOLDING.controls)


def best(angle):
    return max(FOLDING.frame(angle=angle, cut=cut)[1]["right"] for cut in CUTS)


def test_four_corners_are_right_from_more_than_sixty_degrees_on():
    assert {angle for angle in ANGLES if best(angle) == "4 / 4"} == {angle for angle in ANGLES if angle > 60}


def test_a_flat_sheet_gets_three_corners_at_best():
    assert best(0) == "3 / 4"


def test_the_angles_are_identity_relu_and_absolute_value():
    z = CORNERS @ UNITS
    for angle, expected in ((0, z), (90, np.maximum(z, 0)), (180, np.abs(z))):
        np.testing.assert_allclose(folded(CORNERS, angle), expected, atol=1e-12)


@pytest.mark.parametrize("angle", ANGLES)
def test_the_unfolded_cut_lies_where_the_folded_sheet_meets_the_cut(angle):
    for cut in CUTS:
        x = np.transpose(FOLDING.frame(angle=angle, cut=cut)[0]["unfolded"])
        x = x[np.isfinite(x).all(axis=1)]
        np.testing.assert_allclose(folded(x, angle).sum(axis=1), cut, atol=1e-9)
        assert ((x >= -0.5 - 1e-9) & (x <= 1.5 + 1e-9)).all()


def test_every_change_of_side_on_the_sheet_is_crossed_by_the_unfolded_cut():
    side = np.linspace(-0.5, 1.5, 41) + 0.001
    plane = np.stack(np.meshgrid(side[:-1], side[:-1]), axis=-1)
    above = folded(plane.reshape(-1, 2), 90).sum(axis=1).reshape(plane.shape[:2]) > 0.5
    x = np.transpose(FOLDING.frame(angle=90, cut=0.5)[0]["unfolded"])
    length = np.nansum(np.linalg.norm(np.diff(x, axis=0), axis=1))
    turns = np.sum(above[1:] != above[:-1]) + np.sum(above[:, 1:] != above[:, :-1])
    assert turns * 0.05 / np.sqrt(2) < length < turns * 0.05
