package doublewin.nn;

import static org.assertj.core.api.Assertions.assertThat;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsHashTest {
    /** Tensors under names, shown in the order of the map. */
    private record Tensors(Map<String, Tensor> parameters, Map<String, Tensor> buffers) implements Module {
        @Override
        public void visit(String name, StateVisitor visitor) {
            parameters.forEach(visitor::parameter);
            buffers.forEach(visitor::buffer);
        }
    }

    private static Tensor tensor(Shape shape, float... values) {
        return Tensor.of(shape, values);
    }

    private static Tensors small() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("fc.weight", tensor(Shape.of(2, 1), 1.5f, -0f));
        Map<String, Tensor> buffers = new LinkedHashMap<>();
        buffers.put("bn.mean", tensor(Shape.of(1), 3));
        return new Tensors(parameters, buffers);
    }

    /**
     * Made with Python's hashlib and struct: p = struct.pack; for each name, shape, values in sorted order
     * h.update(p('<i', len(name)) + name + p('<i', len(shape)) + p('<%di' % len(shape), *shape) + p('<%df' % n, *values)).
     */
    @Test
    void isTheDocumentedOne() {
        assertThat(WeightsHash.of(small()))
                .isEqualTo("c753e87a4dd771c738379e2c75d1aaec6f6596318f094930c3ad160857134405");
    }

    @Test
    void orderAndKindOfTensorsDoNotMatter() {
        Tensors small = small();
        Map<String, Tensor> all = new LinkedHashMap<>(small.parameters());
        all.putAll(small.buffers());
        assertThat(WeightsHash.of(new Tensors(all, Map.of()))).isEqualTo(WeightsHash.of(small));
    }

    @Test
    void everyNameShapeAndBitMatters() {
        String hash = WeightsHash.of(small());
        Tensors renamed = small();
        renamed.buffers().put("bn.mean2", renamed.buffers().remove("bn.mean"));
        assertThat(WeightsHash.of(renamed)).isNotEqualTo(hash);
        Tensors reshaped = small();
        reshaped.parameters().put("fc.weight", tensor(Shape.of(1, 2), 1.5f, -0f));
        assertThat(WeightsHash.of(reshaped)).isNotEqualTo(hash);
        Tensors otherZero = small();
        otherZero.parameters().get("fc.weight").set(1, 0f);
        assertThat(WeightsHash.of(otherZero)).isNotEqualTo(hash);
        Tensors lastBit = small();
        lastBit.parameters().get("fc.weight").set(0, Math.nextUp(1.5f));
        assertThat(WeightsHash.of(lastBit)).isNotEqualTo(hash);
    }
}
