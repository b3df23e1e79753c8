package doublewin.engine.kernel.quantise;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** Fake quantisation, value by value; {@link QuantisationGrid} holds the equation. */
public final class ReferenceFakeQuantise {
    private ReferenceFakeQuantise() {}

    /** y = the grid's values for x; shapes equal, y may be x. */
    public static void perTensor(Tensor x, QuantisationGrid grid, Tensor y) {
        y.requireShape("fake quantisation: result", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            y.set(i, grid.fakeQuantise(x.get(i)));
        }
    }

    /** dx = dy where the grid holds x, else 0; shapes equal, dx may be dy. */
    public static void clipGradient(Tensor x, QuantisationGrid grid, Tensor dy, Tensor dx) {
        dy.requireShape("fake quantisation: gradient of the result", x.shape());
        dx.requireShape("fake quantisation: gradient", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            dx.set(i, grid.holds(x.get(i)) ? dy.get(i) : 0);
        }
    }

    /** y = weight, each output channel (index of the first axis) on the grid over its own range; y may be weight. */
    public static void perChannel(Tensor weight, int bits, Tensor y) {
        FakeQuantise.requirePlain(weight.shape());
        y.requireShape("fake quantisation: result", weight.shape());
        Shape shape = weight.shape();
        int length = shape.elements() / shape.dim(0);
        for (int k = 0; k < shape.dim(0); k++) {
            Range range = ReferenceRangeFinder.ofElements("fake quantisation", weight, k * length, (k + 1) * length);
            QuantisationGrid grid = QuantisationGrid.of(range, bits);
            for (int i = k * length; i < (k + 1) * length; i++) {
                y.set(i, grid.fakeQuantise(weight.get(i)));
            }
        }
    }
}
