"""The official recipe's computation in PyTorch, written down from its description: fake-quantised convolutions with a
running range, switchable batch norm, WideResNet and PreActResNet-style names, PGD. check.py holds it to golden numbers.

Precision is a number of bits; 0 is full precision."""

import torch
from torch import nn
from torch.nn import functional as F

PRECISIONS = list(range(4, 17))
MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1)
STD = torch.tensor([0.2471, 0.2435, 0.2616]).view(1, 3, 1, 1)
LOWER = (0 - MEAN) / STD
UPPER = (1 - MEAN) / STD


class FakeQuantise(torch.autograd.Function):
    """Rounds to a grid of 2^bits values; the gradient passes straight through."""

    @staticmethod
    def forward(ctx, x, bits, offset, width):
        scale = (width / (2**bits - 1)).clamp(min=1e-8)
        y = x.clone()
        y.sub_(offset).div_(scale).clamp_(0, 2**bits - 1).round_()
        return y.mul_(scale).add_(offset)

    @staticmethod
    def backward(ctx, gradient):
        return gradient, None, None, None


class QuantisedConv(nn.Conv2d):
    """A convolution whose input and weight are fake-quantised, and which tracks its input's range."""

    def __init__(self, inputs, outputs, kernel, stride):
        super().__init__(inputs, outputs, kernel, stride=stride, padding=kernel // 2, bias=False)
        self.quantize_input = nn.Module()
        self.quantize_input.register_buffer("running_zero_point", torch.zeros(1, 1, 1, 1))
        self.quantize_input.register_buffer("running_range", torch.zeros(1, 1, 1, 1))

    def forward(self, x, bits):
        state = self.quantize_input
        if self.training:
            with torch.no_grad():
                flat = x.detach().flatten(1)
                offset = flat.min(-1)[0].min().view(1, 1, 1, 1)
                width = flat.max(-1)[0].max().view(1, 1, 1, 1) - offset
                state.running_zero_point.mul_(0.1).add_(offset * 0.9)
                state.running_range.mul_(0.1).add_(width * 0.9)
        else:
            offset, width = state.running_zero_point, state.running_range
        if bits == 0:
            return F.conv2d(x, self.weight, None, self.stride, self.padding)
        with torch.no_grad():
            flat = self.weight.detach().flatten(1)
            low = flat.min(-1)[0].view(-1, 1, 1, 1)
            span = flat.max(-1)[0].view(-1, 1, 1, 1) - low
        weight = FakeQuantise.apply(self.weight, bits, low, span)
        return F.conv2d(FakeQuantise.apply(x, bits, offset, width), weight, None, self.stride, self.padding)


class SwitchableNorm(nn.BatchNorm2d):
    """A batch norm a precision; full precision uses the last. The outer tensors are unused, as in the official files."""

    def __init__(self, channels):
        super().__init__(channels)
        self.bn = nn.ModuleList(nn.BatchNorm2d(channels) for _ in PRECISIONS)

    def forward(self, x, bits):
        return self.bn[-1 if bits == 0 else PRECISIONS.index(bits)](x)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = SwitchableNorm(inputs)
        self.conv1 = QuantisedConv(inputs, outputs, 3, stride)
        self.bn2 = SwitchableNorm(outputs)
        self.conv2 = QuantisedConv(outputs, outputs, 3, 1)
        self.convShortcut = None if inputs == outputs else QuantisedConv(inputs, outputs, 1, stride)

    def forward(self, x, bits):
        a = F.relu(self.bn1(x, bits), inplace=True)
        y = F.relu(self.bn2(self.conv1(a, bits), bits), inplace=True)
        y = self.conv2(y, bits)
        return y + (x if self.convShortcut is None else self.convShortcut(a, 0))


class WideResNet(nn.Module):
    def __init__(self, depth, width, classes=10):
        super().__init__()
        self.conv1 = QuantisedConv(3, 16, 3, 1)
        channels = 16
        for group in range(3):
            blocks = []
            for block in range((depth - 4) // 6):
                outputs = (16 << group) * width
                blocks.append(Block(channels, outputs, 2 if group > 0 and block == 0 else 1))
                channels = outputs
            holder = nn.Module()
            holder.layer = nn.ModuleList(blocks)
            setattr(self, f"block{group + 1}", holder)
        self.bn1 = SwitchableNorm(channels)
        self.fc = nn.Linear(channels, classes)

    def forward(self, x, bits):
        y = self.conv1(x, 0)
        for group in (self.block1, self.block2, self.block3):
            for block in group.layer:
                y = block(y, bits)
        y = F.relu(self.bn1(y, bits), inplace=True)
        y = F.avg_pool2d(y, 8).flatten(1)
        return self.fc(y)


def pgd_step(network, x, labels, delta, bits, alpha=2 / 255, epsilon=8 / 255):
    """One step in the network's present mode. In evaluation mode, images that are wrong already stay; returns how many
    have moved."""
    d = delta.detach().requires_grad_()
    logits = network(x + d, bits)
    moves = torch.ones_like(labels, dtype=torch.bool) if network.training else logits.argmax(1) == labels
    if not moves.any():
        return delta, 0
    (gradient,) = torch.autograd.grad(F.cross_entropy(logits, labels), d)
    limit = epsilon / STD
    moved = torch.max(torch.min(delta + alpha / STD * gradient.sign(), limit), -limit)
    moved = torch.max(torch.min(moved, UPPER - x), LOWER - x)
    return torch.where(moves.view(-1, 1, 1, 1), moved, delta), int(moves.sum())


def pgd(network, x, labels, delta, bits, steps):
    """PGD in evaluation mode. As in the official code all images go through the network at every step."""
    moved = 0
    for _ in range(steps):
        delta, count = pgd_step(network, x, labels, delta, bits)
        moved += count
    return delta, moved
