#!/usr/bin/python3
"""A rospy node in roles of peer.cpp: echo, ping, source and sink are measured, serve is for tests."""
import sys
import threading
import time

import rospy
from sensor_msgs.msg import Image
from std_msgs.msg import Empty, String
from std_srvs.srv import Trigger, TriggerResponse

IMAGE_BYTES = 921600


def await_both(publisher, subscriber):
    while not rospy.is_shutdown() and not (
        publisher.get_num_connections() and subscriber.get_num_connections()
    ):
        time.sleep(0.01)


def echo():
    pong = rospy.Publisher("/pong", String, queue_size=10, tcp_nodelay=True)
    rospy.Subscriber("/ping", String, pong.publish, queue_size=10, tcp_nodelay=True)
    rospy.spin()


def ping(warm_up, count):
    times = []
    done = threading.Event()
    message = String("x" * 60)
    out = rospy.Publisher("/ping", String, queue_size=10, tcp_nodelay=True)
    state = {"sent": 0, "seen": 0}

    def answered(_):
        now = time.monotonic_ns()
        state["seen"] += 1
        if state["seen"] > warm_up:
            times.append(now - state["sent"])
        if state["seen"] == warm_up + count:
            done.set()
            return
        state["sent"] = time.monotonic_ns()
        out.publish(message)

    subscriber = rospy.Subscriber("/pong", String, answered, queue_size=10, tcp_nodelay=True)
    await_both(out, subscriber)
    # Again when nothing comes back: a peer may count as connected before it listens.
    while not state["seen"]:
        state["sent"] = time.monotonic_ns()
        out.publish(message)
        done.wait(2)
    done.wait()
    print("\n".join(str(t) for t in times))


def source(window):
    image = Image(height=480, width=640, encoding="rgb8", step=640 * 3, data=b"\7" * IMAGE_BYTES)
    image.header.frame_id = "camera_optical"
    out = rospy.Publisher("/image", Image, queue_size=window, tcp_nodelay=True)

    acknowledged = threading.Event()

    def send(_):
        image.header.stamp = rospy.Time.now()
        out.publish(image)

    def answered(ack):
        acknowledged.set()
        send(ack)

    subscriber = rospy.Subscriber("/ack", Empty, answered, queue_size=100, tcp_nodelay=True)
    await_both(out, subscriber)
    while not acknowledged.is_set():
        for _ in range(window):
            send(None)
        acknowledged.wait(2)
    rospy.spin()


def sink(warm_up, count):
    out = rospy.Publisher("/ack", Empty, queue_size=100, tcp_nodelay=True)
    state = {"seen": 0, "begun": 0}
    done = threading.Event()

    def seen(image):
        if len(image.data) != IMAGE_BYTES or image.data[-1] != 7:
            sys.exit("peer: a damaged image")
        state["seen"] += 1
        if state["seen"] == warm_up:
            state["begun"] = time.monotonic_ns()
        elif state["seen"] == warm_up + count:
            print(time.monotonic_ns() - state["begun"])
            done.set()
            return
        out.publish(Empty())

    # Without a larger buffer rospy reads 64 kB at a time.
    rospy.Subscriber("/image", Image, seen, queue_size=10, buff_size=1 << 22, tcp_nodelay=True)
    done.wait()


def serve():
    calls = 0

    def answer(_):
        nonlocal calls
        calls += 1
        if calls % 3 == 0:
            raise rospy.ServiceException("every third call fails")
        return TriggerResponse(success=True, message=str(calls))

    rospy.Service("/count", Trigger, answer)
    rospy.spin()


if __name__ == "__main__":
    rospy.init_node("rospy_peer", anonymous=True, disable_signals=False)
    roles = {"echo": echo, "ping": ping, "source": source, "sink": sink, "serve": serve}
    roles[sys.argv[1]](*[int(argument) for argument in sys.argv[2:]])
    sys.stdout.flush()
