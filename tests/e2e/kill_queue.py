#!/usr/bin/env python3
"""Kills `sfumato-cli queue run` at random moments and lets it go on, again and again: no job may be lost, no picture made
twice, no file half written, and every picture must be, to the byte, that of an undisturbed run.

usage: kill_queue.py SFUMATO_CLI [--kills 20] [--seed 1]     exits 1 and says what was wrong"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

# Samplers with and without history, with noise from a stream and from a tree.
SAMPLERS = ["euler", "euler_ancestral", "dpmpp_2m", "dpmpp_3m_sde", "uni_pc", "lms", "dpm_adaptive", "heun"]
STEPS = 12


class Queue:
    def __init__(self, cli, place):
        self.cli = cli
        self.place = place
        self.pictures = place / "pictures"
        self.pictures.mkdir(parents=True)
        self.environment = dict(os.environ, XDG_CACHE_HOME=str(place.parent / "cache"), OMP_NUM_THREADS="2")

    def command(self, *arguments):
        return [self.cli, "queue", "--queue", str(self.place / "queue"), *arguments]

    def ask(self, *arguments):
        done = subprocess.run(self.command("--json", *arguments), capture_output=True, env=self.environment, timeout=600)
        if done.returncode != 0:
            raise SystemExit(f"{arguments}: exit {done.returncode}: {done.stderr.decode()}")
        return json.loads(done.stdout)

    def fill(self):
        for number, sampler in enumerate(SAMPLERS):
            self.ask("add", "-p", "red apple", "--sampler", sampler, "--steps", str(STEPS), "-W", "64", "-H", "64",
                     "--seed", str(number), "-o", f"{self.pictures}/")

    def start(self):
        return subprocess.Popen(self.command("run", "--device", "cpu", "--keep-seconds", "0.02"), env=self.environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def jobs(self):
        return self.ask("list")["jobs"]

    def hashes(self):
        """By seed: SHA-256 of the picture."""
        return {job["recipe"]["seed"]: hashlib.sha256(pathlib.Path(job["picture"]).read_bytes()).hexdigest()
                for job in self.jobs()}


def check_whole(queue, expected):
    """What must be true once the queue is empty."""
    jobs = queue.jobs()
    assert [job["state"] for job in jobs] == ["done"] * len(SAMPLERS), jobs
    files = sorted(str(path) for path in queue.pictures.iterdir())
    assert files == sorted(job["picture"] for job in jobs), f"files {files}, jobs {jobs}"
    assert queue.hashes() == expected, "a picture differs from that of an undisturbed run"
    left = [path for path in (queue.place / "queue").rglob("*") if ".part-" in path.name or path.suffix == ".state"]
    assert not left, f"left behind: {left}"


def check_after_kill(queue):
    jobs = queue.jobs()
    assert [job["recipe"]["seed"] for job in jobs] == list(range(len(SAMPLERS))), "a job is lost or out of order"
    for job in jobs:
        assert job["state"] in ("waiting", "running", "paused", "done"), job
        if job["state"] == "done":
            assert pathlib.Path(job["picture"]).stat().st_size > 0, job
    whole = [path for path in queue.pictures.iterdir() if ".part-" not in path.name]
    assert len(whole) <= len(SAMPLERS), "a picture was made twice"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        calm = Queue(arguments.cli, place / "calm")
        calm.fill()
        began = time.monotonic()
        process = calm.start()
        _, errors = process.communicate(timeout=1800)
        assert process.returncode == 0, errors.decode()
        duration = time.monotonic() - began
        expected = calm.hashes()
        check_whole(calm, expected)
        assert len(set(expected.values())) == len(SAMPLERS), "pictures that should differ are equal"

        kills = rounds = resumed = 0
        where = collections.Counter()
        while kills < arguments.kills:
            rounds += 1
            queue = Queue(arguments.cli, place / f"round{rounds}")
            queue.fill()
            while True:
                process = queue.start()
                try:
                    # Later kills are as likely as early ones; a run that is through by then was not killed.
                    process.wait(chance.uniform(0.02, duration * 0.6))
                except subprocess.TimeoutExpired:
                    if kills < arguments.kills:
                        process.send_signal(signal.SIGKILL)
                    process.wait(timeout=1800)
                if process.returncode == 0:
                    break
                errors = process.stderr.read().decode()
                assert process.returncode == -signal.SIGKILL, f"exit {process.returncode}: {errors}"
                kills += 1
                check_after_kill(queue)
                states = [job["state"] for job in queue.jobs()]
                resumed += any((queue.place / "queue" / "states").glob("*.state"))
                where[states.count("done")] += 1
            check_whole(queue, expected)
        print(f"{kills} kills in {rounds} queues of {len(SAMPLERS)} pictures: all pictures equal, none lost, none twice; "
              f"{resumed} kills left a state of a picture in the making")
        print("kills by pictures done:", dict(sorted(where.items())), f"an undisturbed queue took {duration:.2f} s")
        assert resumed > 0, "no kill hit a picture in the making: the test shows nothing"
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AssertionError as wrong:
        print(f"kill_queue: {wrong}", file=sys.stderr)
        sys.exit(1)
