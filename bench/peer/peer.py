"""Times PyTorch and this project in turns, A B A B, and prints the ratios of their times.

    python3 peer.py [--rounds N] [--threads N] [WORK ...]

With --modern FOLDER, what export.py wrote, today's libtorch and ONNX Runtime take part in the same turns; their program is built by
"./mvnw -f bench/peer/modern/pom.xml package".

A work is a name and a shape joined by a colon, such as step.pgd:wrn-34-2@32 or conv.forward:64-64@16; by default all
below. 32 images on both sides. Needs Debian's python3-torch; run check.py first, which shows that network.py computes
what the official code computes."""

import argparse
import os
import pathlib
import re
import statistics
import subprocess
import time

import torch
from torch.nn import functional as F

from network import WideResNet, pgd_step

IMAGES = 32
BITS = 8
WORKS = [
    *(f"conv.{way}:{shape}" for shape in ("16-16@32", "32-32@16", "64-64@16", "160-160@32", "640-640@8")
      for way in ("forward", "inputgrad", "weightgrad")),
    "step.forward:wrn-34-2@32",
    "step.pgd:wrn-34-1@32",
    "step.pgd:wrn-34-2@32",
    "step.train:wrn-34-2@32",
    "step.pgd7:wrn-34-2@32",
    "step.pgd:wrn-34-10@32",
    "step.train:wrn-34-10@32",
]
LAUNCHER = pathlib.Path(__file__).resolve().parents[2] / "doublewin"


def convolution(way, shape):
    inputs, outputs, side = map(int, re.fullmatch(r"(\d+)-(\d+)@(\d+)", shape).groups())
    x = torch.randn(IMAGES, inputs, side, side)
    weight = torch.randn(outputs, inputs, 3, 3)
    dy = torch.randn(IMAGES, outputs, side, side)
    mask = [way == "inputgrad", way == "weightgrad", False]
    if way == "forward":
        return lambda: F.conv2d(x, weight, None, 1, 1)
    return lambda: torch.ops.aten.convolution_backward(
        dy, x, weight, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, mask)


def step(kind, shape):
    network = WideResNet(34, int(re.fullmatch(r"wrn-34-(\d+)@32", shape).group(1)))
    x = torch.randn(IMAGES, 3, 32, 32).clamp(-1.5, 1.5)
    labels = torch.randint(0, 10, (IMAGES,))
    delta = torch.zeros_like(x)
    network.train()
    with torch.no_grad():
        network(x, BITS)
    if kind == "forward":
        network.eval()

        def forward():
            with torch.no_grad():
                network(x, 0)

        return forward
    if kind == "pgd":
        network.eval()
        with torch.no_grad():
            labels = network(x, BITS).argmax(1)
        return lambda: pgd_step(network, x, labels, delta, BITS)
    optimiser = torch.optim.SGD(network.parameters(), 1e-4, momentum=0.9, weight_decay=5e-4)

    def iteration():
        moved = delta
        for _ in range(7 if kind == "pgd7" else 0):
            moved, _ = pgd_step(network, x, labels, moved, BITS)
        optimiser.zero_grad()
        F.cross_entropy(network(x + moved, BITS), labels).backward()
        optimiser.step()

    return iteration


def theirs(name, shape):
    family, kind = name.split(".")
    return convolution(kind, shape) if family == "conv" else step(kind, shape)


class Answering:
    """A process that answers each line with the seconds of one run."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"peer: no answer to '{line}'; the process ended with code {self.process.wait()}")
        return float(answer)


def ours(threads):
    return Answering([LAUNCHER, "bench", "--answer", "--threads", str(threads)])


def modern(folder, threads):
    here = pathlib.Path(__file__).resolve().parent / "modern" / "target"
    java = pathlib.Path(os.environ.get("JAVA_HOME", "/usr")) / "bin" / "java"
    return Answering([java, "-cp", f"{here}/classes:{here}/jars/*", "doublewin.peer.Main", folder, str(threads)])


def modern_line(name, shape):
    """What the newer library that has a work is asked for, or nothing."""
    library = {"step.pgd": "libtorch", "step.train": "libtorch", "step.forward": "onnxruntime"}.get(name)
    return library and f"{library} {name} {re.fullmatch(r'wrn-34-(.*)@32', shape).group(1)}"


def own_name(name, shape):
    """Convolutions are compared by the algorithm that the layer has."""
    if not name.startswith("conv."):
        return name
    channels = int(shape.split("-")[0])
    return name.replace("conv.", "conv.winograd." if channels >= 32 else "conv.direct.")


def timed(work):
    """Seconds of a run, over at least 20 ms."""
    start = time.perf_counter()
    runs = 0
    while runs == 0 or time.perf_counter() - start < 0.02:
        work()
        runs += 1
    return (time.perf_counter() - start) / runs


def rest(seconds):
    """Lets the other side's workers stop waiting for work, which they do busily."""
    time.sleep(0.05)
    return seconds


def report(label, theirs_s, ours_s):
    ratios = sorted(a / b for a, b in zip(theirs_s, ours_s))
    quarter = len(ratios) // 4
    print(
        f"{label:50} {1e3 * statistics.median(theirs_s):12.2f} {1e3 * statistics.median(ours_s):10.2f}"
        f" {statistics.median(ratios):13.2f}   {ratios[quarter]:.2f} to {ratios[-1 - quarter]:.2f}",
        flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--modern", metavar="FOLDER")
    parser.add_argument("works", nargs="*", default=WORKS)
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    own_process = ours(options.threads)
    new_process = modern(options.modern, options.threads) if options.modern else None
    print(f"PyTorch {torch.__version__}, {options.threads} threads, {IMAGES} images, {options.rounds} rounds in turns")
    print(f"{'work, and whose':50} {'theirs ms':>12} {'ours ms':>10} {'times faster':>13}   middle half")
    for work in options.works:
        name, shape = work.split(":")
        peer = theirs(name, shape)
        own = f"{own_name(name, shape)} {shape}"
        new = new_process and modern_line(name, shape)
        own_process.ask(own)
        for _ in range(3):
            peer()
        if new:
            new_process.ask(new)
        rounds = []
        for _ in range(options.rounds):
            rounds.append((
                rest(timed(peer)),
                rest(new_process.ask(new)) if new else None,
                rest(own_process.ask(own))))
        old_s, new_s, own_s = zip(*rounds)
        report(f"{own}: PyTorch {torch.__version__}", old_s, own_s)
        if new:
            report(f"{own}: {new.split()[0]}", new_s, own_s)


if __name__ == "__main__":
    main()
