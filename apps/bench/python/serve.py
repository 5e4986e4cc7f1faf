"""Runs one peer for the harness: serve.py SCRIPT ARGS, with ARGS the JSON of what SCRIPT's prepare() takes.

prepare(**args) gives (name, run); run(times) does the work `times` times over. One line of JSON a request on
stdin, {"times": n}, one a reply on stdout: first {"ready": ...}, then {"ms": ...}. Ends with stdin.
"""

import importlib.util
import json
import os
import sys
import time


def blas():
    """The library of products that this process has loaded, as its name in what a bench prints; "" for none."""
    try:
        with open("/proc/self/maps") as maps:
            loaded = maps.read()
    except OSError:
        return ""  # not Linux
    for mark, name in (("openblas", "OpenBLAS"), ("blis", "BLIS"), ("libmkl", "MKL")):
        if mark in loaded:
            return name
    if "libblas.so" in loaded:
        # Ten times slower than any other: a ratio against it would mislead.
        sys.exit("bench: expected an optimised BLAS for this peer (Debian: libopenblas0), got the reference one")
    return ""


def main(script, args):
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no reply

    def reply(message):
        replies.write(json.dumps(message) + "\n")

    spec = importlib.util.spec_from_file_location("peer", script)
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    name, run = peer.prepare(**json.loads(args))
    library = blas()
    name = f"{name}, {library}" if library else name
    reply({"ready": {"name": name, "variants": [""]}})
    for line in sys.stdin:
        times = json.loads(line)["times"]
        start = time.perf_counter()
        run(times)
        reply({"ms": (time.perf_counter() - start) * 1e3})


main(*sys.argv[1:])
