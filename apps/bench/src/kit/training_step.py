"""The same training steps in PyTorch, on one thread."""

import torch


def prepare(network, batch, time, inSize, hidden):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    both = network == "BiLSTM"
    make = {"RNN": torch.nn.RNN, "GRU": torch.nn.GRU}.get(network, torch.nn.LSTM)
    model = make(inSize, hidden, batch_first=True, bidirectional=both)
    optimizer = torch.optim.Adam(model.parameters())
    criterion = torch.nn.MSELoss()
    xs = torch.rand(batch, time, inSize) + 0.5
    target = torch.rand(batch, time, hidden * (2 if both else 1)) + 0.5

    def run(times):
        for _ in range(times):
            optimizer.zero_grad()
            loss = criterion(model(xs)[0], target)
            loss.backward()
            optimizer.step()

    return f"PyTorch {torch.__version__}, 1 thread", run
