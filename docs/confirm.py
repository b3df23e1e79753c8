#!/usr/bin/env python3
"""Confirms, in PyTorch, what an evaluation counted: loads a run's weights and the worst images that
`./doublewin evaluate --protocol quick --evidence` kept, classifies them at each precision, and compares.

    python3 docs/confirm.py RUN/checkpoint.safetensors RUN/evidence.quick.safetensors

It shares no code with the engine: quantisers and network are written here again, from docs/semantics.md. Wide residual
networks alone. Sums in another order may turn an image that is at a boundary, so it tells how many answers agree. It exits with 1 where an image
is farther from the clean one than epsilon, or no image, and where more than one answer of a hundred is another.
"""
import json
import struct
import sys

import numpy
import torch
import torch.nn.functional as F

TYPES = {"F32": "<f4", "I64": "<i8"}
ROUNDING = 1e-6
SHARE = 0.99


def read(path):
    """The tensors and the metadata of a safetensors file."""
    data = open(path, "rb").read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        first, end = (8 + length + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(data[first:end], dtype=TYPES[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors, metadata


def precision_set(text):
    """Of a text such as 4..16 or 4,8: a norm has a branch for each, and full precision takes the last."""
    bits = []
    for part in text.split(","):
        ends = [int(end) for end in part.replace("full", "0").split("..")]
        bits += range(ends[0], ends[-1] + 1)
    return sorted(bits)


def fake_quantise(x, low, extent, bits):
    scale = torch.clamp(extent / (2**bits - 1), min=1e-8)
    return torch.round(torch.clamp((x - low) / scale, 0, 2**bits - 1)) * scale + low


class WideResNet:
    def __init__(self, tensors, metadata, quantise=fake_quantise):
        self.t = tensors
        self.quantise = quantise
        self.blocks = (int(metadata["depth"]) - 4) // 6
        self.branches = precision_set(metadata["precisions"])

    def convolution(self, x, name, stride, bits):
        weight = self.t[name + ".weight"]
        if bits:
            rows = weight.flatten(1)
            low, high = rows.min(1)[0].view(-1, 1, 1, 1), rows.max(1)[0].view(-1, 1, 1, 1)
            weight = fake_quantise(weight, low, high - low, bits)
            prefix = name + ".quantize_input.running_"
            x = self.quantise(x, self.t[prefix + "zero_point"].reshape(()), self.t[prefix + "range"].reshape(()), bits)
        return F.conv2d(x, weight, stride=stride, padding=weight.shape[2] // 2)

    def norm_relu(self, x, name, bits):
        if name + ".bn.0.weight" in self.t:
            name += ".bn.%d" % (self.branches.index(bits) if bits else len(self.branches) - 1)
        state = [self.t[name + part] for part in (".running_mean", ".running_var", ".weight", ".bias")]
        return F.relu(F.batch_norm(x, *state, training=False, eps=1e-5))

    def logits(self, x, bits):
        x = self.convolution(x, "conv1", 1, 0)
        for stage in (1, 2, 3):
            for block in range(self.blocks):
                name = "block%d.layer.%d." % (stage, block)
                stride = 2 if stage > 1 and block == 0 else 1
                a = self.norm_relu(x, name + "bn1", bits)
                y = self.convolution(a, name + "conv1", stride, bits)
                y = self.convolution(self.norm_relu(y, name + "bn2", bits), name + "conv2", 1, bits)
                shortcut = name + "convShortcut"
                x = y + (self.convolution(a, shortcut, stride, 0) if shortcut + ".weight" in self.t else x)
        x = F.avg_pool2d(self.norm_relu(x, "bn1", bits), 8).flatten(1)
        return F.linear(x, self.t["fc.weight"], self.t["fc.bias"])


def main(weights, evidence):
    network = WideResNet(*read(weights))
    shown, metadata = read(evidence)
    std = torch.tensor([float(value) for value in metadata["std"].split(",")]).view(1, 3, 1, 1)
    mean = torch.tensor([float(value) for value in metadata["mean"].split(",")]).view(1, 3, 1, 1)
    farthest = ((shown["adversarial"] - shown["clean"]) * std).abs().max().item() * 255
    pixels = shown["adversarial"] * std + mean
    print("largest change of a pixel: %.3f of 255, epsilon %s" % (farthest, metadata["epsilon"]))
    within = farthest <= float(metadata["epsilon"]) + ROUNDING * 255
    valid = -ROUNDING <= pixels.min().item() and pixels.max().item() <= 1 + ROUNDING
    agreeing, counted, confirmed = 0, 0, 0
    precisions = [int(bits) for bits in metadata["precisions"].split(",")]
    for column, bits in enumerate(precisions):
        with torch.no_grad():
            right = network.logits(shown["adversarial"], bits).argmax(1) == shown["labels"]
        expected = shown["correct"][:, column] == 1
        agreeing += int((right == expected).sum())
        counted += int(expected.sum())
        confirmed += int(right.sum())
        print("%4s bit: %d of %d right, counted %d" % (bits or "full", right.sum(), len(right), expected.sum()))
    total = len(precisions) * len(shown["labels"])
    print("best candidate: %.2f %% here, %.2f %% counted; %d of %d answers agree"
          % (100 * confirmed / total, 100 * counted / total, agreeing, total))
    if not (within and valid and agreeing >= SHARE * total):
        sys.exit("not confirmed" + ("" if within else ": beyond epsilon") + ("" if valid else ": pixels outside of 0 to 1"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
