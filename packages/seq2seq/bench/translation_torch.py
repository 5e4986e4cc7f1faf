"""Translators in PyTorch, on one thread: the plain model, the batched one, and how it decodes."""

import random

import torch
from torch import nn
from torch.nn import functional as F

SOS, EOS = 0, 1


def sentences(count, vocabulary, seed, ends=True):
    """The same ids on both sides: a linear congruential generator, 5 to 12 words, EOS behind them."""
    result = []
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) % 2**32
        words = 5 + (seed >> 16) % 8
        ids = []
        for _ in range(words):
            seed = (seed * 1664525 + 1013904223) % 2**32
            ids.append(2 + (seed >> 8) % (vocabulary - 2))
        result.append(ids + [EOS] if ends else ids)
    return result


class Plain(nn.Module):
    def __init__(self, source, target, hidden, sparse):
        super().__init__()
        self.read = nn.Embedding(source, hidden, sparse=sparse)
        self.encoder = nn.GRU(hidden, hidden)
        self.said = nn.Embedding(target, hidden, sparse=sparse)
        self.decoder = nn.GRU(hidden, hidden)
        self.linear = nn.Linear(hidden, target)

    def loss(self, source, target):
        hidden = torch.zeros(1, 1, self.encoder.hidden_size)
        for word in source:
            _, hidden = self.encoder(self.read(word).view(1, 1, -1), hidden)
        loss, word = 0, torch.tensor([SOS])
        for wanted in target:
            output, hidden = self.decoder(F.relu(self.said(word).view(1, 1, -1)), hidden)
            output = F.log_softmax(self.linear(output[0]), dim=1)
            word = wanted
            if random.random() < 0.5:
                word = output.topk(1)[1].squeeze(0).detach()
            loss = loss + F.nll_loss(output, wanted)
            if word.item() == EOS:
                break
        return loss


def plain(source, target, hidden, count, sparse):
    model = Plain(source, target, hidden, sparse)
    optimizers = [
        torch.optim.SGD([*model.read.parameters(), *model.encoder.parameters()], lr=0.008),
        torch.optim.SGD([*model.said.parameters(), *model.decoder.parameters(), *model.linear.parameters()], lr=0.008),
    ]
    read = [torch.tensor(ids).view(-1, 1) for ids in sentences(count, source, 1)]
    said = [torch.tensor(ids).view(-1, 1) for ids in sentences(count, target, 2)]

    def step():
        for a, b in zip(read, said):
            for optimizer in optimizers:
                optimizer.zero_grad(set_to_none=True)
            model.loss(a, b).backward()
            for optimizer in optimizers:
                optimizer.step()

    return step


class Batched(nn.Module):
    def __init__(self, source, target, hidden):
        super().__init__()
        self.read = nn.Embedding(source, hidden)
        self.encoder = nn.GRU(hidden, hidden // 2, bidirectional=True, batch_first=True)
        self.said = nn.Embedding(target, hidden)
        self.decoder = nn.GRU(hidden, hidden, batch_first=True)
        self.general = nn.Linear(hidden, hidden, bias=False)
        self.combine = nn.Linear(2 * hidden, hidden, bias=False)
        self.output = nn.Linear(hidden, target)

    def encode(self, ids, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(self.read(ids), lengths, batch_first=True, enforce_sorted=False)
        outputs, last = self.encoder(packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True)
        unseen = torch.arange(memory.shape[1])[None, :] >= lengths[:, None]
        return memory, torch.cat([last[0], last[1]], -1)[None], unseen

    def decode(self, ids, memory, state, unseen):
        hidden, state = self.decoder(self.said(ids), state)
        scores = self.general(hidden) @ memory.transpose(1, 2)
        weights = scores.masked_fill(unseen[:, None], -torch.inf).softmax(-1)
        said = self.combine(torch.cat([weights @ memory, hidden], -1)).tanh()
        return self.output(said), state


def padded(rows, value):
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=value)


def batched(source, target, hidden, count):
    model = Batched(source, target, hidden)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    read, said = sentences(count, source, 1, False), sentences(count, target, 2, False)
    ids, lengths = padded(read, 0), torch.tensor([len(row) for row in read])
    inputs, labels = padded([[SOS, *row] for row in said], 0), padded([[*row, EOS] for row in said], -100)

    def step():
        optimizer.zero_grad(set_to_none=True)
        logits, _ = model.decode(inputs, *model.encode(ids, lengths))
        F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100).backward()
        optimizer.step()

    return step


def greedy(source, target, hidden, words, beams):
    model = Batched(source, target, hidden)
    [ids] = sentences(1, source, 1, False)
    ids, lengths = torch.tensor([ids]), torch.tensor([len(ids)])

    @torch.inference_mode()
    def step():
        memory, state, unseen = model.encode(ids, lengths)
        if beams == 1:
            word, said = torch.tensor([[SOS]]), []
            for _ in range(words):
                logits, state = model.decode(word, memory, state, unseen)
                word = logits[:, -1].argmax(-1, keepdim=True)
                said.append(word.item())
            return
        tokens, scores = torch.tensor([[SOS]]), torch.zeros(1)
        for _ in range(words):
            logits, state = model.decode(tokens[:, -1:], memory, state, unseen)
            all_scores = scores[:, None] + logits[:, -1].log_softmax(-1)
            scores, best = all_scores.flatten().topk(beams)
            rows = best // all_scores.shape[1]
            tokens = torch.cat([tokens[rows], (best % all_scores.shape[1])[:, None]], 1)
            state = state[:, rows]
            memory, unseen = memory[:1].expand(beams, -1, -1), unseen[:1].expand(beams, -1)
        tokens.tolist()

    return step


def prepare(kind, **sizes):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    step = {"plain": plain, "batched": batched, "decode": greedy}[kind](**sizes)

    def run(times):
        for _ in range(times):
            step()

    return f"PyTorch {torch.__version__}, 1 thread", run
