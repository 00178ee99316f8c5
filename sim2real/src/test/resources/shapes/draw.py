"""Draws labels with matplotlib as the public data set was drawn.

Arguments: the labels (n, 12) as .npy, the pictures to write (n, 32, 32, 3) as float32 .npy.
One unit is one pixel, y points up; the unit outline is centred, turned, scaled and moved.
"""

import io
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

SIDE = 32
DIAMOND = [(0.5, 0), (1, 0.3), (0.5, 1), (0, 0.3)]
TRIANGLE = [(0.5, 1), (0.2, 0), (0.8, 0)]
EGG = [
    (0.5, 0),
    (0.8, 0), (0.9, 0.1), (0.9, 0.3),
    (0.9, 0.5), (0.7, 1), (0.5, 1),
    (0.3, 1), (0.1, 0.5), (0.1, 0.3),
    (0.1, 0.1), (0.2, 0), (0.5, 0),
]


def outline(kind):
    if kind == 1:
        return np.array(EGG), [Path.MOVETO] + [Path.CURVE4] * 12
    corners = DIAMOND if kind == 0 else TRIANGLE
    codes = [Path.MOVETO] + [Path.LINETO] * (len(corners) - 1) + [Path.CLOSEPOLY]
    return np.array(corners + corners[:1]), codes


def draw(label):
    kind, x, y, size, angle = label[:5]
    points, codes = outline(int(kind))
    c, s = np.cos(angle), np.sin(angle)
    points = (points - 0.5) @ np.array([[c, s], [-s, c]]) * size + (x, y)
    figure = plt.figure(figsize=(SIDE, SIDE), dpi=1)
    axes = figure.add_axes((0, 0, 1, 1), facecolor="black", xticks=[], yticks=[])
    axes.set_xlim(0, SIDE)
    axes.set_ylim(0, SIDE)
    axes.add_patch(PathPatch(Path(points, codes), facecolor=label[5:8] / 255, linewidth=0))
    png = io.BytesIO()
    figure.savefig(png, dpi=1, format="png")
    plt.close(figure)
    png.seek(0)
    return np.round(plt.imread(png)[:, :, :3] * 255)


labels = np.load(sys.argv[1]).astype(np.float64)
np.save(sys.argv[2], np.stack([draw(label) for label in labels]).astype(np.float32))
