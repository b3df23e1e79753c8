package doublewin.engine.kernel.point;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.kernel.lane.Slices;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * A step of stochastic gradient descent with momentum and weight decay, value by value, every operation rounded on
 * its own (no FMA), in the official order:
 *
 * <pre>
 *   g = gradient + weightDecay * parameter
 *   velocity = momentum * velocity + g
 *   parameter = parameter - learningRate * velocity
 * </pre>
 *
 * Differs from its reference in the vectors alone.
 */
public final class SgdUpdate {
    private SgdUpdate() {}

    /** Updates parameter and velocity in place; all shapes equal. A first step starts from a velocity of zeros. */
    public static void apply(
            WorkerPool pool,
            Tensor parameter,
            Tensor gradient,
            Tensor velocity,
            float learningRate,
            float momentum,
            float weightDecay) {
        gradient.requireShape("sgd update: gradient", parameter.shape());
        velocity.requireShape("sgd update: velocity", parameter.shape());
        Slices.run(pool, parameter.elements(), (from, to) -> {
            int end = from + Lanes.SPECIES.loopBound(to - from);
            apply(parameter, gradient, velocity, learningRate, momentum, weightDecay, from, end);
            ReferenceSgdUpdate.apply(parameter, gradient, velocity, learningRate, momentum, weightDecay, end, to);
        });
    }

    private static void apply(
            Tensor parameter,
            Tensor gradient,
            Tensor velocity,
            float learningRate,
            float momentum,
            float weightDecay,
            int from,
            int to) {
        float[] p = parameter.array();
        float[] g = gradient.array();
        float[] v = velocity.array();
        int pStart = parameter.offset();
        int gStart = gradient.offset();
        int vStart = velocity.offset();
        FloatVector rate = FloatVector.broadcast(Lanes.SPECIES, learningRate);
        FloatVector mass = FloatVector.broadcast(Lanes.SPECIES, momentum);
        FloatVector decay = FloatVector.broadcast(Lanes.SPECIES, weightDecay);
        for (int i = from; i < to; i += Lanes.WIDTH) {
            FloatVector value = FloatVector.fromArray(Lanes.SPECIES, p, pStart + i);
            FloatVector slope =
                    FloatVector.fromArray(Lanes.SPECIES, g, gStart + i).add(decay.mul(value));
            FloatVector speed = mass.mul(FloatVector.fromArray(Lanes.SPECIES, v, vStart + i))
                    .add(slope);
            speed.intoArray(v, vStart + i);
            value.sub(rate.mul(speed)).intoArray(p, pStart + i);
        }
    }
}
