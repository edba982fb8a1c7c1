"""A caramel tote: one soft shell, a darker base, two rolled handles."""

import math

from mathutils import Vector

import materials
import shapes
from studio import camera

TAN = "#a5683a"
HEIGHT = 2.75
AROUND = 240


def build():
    hide = materials.leather("hide", TAN, grain=52)
    dark = materials.leather("dark hide", "#6b3a1e", grain=52)
    edge = materials.plain("edge", "#6d3c1d", 0.7)
    lining = materials.plain("lining", "#b89b73", 0.95)
    thread = materials.thread("thread", "#ecdcbc")
    brass = materials.brass()

    shell = shapes.loft("shell", [_ring(i / 70) for i in range(71)], hide, closed_ends=False)
    shell.data.materials.append(lining)
    shell.data.materials.append(edge)
    wall = shapes.thicken(shell, 0.045, -1).modifiers["thicken"]
    wall.use_rim = True
    wall.material_offset = 1
    wall.material_offset_rim = 2
    base = shapes.loft("base", [_ring(0.21 * i / 22, 0.022) for i in range(23)], dark, closed_ends=False)
    shapes.thicken(base, 0.03, 0)

    shapes.stitches("base seam", _around(0.199, 0.04), thread, normal=_outwards(0.199))
    shapes.stitches("top seam", _around(0.972, 0.002), thread, normal=_outwards(0.972))
    _handle(-1, hide, thread, brass)
    _handle(1, hide, thread, brass)
    stamp = materials.plain("stamp", "#633315", 0.55)
    at = _front(0.0, 0.56)
    shapes.writing("stamp", "木野", at + Vector((0, -0.1, 0.1)), 0.4, stamp, font=materials.SERIF, spacing=1.2, onto=shell)
    shapes.writing("name", "MUYE LEATHER", at + Vector((0, -0.1, -0.16)), 0.15, stamp, font=materials.SERIF, spacing=1.3, onto=shell)


def views(view):
    if view == "front":
        camera(at=(-3.6, -13.2, 4.6), towards=(0.05, 0, 2.02), millimetres=97)
    else:
        camera(at=(-2.6, -5.2, 3.6), towards=(-0.42, -0.5, 2.32), millimetres=100, blur=4.5)


def _ring(h, out=0.0):
    """The shell's outline at a height of 0 to 1, moved outwards a little."""
    return [_point(k / AROUND, h, out) for k in range(AROUND)]


def _point(share, h, out=0.0):
    width, depth = 1.5 + 0.2 * h, 0.6 - 0.1 * h
    round_in = max(0.0, 1 - h / 0.035)
    foot = 0.09 * (1 - math.sqrt(max(0.0, 1 - round_in**2)))
    corner = 0.2
    x, y = _rectangle(share, width - foot, depth - foot, corner)
    across, along = x / width, y / depth
    # The sides fold in towards the mouth, the faces belly out below and come together above.
    fold = 0.3 * h**1.6 * (1 - along**2) * abs(across) ** 8
    x -= math.copysign(fold, x)
    belly = 0.07 * math.sin(math.pi * min(1, h * 1.15)) * (1 - across**2)
    mouth = 0.3 * h**3 * (1 - across**2)
    y += math.copysign(belly * abs(along) ** 3, y) - along * depth * mouth
    sag = 0.012 * math.sin(5.1 * x + 2.2 * h) * math.sin(math.pi * h) + 0.016 * math.sin(2.3 * x - 4.0 * h + (1 if y > 0 else 0))
    y += sag * (1 - 0.4 * h) * abs(along) ** 2
    z = HEIGHT * h + (0.02 * math.cos(2.0 * x) - 0.05 * abs(across) ** 3) * h**4
    length = math.hypot(x / width, y / depth) or 1
    return Vector((x + out * x / width / length, y + out * y / depth / length, max(0.004, z)))


def _rectangle(share, width, depth, corner):
    outline = _rectangle.cache.get((width, depth))
    if outline is None:
        outline = shapes.even([(x, y, 0) for x, y in shapes.rounded(2 * width, 2 * depth, corner, 10)], AROUND, True)
        _rectangle.cache[(width, depth)] = outline
    p = outline[round(share * AROUND) % AROUND]
    return p.x, p.y


_rectangle.cache = {}


def _around(h, out):
    ring = _ring(h, out)
    return [*ring, ring[0]]


def _outwards(h):
    ring = _ring(h)

    def normal(share):
        i = round(share * AROUND) % AROUND
        tangent = ring[(i + 1) % AROUND] - ring[i - 1]
        return (tangent.y, -tangent.x, 0)

    return normal


def _front(x, h, out=0.0):
    """The point of the front (negative y) nearest to x at that height."""
    return min((p for p in _ring(h, out) if p.y < 0), key=lambda p: abs(p.x - x))


def _handle(side, hide, thread, brass):
    """One rolled handle, flat where it is sewn on; `side` -1 is the front."""
    reach = 0.62

    def on(x, h, out):
        p = _front(x, h, out)
        return Vector((x, p.y * -side if side > 0 else p.y, p.z)) if side < 0 else Vector((x, -p.y, p.z))

    lean = 0.2 * side
    low, high = on(-reach, 0.7, 0.05), on(-reach, 0.99, 0.06)
    left = [low, (low + high) / 2, high, (-0.59, high.y - lean * 0.2, 3.15), (-0.46, high.y - lean * 0.9, 3.72), (-0.22, high.y - lean * 1.5, 4.05)]
    right = [Vector((-p[0], p[1], p[2])) for p in reversed(left)]
    path = shapes.curve_through([*left, (0, high.y - lean * 1.65, 4.13), *right], 14)

    def roll(t):
        from_end = min(t, 1 - t)
        round_part = min(1, max(0, (from_end - 0.1) / 0.1))
        ease = round_part * round_part * (3 - 2 * round_part)
        return (1.75 - 0.75 * ease, 0.34 + 0.66 * ease)

    shapes.sweep(f"handle {side}", path, shapes.circle(0.085, 28), hide, (0, side, 0), roll)
    if side > 0:
        return
    for x in (-reach, reach):
        low, high = on(x, 0.685, 0.0), on(x, 0.86, 0.0)
        middle = (low + high) / 2
        tilt = math.degrees(math.atan2(high.y - low.y, high.z - low.z))
        outline = shapes.rounded(0.42, 0.56, 0.09, 8)
        tab = shapes.slab("tab", outline, 0.05, hide, 0.016)
        rows = [(px, -0.052, pz) for px, pz in shapes.inset(outline, 0.05)]
        seam = shapes.stitches("tab seam", [*rows, rows[0]], thread, length=0.032, gap=0.018)
        head = shapes.rivet("rivet", (0, -0.062, -0.17), 0.05, brass)
        top = shapes.rivet("rivet", (0, -0.105, 0.15), 0.05, brass)
        shapes.group("fixing", [tab, seam, head, top], middle + Vector((0, -0.035, 0)), (-tilt, 0, 0))
