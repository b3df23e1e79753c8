package doublewin.engine.kernel.norm;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.Optional;

/** {@link NormReluGradient} as plain loops over whole tensors. */
public final class ReferenceNormReluGradient {
    private ReferenceNormReluGradient() {}

    /** da = da where fma(x, scale, shift) is above 0, else 0. */
    public static void mask(Tensor x, float[] scale, float[] shift, Tensor da) {
        for (int i = 0; i < x.elements(); i++) {
            int c = i / Shape.LANES % scale.length;
            da.set(i, Math.fma(x.get(i), scale[c], shift[c]) > 0 ? da.get(i) : 0);
        }
    }

    /** dx = (da where fma(x, scale, shift) is above 0, else 0) * scale, plus the other gradient; in place on da. */
    public static void maskAndScale(Tensor x, float[] scale, float[] shift, Optional<Tensor> other, Tensor da) {
        mask(x, scale, shift, da);
        for (int i = 0; i < da.elements(); i++) {
            float gradient = da.get(i) * scale[i / Shape.LANES % scale.length];
            da.set(i, other.isPresent() ? other.get().get(i) + gradient : gradient);
        }
    }
}
