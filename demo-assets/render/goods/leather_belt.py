"""A dark brown belt, rolled up, its brass buckle in front."""

import math

from mathutils import Vector

import materials
import shapes
from studio import camera

BROWN = "#4a2815"
HIGH = 0.36
HALF = HIGH / 2


def build():
    hide = materials.leather("hide", BROWN, grain=60, depth=0.35, roughness=0.36, mottled=0.2)
    thread = materials.thread("thread", "#c9a06a")
    brass = materials.brass()
    path = _path()
    side = [_normal(path, i) for i in range(len(path))]

    def outward(t):
        return side[round(t * (len(path) - 1))]

    shapes.sweep("strap", path, shapes.rounded(HIGH, 0.055, 0.02), hide, outward)
    for dz in (-0.135, 0.135):
        line = [p + n * 0.028 + Vector((0, 0, dz)) for p, n in zip(path, side)]
        shapes.stitches("seam", line[4:], thread, length=0.036, gap=0.024, radius=0.0065, normal=lambda t: side[4 + round(t * (len(line) - 5))])
    _buckle(hide, thread, brass, path[-1])


def views(view):
    if view == "front":
        camera(at=(-1.2, -7.2, 3.2), towards=(0.5, -0.2, 0.2), millimetres=94)
    else:
        camera(at=(0.5, -4.3, 1.7), towards=(1.08, -0.86, 0.28), millimetres=92, blur=4.5)


def _path():
    """A loose spiral that leaves the roll at the front, towards the right."""
    turns = 3.75
    points = []
    count = 420
    for i in range(count + 1):
        angle = -math.pi / 2 - 2 * math.pi * turns * (1 - i / count)
        radius = 0.34 + 0.105 * turns * (i / count)
        points.append(Vector((radius * math.cos(angle), radius * math.sin(angle), HALF + 0.004)))
    last = points[-1]
    for i in range(1, 60):
        x = 1.12 * i / 59
        # The buckle is taller than the strap: on its way there the strap leaves the ground.
        share = min(1.0, i / 34)
        lift = 0.125 * share * share * (3 - 2 * share)
        points.append(Vector((last.x + x, last.y - 0.05 * x * x, last.z + lift)))
    return points


def _normal(path, i):
    tangent = path[min(i + 1, len(path) - 1)] - path[max(i - 1, 0)]
    return Vector((tangent.y, -tangent.x, 0)).normalized()


def _buckle(hide, thread, brass, end):
    bar = end + Vector((0.03, 0.0, 0))
    fold = shapes.tube("fold", [bar + Vector((0, 0, -HALF + 0.015)), bar + Vector((0, 0, HALF - 0.015))], 0.06, hide)
    shapes.refine(fold, 1)
    frame = [(bar.x + 0.19 + p[0], bar.y - 0.012, bar.z + p[1]) for p in shapes.rounded(0.42, 0.54, 0.13, 10)]
    shapes.sweep("frame", frame, shapes.circle(0.036, 20), brass, closed=True)
    shapes.tube(
        "prong",
        [bar + Vector((0.0, -0.06, 0)), bar + Vector((0.12, -0.062, 0)), bar + Vector((0.3, -0.07, 0)), bar + Vector((0.44, -0.05, 0))],
        0.026,
        brass,
        up=(0, 0, 1),
    )
    keeper_at = bar.x - 0.42
    ring = [(keeper_at, bar.y + 0.03 + p[0], bar.z + p[1]) for p in shapes.rounded(0.15, HIGH + 0.03, 0.03, 6)]
    shapes.sweep("keeper", ring, shapes.rounded(0.024, 0.13, 0.01), hide, up=(1, 0, 0), closed=True)
    for x in (-0.13, -0.22):
        z = 0.11
        shapes.stitches("fold seam", [bar + Vector((x, -0.03, -z)), bar + Vector((x, -0.03, z))], thread, length=0.036, gap=0.02, radius=0.007)
    tip = shapes.rounded(0.56, HIGH - 0.01, 0.02, 4)
    under = shapes.slab("under", [(p[0], p[1]) for p in tip], 0.05, hide, 0.016)
    shapes.move(under, (bar.x - 0.28, bar.y + 0.085, bar.z))
