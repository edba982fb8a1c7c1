"""What the goods are made of. Colours are sRGB hex; sizes in units of ten centimetres."""

import bpy

# The shop stamps its name in a serif that has Chinese; Debian: fonts-noto-cjk.
SERIF = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"


def linear(colour):
    """sRGB hex to the linear values the renderer wants."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels) + (1.0,)


class Surface:
    """A material and short ways to wire its nodes."""

    def __init__(self, name, **values):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.shader = self.tree.nodes["Principled BSDF"]
        for key, value in values.items():
            self.shader.inputs[key.replace("_", " ").title().replace("Ior", "IOR")].default_value = value

    def node(self, kind, settings=None, **inputs):
        node = self.tree.nodes.new(f"ShaderNode{kind}")
        for key, value in (settings or {}).items():
            setattr(node, key, value)
        for key, value in inputs.items():
            self.wire(value, node.inputs[key.replace("_", " ").title()])
        return node

    def wire(self, value, socket):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        else:
            socket.default_value = value

    def set(self, name, value):
        self.wire(value, self.shader.inputs[name])

    def where(self, kind="Object"):
        return self.node("TexCoord").outputs[kind]

    def stretched(self, vector, scale):
        return self.node("Mapping", vector=vector, scale=scale).outputs[0]

    def noise(self, vector, scale, detail=3.0, roughness=0.55):
        return self.node("TexNoise", vector=vector, scale=scale, detail=detail, roughness=roughness).outputs[0]

    def cells(self, vector, scale, feature="F1"):
        return self.node("TexVoronoi", {"feature": feature}, vector=vector, scale=scale).outputs["Distance"]

    def ramp(self, value, *stops):
        node = self.node("ValToRGB", fac=value)
        ramp = node.color_ramp
        while len(ramp.elements) < len(stops):
            ramp.elements.new(0.5)
        for element, (position, colour) in zip(ramp.elements, stops):
            element.position = position
            element.color = linear(colour) if isinstance(colour, str) else (colour, colour, colour, 1)
        return node.outputs[0]

    def math(self, operation, a, b=0.0, c=0.0):
        node = self.node("Math", {"operation": operation})
        for socket, value in zip(node.inputs, (a, b, c)):
            self.wire(value, socket)
        return node.outputs[0]

    def mix(self, share, a, b):
        node = self.node("Mix", {"data_type": "RGBA"})
        self.wire(share, node.inputs[0])
        self.wire(a, node.inputs[6])
        self.wire(b, node.inputs[7])
        return node.outputs[2]

    def bump(self, height, strength, distance, normal=None):
        node = self.node("Bump", strength=strength, distance=distance, height=height)
        if normal is not None:
            self.wire(normal, node.inputs["Normal"])
        return node.outputs[0]


def shade(colour, factor):
    """A lighter or darker variant of a hex colour."""
    channels = [min(255, max(0, round(int(colour[i : i + 2], 16) * factor))) for i in (1, 3, 5)]
    return "#" + "".join(f"{c:02x}" for c in channels)


def leather(name, colour, grain=70.0, depth=0.5, roughness=0.48, mottled=0.08):
    """Hide: pebbles with creases between them, fine pores, and a colour that is never quite even."""
    surface = Surface(name, specular_ior_level=0.45)
    where = surface.where()
    wander = surface.noise(where, 2.2, 5.0, 0.62)
    tone = surface.ramp(wander, (0.28, shade(colour, 1 - mottled)), (0.55, colour), (0.8, shade(colour, 1 + mottled)))
    bent = surface.node("VectorMath", {"operation": "ADD"})
    surface.wire(where, bent.inputs[0])
    swirl = surface.node("TexNoise", vector=where, scale=grain / 4, detail=2.0)
    small = surface.node("VectorMath", {"operation": "SCALE"})
    surface.wire(swirl.outputs[1], small.inputs[0])
    small.inputs["Scale"].default_value = 0.5 / grain
    surface.wire(small.outputs[0], bent.inputs[1])
    creases = surface.ramp(surface.cells(bent.outputs[0], grain, "DISTANCE_TO_EDGE"), (0.0, 0.0), (0.22, 1.0))
    pores = surface.noise(where, grain * 3.2, 2.0)
    surface.set("Base Color", surface.mix(surface.math("MULTIPLY_ADD", creases, -0.22, 0.22), tone, linear(shade(colour, 0.6))))
    surface.set("Roughness", surface.math("MULTIPLY_ADD", wander, 0.2, roughness - 0.1))
    coarse = surface.bump(creases, 0.35 * depth, 0.012)
    surface.set("Normal", surface.bump(pores, 0.22 * depth, 0.006, coarse))
    return surface.material


def plain(name, colour, roughness=0.5, metallic=0.0, coat=0.0):
    """A smooth material of one colour."""
    surface = Surface(name, roughness=roughness, metallic=metallic, coat_weight=coat)
    surface.set("Base Color", linear(colour))
    return surface.material


def brass(name="brass", roughness=0.24):
    """Solid brass with the faint unevenness of polishing by hand."""
    surface = Surface(name, metallic=1.0)
    surface.set("Base Color", linear("#e2bf7c"))
    where = surface.where()
    surface.set("Roughness", surface.math("MULTIPLY_ADD", surface.noise(where, 14.0), 0.16, roughness - 0.08))
    return surface.material


def thread(name, colour):
    """Waxed thread."""
    surface = Surface(name, roughness=0.62)
    surface.set("Base Color", linear(colour))
    return surface.material


def wood(name, dark="#3a2113", light="#7a4c2c", across=(14.0, 14.0, 1.6)):
    """Oiled walnut with the grain upright."""
    surface = Surface(name, specular_ior_level=0.4)
    where = surface.stretched(surface.where(), across)
    waves = surface.noise(where, 1.0, 6.0, 0.62)
    fibres = surface.noise(surface.stretched(surface.where(), (90.0, 90.0, 4.0)), 1.0, 2.0)
    tone = surface.ramp(waves, (0.3, dark), (0.52, light), (0.72, shade(light, 1.14)))
    surface.set("Base Color", surface.mix(surface.math("MULTIPLY", fibres, 0.35), tone, linear(shade(dark, 0.8))))
    surface.set("Roughness", surface.math("MULTIPLY_ADD", fibres, 0.2, 0.36))
    surface.set("Normal", surface.bump(fibres, 0.12, 0.006))
    return surface.material


def enamel(name, colour, chips=0.0):
    """Glass melted onto steel: deep, glossy, minutely wavy."""
    surface = Surface(name, roughness=0.2, coat_weight=1.0, coat_roughness=0.04)
    surface.set("Base Color", linear(colour))
    surface.set("Normal", surface.bump(surface.noise(surface.where(), 6.0, 1.0), 0.035, 0.04))
    return surface.material


def stoneware(name, colour, speck="#5a4634"):
    """Matt glaze over speckled clay, with the faint rings of the wheel."""
    surface = Surface(name, roughness=0.42, coat_weight=0.18, coat_roughness=0.3, subsurface_weight=0.04)
    where = surface.where()
    cloud = surface.ramp(surface.noise(where, 1.6, 3.0), (0.35, shade(colour, 0.95)), (0.7, colour))
    dots = surface.ramp(surface.cells(where, 13.0), (0.045, 1.0), (0.1, 0.0))
    some = surface.ramp(surface.noise(where, 9.0, 1.0), (0.5, 0.0), (0.58, 1.0))
    fine = surface.ramp(surface.cells(where, 34.0), (0.06, 0.7), (0.12, 0.0))
    specks = surface.math("MAXIMUM", surface.math("MULTIPLY", dots, some), surface.math("MULTIPLY", fine, surface.ramp(surface.noise(where, 21.0, 1.0), (0.56, 0.0), (0.62, 0.8))))
    surface.set("Base Color", surface.mix(specks, cloud, linear(speck)))
    rings = surface.noise(surface.stretched(where, (0.25, 0.25, 7.0)), 1.0, 2.0)
    surface.set("Normal", surface.bump(rings, 0.12, 0.05, surface.bump(surface.noise(where, 60.0, 2.0), 0.05, 0.01)))
    return surface.material
