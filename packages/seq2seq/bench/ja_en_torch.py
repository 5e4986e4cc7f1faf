"""A GRU translator with attention, trained on given batches: prints what it says of the test sentences, as ids.

    python ja_en_torch.py task.json

The task holds sizes, `pairs` of ids, `batches` (numbers of pairs, a list a step), and `test` (ids to read): see ja-en-torch.ts.
"""

import json
import math
import sys

import torch
from torch import nn
from torch.nn.functional import cross_entropy, log_softmax
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

IGNORED = -100


class Translator(nn.Module):
    """The model of @dl/seq2seq, but for a second bias of the gates r and z, which nn.GRU has and which adds nothing."""

    def __init__(self, source, target, hidden, dropout):
        super().__init__()
        self.source, self.target = nn.Embedding(source, hidden), nn.Embedding(target, hidden)
        self.encoder = nn.GRU(hidden, hidden // 2, bidirectional=True, batch_first=True)
        self.decoder = nn.GRU(hidden, hidden, batch_first=True)
        self.general = nn.Linear(hidden, hidden, bias=False)
        self.combine = nn.Linear(2 * hidden, hidden, bias=False)
        self.output = nn.Linear(hidden, target)
        self.dropout = nn.Dropout(dropout)
        for name, weight in self.named_parameters():
            begin(name, weight, hidden)

    def read(self, ids, lengths):
        words = self.dropout(self.source(ids))
        packed = pack_padded_sequence(words, lengths, batch_first=True, enforce_sorted=False)
        outputs, (there, back) = self.encoder(packed)
        memory, _ = pad_packed_sequence(outputs, batch_first=True)
        seen = torch.arange(memory.shape[1])[None] < lengths[:, None]
        return self.dropout(memory), seen[:, None], torch.cat([there, back], -1)[None]

    def say(self, ids, memory, seen, state):
        hidden, state = self.decoder(self.dropout(self.target(ids)), state)
        scores = self.general(hidden) @ memory.transpose(1, 2)
        weights = scores.masked_fill(~seen, -torch.inf).softmax(-1)
        said = self.combine(torch.cat([weights @ memory, hidden], -1)).tanh()
        return self.output(self.dropout(said)), state


@torch.no_grad()
def begin(name, weight, hidden):
    """Initial weights as @dl/seq2seq has them."""
    if name in ("source.weight", "target.weight"):
        nn.init.normal_(weight, std=hidden**-0.5)
    elif weight.dim() == 1:
        nn.init.zeros_(weight)
    elif "_hh_" in name:
        for gate in weight.chunk(3):
            nn.init.orthogonal_(gate)
    elif "_ih_" in name:
        for gate in weight.chunk(3):
            nn.init.xavier_uniform_(gate)
    else:
        nn.init.xavier_uniform_(weight)


def padded(rows, value=0):
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=value)


def learn(model, task):
    optimizer = torch.optim.Adam(model.parameters(), lr=task["learningRate"])
    pairs, sos, eos = task["pairs"], task["sos"], task["eos"]
    model.train()
    for step, rows in enumerate(task["batches"], 1):
        sources = [pairs[row][0] for row in rows]
        targets = [pairs[row][1] for row in rows]
        read = model.read(padded(sources), torch.tensor([len(ids) for ids in sources]))
        logits, _ = model.say(padded([[sos, *ids] for ids in targets]), *read)
        labels = padded([[*ids, eos] for ids in targets], IGNORED)
        loss = cross_entropy(
            logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, label_smoothing=task["labelSmoothing"]
        )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), task["clip"])
        optimizer.step()
        if step % 100 == 0:
            print(f"step {step}, nats per token {loss.item():.3f}", file=sys.stderr, flush=True)


@torch.no_grad()
def translate(model, ids, task):
    """Beam search as `beamSearch` of @dl/text: by log p / length, the end counted."""
    beams, eos = task["beams"], task["eos"]
    memory, seen, state = model.read(torch.tensor([ids]), torch.tensor([len(ids)]))
    live, done = [(0.0, [])], []
    for length in range(1, task["maxLength"] + 1):
        rows = len(live)
        last = torch.tensor([[tokens[-1] if tokens else task["sos"]] for _, tokens in live])
        logits, state = model.say(last, memory.expand(rows, -1, -1), seen.expand(rows, -1, -1), state)
        before = torch.tensor([p for p, _ in live], dtype=torch.float64)
        all = (before[:, None] + log_softmax(logits[:, 0].double(), -1)).flatten()
        best, at = all.topk(min(2 * beams, len(all)))
        found, rows = [], []
        for rank, (p, i) in enumerate(zip(best.tolist(), at.tolist())):
            row, token = divmod(i, logits.shape[-1])
            if token == eos:
                if rank < beams:
                    done.append((p / length, live[row][1]))
            elif len(found) < beams:
                found.append((p, [*live[row][1], token]))
                rows.append(row)
        done = sorted(done, key=lambda own: -own[0])[:beams]
        live, state = found, state[:, rows]
        if len(done) == beams and live[0][0] / length <= done[-1][0]:
            live = []
        if not live:
            break
    done += [(p / len(tokens), tokens) for p, tokens in live]
    return max(done, key=lambda own: own[0], default=(-math.inf, []))[1]


def main(file):
    with open(file, encoding="utf-8") as text:
        task = json.load(text)
    torch.set_num_threads(1)
    torch.manual_seed(task["seed"])
    model = Translator(task["sourceSize"], task["targetSize"], task["hidden"], task["dropout"])
    learn(model, task)
    model.eval()
    said = [translate(model, ids, task) for ids in task["test"]]
    count = sum(weight.numel() for weight in model.parameters())
    print(json.dumps({"version": torch.__version__.split("+")[0], "parameters": count, "said": said}))


main(sys.argv[1])
