package doublewin.engine.io;

import doublewin.engine.tensor.Shape;
import java.util.Objects;

/** An array under the name it has in a file. Values are row-major, as many as the shape has elements, not copied. */
public sealed interface NamedArray {
    /** Name in the file. */
    String name();

    /** Dimensions; a scalar has none. */
    Shape shape();

    /** How the values are stored. */
    ElementType type();

    /** Values stored as {@link ElementType#F32}. */
    record Floats(String name, Shape shape, float[] values) implements NamedArray {
        /** Checks that shape and values fit. */
        public Floats {
            requireFit(name, shape, values.length);
        }

        @Override
        public ElementType type() {
            return ElementType.F32;
        }
    }

    /** Values stored as {@link ElementType#I64}. */
    record Longs(String name, Shape shape, long[] values) implements NamedArray {
        /** Checks that shape and values fit. */
        public Longs {
            requireFit(name, shape, values.length);
        }

        @Override
        public ElementType type() {
            return ElementType.I64;
        }
    }

    private static void requireFit(String name, Shape shape, int values) {
        Objects.requireNonNull(name, "named array: name");
        if (shape.elements() != values) {
            throw new IllegalArgumentException("named array " + name + ": shape " + shape + " has " + shape.elements()
                    + " elements, found " + values + " values");
        }
    }
}
