"""The same in PyTorch, on one thread, in the order of axes that it has."""

import torch
import torch.nn.functional as F


def prepare(batch, time, classes, labels):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    logits = torch.randn(time, batch, classes, requires_grad=True)
    wanted = torch.randint(1, classes, (batch, labels))
    times = torch.full((batch,), time)
    counts = torch.full((batch,), labels)

    def run(rounds):
        for _ in range(rounds):
            logits.grad = None
            F.ctc_loss(F.log_softmax(logits, -1), wanted, times, counts).backward()

    return f"PyTorch {torch.__version__}, 1 thread", run
