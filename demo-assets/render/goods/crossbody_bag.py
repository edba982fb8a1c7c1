"""A burgundy saddle bag: rounded body with piping, a flap with a brass turn-lock, a long strap."""

import math

from mathutils import Vector

import materials
import shapes
from studio import camera

WINE = "#5e1822"
TOP, WIDE, DEEP = 1.72, 1.12, 0.36


def build():
    hide = materials.leather("hide", WINE, grain=64, depth=0.75, roughness=0.36)
    trim = materials.leather("trim", "#45101a", grain=90, depth=0.3, roughness=0.4)
    thread = materials.thread("thread", "#b98a6a")
    brass = materials.brass()
    _body(hide, trim)
    _flap(hide, thread, trim)
    _lock(brass, trim)
    _strap(hide, brass, thread)


def views(view):
    if view == "front":
        camera(at=(-3.2, -11.6, 3.7), towards=(0.0, 0, 1.68), millimetres=98)
    else:
        camera(at=(-2.6, -4.5, 2.3), towards=(0.02, -0.45, 0.92), millimetres=112, blur=4.0)


def _outline(count=200):
    """The saddle: straight on top, a full curve below, counter-clockwise seen from the front."""
    points = []
    for step in range(61):
        angle = math.pi * (1 + step / 60)
        x, z = math.cos(angle), math.sin(angle)
        points.append((WIDE * math.copysign(abs(x) ** 0.72, x), 0, 0.98 + 0.98 * math.copysign(abs(z) ** 0.86, z)))
    for cx, start in ((WIDE - 0.06 - 0.12, 0), (-(WIDE - 0.06) + 0.12, 90)):
        for step in range(9):
            angle = math.radians(start + 90 * step / 8)
            points.append((cx + 0.12 * math.cos(angle), 0, TOP - 0.12 + 0.12 * math.sin(angle)))
    return shapes.even(points, count, True)


def _body(hide, trim):
    outline = _outline()
    middle = Vector((0, 0, 0.95))
    half = [(0.02, -0.4), (0.3, -0.4), (0.6, -0.395), (0.85, -0.385), (0.95, -0.372), (0.985, -0.35), (0.998, -0.32), (1.0, -0.28), (1.0, -0.14)]
    skin = [*half, (1.0, 0.0), *[(s, -y) for s, y in reversed(half)]]
    rings = [[middle + (p - middle) * s + Vector((0, y / 0.4 * DEEP * 1.05, 0)) for p in outline] for s, y in skin]
    shapes.loft("body", rings, hide)
    for y in (-1, 1):
        line = [middle + (p - middle) * 0.995 + Vector((0, y * (DEEP - 0.01), 0)) for p in outline]
        shapes.sweep("piping", line, shapes.circle(0.03, 14), trim, closed=True)


def _over(s):
    """The way of the flap from the back over the top and down the front, by length."""
    return _over.line.at(s)


class _Line:
    def __init__(self, points):
        self.points = shapes.even(shapes.curve_through(points, 16), 200)
        self.length = sum((b - a).length for a, b in zip(self.points, self.points[1:]))

    def at(self, s):
        place = max(0.0, min(1.0, s / self.length)) * (len(self.points) - 1)
        i = min(int(place), len(self.points) - 2)
        return self.points[i].lerp(self.points[i + 1], place - i)


_over.line = _Line(
    [(0, 0.44, 1.15), (0, 0.43, 1.45), (0, 0.38, 1.7), (0, 0.24, 1.8), (0, 0, 1.815), (0, -0.26, 1.8), (0, -0.42, 1.7), (0, -0.475, 1.45), (0, -0.48, 1.15), (0, -0.478, 0.9), (0, -0.47, 0.62)]
)


def _flap_outline():
    """Half widths along the flap, by length from its hinge at the back."""
    end = _over.line.length
    start = end - 1.12
    rows = [(s, 1.09) for s in [start * k / 30 for k in range(31)]]
    for k in range(1, 50):
        angle = math.pi / 2 * k / 50
        rows.append((start + (end - start) * math.sin(angle) ** 1.0, 1.09 * math.cos(angle) ** 0.62))
    rows.append((end, 0.03))
    return rows


