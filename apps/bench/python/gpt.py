"""The GPT of the benches in PyTorch; its parameters have the names that `toTorch` gives to ours."""

import torch
from torch.nn import functional


def attend_by_hand(q, k, v, is_causal):
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    if is_causal:
        scores = scores.masked_fill(torch.ones_like(scores[0, 0], dtype=torch.bool).triu(1), -torch.inf)
    return scores.softmax(-1) @ v


# PyTorch 1 has no such function.
attend = getattr(functional, "scaled_dot_product_attention", attend_by_hand)


class FeedForward(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.up, self.down = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)

    def forward(self, x):
        return self.down(functional.gelu(self.up(x)))


class Block(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.attentionNorm, self.feedForwardNorm = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.attention = torch.nn.MultiheadAttention(width, heads)  # its parameters alone
        self.feedForward = FeedForward(width)

    def forward(self, x, cache=None):
        batch, time, width = x.shape
        own = self.attention
        qkv = functional.linear(self.attentionNorm(x), own.in_proj_weight, own.in_proj_bias)
        q, k, v = qkv.view(batch, time, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if cache is not None:
            if cache:
                k, v = torch.cat([cache[0], k], 2), torch.cat([cache[1], v], 2)
            cache[:] = [k, v]
        y = attend(q, k, v, is_causal=cache is None)
        x = x + own.out_proj(y.transpose(1, 2).reshape(batch, time, width))
        return x + self.feedForward(self.feedForwardNorm(x))


class Decoder(torch.nn.Module):
    def __init__(self, layers, width, heads):
        super().__init__()
        self.blocks = torch.nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = torch.nn.LayerNorm(width)

    def forward(self, x, caches):
        for i, block in enumerate(self.blocks):
            x = block(x, None if caches is None else caches[i])
        return self.norm(x)


class Gpt(torch.nn.Module):
    def __init__(self, layers, width, heads, block, vocabulary):
        super().__init__()
        self.embedding = torch.nn.Embedding(vocabulary, width)
        self.positions = torch.nn.Embedding(block, width)
        self.decoder = Decoder(layers, width, heads)
        self.head = torch.nn.Linear(width, vocabulary, bias=False)

    def forward(self, ids, places, caches=None):
        return self.head(self.decoder(self.embedding(ids) + self.positions(places), caches))


@torch.inference_mode()
def generate(model, count, device="cpu"):
    """As many ids, one after the other by a cache, each the likeliest, from id 1 on."""
    caches = [[] for _ in model.decoder.blocks]
    token = torch.ones(1, 1, dtype=torch.long, device=device)
    ids = []
    for place in range(count):
        logits = model(token, torch.tensor([[place]], device=device), caches)
        token = logits.argmax(-1)
        ids.append(token.item())
    return ids


def step_of(model, optimizer, ids, following):
    """A training step, which gives the loss before it."""
    places = torch.arange(ids.shape[1], device=ids.device)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(model(ids, places).flatten(0, 1), following.flatten())
        loss.backward()
        optimizer.step()
        return loss

    return step
