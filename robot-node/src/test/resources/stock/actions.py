"""The simulated cell's actions, called by Debian's actionlib; with 'lockstep' it steps the time."""
import sys
import threading

sys.path.insert(0, sys.argv[1])
lockstep = sys.argv[2] == "lockstep"

import actionlib
import rospy
from actionlib_msgs.msg import GoalStatus, GoalStatusArray
from control_msgs.msg import (
    FollowJointTrajectoryAction, FollowJointTrajectoryActionFeedback, FollowJointTrajectoryActionGoal,
    FollowJointTrajectoryActionResult, FollowJointTrajectoryGoal, FollowJointTrajectoryResult,
    GripperCommandAction, GripperCommandGoal)
from sensor_msgs.msg import JointState
from std_srvs.srv import Trigger
from trajectory_msgs.msg import JointTrajectoryPoint

ARM = "/arm_controller/follow_joint_trajectory"
rospy.init_node("stock_client")
over = threading.Event()


def step():
    call = rospy.ServiceProxy("/cell/step", Trigger, persistent=True)
    # Debian's client loses what it hears of a goal before it knows the goal's handle: leave it time.
    while not over.wait(0.002):
        call()


stepping = threading.Thread(target=step, daemon=True)
if lockstep:
    stepping.start()

stamps = {}


def note(name):
    def heard(message):
        stamps.setdefault(name, []).append(message.header.stamp.to_sec())
        if name == "goal":
            stamps.setdefault("goal_id", []).append(message.goal_id.stamp.to_sec())
    return heard


rospy.Subscriber(ARM + "/goal", FollowJointTrajectoryActionGoal, note("goal"))
rospy.Subscriber(ARM + "/result", FollowJointTrajectoryActionResult, note("result"))
rospy.Subscriber(ARM + "/feedback", FollowJointTrajectoryActionFeedback, note("feedback"))
rospy.Subscriber(ARM + "/status", GoalStatusArray, note("status"))

arm = actionlib.SimpleActionClient(ARM, FollowJointTrajectoryAction)
gripper = actionlib.SimpleActionClient("/gripper_controller/gripper_cmd", GripperCommandAction)
assert arm.wait_for_server(rospy.Duration(60)), "no arm server"
assert gripper.wait_for_server(rospy.Duration(60)), "no gripper server"
joints = [n for n in rospy.wait_for_message("/joint_states", JointState, 30).name if "finger" not in n]


def positions():
    state = rospy.wait_for_message("/joint_states", JointState, 30)
    return [state.position[state.name.index(j)] for j in joints]


def goal(by, seconds, names=None, stamp=None):
    wanted = FollowJointTrajectoryGoal()
    wanted.trajectory.joint_names = names or joints
    end = positions()
    end[0] += by
    wanted.trajectory.points = [
        JointTrajectoryPoint(positions=end, time_from_start=rospy.Duration(seconds))]
    if stamp is not None:
        wanted.trajectory.header.stamp = stamp
    return wanted, end


def drive(wanted):
    arm.send_goal(wanted)
    if not arm.wait_for_result(rospy.Duration(20)):
        arm.send_goal(wanted)
        assert arm.wait_for_result(rospy.Duration(60)), "no result"
    return arm.get_state(), arm.get_result()


wanted, end = goal(0.2, 0.5)
state, result = drive(wanted)
assert state == GoalStatus.SUCCEEDED, (state, arm.get_goal_status_text())
assert result.error_code == FollowJointTrajectoryResult.SUCCESSFUL, result
off = max(abs(a - b) for a, b in zip(positions(), end))
assert off < 0.01, off
print("succeeded, off by %.4f rad" % off)

wanted, end = goal(0.2, 0.5, stamp=rospy.Time.now())
state, result = drive(wanted)
assert state == GoalStatus.SUCCEEDED, (state, arm.get_goal_status_text())
print("succeeded with a stamp of now")

wanted, end = goal(-1, 30)
arm.send_goal(wanted)
rate = rospy.Rate(20)
while arm.get_state() != GoalStatus.ACTIVE or not stamps.get("feedback"):
    rate.sleep()
rospy.sleep(0.5)
arm.cancel_goal()
assert arm.wait_for_result(rospy.Duration(20)), "no result of the cancel"
assert arm.get_state() == GoalStatus.PREEMPTED, arm.get_state()
print("preempted:", arm.get_goal_status_text())
rospy.sleep(0.5)
before = positions()
rospy.sleep(0.3)
assert max(abs(a - b) for a, b in zip(before, positions())) < 1e-4, "it rests"

state, result = drive(goal(50, 0.5)[0])
assert state == GoalStatus.REJECTED, state
assert result.error_code == FollowJointTrajectoryResult.INVALID_GOAL, result
assert joints[0] in result.error_string and "must stay in" in result.error_string, result
print("rejected:", result.error_string)

state, result = drive(goal(0.1, 0.5, names=["tail"] + joints[1:])[0])
assert state == GoalStatus.REJECTED, state
assert result.error_code == FollowJointTrajectoryResult.INVALID_JOINTS, result
assert "tail" in result.error_string, result
print("rejected:", result.error_string)

state, result = drive(goal(0.1, 0.2, stamp=rospy.Time(0, 1000))[0])
assert state == GoalStatus.REJECTED, state
assert result.error_code == FollowJointTrajectoryResult.OLD_HEADER_TIMESTAMP, result
print("rejected:", result.error_string)

state, result = drive(goal(3, 0.01)[0])
assert state == GoalStatus.ABORTED, state
assert result.error_code == FollowJointTrajectoryResult.PATH_TOLERANCE_VIOLATED or \
    result.error_code == FollowJointTrajectoryResult.GOAL_TOLERANCE_VIOLATED, result
assert result.error_string, result
print("aborted:", result.error_string)

close = GripperCommandGoal()
close.command.position = 0.04
gripper.send_goal(close)
assert gripper.wait_for_result(rospy.Duration(30))
assert gripper.get_state() == GoalStatus.SUCCEEDED and gripper.get_result().reached_goal
assert abs(gripper.get_result().position - 0.04) < 0.0011, gripper.get_result()
wide = GripperCommandGoal()
wide.command.position = 3
gripper.send_goal(wide)
assert gripper.wait_for_result(rospy.Duration(30))
assert gripper.get_state() == GoalStatus.REJECTED, gripper.get_state()
print("gripper rejected:", gripper.get_goal_status_text())

# Every header is in simulated time: the wall clock would be beyond a billion seconds.
for name in ("goal", "goal_id", "result", "feedback", "status"):
    assert stamps[name] and max(stamps[name]) < 1000, (name, stamps[name])
    print("stamps of %s: %.3f to %.3f s" % (name, min(stamps[name]), max(stamps[name])))
assert min(stamps["feedback"]) > 0 and min(stamps["result"]) > 0, stamps
over.set()
if lockstep:
    stepping.join(10)
print("all well")
