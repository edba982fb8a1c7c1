"""Solids the goods are made of. Points are tuples or Vectors; every function returns the new object."""

import math

import bpy
from mathutils import Vector


def place(name, vertices, faces, material, smooth=True):
    """A mesh in the scene."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([tuple(v) for v in vertices], [], faces)
    mesh.validate()
    if smooth:
        mesh.shade_smooth()
    if material:
        mesh.materials.append(material)
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(thing)
    return thing


def refine(thing, levels=2):
    """Rounds a mesh by subdivision."""
    modifier = thing.modifiers.new("refine", "SUBSURF")
    modifier.levels = modifier.render_levels = levels
    return thing


def thicken(thing, thickness, offset=0.0):
    """Gives a sheet a thickness."""
    modifier = thing.modifiers.new("thicken", "SOLIDIFY")
    modifier.thickness = thickness
    modifier.offset = offset
    return thing


def soften(thing, width, segments=3, angle=35):
    """Rounds the sharp edges of a solid."""
    modifier = thing.modifiers.new("soften", "BEVEL")
    modifier.width = width
    modifier.segments = segments
    modifier.limit_method = "ANGLE"
    modifier.angle_limit = math.radians(angle)
    modifier.harden_normals = False
    thing.data.shade_smooth()
    return thing


def bake(thing):
    """The mesh as its modifiers make it."""
    graph = bpy.context.evaluated_depsgraph_get()
    mesh = bpy.data.meshes.new_from_object(thing.evaluated_get(graph))
    thing.modifiers.clear()
    thing.data = mesh
    return thing


def move(thing, at=(0, 0, 0), turn=(0, 0, 0), scale=1.0):
    """Puts a thing somewhere; `turn` in degrees."""
    thing.location = at
    thing.rotation_euler = [math.radians(a) for a in turn]
    thing.scale = (scale, scale, scale) if isinstance(scale, (int, float)) else scale
    return thing


def curve_through(points, steps=12, closed=False):
    """A smooth line through the points (Catmull–Rom), with that many steps from each to the next."""
    points = [Vector(p) for p in points]
    count = len(points)
    out = []
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            b, c = points[i], points[i + 1]
            a = points[i - 1] if i > 0 else b * 2 - c
            d = points[i + 2] if i + 2 < count else c * 2 - b
        for step in range(steps):
            t = step / steps
            out.append(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
            )
    if not closed:
        out.append(points[-1])
    return out


def lathe(name, profile, material, segments=128):
    """Turns a profile of (radius, height) around the upright axis; a radius of 0 closes it."""
    vertices, faces = [], []
    for radius, height in profile:
        for s in range(segments):
            angle = 2 * math.pi * s / segments
            vertices.append((radius * math.cos(angle), radius * math.sin(angle), height))
    for i in range(len(profile) - 1):
        for s in range(segments):
            n = (s + 1) % segments
            faces.append((i * segments + s, i * segments + n, (i + 1) * segments + n, (i + 1) * segments + s))
    thing = place(name, vertices, faces, material)
    weld(thing)
    return thing


def weld(thing, distance=1e-5):
    """Joins vertices that lie on one another."""
    import bmesh

    work = bmesh.new()
    work.from_mesh(thing.data)
    bmesh.ops.remove_doubles(work, verts=work.verts, dist=distance)
    bmesh.ops.recalc_face_normals(work, faces=work.faces)
    work.to_mesh(thing.data)
    work.free()
    thing.data.shade_smooth()
    return thing


def frames(path, up=None, closed=False):
    """Tangent, side and up at each point of a path: around `up`, or twisting as little as can be."""
    out, last = [], None
    count = len(path)
    for i in range(count):
        before = path[i - 1] if i > 0 or closed else path[i]
        after = path[(i + 1) % count] if i < count - 1 or closed else path[i]
        tangent = (after - before).normalized()
        guide = Vector(up(i / max(1, count - 1)) if callable(up) else up) if up is not None else last
        if guide is None:
            guide = Vector((0, 0, 1)) if abs(tangent.z) < 0.9 else Vector((1, 0, 0))
        side = tangent.cross(guide).normalized()
        top = side.cross(tangent).normalized()
        last = top
        out.append((tangent, side, top))
    return out


def sweep(name, path, section, material, up=None, scale=None, closed=False, capped=True):
    """Draws a section (points of side, up) along a path; `scale(t)` resizes it on the way."""
    path = [Vector(p) for p in path]
    rings = len(path)
    size = len(section)
    vertices, faces = [], []
    for i, (_, side, top) in enumerate(frames(path, up, closed)):
        grow = scale(i / max(1, rings - 1)) if scale else 1.0
        gx, gy = grow if isinstance(grow, tuple) else (grow, grow)
        vertices += [path[i] + side * (x * gx) + top * (y * gy) for x, y in section]
    for i in range(rings if closed else rings - 1):
        j = (i + 1) % rings
        for k in range(size):
            n = (k + 1) % size
            faces.append((i * size + k, i * size + n, j * size + n, j * size + k))
    if capped and not closed:
        faces.append(tuple(reversed(range(size))))
        faces.append(tuple(range((rings - 1) * size, rings * size)))
    return place(name, vertices, faces, material)


def circle(radius, count=24):
    """A round section."""
    return [(radius * math.cos(2 * math.pi * k / count), radius * math.sin(2 * math.pi * k / count)) for k in range(count)]


def rounded(width, height, radius, steps=5):
    """A rectangular section with round corners, counter-clockwise."""
    radius = min(radius, width / 2 - 1e-4, height / 2 - 1e-4)
    out = []
    for cx, cy, start in ((1, 1, 0), (-1, 1, 90), (-1, -1, 180), (1, -1, 270)):
        for step in range(steps + 1):
            angle = math.radians(start + 90 * step / steps)
            out.append(
                (
                    cx * (width / 2 - radius) + radius * math.cos(angle),
                    cy * (height / 2 - radius) + radius * math.sin(angle),
                )
            )
    return out


def tube(name, points, radius, material, steps=12, scale=None, closed=False, up=None):
    """A round rod through the points."""
    return sweep(name, curve_through(points, steps, closed), circle(radius), material, up, scale, closed)


def strap(name, points, width, thickness, material, up, steps=14, round_edge=0.4, scale=None):
    """A flat strap through the points whose flat side looks to `up`."""
    section = rounded(width, thickness, thickness * round_edge)
    return sweep(name, curve_through(points, steps), section, material, up, scale)


def slab(name, outline, thickness, material, edge=0.012):
    """A plate of that outline (x, z), lying in the picture's plane, its back at y = 0 and its face at -thickness."""
    count = len(outline)
    vertices = [(x, 0, z) for x, z in outline] + [(x, -thickness, z) for x, z in outline]
    faces = [tuple(range(count)), tuple(reversed(range(count, 2 * count)))]
    faces += [(k, k + count, (k + 1) % count + count, (k + 1) % count) for k in range(count)]
    thing = place(name, vertices, faces, material, smooth=False)
    weld(thing)
    return soften(thing, edge)


