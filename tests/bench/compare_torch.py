#!/usr/bin/python3
"""Runs a network of SD 1.5 on the native CPU executor and in PyTorch alternately and prints both times and their ratio.

    compare_torch.py CHECKPOINT [--bench PATH] [--rounds N] [--sizes 32,64] [--threads 1,2] [--types f32,bf16]
                     [--networks unet,vae]

Sizes are those of the latents. Both programs stay loaded and take turns, one run each (ours, torch, ours, torch, ...),
after one run that does not count, so that both see the same machine. Medians of process CPU time and of wall time.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Side:
    """A program that runs its network once for every line it is given and answers with one line of JSON."""

    def __init__(self, command):
        environment = dict(os.environ, OMP_WAIT_POLICY="passive")  # waiting threads would count as work
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def run(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended with status {self.process.wait()}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def compare(a, network, size, kind, threads):
    bf16 = ["--bf16"] if kind == "bf16" else []
    common = [*bf16, "--threads", str(threads), "--on-demand"]
    shape = ["1", str(size), str(size)]
    sides = {"ours": Side([a.bench, *common, a.checkpoint, network, *shape]),
             "torch": Side([sys.executable, str(HERE / "torch_sd15.py"), *common, network, *shape])}
    times = {name: [] for name in sides}
    for turn in range(a.rounds + 1):
        for name, side in sides.items():
            result = side.run()
            if turn > 0:
                times[name].append(result)
    for side in sides.values():
        side.close()

    def median(name, what):
        return statistics.median(t[what] for t in times[name])

    core, wall = (tuple(median(name, what) for name in sides) for what in ("core_seconds", "wall"))
    print(f"{network:<5} {8 * size:>4}  {kind:<5} {threads:>7}   {core[0]:8.3f} {core[1]:8.3f} {core[0] / core[1]:6.2f}   "
          f"{wall[0]:8.3f} {wall[1]:8.3f} {wall[0] / wall[1]:6.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--bench", default=str(HERE / "../../build/release/bin/sfumato-network-bench"))
    parser.add_argument("--rounds", type=int, default=5)
    for name, default in (("sizes", "32,64"), ("threads", "1,2"), ("types", "f32,bf16"), ("networks", "unet")):
        parser.add_argument("--" + name, default=default)
    a = parser.parse_args()
    print(f"medians of {a.rounds}        core-seconds: ours    torch  ratio   wall: ours    torch  ratio\n"
          "net   side  type  threads", flush=True)
    for network in a.networks.split(","):
        for size in map(int, a.sizes.split(",")):
            for kind in a.types.split(","):
                for threads in map(int, a.threads.split(",")):
                    compare(a, network, size, kind, threads)


if __name__ == "__main__":
    main()
