package doublewin.peer;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.TupleElements;
import org.bytedeco.pytorch.global.torch;

/** Steps in libtorch, as network.py computes them. */
final class TorchSteps {
    private static final double[] MEAN = {0.4914, 0.4822, 0.4465};
    private static final double[] STD = {0.2471, 0.2435, 0.2616};
    private static final double EPSILON = 8 / 255.0;
    private static final double ALPHA = 2 / 255.0;

    private final Exported exported;
    private final Tensor images;
    private final Tensor labels;

    /** On so many threads. */
    TorchSteps(Exported exported, int threads) {
        torch.set_num_threads(threads);
        this.exported = exported;
        images = Tensor.create(exported.images(), Exported.IMAGES, 3, 32, 32);
        long[] classes = new long[Exported.IMAGES];
        Arrays.setAll(classes, n -> (long) exported.labels()[n]);
        labels = Tensor.create(classes, Exported.IMAGES);
    }

    /** What a network makes of perturbed images. */
    private record Result(Tensor loss, Tensor logits) {}

    private JitModule load(String kind, Exported.Answer expected) {
        JitModule network = torch.load(exported.file(kind, ".pt"));
        try (PointerScope scope = new PointerScope()) {
            Tensor delta = torch.zeros_like(images).requires_grad_(true);
            Result result = forward(network, delta);
            result.loss().backward();
            Exported.require(kind + ": logits", values(result.logits()), expected.logits());
            Exported.require(kind + ": input gradient", values(delta.grad()), expected.gradient());
        }
        return network;
    }

    private Result forward(JitModule network, Tensor delta) {
        TupleElements results = network.forward(new IValueVector(new IValue(images), new IValue(delta), new IValue(labels)))
                .toTuple()
                .elements();
        return new Result(results.get(0).toTensor(), results.get(1).toTensor());
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        tensor.contiguous().data_ptr_float().get(values);
        return values;
    }

    private static Tensor byChannel(double value, double[] mean) {
        float[] values = new float[STD.length];
        for (int c = 0; c < values.length; c++) {
            values[c] = (float) ((value - mean[c]) / STD[c]);
        }
        return Tensor.create(values, 1, STD.length, 1, 1);
    }

    /** A step of an attack: forward, gradient by the perturbation, sign step. */
    Runnable pgd() {
        JitModule network = load("pgd", exported.pgd());
        double[] zero = new double[STD.length];
        Tensor alpha = byChannel(ALPHA, zero);
        Tensor limit = byChannel(EPSILON, zero);
        Tensor below = limit.neg();
        Tensor lower = byChannel(0, MEAN);
        Tensor upper = byChannel(1, MEAN);
        return () -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor start = torch.zeros_like(images);
                Tensor delta = start.detach().requires_grad_(true);
                Result result = forward(network, delta);
                Tensor moves = result.logits().argmax(new LongOptional(1), false).eq(labels).view(-1, 1, 1, 1);
                result.loss().backward();
                Tensor moved = torch.add(start, alpha.mul(delta.grad().sign()));
                moved = torch.max(torch.min(moved, limit), below);
                moved = torch.max(torch.min(moved, upper.sub(images)), lower.sub(images));
                torch.where(moves, moved, start).data_ptr_float().get(0);
            }
        };
    }

    /** A training step: forward, all gradients, SGD with momentum and weight decay. */
    Runnable train() {
        JitModule network = load("train", exported.train());
        TensorVector parameters = new TensorVector();
        var list = network.parameters();
        var parameter = list.begin();
        for (long n = list.size(); n > 0; n--) {
            parameters.push_back(new Tensor(parameter.access()));
            parameter.increment();
        }
        SGDOptions options = new SGDOptions(1e-4);
        options.momentum().put(0.9);
        options.weight_decay().put(5e-4);
        SGD optimiser = new SGD(parameters, options);
        return () -> {
            try (PointerScope scope = new PointerScope()) {
                Result result = forward(network, torch.zeros_like(images));
                optimiser.zero_grad();
                result.loss().backward();
                optimiser.step();
            }
        };
    }
}
