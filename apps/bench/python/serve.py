"""Runs one peer for the harness: serve.py SCRIPT ARGS, with ARGS the JSON of what SCRIPT's prepare() takes.

prepare(**args) gives (name, run), or (name, run, checksum); run(times) does the work `times` times over. One line of JSON a request on
stdin, {"times": n}, one a reply on stdout: first {"ready": ...}, then {"ms": ...}. Ends with stdin.
"""

import ctypes
import importlib.util
import json
import os
import sys
import time


def blas():
    """The library of products that this process has loaded, as its name in what a bench prints; "" for none."""
    try:
        with open("/proc/self/maps") as maps:
            loaded = {line.split(maxsplit=5)[-1].strip() for line in maps if ".so" in line}
    except OSError:
        return ""  # not Linux
    for path in loaded:
        # PyTorch of a wheel brings its own; numpy's beside it has no part in it.
        if "openblas" in path and not ("torch" in sys.modules and "numpy.libs" in path):
            return f"OpenBLAS for {kernels(path)}"
    for mark, name in (("blis", "BLIS"), ("libmkl", "MKL")):
        if any(mark in path for path in loaded):
            return name
    if any("libblas.so" in path for path in loaded):
        # Ten times slower than any other: a ratio against it would mislead.
        sys.exit("bench: expected an optimised BLAS for this peer (Debian: libopenblas0), got the reference one")
    return ""


def kernels(path):
    """The processor whose kernels OpenBLAS took."""
    library = ctypes.CDLL(path)
    for before, after in (("", ""), ("", "64_"), ("scipy_", ""), ("scipy_", "64_")):
        core = getattr(library, f"{before}openblas_get_corename{after}", None)
        if core is not None:
            core.restype = ctypes.c_char_p
            return core().decode()
    return "an unknown processor"


def undervalued(library):
    """Whether OpenBLAS did not know this processor: then it takes it for a Prescott, without even 256 bits."""
    if not library.endswith("Prescott") or "OPENBLAS_CORETYPE" in os.environ:
        return False
    with open("/proc/cpuinfo") as about:
        return " avx2 " in about.read()


def main(script, args):
    replies = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no reply

    def reply(message):
        replies.write(json.dumps(message) + "\n")

    spec = importlib.util.spec_from_file_location("peer", script)
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    name, run, *checksum = peer.prepare(**json.loads(args))
    library = blas()
    if undervalued(library):
        os.dup2(replies.fileno(), 1)
        os.environ["OPENBLAS_CORETYPE"] = "Haswell"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    name = f"{name}, {library}" if library else name
    ready = {"name": name, "variants": [""]}
    if checksum:
        ready["checksum"] = checksum[0]
    reply({"ready": ready})
    for line in sys.stdin:
        times = json.loads(line)["times"]
        start = time.perf_counter()
        run(times)
        reply({"ms": (time.perf_counter() - start) * 1e3})


main(*sys.argv[1:])
