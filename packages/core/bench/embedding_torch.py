"""The same embedding step in PyTorch, on one thread."""

import torch


def prepare(vocab, size, count, sparse, rule):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    layer = torch.nn.Embedding(vocab, size, sparse=sparse)
    if rule == "adam":
        optimizer = torch.optim.SparseAdam(layer.parameters(), lr=0.1)
    else:
        optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    ids = torch.randint(vocab, (count,))

    def run(times):
        for _ in range(times):
            optimizer.zero_grad(set_to_none=True)
            loss = layer(ids).pow(2).mean()
            loss.backward()
            optimizer.step()

    return f"PyTorch {torch.__version__}, 1 thread", run
