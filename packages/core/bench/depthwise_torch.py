"""The same in PyTorch, on one thread: its default layout."""

import torch


def prepare():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    x = torch.randn(8, 128, 56, 56, requires_grad=True)
    w = torch.randn(128, 1, 3, 3, requires_grad=True)
    dy = torch.randn(8, 128, 56, 56)

    def run(times):
        for _ in range(times):
            x.grad = None
            w.grad = None
            torch.nn.functional.conv2d(x, w, padding=1, groups=128).backward(dy)

    return f"PyTorch {torch.__version__}, 1 thread", run
