"""The simulated cell's camera as a stock subscriber decodes it."""
import io
import json
import struct
import sys
import time

import rospy
from PIL import Image as Picture
from sensor_msgs.msg import CameraInfo, CompressedImage, Image
from std_msgs.msg import String

COLOR = "/camera/color/image_raw"
SEGMENTS = "/camera/segmentation/image_raw"
rospy.init_node("stock_viewer")
got = {COLOR: {}, COLOR + "/compressed": {}, SEGMENTS: {}}


def keep(topic):
    return lambda message: got[topic].update({message.header.stamp.to_nsec(): message})


rospy.Subscriber(COLOR, Image, keep(COLOR))
rospy.Subscriber(COLOR + "/compressed", CompressedImage, keep(COLOR + "/compressed"))
rospy.Subscriber(SEGMENTS, Image, keep(SEGMENTS))
info = rospy.wait_for_message("/camera/segmentation/camera_info", CameraInfo, 30)
labels = json.loads(rospy.wait_for_message("/camera/segmentation/labels", String, 30).data)["labels"]


def together(kind):
    """Waits for three messages of one moment, the compressed one of that kind."""
    for messages in got.values():
        messages.clear()
    deadline = time.time() + 60
    while time.time() < deadline:
        for stamp in sorted(set.intersection(*[set(m.copy()) for m in got.values()])):
            if kind in got[COLOR + "/compressed"][stamp].format:
                return [got[t][stamp] for t in (COLOR, COLOR + "/compressed", SEGMENTS)]
        time.sleep(0.05)
    raise AssertionError("nothing of one moment as " + kind)


def off(color, compressed):
    picture = Picture.open(io.BytesIO(compressed.data)).convert("RGB")
    assert picture.size == (color.width, color.height), picture.size
    return sum(abs(a - b) for a, b in zip(picture.tobytes(), color.data)) / len(color.data)


color, compressed, segments = together("jpeg")
mean = off(color, compressed)
print("jpeg: %s, %d of %d bytes, off by %.2f levels" % (
    compressed.format, len(compressed.data), len(color.data), mean))
assert 0 < mean < 4 and len(compressed.data) < len(color.data) / 5
rospy.set_param(COLOR + "/compressed/format", "png")
color, compressed, segments = together("png")
print("png: %s, %d bytes" % (compressed.format, len(compressed.data)))
assert off(color, compressed) == 0

assert segments.encoding == "16UC1" and segments.step == 2 * segments.width, segments.encoding
assert (info.width, info.height) == (segments.width, segments.height)
values = struct.unpack("<%dH" % (segments.width * segments.height), segments.data)
known = {label["value"]: label for label in labels}
assert set(values) <= set(known) | {0}, set(values) - set(known)
pixels = {known[v]["id"]: values.count(v) for v in set(values) if v}
kinds = {label["id"]: label["kind"] for label in labels}
print("pixels:", pixels, "kinds:", kinds)
cubes = [i for i in pixels if kinds[i] == "cube"]
assert cubes and pixels[cubes[0]] > 10, pixels
assert kinds["table"] == "fixture" and pixels["table"] == max(pixels.values()), pixels
# What the labels call the cube has the cube's colour, given by the test as channel 0 to 2.
value = next(l["value"] for l in labels if l["id"] == cubes[0])
where = [i for i, v in enumerate(values) if v == value]
mean = [sum(color.data[3 * i + c] for i in where) / len(where) for c in range(3)]
print("the cube's mean colour:", mean)
assert max(mean) == mean[int(sys.argv[1])], mean
print("all well")
