package doublewin.dwq.attack.mixture;

import doublewin.engine.tensor.Tensor;

/** Signs of values. */
final class Signs {
    private Signs() {}

    /** Replaces each value by its sign: 1, -1, or 0, which a NaN becomes, too. */
    static void of(Tensor x) {
        for (int i = x.offset(); i < x.offset() + x.elements(); i++) {
            float value = x.array()[i];
            x.array()[i] = value > 0 ? 1 : value < 0 ? -1 : 0;
        }
    }
}
