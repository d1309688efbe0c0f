#!/usr/bin/env python3
"""Keeps the SPIR-V of this folder in step with its sources.

Shaders whose second line is "// needs: EXTENSION" are compiled with the rest of the bank where glslc knows the extension;
elsewhere (Debian 12's does not know GL_KHR_cooperative_matrix) the build takes the modules of this folder.

usage: update.py           compiles them anew with Debian 13's glslc (tests/drivers/lavapipe.sh gets it)
       update.py --check   exits 1 when a source changed since its module was compiled, or when the compiler is at hand, has
                           the recorded version and makes other bytes
"""
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SHADERS = HERE.parent
RECORD = HERE / "sources.txt"
TOOL = [str(SHADERS.parent / "tests/drivers/lavapipe.sh"), "--tool"]


def needing():
    """Sources that need an extension, in order."""
    found = []
    for source in sorted(SHADERS.glob("*.comp")):
        lines = source.read_text().splitlines()
        if len(lines) > 1 and lines[1].startswith("// needs: "):
            if lines[0] != "// variants: none":
                sys.exit(f"{source.name}: shaders that need an extension have no variants")
            found.append(source)
    return found


def digest(source):
    """SHA-256 over the source and all that it includes, each once, in order of first use."""
    seen, queue, total = set(), [source], hashlib.sha256()
    while queue:
        path = queue.pop(0)
        if path in seen:
            continue
        seen.add(path)
        text = path.read_text()
        total.update(text.encode())
        queue += [SHADERS / name for name in re.findall(r'^#include "([^"]+)"', text, re.M)]
    return total.hexdigest()


def compiler(fetch):
    """The compiler's version, or None where it cannot be had; without `fetch` only what is unpacked already counts."""
    cache = os.environ.get("SFUMATO_DRIVER_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "sfumato/drivers")
    if not fetch and not list(pathlib.Path(cache).glob("*/usr/bin/glslc")):
        return None
    got = subprocess.run([*TOOL, "glslc", "--version"], capture_output=True, text=True)
    return " ".join(got.stdout.split()) if got.returncode == 0 else None


def compile_to(source, target):
    options = ["--target-env=vulkan1.2", "-O", "-Werror", "-I", str(SHADERS)]
    subprocess.run([*TOOL, "glslc", *options, "-o", str(target), str(source)], check=True)
    subprocess.run([*TOOL, "spirv-val", "--target-env", "vulkan1.2", "--scalar-block-layout", str(target)], check=True)


def update():
    version = compiler(fetch=True)
    if version is None:
        sys.exit("the compiler cannot be had: see tests/drivers/lavapipe.sh")
    lines = [version]
    for source in needing():
        compile_to(source, HERE / (source.stem + ".spv"))
        lines.append(f"{source.stem} {digest(source)}")
    RECORD.write_text("\n".join(lines) + "\n")


def check():
    recorded_version, *rest = RECORD.read_text().splitlines()
    recorded = dict(line.split() for line in rest)
    sources = needing()
    stale = [s.name for s in sources if recorded.get(s.stem) != digest(s) or not (HERE / (s.stem + ".spv")).exists()]
    stale += [name for name in recorded if name not in {s.stem for s in sources}]
    if stale:
        sys.exit(f"shaders/spirv is older than {', '.join(stale)}: run shaders/spirv/update.py")
    version = compiler(fetch=False)
    if version != recorded_version:
        print(f"SKIPPED: comparing bytes, compiled with '{recorded_version}', at hand is '{version}'")
        return
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            made = pathlib.Path(folder) / (source.stem + ".spv")
            compile_to(source, made)
            if made.read_bytes() != (HERE / made.name).read_bytes():
                sys.exit(f"{made.name} is not what {source.name} compiles to: run shaders/spirv/update.py")
    print(f"{len(sources)} modules are what their sources compile to")


check() if sys.argv[1:] == ["--check"] else update()