def _flap(hide, thread, trim):
    rows = _flap_outline()
    columns = 48
    grid = []
    for s, half in rows:
        base = _over(s)
        grid.append([base + Vector((half * (2 * c / columns - 1), 0.02 * (2 * c / columns - 1) ** 2 * half, 0)) for c in range(columns + 1)])
    flap = shapes.sheet("flap", grid, hide)
    shapes.weld(flap)
    shapes.thicken(flap, 0.045, 0)
    shapes.bake(flap)
    shapes.soften(flap, 0.014, 3, 50)

    def on(x, s, out):
        base, ahead = _over(s), _over(s + 0.02)
        tangent = (ahead - base).normalized() if (ahead - base).length else Vector((0, 0, -1))
        normal = tangent.cross(Vector((1, 0, 0)))
        normal = normal if normal.y < 0 or normal.z > 0 else -normal
        return base + Vector((x, 0.02 * (x / 1.09) ** 2, 0)) + normal * out

    front = [row for row in rows if row[0] > 0.75]
    shape = [(half, -s) for s, half in reversed(front)] + [(-half, -s) for s, half in front]
    shape = [(p.x, p.y) for p in shapes.even([(x, y, 0) for x, y in shape], 260)]
    line = shapes.inset(shape, 0.07)[6:-6]
    if abs(line[130][0]) > 2 or line[60][0] < -1.2:
        line = shapes.inset(shape, -0.07)[6:-6]
    # Only down the sides and round the tip: the row over the top lies out of sight.
    shapes.stitches("flap seam", [on(x, -y, 0.024) for x, y in line], thread, length=0.032, gap=0.018, normal=(0, -1, 0.1))


def _lock(brass, trim):
    z, y = 0.86, -0.505
    plate = shapes.slab("plate", shapes.rounded(0.36, 0.25, 0.06, 8), 0.025, brass, 0.01)
    shapes.move(plate, (0, y + 0.012, z))
    post = shapes.lathe("post", [(0.0, 0.07), (0.055, 0.07), (0.065, 0.055), (0.065, 0.0)], brass, 40)
    shapes.move(post, (0, y - 0.01, z), (90, 0, 0))
    knob = shapes.slab("knob", shapes.rounded(0.24, 0.085, 0.042, 10), 0.045, brass, 0.015)
    shapes.move(knob, (0, y - 0.075, z))
    for x in (-0.14, 0.14):
        for dz in (-0.085, 0.085):
            shapes.rivet("screw", (x, y - 0.016, z + dz), 0.016, brass)


def _strap(hide, brass, thread):
    points = [(-1.2, 0, 1.5), (-1.23, 0.0, 1.85), (-1.12, 0.08, 2.5), (-0.72, 0.16, 3.12), (0, 0.2, 3.38), (0.72, 0.16, 3.12), (1.12, 0.08, 2.5), (1.23, 0.0, 1.85), (1.2, 0, 1.5)]
    path = shapes.curve_through(points, 24)
    flat = shapes.rounded(0.19, 0.045, 0.018)

    def outward(t):
        p = path[min(len(path) - 1, round(t * (len(path) - 1)))]
        return (p - Vector((0, 0, 1.9))).normalized()

    shapes.sweep("strap", path, flat, hide, outward)
    for x in (-1, 1):
        ring = [Vector((x * 1.205, 0.11 * math.cos(a), 1.43 + 0.1 * math.sin(a))) for a in [2 * math.pi * k / 40 for k in range(40)]]
        shapes.sweep("ring", ring, shapes.circle(0.022, 14), brass, closed=True)
        loop = shapes.slab("loop", shapes.rounded(0.16, 0.34, 0.05, 6), 0.05, hide, 0.014)
        shapes.move(loop, (x * 1.155 + (0.02 if x < 0 else -0.02), 0, 1.3), (0, 0, 90 if x > 0 else -90))
        shapes.rivet("rivet", (x * 1.185, 0, 1.27), 0.04, brass, (0, 90 * x, 0))
    # The buckle that sets the length, on the left rise of the strap.
    at = path[34]
    tilt = math.degrees(math.atan2(path[36].x - path[32].x, path[36].z - path[32].z))
    frame = [(0, p[0], p[1]) for p in shapes.rounded(0.26, 0.22, 0.05, 6)]
    buckle = shapes.sweep("buckle", frame, shapes.circle(0.02, 12), brass, closed=True)
    bar = shapes.tube("bar", [(0, -0.13, 0), (0, 0.13, 0)], 0.018, brass)
    shapes.group("slide", [buckle, bar], at - Vector((0.03, 0, 0)), (0, tilt, 0))
