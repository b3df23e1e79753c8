"""Holds network.py to the golden numbers: evaluation logits, input gradients and one training step.

    python3 check.py FOLDER        the folder of the golden safetensors files"""

import sys

import torch
from torch.nn import functional as F

import safetensors
from network import WideResNet, pgd_step

# Largest difference of logits: full precision; 4, 8, 16 bit, where values on rounding boundaries may differ.
BOUNDS = {"wrn10-1": {0: 1e-5, 4: 1.2e-2, 8: 2.4e-3, 16: 3e-5}, "wrn16-2": {0: 1e-5, 4: 9e-2, 8: 9e-3, 16: 9e-5}}
SIGNS = {"wrn10-1": 0.995, "wrn16-2": 0.93}


def load(network, tensors, prefix):
    state = {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}
    missing, unknown = network.load_state_dict(state, strict=False)
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unknown:
        sys.exit(f"check: missing {missing[:3]}, unknown {unknown[:3]}")


def hold(what, found, bound, at_least=False):
    good = found >= bound if at_least else found <= bound
    print(f"{what:40} {found:.3g}, bound {bound:.3g}{'' if good else '   FAILED'}")
    return good


def evaluation(name, tensors, depth, width):
    network = WideResNet(depth, width)
    load(network, tensors, "final.")
    network.eval()
    good = True
    for bits, bound in BOUNDS[name].items():
        x = tensors["eval.x"].requires_grad_()
        logits = network(x, bits)
        difference = (logits - tensors[f"eval.q{bits}.logits"]).abs().max().item()
        good &= hold(f"{name} {bits} bit logits", difference, bound)
        if f"eval.q{bits}.grad_x" in tensors:
            (gradient,) = torch.autograd.grad(F.cross_entropy(logits, tensors["eval.y"].long()), x)
            agree = (gradient.sign() == tensors[f"eval.q{bits}.grad_x"].sign()).float().mean().item()
            good &= hold(f"{name} {bits} bit signs", agree, SIGNS[name], at_least=True)
    return good


def training(tensors, metadata):
    """Step 0: seven attack forwards, then the training forward at the golden perturbation."""
    network = WideResNet(10, 1)
    load(network, tensors, "init.")
    network.train()
    bits = int(metadata["step0.precision"])
    x, labels = tensors["step0.x"], tensors["step0.y"].long()
    delta = tensors["step0.delta0"]
    for _ in range(int(metadata["pgd_steps"])):
        delta, _ = pgd_step(network, x, labels, delta, bits)
    loss = F.cross_entropy(network(x + tensors["step0.delta7"], bits), labels)
    loss.backward()
    good = hold(f"wrn10-1 step 0, {bits} bit loss", abs(loss.item() - tensors["step0.loss"].item()), 5e-4)
    cosine = min(
        F.cosine_similarity(parameter.grad.flatten(), tensors[f"step0.grad.{name}"].flatten(), 0).item()
        for name, parameter in network.named_parameters()
        if parameter.grad is not None and f"step0.grad.{name}" in tensors
    )
    return good & hold(f"wrn10-1 step 0, {bits} bit gradient cosine", cosine, 0.999, at_least=True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(2)
    good = True
    for name, depth, width in (("wrn10-1", 10, 1), ("wrn16-2", 16, 2)):
        tensors, metadata = safetensors.read(f"{sys.argv[1]}/{name}.safetensors")
        good &= evaluation(name, tensors, depth, width)
        if name == "wrn10-1":
            good &= training(tensors, metadata)
    sys.exit(0 if good else "check: the transcription is not the official computation")


if __name__ == "__main__":
    main()
