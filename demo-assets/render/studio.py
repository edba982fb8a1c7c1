"""The studio: a neutral sweep, soft lights, one camera. One unit is ten centimetres."""

import math

import bpy
from mathutils import Vector


def empty_studio():
    """An empty scene with the seamless ground and the lights of every picture of the shop."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.view_settings.view_transform = "Khronos PBR Neutral"
    _world(scene, 0.42)
    _sweep()
    softbox("key", at=(-6.0, -5.0, 8.0), towards=(0, 0, 1), size=6.0, watts=820)
    softbox("fill", at=(8.0, -4.0, 4.0), towards=(0, 0, 1), size=6.0, watts=190)
    softbox("wall", at=(0.0, 3.0, 11.0), towards=(0, 13, 6), size=8.0, watts=420)
    softbox("rim", at=(3.0, 7.0, 6.0), towards=(0, 0, 1.2), size=4.0, watts=330)
    return scene


def _world(scene, strength):
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs[0].default_value = (1, 1, 1, 1)
    background.inputs[1].default_value = strength
    scene.world = world


def _sweep():
    """Floor and wall in one curve, so that no horizon shows."""
    half, depth, height, radius, steps = 40, 14, 30, 8, 24
    profile = [(-40.0, 0.0), (depth - radius, 0.0)]
    for step in range(1, steps + 1):
        angle = math.pi / 2 * step / steps
        profile.append((depth - radius + radius * math.sin(angle), radius - radius * math.cos(angle)))
    profile.append((depth, height))
    vertices = [(x, y, z) for y, z in profile for x in (-half, half)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(profile) - 1)]
    mesh = bpy.data.meshes.new("sweep")
    mesh.from_pydata(vertices, [], faces)
    mesh.shade_smooth()
    sweep = bpy.data.objects.new("sweep", mesh)
    material = bpy.data.materials.new("sweep")
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (0.8, 0.8, 0.8, 1)
    shader.inputs["Roughness"].default_value = 0.9
    shader.inputs["Specular IOR Level"].default_value = 0.2
    mesh.materials.append(material)
    bpy.context.collection.objects.link(sweep)


def softbox(name, at, towards, size, watts):
    """A square lamp of that size which looks at a point."""
    light = bpy.data.lights.new(name, "AREA")
    light.energy = watts
    light.size = size
    lamp = bpy.data.objects.new(name, light)
    lamp.location = at
    lamp.rotation_euler = (Vector(towards) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(lamp)
    return lamp


def camera(at, towards, millimetres=85, blur=None):
    """The picture's camera; `blur` is the aperture for a shallow depth of field at the point looked at."""
    data = bpy.data.cameras.new("camera")
    data.lens = millimetres
    body = bpy.data.objects.new("camera", data)
    body.location = at
    direction = Vector(towards) - Vector(at)
    body.rotation_euler = direction.to_track_quat("-Z", "Y").to_euler()
    if blur:
        data.dof.use_dof = True
        data.dof.focus_distance = direction.length
        data.dof.aperture_fstop = blur
    bpy.context.collection.objects.link(body)
    bpy.context.scene.camera = body


def shoot(path, pixels, samples):
    """Renders the scene to a square PNG."""
    scene = bpy.context.scene
    scene.render.resolution_x = scene.render.resolution_y = pixels
    scene.cycles.samples = samples
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold = 0.1
    scene.cycles.adaptive_min_samples = 4
    scene.cycles.use_denoising = True
    scene.cycles.max_bounces = 4
    scene.cycles.diffuse_bounces = 2
    scene.cycles.caustics_reflective = scene.cycles.caustics_refractive = False
    scene.render.threads_mode = "FIXED"
    scene.render.threads = 2
    scene.render.image_settings.file_format = "PNG"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
