"""A desk lamp, switched on: white shade, brass arm with three joints, heavy base."""

import math

import bpy
from mathutils import Vector

import materials
import shapes
from studio import camera

FOOT, ELBOW, WRIST = Vector((-0.35, 0, 0.36)), Vector((-0.95, 0, 2.15)), Vector((0.62, 0, 3.05))


def build():
    white = materials.plain("white", "#e9e9e7", 0.5)
    brass = materials.brass(roughness=0.2)
    black = materials.plain("cord", "#1a1a1a", 0.7)
    _base(white, brass)
    _arms(brass)
    _shade(white, brass)
    shapes.tube("cord", [(-0.95, 0.25, 0.03), (-1.4, 0.5, 0.03), (-1.9, 0.9, 0.03), (-2.4, 1.9, 0.03), (-3.2, 2.4, 0.03), (-4.6, 2.6, 0.03)], 0.028, black)
    # A lit lamp wants a dimmer room.
    for name, share in (("key", 0.6), ("fill", 0.6), ("rim", 0.7), ("wall", 0.8)):
        bpy.data.lights[name].energy *= share
    bpy.context.scene.world.node_tree.nodes["Background"].inputs[1].default_value = 0.36


def views(view):
    if view == "front":
        camera(at=(-2.2, -15.0, 2.6), towards=(0.14, 0, 1.6), millimetres=124)
    else:
        camera(at=(2.4, -6.6, 1.7), towards=(0.5, 0, 2.72), millimetres=104, blur=4.0)


def _base(white, brass):
    disc = [(0.0, 0.13), (0.6, 0.13), (0.7, 0.12), (0.735, 0.09), (0.74, 0.03), (0.72, 0.0), (0.0, 0.0)]
    base = shapes.lathe("base", [(p.x, p.z) for p in shapes.curve_through([(r, 0, z) for r, z in disc[1:-1]], 8)] + [(0.0, 0.0)], white, 128)
    top = shapes.lathe("top", [(0.0, 0.131), (0.6, 0.131)], white, 128)
    shapes.group("foot", [base, top], (-0.35, 0, 0))
    stem = [(0.0, 0.13), (0.11, 0.13), (0.11, 0.15), (0.06, 0.17), (0.055, 0.3), (0.0, 0.3)]
    shapes.move(shapes.lathe("stem", stem, brass, 60), (-0.35, 0, 0))
    _joint(FOOT, brass)
    switch = shapes.lathe("switch", [(0.0, 0.19), (0.05, 0.188), (0.07, 0.17), (0.07, 0.12)], brass, 40)
    shapes.move(switch, (0.08, -0.2, 0.0))


def _joint(at, brass, size=1.0):
    hub = [(0.0, -0.09), (0.085, -0.09), (0.1, -0.075), (0.1, 0.075), (0.085, 0.09), (0.0, 0.09)]
    shapes.move(shapes.lathe("hub", [(r * size, z * size) for r, z in hub], brass, 60), at, (90, 0, 0))
    wing = [(0.0, 0.15), (0.05, 0.148), (0.062, 0.13), (0.062, 0.08)]
    for turn in (90, -90):
        shapes.move(shapes.lathe("wing", [(r * size, z * size) for r, z in wing], brass, 40), at, (turn, 0, 0))


def _arms(brass):
    for a, b in ((FOOT, ELBOW), (ELBOW, WRIST)):
        along = (b - a).normalized()
        for y in (-0.045, 0.045):
            start, end = a - along * (0.0 if a is FOOT else 0.22), b + along * 0.04
            shapes.tube("arm", [start + Vector((0, y, 0)), end + Vector((0, y, 0))], 0.03, brass)
        tie = shapes.tube("tie", [(a + b) / 2 + Vector((0, -0.06, 0)), (a + b) / 2 + Vector((0, 0.06, 0))], 0.022, brass)
        shapes.refine(tie, 1)
    _joint(ELBOW, brass)
    _joint(WRIST, brass, 0.85)


def _shade(white, brass):
    before = set(bpy.context.scene.objects)
    bell = shapes.curve_through([(0.13, 0, 0.0), (0.17, 0, -0.06), (0.2, 0, -0.2), (0.34, 0, -0.42), (0.54, 0, -0.66), (0.62, 0, -0.8)], 10)
    shade = shapes.lathe("shade", [(p.x, p.z) for p in bell], white, 128)
    shapes.thicken(shade, 0.022, -1)
    lip = [(0.62 + 0.014 * math.cos(a), -0.8 + 0.014 * math.sin(a)) for a in [2 * math.pi * k / 12 for k in range(13)]]
    shapes.lathe("lip", lip, white, 128)
    cap = [(0.0, 0.12), (0.06, 0.12), (0.075, 0.1), (0.08, 0.02), (0.145, 0.0), (0.15, -0.03), (0.0, -0.03)]
    shapes.lathe("cap", cap, brass, 60)
    glow = bpy.data.materials.new("glow")
    glow.use_nodes = True
    lamp = glow.node_tree.nodes["Principled BSDF"]
    lamp.inputs["Emission Color"].default_value = materials.linear("#ffd9a0")
    lamp.inputs["Emission Strength"].default_value = 60
    bulb = [(p.x, p.z) for p in shapes.curve_through([(0.0, 0, -0.62), (0.1, 0, -0.6), (0.16, 0, -0.5), (0.14, 0, -0.38), (0.07, 0, -0.26), (0.06, 0, -0.12)], 8)]
    shapes.lathe("bulb", bulb, glow, 48)
    shapes.group("head", shapes.everything_since(before), WRIST + Vector((0.12, 0, -0.1)), (-16, -24, 0))