def inset(outline, distance):
    """A closed outline moved inwards (it runs counter-clockwise)."""
    out = []
    count = len(outline)
    for i in range(count):
        before, here, after = Vector(outline[i - 1]), Vector(outline[i]), Vector(outline[(i + 1) % count])
        a, b = (here - before).normalized(), (after - here).normalized()
        normal = Vector((-(a + b).y, (a + b).x)).normalized()
        out.append(tuple(here + normal * distance))
    return out


def stitches(name, path, material, length=0.034, gap=0.02, radius=0.0075, normal=(0, -1, 0), sink=0.3, slant=0.0):
    """A row of stitches along a path on a surface; `normal` may be a function of the share of the way."""
    path = [Vector(p) for p in path]
    lengths = [0.0]
    for a, b in zip(path, path[1:]):
        lengths.append(lengths[-1] + (b - a).length)
    total = lengths[-1]
    count = max(1, round(total / (length + gap)))
    pitch = total / count
    vertices, faces = [], []
    around, along = 8, 6
    for s in range(count):
        start, end = s * pitch + gap / 2, (s + 1) * pitch - gap / 2
        a, b = _at(path, lengths, start), _at(path, lengths, end)
        up = Vector(normal((start + end) / 2 / total) if callable(normal) else normal).normalized()
        axis = (b - a).normalized()
        side = axis.cross(up).normalized()
        if slant:
            a, b = a + side * slant, b - side * slant
            axis = (b - a).normalized()
            side = axis.cross(up).normalized()
        middle, half = (a + b) / 2 + up * radius * sink, (b - a).length / 2
        base = len(vertices)
        for i in range(along + 1):
            t = math.cos(math.pi * i / along)
            thick = radius * max(0.02, (1 - t**4)) ** 0.5
            for k in range(around):
                angle = 2 * math.pi * k / around
                vertices.append(
                    middle + axis * (half * t) + side * (thick * math.cos(angle)) + up * (thick * math.sin(angle))
                )
        for i in range(along):
            for k in range(around):
                n = (k + 1) % around
                faces.append((base + i * around + k, base + i * around + n, base + (i + 1) * around + n, base + (i + 1) * around + k))
    return place(name, vertices, faces, material)


def _at(path, lengths, distance):
    for i in range(1, len(path)):
        if lengths[i] >= distance:
            span = lengths[i] - lengths[i - 1] or 1
            return path[i - 1].lerp(path[i], (distance - lengths[i - 1]) / span)
    return path[-1]


