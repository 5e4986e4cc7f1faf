"""The same in PyTorch, on one thread."""

import torch


def prepare():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    norm = torch.nn.LayerNorm(768)
    x = torch.randn(4096, 768, requires_grad=True)
    dy = torch.randn(4096, 768)

    def run(times):
        for _ in range(times):
            x.grad = None
            norm.zero_grad(set_to_none=True)
            norm(x).backward(dy)

    return f"PyTorch {torch.__version__}, 1 thread", run
