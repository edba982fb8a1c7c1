"""
Renders the demo shop's goods with Blender's Cycles as a Python module (`pip install bpy==4.5.15`, Python 3.11):

    python render.py OUT [--only SKU,…] [--views front,detail] [--pixels 1200] [--samples 16]

writes OUT/<sku>-<view>.png; scripts/artwork/encode-pictures.ts makes the shop's pictures of them.
The denoiser is fed with colour and relief, so that six samples already make a clean picture; a picture of 1000 pixels
then takes about a minute of one core.
"""

import argparse
import importlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from studio import empty_studio, shoot  # noqa: E402

SKUS = [
    "leather-tote",
    "crossbody-bag",
    "card-wallet",
    "leather-belt",
    "ceramic-teapot",
    "wool-scarf",
    "enamel-kettle",
    "desk-lamp",
]

parser = argparse.ArgumentParser()
parser.add_argument("out", type=pathlib.Path)
parser.add_argument("--only", default=",".join(SKUS))
parser.add_argument("--views", default="front,detail")
parser.add_argument("--pixels", type=int, default=1200)
parser.add_argument("--samples", type=int, default=16)
options = parser.parse_args()

for sku in options.only.split(","):
    goods = importlib.import_module(f"goods.{sku.replace('-', '_')}")
    for view in options.views.split(","):
        empty_studio()
        goods.build()
        goods.views(view)
        shoot((options.out / f"{sku}-{view}.png").resolve(), options.pixels, options.samples)
