package doublewin.nn;

import doublewin.engine.tensor.Tensor;

/** Is shown a module's tensors by their official state_dict names, always in the same order. */
public interface StateVisitor {
    /** A tensor that training updates by gradient descent. */
    void parameter(String name, Tensor value);

    /** A tensor that forward passes update: a running statistic or range. */
    void buffer(String name, Tensor value);
}
