package doublewin.engine.kernel.norm;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.kernel.Batches;
import doublewin.engine.kernel.convolution.BandEpilogue;
import doublewin.engine.kernel.convolution.ConvShape;
import doublewin.engine.kernel.convolution.Convolution;
import doublewin.engine.kernel.convolution.Numerics;
import doublewin.engine.kernel.convolution.PreparedWeight;
import doublewin.engine.kernel.convolution.Prologue;
import doublewin.engine.kernel.lane.LaneMask;
import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NormReluGradientTest {
    @Test
    void rowsEqualTheirReferences() {
        int cases = 0;
        for (Shape shape : Batches.AWKWARD) {
            float[] scale = Batches.vector(shape.channels(), -2, 2, 1);
            float[] shift = Batches.vector(shape.channels(), -2, 2, 2);
            Tensor x = Batches.random(shape, 3);
            Tensor da = Batches.random(shape, 4);

            Tensor expected = Batches.copy(da);
            ReferenceNormReluGradient.mask(x, scale, shift, expected);
            Tensor found = Batches.copy(da);
            for (int block = 0; block < shape.blocks(); block++) {
                NormReluGradient.maskRows(x, scale, shift, found, block, 0, shape.height());
            }
            Batches.assertSameBits(found, expected);

            LaneMask mask = mask(x, scale, shift);
            for (Optional<Tensor> other : List.of(Optional.<Tensor>empty(), Optional.of(Batches.random(shape, 5)))) {
                expected = Batches.copy(da);
                ReferenceNormReluGradient.maskAndScale(x, scale, shift, other, expected);
                found = Batches.copy(da);
                for (int block = 0; block < shape.blocks(); block++) {
                    NormReluGradient.maskAndScaleRows(mask, scale, other, found, block, 0, 1);
                    NormReluGradient.maskAndScaleRows(mask, scale, other, found, block, 1, shape.height());
                }
                Batches.assertSameBits(found, expected);
                cases++;
            }
        }
        assertThat(cases).isEqualTo(2 * Batches.AWKWARD.size());
    }

    /** As a convolution saves it. */
    private static LaneMask mask(Tensor x, float[] scale, float[] shift) {
        Shape shape = x.shape();
        LaneMask mask = LaneMask.allocate(new Arena(1 << 12), shape);
        ConvShape conv = new ConvShape(shape.images(), shape.height(), shape.width(), shape.channels(), 1, 3, 1);
        try (WorkerPool pool = new WorkerPool(1)) {
            Convolution convolution = new Convolution(conv, Numerics.DIRECT);
            PreparedWeight prepared = convolution.allocate(new Arena(1 << 12), PreparedWeight.Use.FORWARD);
            convolution.prepare(pool, Tensor.zeros(conv.weight()), prepared);
            Prologue prologue = Prologue.normRelu(scale, shift).withMask(mask);
            Tensor y = Tensor.zeros(conv.output());
            convolution.forward(pool, x, prologue, prepared, y, BandEpilogue.NONE);
        }
        return mask;
    }
}
