"""Makes Python classes of our own .msg and .action files, for the packages that Debian lacks."""
import os
import shutil
import subprocess
import sys

PARTS = {
    "ActionGoal": "Header header\nactionlib_msgs/GoalID goal_id\n%(n)sGoal goal\n",
    "ActionResult": "Header header\nactionlib_msgs/GoalStatus status\n%(n)sResult result\n",
    "ActionFeedback": "Header header\nactionlib_msgs/GoalStatus status\n%(n)sFeedback feedback\n",
    "Action": "%(n)sActionGoal action_goal\n%(n)sActionResult action_result\n"
    "%(n)sActionFeedback action_feedback\n",
}

msgs, out = sys.argv[1], sys.argv[2]
definitions = os.path.join(out, "definitions")


def write(folder, name, text):
    with open(os.path.join(folder, name + ".msg"), "w") as f:
        f.write(text)


for package in sorted(os.listdir(msgs)):
    target = os.path.join(definitions, package)
    os.makedirs(target)
    for file in sorted(os.listdir(os.path.join(msgs, package))):
        path = os.path.join(msgs, package, file)
        name, kind = os.path.splitext(file)
        if kind == ".msg":
            shutil.copy(path, target)
        elif kind == ".action":
            with open(path) as f:
                parts = ("\n" + f.read()).split("\n---")
            for part, text in zip(("Goal", "Result", "Feedback"), parts):
                write(target, name + part, text.lstrip("\n") + "\n")
            for part, text in PARTS.items():
                write(target, name + part, text % {"n": name})

includes = ["-I%s:%s" % (p, os.path.join(definitions, p)) for p in os.listdir(definitions)]
for package in sys.argv[3:]:
    folder = os.path.join(definitions, package)
    files = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
    target = os.path.join(out, package, "msg")
    os.makedirs(target)
    open(os.path.join(out, package, "__init__.py"), "w").close()
    tool = ["/usr/bin/python3", "/usr/lib/genpy/genmsg_py.py", "-p", package, "-o", target]
    subprocess.check_call(tool + includes + files)
    subprocess.check_call(tool + ["--initpy"])
