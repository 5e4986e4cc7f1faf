"""The same figures in PyTorch on CUDA: a line of JSON a figure. `--small` for a machine without a GPU.

fp32 as it is on our side: TF32 is off. `gpt-step-compiled` and the like are not here: eager is what people run first.
"""

import json
import resource
import statistics
import sys
import time

import torch
from torch.nn import functional

from gpt import Gpt, generate, step_of

SMALL = "--small" in sys.argv
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
torch.backends.cuda.matmul.allow_tf32 = "--tf32" in sys.argv
torch.backends.cudnn.allow_tf32 = "--tf32" in sys.argv
torch.manual_seed(0)


def sync():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def cpu_ms():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return 1000 * (own.ru_utime + own.ru_stime)


def say(**figure):
    print(json.dumps({"side": "torch", **figure}), flush=True)


def measure(name, make, flops=None, tokens=None):
    try:
        step = make()

        def many(times):
            start = time.perf_counter()
            for _ in range(times):
                step()
            sync()
            return 1000 * (time.perf_counter() - start)

        many(1)
        if SMALL:
            each, times, used = [many(1)], 1, 0
        else:
            many(2)
            guess = many(3) / 3
            times = min(200, max(1, round(60 / guess + 0.5)))
            before = cpu_ms()
            each = [many(times) / times for _ in range(max(2, min(7, int(3000 / (guess * times)))))]
            used = (cpu_ms() - before) / (times * len(each))
        ms = statistics.median(each)
        more = {"tflops": round(flops / ms / 1e9, 3)} if flops else {}
        if tokens:
            more["tokensPerSecond"] = round(1000 * tokens / ms, 1)
        say(id=name, ms=round(ms, 4), best=round(min(each), 4), cpuMs=round(used, 4), runs=times * len(each), **more)
    except Exception as error:  # one that fails costs its own line only
        say(id=name, error=str(error)[:400])
    if DEVICE == "cuda":
        torch.cuda.empty_cache()


def product(n, ta, tb):
    def make():
        a, b = torch.randn(n, n, device=DEVICE), torch.randn(n, n, device=DEVICE)
        return lambda: (a.t() if ta else a) @ (b.t() if tb else b)

    return make


def attention(shape, back):
    def make():
        q, k, v = [torch.randn(shape, device=DEVICE, requires_grad=back) for _ in range(3)]
        dy = torch.randn(shape, device=DEVICE)

        def step():
            y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            if back:
                torch.autograd.grad(y, (q, k, v), dy)

        return step

    return make


def gpt_step(layers, width, heads, block, batch, vocabulary=65):
    def make():
        model = Gpt(layers, width, heads, block, vocabulary).to(DEVICE)
        ids = torch.randint(vocabulary, (batch, block), device=DEVICE)
        return step_of(model, torch.optim.AdamW(model.parameters(), lr=1e-4), ids, ids)

    return make


def gpt_tokens(layers, width, heads, block, count, vocabulary=65):
    def make():
        model = Gpt(layers, width, heads, block, vocabulary).to(DEVICE)
        return lambda: generate(model, count, DEVICE)

    return make


def lstm_step(batch, steps, size, hidden):
    def make():
        model = torch.nn.LSTM(size, hidden, batch_first=True).to(DEVICE)
        optimizer = torch.optim.Adam(model.parameters())
        xs, target = torch.rand(batch, steps, size, device=DEVICE), torch.rand(batch, steps, hidden, device=DEVICE)

        def step():
            optimizer.zero_grad(set_to_none=True)
            functional.mse_loss(model(xs)[0], target).backward()
            optimizer.step()

        return step

    return make


def conv_step(batch):
    def make():
        nn = torch.nn
        model = nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10),
        ).to(DEVICE)
        optimizer = torch.optim.Adam(model.parameters())
        x, labels = torch.rand(batch, 1, 28, 28, device=DEVICE), torch.randint(10, (batch,), device=DEVICE)

        def step():
            optimizer.zero_grad(set_to_none=True)
            functional.cross_entropy(model(x), labels).backward()
            optimizer.step()

        return step

    return make


say(version=torch.__version__, device=torch.cuda.get_device_name() if DEVICE == "cuda" else "cpu")
gpts = {"gpt-step": (4, 128, 4, 64, 12), "gpt-step-large": (12, 768, 12, 256, 8)}
if SMALL:
    gpts = {"gpt-step": (4, 128, 4, 8, 2)}
for name, (layers, width, heads, block, batch) in gpts.items():
    flops = 6 * (12 * layers * width * width + width * 65) * batch * block
    measure(name, gpt_step(layers, width, heads, block, batch), flops)
measure("lstm-step", lstm_step(2, 8, 16, 16) if SMALL else lstm_step(32, 64, 128, 256))
measure("conv-step", conv_step(2 if SMALL else 128))
tokens = 8 if SMALL else 64
measure("gpt-tokens", gpt_tokens(4, 128, 4, 64, tokens), tokens=tokens)
for shape in [(1, 2, 33, 16)] if SMALL else [(8, 8, 256, 64), (4, 16, 1024, 64)]:
    cells = shape[0] * shape[1] * shape[2] ** 2 * shape[3]
    label = "attention " + "×".join(map(str, shape))
    measure(f"{label} forward", attention(shape, False), 2 * cells)
    measure(f"{label} both ways", attention(shape, True), 7 * cells)
for n in [65, 128] if SMALL else [512, 1024, 2048, 4096]:
    for ta in (False, True):
        for tb in (False, True):
            measure(f"product {n}{' ta' if ta else ''}{' tb' if tb else ''}", product(n, ta, tb), 2 * n**3)
