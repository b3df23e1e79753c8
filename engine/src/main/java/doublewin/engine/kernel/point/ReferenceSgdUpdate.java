package doublewin.engine.kernel.point;

import doublewin.engine.tensor.Tensor;

/** A step of stochastic gradient descent, value by value; see {@link SgdUpdate}. */
public final class ReferenceSgdUpdate {
    private ReferenceSgdUpdate() {}

    /** Updates parameter and velocity in place; all shapes equal. */
    public static void apply(
            Tensor parameter, Tensor gradient, Tensor velocity, float learningRate, float momentum, float weightDecay) {
        gradient.requireShape("sgd update: gradient", parameter.shape());
        velocity.requireShape("sgd update: velocity", parameter.shape());
        apply(parameter, gradient, velocity, learningRate, momentum, weightDecay, 0, parameter.elements());
    }

    /** Updates elements {@code from} to {@code to - 1}. */
    static void apply(
            Tensor parameter,
            Tensor gradient,
            Tensor velocity,
            float learningRate,
            float momentum,
            float weightDecay,
            int from,
            int to) {
        for (int i = from; i < to; i++) {
            float g = gradient.get(i) + weightDecay * parameter.get(i);
            velocity.set(i, momentum * velocity.get(i) + g);
            parameter.set(i, parameter.get(i) - learningRate * velocity.get(i));
        }
    }
}
