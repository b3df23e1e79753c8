package doublewin.engine.kernel.lane;

import doublewin.engine.tensor.Tensor;

/** Sums and copies of whole tensors of equal shape, value by value. */
public final class ReferenceElementwise {
    private ReferenceElementwise() {}

    /** y = a + b. */
    public static void add(Tensor a, Tensor b, Tensor y) {
        b.requireShape("add: second operand", a.shape());
        y.requireShape("add: result", a.shape());
        for (int i = 0; i < a.elements(); i++) {
            y.set(i, a.get(i) + b.get(i));
        }
    }

    /** into += x. */
    public static void accumulate(Tensor x, Tensor into) {
        x.requireShape("accumulate: summand", into.shape());
        add(into, x, into);
    }

    /** y = x. */
    public static void copy(Tensor x, Tensor y) {
        y.requireShape("copy: result", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            y.set(i, x.get(i));
        }
    }
}
