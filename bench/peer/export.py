"""Writes the networks of network.py for today's libraries: TorchScript for libtorch, ONNX for ONNX Runtime.

    python3 export.py FOLDER

For each width W, one network that has seen a batch in training, its images, and what PyTorch makes of them:

    pgd-W.pt      images, perturbation, labels -> loss, logits; evaluation mode, weights that want no gradient
    train-W.pt    the same in training mode, weights that want one
    forward-W.onnx  images -> logits, full precision, evaluation mode
    W.answers     float32: images, labels, then of each of the three: loss, logits, gradient by the perturbation

TorchScript holds no Python, so the quantiser's rule must be said in its operations: rounding happens on a detached alias of a clone,
and the clone's own rule hands the gradient straight through. Every file is compared with network.py before it is kept."""

import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F

import network as transcription

BITS = 8
IMAGES = 32
DEPTH = 34
WIDTHS = (1, 2, 10)


class StraightThrough:
    """transcription.FakeQuantise without an autograd.Function."""

    @staticmethod
    def apply(x, bits, offset, width):
        scale = (width / (2**bits - 1)).clamp(min=1e-8)
        y = x.clone()
        y.detach().sub_(offset).div_(scale).clamp_(0, 2**bits - 1).round_().mul_(scale).add_(offset)
        return y


class Loss(nn.Module):
    """A network and its loss, of images that are perturbed."""

    def __init__(self, network, bits):
        super().__init__()
        self.network = network
        self.bits = bits

    def forward(self, x, delta, labels):
        logits = self.network(x + delta, self.bits)
        return F.cross_entropy(logits, labels), logits


class Plain(nn.Module):
    """A network in full precision."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x, 0)


def answer(step, state, x, labels):
    """Loss, logits and gradient by the perturbation, and by the parameters that want one."""
    step.network.load_state_dict(state)
    delta = torch.zeros_like(x).requires_grad_()
    loss, logits = step(x, delta, labels)
    parameters = [p for p in step.parameters() if p.requires_grad]
    gradients = torch.autograd.grad(loss, [delta, *parameters], allow_unused=True)
    return loss.detach(), logits.detach(), [g for g in gradients if g is not None]


def traced(step, state, x, labels):
    """The step as TorchScript, whose answer must be the step's own, to the bit."""
    expected = answer(step, state, x, labels)
    own, transcription.FakeQuantise = transcription.FakeQuantise, StraightThrough
    try:
        step.network.load_state_dict(state)
        script = torch.jit.trace(step, (x, torch.zeros_like(x).requires_grad_(), labels), check_trace=False)
    finally:
        transcription.FakeQuantise = own
    found = answer(script, state, x, labels)
    same = (
        torch.equal(found[0], expected[0])
        and torch.equal(found[1], expected[1])
        and len(found[2]) == len(expected[2])
        and all(torch.equal(a, b) for a, b in zip(found[2], expected[2])))
    if not same or "PythonOp" in str(script.inlined_graph):
        sys.exit("export: the traced network does not compute what network.py does")
    script.network.load_state_dict(state)
    return script, expected


def write(folder, width):
    torch.manual_seed(1)
    network = transcription.WideResNet(DEPTH, width)
    x = torch.randn(IMAGES, 3, 32, 32).clamp(-1.5, 1.5)
    labels = torch.randint(0, 10, (IMAGES,))
    network.train()
    with torch.no_grad():
        network(x, BITS)
    network.eval()
    with torch.no_grad():
        labels = network(x, BITS).argmax(1)  # All are right at first, so that an attack moves all of them.
    state = {name: value.clone() for name, value in network.state_dict().items()}
    answers = [x, labels.float()]
    for kind in ("pgd", "train"):
        network.train(kind == "train")
        network.requires_grad_(kind == "train")
        script, expected = traced(Loss(network, BITS), state, x, labels)
        script.save(str(folder / f"{kind}-{width}.pt"))
        answers += [expected[0].view(1), expected[1], expected[2][0]]
    network.load_state_dict(state)
    network.requires_grad_(False)
    plain = Plain(network).eval()  # All of it: the exporter puts modules back into the mode that it finds them in.
    torch.onnx.export(
        plain, (x,), str(folder / f"forward-{width}.onnx"), input_names=["images"], output_names=["logits"],
        opset_version=13)
    answers.append(plain(x))
    with open(folder / f"{width}.answers", "wb") as file:
        for tensor in answers:
            file.write(tensor.contiguous().numpy().astype("<f4").tobytes())
    print(f"width {width}: written to {folder}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        write(folder, width)


if __name__ == "__main__":
    main()
