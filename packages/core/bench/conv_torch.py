"""The same training steps of convolutions in PyTorch, on one thread."""

import torch


def prepare(batch):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = torch.nn.Sequential(
        torch.nn.Conv2d(1, 32, 3),
        torch.nn.ReLU(),
        torch.nn.Conv2d(32, 64, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(9216, 128),
        torch.nn.ReLU(),
        torch.nn.Linear(128, 10),
    )
    optimizer = torch.optim.Adam(model.parameters())
    x = torch.rand(batch, 1, 28, 28)
    labels = torch.randint(10, (batch,))

    def run(times):
        for _ in range(times):
            optimizer.zero_grad(set_to_none=True)
            loss = torch.nn.functional.cross_entropy(model(x), labels)
            loss.backward()
            optimizer.step()

    return f"PyTorch {torch.__version__}, 1 thread", run
