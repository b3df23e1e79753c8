package doublewin.engine.kernel.point;

import doublewin.engine.tensor.Tensor;

/** The rectifier and its gradient, value by value. */
public final class ReferenceRelu {
    private ReferenceRelu() {}

    /** y = x, or 0 where x is at most 0. */
    public static void forward(Tensor x, Tensor y) {
        y.requireShape("relu: result", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            y.set(i, x.get(i) <= 0 ? 0 : x.get(i));
        }
    }

    /** dx = dy where y is above 0, else 0. */
    public static void backward(Tensor y, Tensor dy, Tensor dx) {
        dy.requireShape("relu gradient: gradient of the result", y.shape());
        dx.requireShape("relu gradient: result", y.shape());
        for (int i = 0; i < y.elements(); i++) {
            dx.set(i, y.get(i) > 0 ? dy.get(i) : 0);
        }
    }
}
