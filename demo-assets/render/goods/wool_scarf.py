"""An oat check scarf, folded in four, one end hanging over with its fringe."""

import math
import random

import bpy
from mathutils import Vector

import materials
import shapes
from studio import camera

DEEP = 1.5
LAYER = 0.135


def build():
    wool = _wool()
    path = _path()
    columns = 90
    rows, lengths = [], [0.0]
    for a, b in zip(path, path[1:]):
        lengths.append(lengths[-1] + (b - a).length)
    for i, p in enumerate(path):
        row = []
        for c in range(columns + 1):
            y = DEEP * (c / columns - 0.5)
            wave = 0.012 * math.sin(2.1 * lengths[i] + 1.7 * y) + 0.008 * math.sin(5.3 * y + 0.9 * lengths[i])
            droop = -0.05 * max(0.0, abs(2 * c / columns - 1) - 0.86) / 0.14 * (p.z > LAYER)
            slip = 0.02 * math.sin(1.3 * lengths[i])
            row.append(p + Vector((0, y + slip, wave * (p.z > 0.05) + droop * 0.5)))
        rows.append(row)
    cloth = shapes.sheet("cloth", rows, wool, uv=lambda r, c: (lengths[r], DEEP * c / columns))
    shapes.thicken(cloth, 0.085, 0)
    shapes.bake(cloth)
    shapes.soften(cloth, 0.035, 4, 50)
    shapes.bake(cloth)
    _fuzz(cloth)
    _fringe(rows[-1], wool)


def views(view):
    if view == "front":
        camera(at=(-3.6, -6.2, 4.1), towards=(-0.22, -0.08, 0.2), millimetres=76)
    else:
        camera(at=(-3.4, -2.6, 2.2), towards=(-1.2, -0.25, 0.32), millimetres=92, blur=4.0)


def _path():
    """Seen from the front: four layers with round folds, the last going over the left edge to the ground."""
    half, points = 1.15, []
    for layer in range(4):
        z = 0.06 + layer * LAYER
        direction = -1 if layer % 2 else 1
        edge = half - 0.015 * layer
        start, end = -direction * edge, direction * edge
        if layer == 3:
            break
        points += [(start * 0.96, 0, z), (start * 0.5, 0, z), (0, 0, z), (end * 0.5, 0, z), (end * 0.96, 0, z)]
        points.append((end * 0.96 + direction * 0.075, 0, z + LAYER / 2))
    z = 0.06 + 3 * LAYER
    points += [(1.06, 0, z), (0.5, 0, z), (0, 0, z), (-0.6, 0, z), (-1.1, 0, z), (-1.33, 0, z - 0.06), (-1.43, 0, z - 0.2), (-1.46, 0, 0.16)]
    return shapes.even(shapes.curve_through(points, 10), 260)


def _wool():
    wool = materials.Surface("wool", roughness=0.92, sheen_weight=0.55, sheen_roughness=0.5, specular_ior_level=0.1)
    cloth = wool.node("UVMap").outputs[0]
    split = wool.node("SeparateXYZ", vector=cloth)
    bands = [_bands(wool, split.outputs[axis]) for axis in (0, 1)]
    fleck = wool.noise(wool.stretched(cloth, (1, 1, 1)), 90.0, 2.0)
    both = wool.math("ADD", wool.math("MULTIPLY", bands[0], 0.5), wool.math("MULTIPLY", bands[1], 0.5))
    tone = wool.mix(both, materials.linear("#cbbb9f"), materials.linear("#3c3a39"))
    wool.set("Base Color", wool.mix(wool.math("MULTIPLY", fleck, 0.3), tone, materials.linear("#8f826d")))
    diagonal = wool.math("ADD", split.outputs[0], split.outputs[1])
    twill = wool.math("SINE", wool.math("MULTIPLY", diagonal, 190.0))
    across = wool.math("SINE", wool.math("MULTIPLY", split.outputs[1], 260.0))
    height = wool.math("ADD", wool.math("MULTIPLY", twill, across), wool.math("MULTIPLY", fleck, 1.4))
    wool.set("Normal", wool.bump(height, 0.5, 0.012))
    return wool.material


def _bands(wool, along):
    """Two broad bands and a thin one in every 5.2 cm."""
    place = wool.math("FRACT", wool.math("MULTIPLY", along, 1.35))
    node_stops = [(0.0, 0.0), (0.1, 1.0), (0.26, 0.0), (0.34, 1.0), (0.5, 0.0), (0.72, 0.85), (0.745, 0.0)]
    ramp = wool.node("ValToRGB", fac=place)
    ramp.color_ramp.interpolation = "CONSTANT"
    while len(ramp.color_ramp.elements) < len(node_stops):
        ramp.color_ramp.elements.new(0.9)
    for element, (position, value) in zip(ramp.color_ramp.elements, node_stops):
        element.position = position
        element.color = (value, value, value, 1)
    return ramp.outputs[0]


def _fuzz(cloth):
    """The down of wool: short hairs that only the edges and the light against them show."""
    fuzz = cloth.modifiers.new("fuzz", "PARTICLE_SYSTEM").particle_system.settings
    fuzz.type = "HAIR"
    fuzz.count = 60000
    fuzz.hair_length = 0.022
    fuzz.brownian_factor = 0.004
    fuzz.factor_random = 0.004
    fuzz.root_radius = 0.03
    fuzz.tip_radius = 0.0
    fuzz.radius_scale = 0.05
    fuzz.hair_step = 3
    fuzz.render_step = 3


def _fringe(last_row, wool):
    dice = random.Random(7)
    strands = {
        tone: materials.plain(f"strand {tone}", tone, 0.95) for tone in ("#cbbb9f", "#c2b195", "#6b6660")
    }
    count = 34
    for k in range(count):
        root = last_row[round((k + 0.5) / count * (len(last_row) - 1))]
        tone = "#6b6660" if (k // 3) % 4 == 1 else dice.choice(("#cbbb9f", "#c2b195"))
        way, out = dice.uniform(-0.05, 0.05), dice.uniform(0.3, 0.4)
        core = shapes.curve_through(
            [root + Vector((0.01, 0, 0.03)), root + Vector((-0.05, way * 0.2, -0.06)), root + Vector((-0.12, way * 0.6, -0.118)), root + Vector((-out, way * 1.4, -0.128 + dice.uniform(0, 0.012)))],
            12,
        )
        for ply in (0, math.pi):
            turns = [p + Vector((0, 0.014 * math.cos(ply + i * 0.55), 0.014 * math.sin(ply + i * 0.55))) for i, p in enumerate(core)]
            shapes.sweep("strand", turns, shapes.circle(0.015, 8), strands[tone], up=(0, 1, 0), scale=lambda t: 1 - 0.35 * t**4)
