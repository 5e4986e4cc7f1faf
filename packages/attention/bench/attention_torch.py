"""The same attention in PyTorch, on one thread."""

import math

import torch


def prepare(batch, heads, length, depth):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    shape = (batch, heads, length, depth)
    q, k, v = [(torch.rand(shape) + 0.5).requires_grad_() for _ in range(3)]
    dy = torch.rand(shape) + 0.5

    def run(times):
        for _ in range(times):
            for x in (q, k, v):
                x.grad = None
            weights = (q @ k.transpose(-1, -2) / math.sqrt(depth)).softmax(-1)
            (weights @ v).backward(dy)

    return f"PyTorch {torch.__version__}, 1 thread", run
