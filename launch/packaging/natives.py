"""Fails unless a packed Cobot has the native libraries of one processor, all of them and no others.

Reads every file of the folder and every entry of its jars: natives.py x86_64|aarch64 DIR
"""
import os
import struct
import sys
import zipfile

MACHINES = {"x86_64": 62, "aarch64": 183}
WANTED = {
    "libonnxruntime.so", "libonnxruntime4j_jni.so", "libtokenizers.so", "libsqlitejdbc.so",
    "libtorch_cpu.so", "libtorch.so", "libc10.so", "libdjl_torch.so", "libjnidispatch.so",
}
FOREIGN_HEADS = (b"MZ", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"!<arch>")
FOREIGN_NAMES = (".dll", ".dylib", ".jnilib", ".pdb", ".exe", ".lib", ".a")


def entries(folder):
    """Yields name and first bytes of each file."""
    for place, _, files in os.walk(folder):
        for file in files:
            path = os.path.join(place, file)
            if os.path.islink(path):
                continue
            with open(path, "rb") as opened:
                yield path, opened.read(20)
            if file.endswith(".jar"):
                with zipfile.ZipFile(path) as jar:
                    for info in jar.infolist():
                        with jar.open(info) as opened:
                            yield path + "!/" + info.filename, opened.read(20)


def main(arch, folder):
    """Returns the exit code."""
    wrong, found = [], []
    for name, head in entries(folder):
        if head.startswith(b"\x7fELF"):
            if struct.unpack_from("<H", head, 18)[0] == MACHINES[arch]:
                found.append(os.path.basename(name))
            else:
                wrong.append(name)
        elif head.startswith(FOREIGN_HEADS) or name.lower().endswith(FOREIGN_NAMES):
            # A class file begins with the bytes of a fat Mach-O, so names decide those.
            wrong.append(name)
    for name in wrong:
        print(name + " is not for linux-" + arch)
    for name in sorted(WANTED - set(found)):
        print(name + " is missing for linux-" + arch)
    for name in sorted(name for name in WANTED if found.count(name) > 1):
        print(name + " is there more than once")
    return 1 if wrong or WANTED - set(found) or len(found) != len(set(found)) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
