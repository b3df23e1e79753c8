package doublewin.engine.tensor;

import java.util.Arrays;

/**
 * A row-major block of floats: a window of a larger array and its shape. It carries no gradient and no history; those
 * belong to the tape.
 *
 * <p>Kernels read {@link #array()} from {@link #offset()} on. A tensor from an {@link Arena} is a window of one of the
 * arena's slabs and starts on a cache line.
 */
public final class Tensor {
    private final float[] array;
    private final int offset;
    private final Shape shape;

    Tensor(float[] array, int offset, Shape shape) {
        this.array = array;
        this.offset = offset;
        this.shape = shape;
    }

    /** A new tensor of zeros with an array of its own: for parameters, buffers and tests, not for feature maps. */
    public static Tensor zeros(Shape shape) {
        return new Tensor(new float[Arena.LINE_START + shape.elements()], Arena.LINE_START, shape);
    }

    /** A new tensor holding a copy of the values, row-major. */
    public static Tensor of(Shape shape, float... values) {
        Tensor tensor = zeros(shape);
        tensor.copyFrom(values);
        return tensor;
    }

    /** The backing array, which other tensors may share. */
    public float[] array() {
        return array;
    }

    /** Index of the first element in {@link #array()}. */
    public int offset() {
        return offset;
    }

    /** The shape. */
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int elements() {
        return shape.elements();
    }

    /** The element at a flat row-major index. */
    public float get(int index) {
        return array[offset + check(index)];
    }

    /** Sets the element at a flat row-major index. */
    public void set(int index, float value) {
        array[offset + check(index)] = value;
    }

    /** Sets every element. */
    public void fill(float value) {
        Arrays.fill(array, offset, offset + elements(), value);
    }

    /** Overwrites all elements, row-major; {@code values} must have as many. */
    public void copyFrom(float[] values) {
        if (values.length != elements()) {
            throw new IllegalArgumentException(
                    "copy: a tensor of shape " + shape + " takes " + elements() + " values, found " + values.length);
        }
        System.arraycopy(values, 0, array, offset, values.length);
    }

    /** Overwrites all elements with those of a tensor of the same shape. */
    public void copyFrom(Tensor other) {
        other.requireShape("copy", shape);
        System.arraycopy(other.array, other.offset, array, offset, elements());
    }

    /** A copy of the elements, row-major. */
    public float[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + elements());
    }

    /**
     * The images {@code first} to {@code end - 1} of a batch in lane format, as a tensor that shares this one's memory.
     *
     * @param first where a block begins: a multiple of 16
     */
    public Tensor images(int first, int end) {
        if (first < 0 || first % Shape.LANES != 0 || end <= first || end > shape.images()) {
            throw new IllegalArgumentException("images " + first + " to " + end + " of a batch of " + shape.images()
                    + ": expected a first one that is a multiple of " + Shape.LANES
                    + ", and an end after it and within the batch");
        }
        int block = elements() / shape.blocks();
        Shape part = Shape.lanes(end - first, shape.height(), shape.width(), shape.channels());
        return new Tensor(array, offset + first / Shape.LANES * block, part);
    }

    /**
     * Fails unless the shape is the expected one.
     *
     * @param what operation and operand for the message, such as {@code "convolution: weight"}
     */
    public void requireShape(String what, Shape expected) {
        if (!shape.equals(expected)) {
            throw new IllegalArgumentException(what + " has shape " + shape + ", expected " + expected);
        }
    }

    private int check(int index) {
        if (index < 0 || index >= elements()) {
            throw new IndexOutOfBoundsException("element " + index + " of a tensor of shape " + shape);
        }
        return index;
    }

    @Override
    public String toString() {
        return "Tensor" + shape;
    }
}
