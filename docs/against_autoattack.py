#!/usr/bin/env python3
"""Compares `doublewin attack` with AutoAttack's own code (Croce and Hein, 2020) on the same weights and images, image by image.

    git clone https://github.com/fra31/auto-attack
    ./doublewin attack --run RUN --images 200 --precisions 8,full --attack apgd-ce --attack apgd-dlr \\
        --attack apgd-t --attack fab-t --attack square
    python3 docs/against_autoattack.py auto-attack RUN CIFAR10 --images 200 --bits 8 --bits 0

CIFAR10 is a folder with test_batch.bin. The network is PyTorch's, by the code of docs/confirm.py, with gradients that go
straight through the quantiser. A row an attack and precision (0 is full precision): how many images it leaves right, how many
`doublewin attack` left, how many only one of the two leaves, and its images a second. With --time N the two are also timed in
turns, N times each, ours as a whole process on a copy of RUN: once on all images and once on 16, so that the difference is
without the start of a JVM and the reading of images. Medians are printed.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import numpy
import torch

from confirm import WideResNet, fake_quantise, read

ATTACKS = {"apgd-ce": "APGD-CE", "apgd-dlr": "APGD-DLR", "apgd-t": "APGD-T", "fab-t": "FAB-T", "square": "Square"}
MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1)
STD = torch.tensor([0.2471, 0.2435, 0.2616]).view(1, 3, 1, 1)
IMAGE_BYTES = 3 * 32 * 32
FEW = 16


class StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, low, extent, bits):
        return fake_quantise(x, low, extent, bits)

    @staticmethod
    def backward(ctx, gradient):
        return gradient, None, None, None


def images(folder, count):
    rows = numpy.fromfile(pathlib.Path(folder) / "test_batch.bin", dtype=numpy.uint8).reshape(-1, 1 + IMAGE_BYTES)[:count]
    pixels = torch.from_numpy(rows[:, 1:].reshape(-1, 3, 32, 32).astype(numpy.float32)) / 255
    return pixels, torch.from_numpy(rows[:, 0].astype(numpy.int64))


def outcomes(run):
    """Of each candidate, by attack and precision: which images are right at which precision."""
    data = (pathlib.Path(run) / "outcomes.attack.bin").read_bytes()
    (length,) = struct.unpack("<I", data[12:16])
    header = json.loads(data[16 : 16 + length])
    columns = len(header["precisions"]) + (1 if header["ensemble"] else 0)
    plane = -(-header["images"] // 8)
    bits = numpy.frombuffer(data[16 + length : -32], dtype=numpy.uint8).reshape(-1, 3 + columns, plane)
    bits = numpy.unpackbits(bits, axis=2, bitorder="little")[:, :, : header["images"]]
    found = {}
    for number, candidate in enumerate(header["candidates"]):
        if candidate["aim"] == "precision":
            (target,) = candidate["against"]
            column = header["precisions"].index(target)
            found[candidate["attack"], target] = bits[1 + number, 3 + column] == 1
    return found


def attack(autoattack, network, bits, name, seed, pixels, labels, epsilon):
    """Which images the reference leaves right, and its seconds."""
    torch.manual_seed(seed)
    forward = lambda x: network.logits((x - MEAN) / STD, bits)
    reference = autoattack.AutoAttack(
        forward, norm="Linf", eps=epsilon / 255, version="custom", attacks_to_run=[name], seed=seed, device="cpu", verbose=False)
    reference.apgd.n_restarts = reference.fab.n_restarts = 1
    started = time.monotonic()
    shown = reference.run_standard_evaluation(pixels, labels, bs=len(labels))
    seconds = time.monotonic() - started
    with torch.no_grad():
        return (forward(shown).argmax(1) == labels).numpy(), seconds


def ours(run, count, bits, name):
    """Seconds of the command, as a whole process, on a copy that nothing was measured of."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "run"
        shutil.copytree(run, copy, ignore=shutil.ignore_patterns("outcomes*", "attack.json"))
        command = [str(pathlib.Path(__file__).resolve().parent.parent / "doublewin"), "attack", "--run", str(copy)]
        command += ["--images", str(count), "--precisions", str(bits or "full"), "--attack", name]
        started = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("autoattack")
    parser.add_argument("run")
    parser.add_argument("cifar10")
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--bits", type=int, action="append", required=True)
    parser.add_argument("--attack", choices=ATTACKS, action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epsilon", type=float, default=8)
    parser.add_argument("--time", type=int, default=0)
    options = parser.parse_args()
    sys.path.insert(0, options.autoattack)
    import autoattack

    pixels, labels = images(options.cifar10, options.images)
    files = [pathlib.Path(options.run) / name for name in ("weights.safetensors", "checkpoint.safetensors")]
    network = WideResNet(*read(next(file for file in files if file.exists())), quantise=StraightThrough.apply)
    known = outcomes(options.run)
    print("%-9s %4s %10s %6s %8s %10s %9s" % ("attack", "bits", "reference", "ours", "only it", "only ours", "images/s"))
    for bits in options.bits:
        for name in options.attack or ATTACKS:
            left, seconds = attack(autoattack, network, bits, name, options.seed, pixels, labels, options.epsilon)
            own = known[ATTACKS[name], bits]
            print("%-9s %4d %10d %6d %8d %10d %9.2f" % (
                name, bits, left.sum(), own.sum(), (left & ~own).sum(), (own & ~left).sum(), len(labels) / seconds), flush=True)
            if options.time:
                rounds = [(attack(autoattack, network, bits, name, options.seed, pixels, labels, options.epsilon)[1],
                           ours(options.run, options.images, bits, name),
                           ours(options.run, FEW, bits, name)) for _ in range(options.time)]
                theirs, mine, few = (statistics.median(column) for column in zip(*rounds))
                rates = [(options.images - FEW) / (b - c) / (options.images / a) for a, b, c in rounds]
                print("  in turns: reference %.1f s, ours %.1f s (%.1f s on %d images); as whole processes %.2f times as many"
                      " images a second, without the start %.2f times (%.2f to %.2f)"
                      % (theirs, mine, few, FEW, statistics.median(a / b for a, b, _ in rounds),
                         statistics.median(rates), min(rates), max(rates)), flush=True)


if __name__ == "__main__":
    main()
