"""Makes Python classes of our own .msg files, for the packages that Debian does not have."""
import os
import subprocess
import sys

msgs, out = sys.argv[1], sys.argv[2]
includes = ["-I%s:%s" % (p, os.path.join(msgs, p)) for p in sorted(os.listdir(msgs))]
for package in sys.argv[3:]:
    folder = os.path.join(msgs, package)
    files = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f.endswith(".msg")]
    target = os.path.join(out, package, "msg")
    os.makedirs(target)
    open(os.path.join(out, package, "__init__.py"), "w").close()
    tool = ["/usr/bin/python3", "/usr/lib/genpy/genmsg_py.py", "-p", package, "-o", target]
    subprocess.check_call(tool + includes + files)
    subprocess.check_call(tool + ["--initpy"])
