package doublewin.engine.kernel.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.parallel.WorkerPool;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Floats stand for the integers of the quantiser. At every bit width, on operands that are the worst for it, its codes are whole
 * numbers of 0 .. 2^bits - 1, and codes and values are those of exact arithmetic that is rounded to float where the definition
 * says so: no code overflows, and none is lost between two floats.
 */
class GridExactnessTest {
    /** More digits than a quotient of floats takes that lies halfway between two floats. */
    private static final MathContext DIGITS = new MathContext(250, RoundingMode.HALF_EVEN);

    private static final float[][] RANGES = {
        {0, 1},
        {-1, 2},
        {-0.1f, 0.3f},
        {-3.3f, 6.5f},
        {0, Float.MIN_VALUE},
        {-1e-6f, 1e-6f},
        {1e6f, 1},
        {0, Float.MAX_VALUE},
        {-Float.MAX_VALUE, Float.MAX_VALUE},
        {-1.5e38f, 3e38f},
        {7, 0}
    };

    @Test
    void codesAndValuesAreThoseOfExactArithmetic() {
        int cases = 0;
        try (WorkerPool pool = new WorkerPool(1)) {
            for (int bits = 2; bits <= 16; bits++) {
                BigInteger highest = BigInteger.TWO.pow(bits).subtract(BigInteger.ONE);
                assertThat(new BigDecimal(QuantisationGrid.of(0, 1, bits).highestCode()).toBigIntegerExact())
                        .isEqualTo(highest);
                for (float[] range : RANGES) {
                    QuantisationGrid grid = QuantisationGrid.of(range[0], range[1], bits);
                    List<Float> operands = operands(grid, highest.intValueExact());
                    float[] values = new float[operands.size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = operands.get(i);
                    }
                    Tensor y = Tensor.zeros(Shape.of(values.length));
                    FakeQuantise.perTensor(pool, Tensor.of(y.shape(), values), grid, y);
                    for (int i = 0; i < values.length; i++) {
                        String what = values[i] + " on " + grid;
                        BigInteger code = code(values[i], grid, highest);
                        assertThat(code).as(what).isBetween(BigInteger.ZERO, highest);
                        assertThat(new BigDecimal(grid.code(values[i])).toBigIntegerExact())
                                .as(what)
                                .isEqualTo(code);
                        assertThat(y.get(i)).as(what).isEqualTo(value(code, grid));
                        assertThat(grid.fakeQuantise(values[i])).as(what).isEqualTo(value(code, grid));
                        cases++;
                    }
                }
            }
        }
        assertThat(cases).isGreaterThan(15 * RANGES.length * 30);
    }

    /** Near and far beyond both ends, and about each of some codes and halfway to the next. */
    private static List<Float> operands(QuantisationGrid grid, int highest) {
        List<Float> operands = new ArrayList<>(
                List.of(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, grid.offset()));
        for (int code : new int[] {0, 1, 2, highest / 2, highest / 2 + 1, highest - 1, highest}) {
            for (double part : new double[] {0, 0.5}) {
                float value = (float) ((code + part) * grid.scale() + grid.offset());
                if (Float.isFinite(value)) {
                    operands.addAll(List.of(value, Math.nextUp(value), Math.nextDown(value)));
                }
            }
        }
        operands.removeIf(value -> !Float.isFinite(value));
        return operands;
    }

    private static BigInteger code(float x, QuantisationGrid grid, BigInteger highest) {
        float distance =
                new BigDecimal(x).subtract(new BigDecimal(grid.offset())).floatValue();
        if (!Float.isFinite(distance)) {
            return distance < 0 ? BigInteger.ZERO : highest;
        }
        float position = new BigDecimal(distance)
                .divide(new BigDecimal(grid.scale()), DIGITS)
                .floatValue();
        if (!Float.isFinite(position)) {
            return position < 0 ? BigInteger.ZERO : highest;
        }
        return new BigDecimal(position)
                .setScale(0, RoundingMode.HALF_EVEN)
                .toBigIntegerExact()
                .max(BigInteger.ZERO)
                .min(highest);
    }

    private static float value(BigInteger code, QuantisationGrid grid) {
        float product =
                new BigDecimal(code).multiply(new BigDecimal(grid.scale())).floatValue();
        return Float.isFinite(product)
                ? new BigDecimal(product).add(new BigDecimal(grid.offset())).floatValue()
                : product;
    }
}
