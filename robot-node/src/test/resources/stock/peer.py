"""A rospy node that does what its lines on standard input say; one process serves many cases.

Each answer is one line that begins with 'ok ' or 'error '.
"""
import sys
import threading

import rospy

# rospy's own threads print ("shutdown request: ...") in two writes, text and line end: an answer
# that fell in between would not begin its line.
answers = sys.stdout
sys.stdout = sys.stderr

name = sys.argv[1]
rospy.init_node(name, anonymous="anonymous" in sys.argv[2:], disable_signals=True)
from actionlib_msgs.msg import GoalStatus  # noqa: E402
from rosgraph_msgs.msg import Log  # noqa: E402
from sensor_msgs.msg import Image, JointState  # noqa: E402
from std_msgs.msg import Empty, Float64, Float64MultiArray, String, UInt8MultiArray  # noqa: E402
from std_srvs.srv import Empty as EmptySrv  # noqa: E402
from std_srvs.srv import SetBool, SetBoolResponse, Trigger, TriggerResponse  # noqa: E402

LONG = 60
got = {}
condition = threading.Condition()
kept = []


def hear(topic, kind, show=lambda m: m.data):
    def callback(message):
        with condition:
            got.setdefault(topic, []).append((message, show(message)))
            condition.notify_all()

    kept.append(rospy.Subscriber(topic, kind, callback))


def take(topic, count):
    with condition:
        condition.wait_for(lambda: len(got.get(topic, [])) >= count, LONG)
        return [shown for _, shown in got.get(topic, [])]


publishers = {}


def publisher(topic, kind, latch=False):
    if topic not in publishers:
        publishers[topic] = rospy.Publisher(topic, kind, latch=latch, queue_size=100)
    return publishers[topic]


def heard(pub):
    while pub.get_num_connections() == 0:
        rospy.sleep(0.02) if not rospy.get_param("/use_sim_time", False) else None
    return pub


server_calls = []


def serve(service, kind, handler):
    def counted(request):
        server_calls.append(service)
        return handler(request)

    kept.append(rospy.Service(service, kind, counted))


def fail(request):
    raise rospy.ServiceException("the gripper is jammed")


for line in sys.stdin:
    try:
        result = eval(line)
        answers.write("ok " + repr(result) + "\n")
    except Exception as e:  # told to the test
        answers.write("error " + type(e).__name__ + ": " + str(e).replace("\n", " ") + "\n")
    answers.flush()
