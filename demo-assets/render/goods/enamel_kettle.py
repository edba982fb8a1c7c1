"""A dark green enamel kettle with a slender spout, a walnut grip and a walnut knob."""

import math

import materials
import shapes
from studio import camera

GREEN = "#0f3126"


def build():
    green = materials.enamel("enamel", GREEN)
    steel = materials.plain("steel", "#c9c9c9", 0.22, 1.0)
    dark = materials.plain("rim", "#151515", 0.3)
    walnut = materials.wood("walnut")
    _body(green, dark)
    _lid(green, dark, walnut, steel)
    _spout(green, dark)
    _grip(walnut, steel)


def views(view):
    if view == "front":
        camera(at=(-0.9, -10.4, 3.6), towards=(0.18, 0, 0.8), millimetres=98)
    else:
        camera(at=(-2.6, -4.9, 3.4), towards=(-0.38, 0, 1.2), millimetres=92, blur=4.0)


def _body(green, dark):
    profile = [(0.0, 0.05), (0.8, 0.05)]
    profile += [(p.x, p.z) for p in shapes.curve_through([(0.86, 0, 0.045), (0.9, 0, 0.09), (0.885, 0, 0.25), (0.82, 0, 0.62), (0.74, 0, 0.98), (0.68, 0, 1.14), (0.58, 0, 1.235), (0.52, 0, 1.26), (0.5, 0, 1.25)], 10)]
    profile += [(0.47, 1.2), (0.0, 1.2)]
    shapes.lathe("body", profile, green, 160)
    foot = [(0.895 + 0.028 * math.cos(a), 0.05 + 0.04 * math.sin(a)) for a in [2 * math.pi * k / 16 for k in range(17)]]
    shapes.lathe("foot", foot, dark, 160)


def _lid(green, dark, walnut, steel):
    dome = [(p.x, p.z) for p in shapes.curve_through([(0.0, 0, 1.43), (0.14, 0, 1.425), (0.36, 0, 1.36), (0.485, 0, 1.285), (0.52, 0, 1.272), (0.53, 0, 1.262), (0.5, 0, 1.255)], 10)]
    shapes.lathe("lid", dome, green, 160)
    rim = [(0.525 + 0.016 * math.cos(a), 1.268 + 0.014 * math.sin(a)) for a in [2 * math.pi * k / 14 for k in range(15)]]
    shapes.lathe("lid rim", rim, dark, 160)
    neck = [(0.07, 1.42), (0.06, 1.45), (0.055, 1.48), (0.1, 1.49), (0.0, 1.49)]
    shapes.lathe("neck", neck, steel, 60)
    knob = [(p.x, p.z) for p in shapes.curve_through([(0.0, 0, 1.68), (0.08, 0, 1.67), (0.145, 0, 1.61), (0.14, 0, 1.54), (0.09, 0, 1.487), (0.0, 0, 1.485)], 10)]
    shapes.lathe("knob", knob, walnut, 64)


def _spout(green, dark):
    goose = [(0.7, 0, 0.25), (0.95, 0, 0.27), (1.17, 0, 0.4), (1.29, 0, 0.64), (1.33, 0, 0.92), (1.4, 0, 1.18), (1.56, 0, 1.34), (1.76, 0, 1.34)]
    line = shapes.even(shapes.curve_through(goose, 16), 120)
    shapes.sweep("spout", line, shapes.circle(0.13, 32), green, (0, 1, 0), lambda t: 1.25 - 0.76 * t**0.8)
    collar = shapes.lathe("collar", [(0.19, 0.0), (0.2, 0.012), (0.19, 0.03), (0.16, 0.04)], green, 60)
    shapes.move(collar, (0.875, 0, 0.262), (0, 86, 0))
    mouth = shapes.lathe("mouth", [(0.0, 0.0), (0.046, 0.0), (0.062, 0.004), (0.066, -0.004), (0.066, -0.02)], dark, 40)
    shapes.move(mouth, (1.762, 0, 1.34), (0, 94, 0))


def _grip(walnut, steel):
    bracket = shapes.curve_through([(-0.62, 0, 1.1), (-0.86, 0, 1.16), (-1.06, 0, 1.17), (-1.2, 0, 1.08)], 10)
    shapes.sweep("bracket", bracket, shapes.rounded(0.16, 0.055, 0.02), steel, up=(0.3, 0, 1))
    line = shapes.curve_through([(-1.06, 0, 1.2), (-1.24, 0, 1.1), (-1.36, 0, 0.84), (-1.37, 0, 0.54), (-1.28, 0, 0.3)], 12)
    shapes.refine(
        shapes.sweep(
            "grip",
            line,
            shapes.rounded(0.2, 0.17, 0.075),
            walnut,
            up=lambda t: (-1, 0, 0.2),
            scale=lambda t: (min(1, 8 * t + 0.55, 8 * (1 - t) + 0.5) * (1 + 0.12 * math.sin(math.pi * t)),) * 2,
        ),
        1,
    )
    for at, turn in (((-1.215, -0.1, 1.085), 90), ((-1.345, -0.108, 0.86), 90)):
        shapes.rivet("pin", at, 0.03, steel, (turn, 0, 0))