def fuse(name, parts, voxel, material, smoothing=6):
    """Melts solids into one piece with soft joints, as clay would be."""
    bpy.ops.object.select_all(action="DESELECT")
    for part in parts:
        bake(part)
        part.select_set(True)
    bpy.context.view_layer.objects.active = parts[0]
    bpy.ops.object.join()
    thing = parts[0]
    thing.name = name
    melt = thing.modifiers.new("melt", "REMESH")
    melt.mode = "VOXEL"
    melt.voxel_size = voxel
    melt.use_smooth_shade = True
    calm = thing.modifiers.new("calm", "SMOOTH")
    calm.iterations = smoothing
    calm.factor = 0.5
    bake(thing)
    thing.data.materials.clear()
    thing.data.materials.append(material)
    thing.data.shade_smooth()
    return thing


def cut(thing, cutter):
    """Takes one solid out of another."""
    knife = thing.modifiers.new("cut", "BOOLEAN")
    knife.operation = "DIFFERENCE"
    knife.object = cutter
    knife.solver = "EXACT"
    bake(thing)
    bpy.data.objects.remove(cutter)
    thing.data.shade_smooth()
    return thing


def loft(name, rings, material, closed_ends=True):
    """A skin over rings of equally many points."""
    size = len(rings[0])
    vertices = [p for ring in rings for p in ring]
    faces = []
    for i in range(len(rings) - 1):
        for k in range(size):
            n = (k + 1) % size
            faces.append((i * size + k, i * size + n, (i + 1) * size + n, (i + 1) * size + k))
    if closed_ends:
        faces.append(tuple(reversed(range(size))))
        faces.append(tuple(range((len(rings) - 1) * size, len(rings) * size)))
    return weld(place(name, vertices, faces, material))


def sheet(name, rows, material, uv=None):
    """A piece of cloth or leather from rows of points; `uv(row, column)` gives its own coordinates."""
    columns = len(rows[0])
    vertices = [p for row in rows for p in row]
    faces = [
        (r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c)
        for r in range(len(rows) - 1)
        for c in range(columns - 1)
    ]
    thing = place(name, vertices, faces, material)
    if uv:
        layer = thing.data.uv_layers.new(name="cloth")
        for loop in thing.data.loops:
            layer.data[loop.index].uv = uv(*divmod(loop.vertex_index, columns))
    return thing


def even(points, count, closed=False):
    """The same line with that many points at equal distances."""
    points = [Vector(p) for p in points]
    if closed:
        points.append(points[0])
    lengths = [0.0]
    for a, b in zip(points, points[1:]):
        lengths.append(lengths[-1] + (b - a).length)
    steps = count if closed else count - 1
    out, at = [], 1
    for i in range(count):
        distance = lengths[-1] * i / steps
        while at < len(points) - 1 and lengths[at] < distance:
            at += 1
        span = (lengths[at] - lengths[at - 1]) or 1
        out.append(points[at - 1].lerp(points[at], (distance - lengths[at - 1]) / span))
    return out


def rivet(name, at, radius, material, turn=(90, 0, 0)):
    """A domed rivet head whose face looks to the camera."""
    profile = [(0.0, 0.34), (0.35, 0.32), (0.7, 0.22), (0.9, 0.08), (1.0, -0.1), (1.0, -0.4)]
    head = lathe(name, [(r * radius, z * radius) for r, z in profile], material, 40)
    return move(head, at, turn)


def writing(name, text, at, size, material, turn=(90, 0, 0), font=None, spacing=1.0, depth=0.002, onto=None):
    """Letters standing a little out of a surface; with `onto` they follow that thing's, which lies behind them."""
    curve = bpy.data.curves.new(name, "FONT")
    curve.body = text
    curve.size = size
    curve.extrude = 0 if onto else depth
    curve.align_x = "CENTER"
    curve.align_y = "CENTER"
    curve.space_character = spacing
    if font:
        curve.font = bpy.data.fonts.load(font)
    curve.materials.append(material)
    letters = bpy.data.objects.new(name, curve)
    bpy.context.collection.objects.link(letters)
    move(letters, at, turn)
    if onto:
        lay = letters.modifiers.new("lay", "SHRINKWRAP")
        lay.target = onto
        lay.wrap_method = "PROJECT"
        lay.use_project_z = lay.use_negative_direction = True
        lay.use_positive_direction = False
        lay.offset = depth
    return letters


def group(name, things, at=(0, 0, 0), turn=(0, 0, 0), scale=1.0):
    """Moves several things as one."""
    holder = bpy.data.objects.new(name, None)
    bpy.context.collection.objects.link(holder)
    for thing in things:
        thing.parent = holder
    return move(holder, at, turn, scale)


def everything_since(before):
    """What was added to the scene after `before = set(bpy.context.scene.objects)`."""
    return [thing for thing in bpy.context.scene.objects if thing not in before]
