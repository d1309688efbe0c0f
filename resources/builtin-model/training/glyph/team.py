"""Several training processes, one core each: every few steps their weights are averaged (local SGD: Stich 2019, arXiv:1805.09767).

Two threads in one process are no quicker than one here (the layers are small); two processes are.
"""
import os
import tempfile
from pathlib import Path
from typing import Callable, Iterable

import torch
import torch.distributed as dist
import torch.multiprocessing as processes
from torch import Tensor


class Team:
    """One process alone, or one of `size` that run the same steps."""

    def __init__(self, rank: int = 0, size: int = 1):
        self.rank, self.size = rank, size

    @torch.no_grad()
    def average(self, tensors: Iterable[Tensor]) -> None:
        """In every process the mean of all processes' values."""
        if self.size == 1:
            return
        kept = list(tensors)
        flat = torch.cat([t.reshape(-1) for t in kept])
        dist.all_reduce(flat)
        flat /= self.size
        for tensor, part in zip(kept, flat.split([t.numel() for t in kept])):
            tensor.copy_(part.view_as(tensor))

    def first(self, value: float) -> float:
        """The first process's value, for all: so that all stop at the same step."""
        if self.size == 1:
            return value
        shared = torch.tensor([value], dtype=torch.float64)
        dist.broadcast(shared, 0)
        return float(shared)


def _member(rank: int, size: int, meeting: str, work: Callable[[Team], None], threads: int) -> None:
    torch.set_num_threads(threads)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=size)
    work(Team(rank, size))
    dist.destroy_process_group()


def run_team(size: int, work: Callable[[Team], None]) -> None:
    """work(team) in `size` processes; this one is the first. work must be picklable. A member that fails raises here or ends the others."""
    if size == 1:
        work(Team())
        return
    with tempfile.TemporaryDirectory() as folder:
        meeting, threads = str(Path(folder) / "meeting"), torch.get_num_threads()
        context = processes.get_context("spawn")
        others = [context.Process(target=_member, args=(k, size, meeting, work, threads), daemon=True) for k in range(1, size)]
        for process in others:
            process.start()
        _member(0, size, meeting, work, threads)
        for process in others:
            process.join()
            if process.exitcode:
                raise RuntimeError(f"a member of the team ended with {process.exitcode}")
