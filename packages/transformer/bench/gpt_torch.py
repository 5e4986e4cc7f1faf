"""The same GPT in PyTorch, on one thread, from the weights that ours has written down."""

import json
import re

import torch
from gpt import Gpt, generate, step_of  # beside serve.py


def read(path):
    """The float32 tensors of a safetensors file."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        body = bytearray(file.read())
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(body, dtype=torch.float32, count=(end - start) // 4, offset=start).reshape(about["shape"])
        for name, about in header.items()
        for start, end in [about["data_offsets"]]
    }


def about():
    """PyTorch's version, the library of its products where it is its own, and the instructions that it uses."""
    built = torch.__config__.show()
    products = ", MKL" if "BLAS_INFO=mkl" in built else ""
    used = re.search(r"CPU capability usage: (\S+)", built)
    return f"PyTorch {torch.__version__}{products}, {used[1] if used else 'unknown instructions'}, {torch.get_num_threads()} thread(s)"


def prepare(weights, tokens, threads, layers, width, heads, block, batch, vocabulary):
    torch.set_num_threads(threads)
    model = Gpt(layers, width, heads, block, vocabulary)
    model.load_state_dict(read(weights))
    if tokens:
        checksum = sum(id * (place + 1) for place, id in enumerate(generate(model, block)))

        def run(times):
            for _ in range(times):
                generate(model, block)

        return about(), run, checksum

    ids, following = [
        torch.tensor([(i * factor) % vocabulary for i in range(batch * block)]).reshape(batch, block)
        for factor in (7919, 104729)
    ]
    step = step_of(model, torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01), ids, following)

    def run(times):
        for _ in range(times):
            step()

    run(2)
    return about(), run, step().item()
