"""What three training steps of a GPT add to the memory of a process at most, its model and the state of AdamW included, in MiB."""

import json
import os
import resource
import sys

import torch
from gpt import Gpt, step_of  # apps/bench/python


def resident():
    with open("/proc/self/statm") as about:
        return int(about.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main(layers, width, heads, block, batch, vocabulary):
    torch.set_num_threads(1)
    before = resident()
    model = Gpt(layers, width, heads, block, vocabulary)
    ids = torch.zeros(batch, block, dtype=torch.long)
    step = step_of(model, torch.optim.AdamW(model.parameters(), lr=1e-3), ids, ids)
    for _ in range(3):
        step()
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"peak": peak / 2**20, "version": torch.__version__}))


main(**json.loads(sys.argv[1]))
