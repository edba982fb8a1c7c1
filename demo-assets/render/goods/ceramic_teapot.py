"""A hand-thrown teapot with two cups."""

import math

import materials
import shapes
from studio import camera

GLAZE = "#ded2bd"


def build():
    glaze = materials.stoneware("glaze", GLAZE)
    tea = materials.plain("tea", "#7a3c10", roughness=0.05)
    _pot(glaze)
    _cup(glaze, tea, (-1.42, -1.02, 0))
    _cup(glaze, tea, (-0.62, -1.62, 0))


def views(view):
    if view == "front":
        camera(at=(-0.6, -9.2, 4.3), towards=(-0.04, -0.4, 0.58), millimetres=86)
    else:
        camera(at=(2.6, -4.6, 3.4), towards=(0.15, -0.05, 1.12), millimetres=88, blur=3.5)


def _pot(glaze):
    outside = shapes.curve_through(
        [(0.0, 0, 0.035), (0.45, 0, 0.03), (0.56, 0, 0.0), (0.64, 0, 0.02), (0.9, 0, 0.24), (1.0, 0, 0.56), (0.92, 0, 0.88), (0.66, 0, 1.1), (0.47, 0, 1.17), (0.43, 0, 1.2)],
        10,
    )
    inside = [(0.385, 0, 1.2), (0.36, 0, 1.12), (0.3, 0, 1.1), (0.0, 0, 1.1)]
    body = shapes.lathe("body", [(p[0], p[2]) for p in [*outside, *inside]], glaze)
    spout = shapes.tube(
        "spout",
        [(0.7, 0, 0.42), (1.05, 0, 0.55), (1.32, 0, 0.86), (1.5, 0, 1.16), (1.62, 0, 1.24)],
        0.2,
        glaze,
        scale=lambda t: 1.12 - 0.66 * t**0.8,
        up=(0, 1, 0),
    )
    handle = shapes.sweep(
        "handle",
        shapes.curve_through([(-0.7, 0, 1.0), (-1.05, 0, 1.16), (-1.42, 0, 1.02), (-1.5, 0, 0.7), (-1.3, 0, 0.42), (-0.88, 0, 0.36)], 12),
        shapes.rounded(0.22, 0.11, 0.055),
        glaze,
        up=(0, 1, 0),
        scale=lambda t: (0.9 - 0.1 * math.sin(math.pi * t), 1.0 + 0.25 * (2 * t - 1) ** 2),
    )
    pot = shapes.fuse("pot", [body, spout, handle], 0.016, glaze, 8)
    mouth = shapes.tube("mouth", [(1.3, 0, 0.83), (1.5, 0, 1.16), (1.62, 0, 1.24), (1.8, 0, 1.36)], 0.06, None, up=(0, 1, 0))
    shapes.cut(pot, mouth)
    lid = shapes.curve_through(
        [(0.0, 0, 1.42), (0.09, 0, 1.415), (0.13, 0, 1.36), (0.1, 0, 1.3), (0.085, 0, 1.27), (0.16, 0, 1.255), (0.36, 0, 1.225), (0.44, 0, 1.205), (0.452, 0, 1.19), (0.44, 0, 1.18), (0.38, 0, 1.18)],
        10,
    )
    shapes.lathe("lid", [(p[0], p[2]) for p in lid], glaze)


def _cup(glaze, tea, at):
    profile = shapes.curve_through(
        [(0.0, 0, 0.02), (0.2, 0, 0.02), (0.24, 0, 0.0), (0.29, 0, 0.03), (0.36, 0, 0.2), (0.39, 0, 0.44), (0.397, 0, 0.5), (0.385, 0, 0.513), (0.37, 0, 0.5), (0.355, 0, 0.42), (0.32, 0, 0.2), (0.2, 0, 0.07), (0.0, 0, 0.06)],
        8,
    )
    cup = shapes.lathe("cup", [(p[0], p[2]) for p in profile], glaze)
    shapes.move(cup, at, (0, 0, 40 * at[1]))
    surface = shapes.lathe("tea", [(0.0, 0.4), (0.34, 0.4), (0.354, 0.408)], tea)
    shapes.move(surface, at)
