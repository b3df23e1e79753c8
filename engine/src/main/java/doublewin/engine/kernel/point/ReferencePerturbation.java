package doublewin.engine.kernel.point;

import doublewin.engine.kernel.lane.Lanes;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/** Steps and projections of a perturbation, value by value; see {@link Perturbation}. */
public final class ReferencePerturbation {
    private ReferencePerturbation() {}

    /** Moves delta one step along the sign of the gradient, in place. */
    public static void step(Tensor x, Tensor gradient, PerturbationBounds bounds, Tensor delta) {
        Perturbation.requireShapes(x, bounds, delta);
        gradient.requireShape("perturbation: gradient", x.shape());
        for (int i = 0; i < x.elements(); i++) {
            int c = i / Shape.LANES % bounds.channels();
            float sign = gradient.get(i) > 0 ? 1 : gradient.get(i) < 0 ? -1 : 0;
            float moved = delta.get(i) + bounds.alpha()[c] * sign;
            float clamped = Lanes.clamp(moved, -bounds.epsilon()[c], bounds.epsilon()[c]);
            delta.set(i, toBox(clamped, x.get(i), bounds, c));
        }
    }

    /** Clamps delta, in place, so that x + delta is a valid image. */
    public static void clampToBox(Tensor x, PerturbationBounds bounds, Tensor delta) {
        Perturbation.requireShapes(x, bounds, delta);
        for (int i = 0; i < x.elements(); i++) {
            delta.set(i, toBox(delta.get(i), x.get(i), bounds, i / Shape.LANES % bounds.channels()));
        }
    }

    private static float toBox(float delta, float x, PerturbationBounds bounds, int c) {
        float most = bounds.upper()[c] - x;
        float least = bounds.lower()[c] - x;
        float atMost = delta > most ? most : delta;
        return atMost < least ? least : atMost;
    }
}
