"""Reads a data set as the public library does and prints what it finds.

Argument: the folder. Then writes numpy_groups.npy and numpy_strings.npy beside it, as the public
generator would.
"""

import glob
import os
import sys

import numpy as np
from matplotlib.image import imread

folder = sys.argv[1]
labels = np.load(os.path.join(folder, "train_labels.npy"))
captions = np.load(os.path.join(folder, "train_captions.npy"))
unpaired = np.load(os.path.join(folder, "train_unpaired.npy"))
picture = imread(os.path.join(folder, "train", "0.png"))
print("labels", labels.dtype, labels.shape, float(labels[0, 4]))
print("captions", captions.dtype.kind, captions.shape, captions[0])
print("unpaired", unpaired.dtype, unpaired.shape, float(unpaired[1, 2]))
print("picture", picture.shape, int(round(float(picture.sum()) * 255)))
for name in sorted(glob.glob(os.path.join(folder, "domain_splits_v2", "train_*.npy"))):
    groups = np.load(name, allow_pickle=True).item()
    for group in sorted(groups, key=lambda g: ",".join(sorted(g))):
        indices = groups[group]
        print("group", ",".join(sorted(group)), indices.dtype, len(indices), int(indices.sum()))
np.save(
    os.path.join(folder, "numpy_groups.npy"),
    {
        frozenset(["v"]): np.arange(3),
        frozenset(["attr", "v"]): np.array([], dtype=np.int64),
        frozenset(["attr"]): np.array([2, 300, 70000]),
    },
)
np.save(os.path.join(folder, "numpy_strings.npy"), np.array(["a kite", "é 😀"], dtype=object))
np.save(os.path.join(folder, "numpy_fortran.npy"), np.zeros((2, 3), order="F"))
np.save(os.path.join(folder, "numpy_bool.npy"), np.array([True, False, True]))
