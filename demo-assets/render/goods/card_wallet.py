"""A navy card wallet, lying on its back, three cards in it."""

import bpy

import materials
import shapes
from studio import camera

NAVY = "#1d2c47"
WIDE, HIGH = 1.04, 0.8
# It is modelled twice as thick as it is, for round numbers.
SLIM = 0.5


def build():
    before = set(bpy.context.scene.objects)
    hide = materials.leather("hide", NAVY, grain=105, depth=0.75, roughness=0.5, mottled=0.1)
    thread = materials.thread("thread", "#8fa0bd")
    gold = materials.plain("foil", "#c9a35a", 0.3, 1.0)
    _layers(hide, thread)
    _cards()
    shapes.writing("initials", "L·W", (0.34, -0.163, 0.115), 0.15, gold, font=materials.SERIF, spacing=1.1, depth=0.0008)
    shapes.group("wallet", shapes.everything_since(before), (0, -0.42, 0.0), (-90, 0, 14), (1, SLIM, 1))
    _second(hide, thread)


def views(view):
    if view == "front":
        camera(at=(-0.5, -3.7, 4.3), towards=(0.06, 0.3, 0.05), millimetres=116)
    else:
        camera(at=(-0.9, -2.5, 1.75), towards=(-0.1, -0.14, 0.08), millimetres=98, blur=5.0)


def _layers(hide, thread):
    _pocket("back", HIGH, 0.055, 0.0, hide)
    _pocket("middle", HIGH - 0.02, 0.03, -0.068, hide, dip=0.1)
    _pocket("upper", 0.56, 0.03, -0.1, hide, slope=0.0)
    _pocket("lower", 0.36, 0.03, -0.132, hide, slope=0.0)
    inner = WIDE / 2 - 0.045
    level = [(0.045, 0.345, -0.1635), (0.375, 0.545, -0.1315), (0.575, 0.765, -0.0995)]
    for x in (-inner, inner):
        for low, high, y in level:
            shapes.stitches("side seam", [(x, y, low), (x, y, high)], thread, length=0.026, gap=0.015, radius=0.0058)
    shapes.stitches("foot seam", [(-inner + 0.02, -0.1635, 0.045), (inner - 0.02, -0.1635, 0.045)], thread, length=0.026, gap=0.015, radius=0.0058)
    crease = materials.plain("crease", "#121c2f", 0.4)
    for z, y in ((0.335, -0.1625), (0.535, -0.1305)):
        shapes.tube("crease", [(-inner + 0.03, y, z), (inner - 0.03, y, z)], 0.003, crease)


def _pocket(name, height, thickness, y, hide, slope=0.0, dip=0.0):
    half, corner = WIDE / 2, 0.075
    outline = [(-half, height), *_corner(-half + corner, corner, 180, corner), *_corner(half - corner, corner, 270, corner), (half, height)]
    if dip:
        outline += [(0.24, height), *[(0.24 - 0.04 * k, height - dip * (1 - ((0.24 - 0.04 * k) / 0.24) ** 2) ** 0.5) for k in range(1, 12)], (-0.24, height)]
    part = shapes.slab(name, outline, thickness, hide, 0.009)
    return shapes.move(part, (0, y, 0))


def _corner(x, z, start, radius):
    import math

    return [(x + radius * math.cos(math.radians(start + 15 * k)), z + radius * math.sin(math.radians(start + 15 * k))) for k in range(7)]


def _cards():
    cream = materials.plain("cream card", "#e9e3d6", 0.35)
    black = materials.plain("black card", "#26272b", 0.32, coat=0.4)
    clay = materials.plain("clay card", "#c2704a", 0.35)
    ink = materials.plain("ink", "#7a7468", 0.6)
    foil = materials.plain("card foil", "#d8b56a", 0.25, 1.0)
    _card("tall", cream, (0.01, -0.058, 0.42), 1.2, 0.54)
    shapes.tube("line", [(-0.32, -0.0715, 0.9), (0.0, -0.0715, 0.9067)], 0.006, ink)
    _card("upper", black, (0.0, -0.0985, 0.3), -0.6, 0.385)
    shapes.tube("strip", [(-0.36, -0.1105, 0.64), (-0.12, -0.1105, 0.6375)], 0.007, foil)
    _card("lower", clay, (-0.005, -0.131, 0.1), 0.5, 0.385)


def _card(name, material, at, tilt, high):
    # Only what is above its pocket is ever seen.
    outline = [(x, z + high / 2) for x, z in shapes.rounded(0.86, high, 0.035, 6)]
    card = shapes.slab(name, outline, 0.0095, material, 0.002)
    shapes.move(card, at, (0, -tilt, 0))


def _second(hide, thread):
    """The same wallet in caramel behind it, to show its back and how thin it is."""
    before = set(bpy.context.scene.objects)
    tan = materials.leather("tan", "#a9642f", grain=105, depth=0.75, roughness=0.5)
    seam = materials.thread("tan thread", "#ecd9b8")
    _pocket("back", HIGH, 0.06, 0.0, tan)
    _pocket("front", HIGH - 0.02, 0.05, -0.064, tan, dip=0.1)
    inner = WIDE / 2 - 0.045
    path = [(-inner, -0.1155, 0.76), (-inner, -0.1155, 0.045), (inner, -0.1155, 0.045), (inner, -0.1155, 0.76)]
    for a, b in zip(path, path[1:]):
        shapes.stitches("seam", [a, b], seam, length=0.026, gap=0.015, radius=0.0058)
    shapes.writing("stamp", "木野", (0.0, -0.1155, 0.3), 0.24, materials.plain("stamp", "#7a4420", 0.5), font=materials.SERIF, spacing=1.2, depth=0.001)
    shapes.group("second", shapes.everything_since(before), (0.2, 0.56, 0.0), (-90, 0, -16), (1, SLIM, 1))
