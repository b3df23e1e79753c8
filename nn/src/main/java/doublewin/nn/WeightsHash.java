package doublewin.nn;

import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * The name of a network's weights: one SHA-256 over all tensors that an evaluation reads, whatever file they came from.
 * It is the same for a checkpoint, selected weights and exported ones, since neither metadata nor velocities count.
 */
public final class WeightsHash {
    private WeightsHash() {}

    /**
     * SHA-256, in hexadecimal, over the network's parameters and buffers sorted by name; of each, in little-endian 32-bit
     * words: the number of bytes of its name and the name in UTF-8; the number of dimensions and the dimensions; its
     * values, row by row, as the bits of floats.
     */
    public static String of(Module network) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        new TreeMap<>(StateDict.of(network).tensors()).forEach((name, tensor) -> add(digest, name, tensor));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String name, Tensor tensor) {
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
        digest.update(words(1).putInt(encoded.length).flip());
        digest.update(encoded);
        Shape shape = tensor.shape();
        ByteBuffer dimensions = words(1 + shape.rank()).putInt(shape.rank());
        for (int axis = 0; axis < shape.rank(); axis++) {
            dimensions.putInt(shape.dim(axis));
        }
        digest.update(dimensions.flip());
        ByteBuffer values = words(tensor.elements());
        values.asFloatBuffer().put(tensor.array(), tensor.offset(), tensor.elements());
        digest.update(values);
    }

    private static ByteBuffer words(int count) {
        return ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, count)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
