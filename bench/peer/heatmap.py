"""Compares the time of a whole heat map: this project's command against the official way in PyTorch, which crafts anew
for every cell.

    python3 heatmap.py RUN CIFAR10 [--rounds N]

RUN is the folder of a finished training run of a WideResNet with switchable batch norm on 4..16 bit; its test images and
attack steps are used. PyTorch crafts once at each precision, and its time is multiplied by the cells of a column."""

import argparse
import json
import pathlib
import statistics
import subprocess
import time

import numpy
import torch

import safetensors
from network import MEAN, PRECISIONS, STD, WideResNet, pgd

LAUNCHER = pathlib.Path(__file__).resolve().parents[2] / "doublewin"
RECORD = 1 + 3 * 32 * 32


def images(folder, count):
    data = numpy.fromfile(pathlib.Path(folder) / "test_batch.bin", numpy.uint8).reshape(-1, RECORD)[:count]
    pixels = torch.from_numpy(data[:, 1:].reshape(-1, 3, 32, 32).astype(numpy.float32)) / 255
    return (pixels - MEAN) / STD, torch.from_numpy(data[:, 0].astype(numpy.int64))


def theirs(network, x, labels, steps):
    """Seconds of all cells, and the mean share of images that move."""
    seconds = 0.0
    moved = 0
    for bits in PRECISIONS:
        start = (torch.rand_like(x) * 2 - 1) * (8 / 255) / STD
        begin = time.perf_counter()
        delta, count = pgd(network, x, labels, start, bits, steps)
        crafting = time.perf_counter() - begin
        begin = time.perf_counter()
        with torch.no_grad():
            network(x + delta, bits)
        seconds += len(PRECISIONS) * (crafting + time.perf_counter() - begin)
        moved += count
    return seconds, moved / (len(PRECISIONS) * steps * len(labels))


def ours(run, data):
    begin = time.perf_counter()
    subprocess.run([LAUNCHER, "heatmap", "--run", run, "--data", data], check=True, capture_output=True)
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("data")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    settings = json.loads((pathlib.Path(options.run) / "run.json").read_text())
    torch.manual_seed(1)
    torch.set_num_threads(2)
    network = WideResNet(settings["depth"], settings["width"])
    tensors, _ = safetensors.read(pathlib.Path(options.run) / "checkpoint.safetensors")
    state = {name: value for name, value in tensors.items() if not name.startswith("momentum.")}
    network.load_state_dict(state, strict=False)
    network.eval()
    x, labels = images(options.data, settings["testImages"])
    print(f"WRN-{settings['depth']}-{settings['width']}, {len(labels)} images, PGD-{settings['attackSteps']}")
    ratios = []
    for _ in range(options.rounds):
        mine = ours(options.run, options.data)
        peer, active = theirs(network, x, labels, settings["attackSteps"])
        ratios.append(peer / mine)
        print(f"PyTorch {peer:.1f} s, ours {mine:.1f} s, {ratios[-1]:.1f} times faster; mean share that moves {active:.2f}",
              flush=True)
    print(f"median {statistics.median(ratios):.1f} times faster")


if __name__ == "__main__":
    main()
