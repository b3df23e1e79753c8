package doublewin.dwq;

import doublewin.engine.random.RandomStream;
import doublewin.nn.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A distribution over precisions: what random precision training and inference draw from.
 *
 * @param precisions that can be drawn
 * @param weights the probability of each, at least 0, with sum 1 but for 1e-9; unmodifiable
 */
public record PrecisionMixture(PrecisionSet precisions, List<Double> weights) {
    private static final double TOLERANCE = 1e-9;
    /** How far the weights that users write may be from their sum of 1. */
    private static final double WRITTEN_TOLERANCE = 1e-6;
    /** Of so little a mixture of classifiers makes nothing; such weights are left by the rounding of whoever computed them. */
    private static final double NOTHING = 0x1p-40;

    /** Checks the weights. */
    public PrecisionMixture {
        weights = List.copyOf(weights);
        require(precisions, weights, TOLERANCE);
    }

    /** Each precision of a set as likely as any other. */
    public static PrecisionMixture uniform(PrecisionSet precisions) {
        return new PrecisionMixture(precisions, Collections.nCopies(precisions.size(), 1.0 / precisions.size()));
    }

    /**
     * The mixture that users or programs mean by numbers that were rounded: with sum 1 but for 1e-6, by which they are
     * divided; less than 2^-40 counts as 0.
     *
     * @throws IllegalArgumentException if there are not as many as precisions, or they are no probabilities
     */
    public static PrecisionMixture of(PrecisionSet precisions, List<Double> weights) {
        require(precisions, weights, WRITTEN_TOLERANCE);
        List<Double> kept =
                weights.stream().map(weight -> weight < NOTHING ? 0 : weight).toList();
        double sum = sum(kept);
        return new PrecisionMixture(
                precisions, kept.stream().map(weight -> weight / sum).toList());
    }

    private static void require(PrecisionSet precisions, List<Double> weights, double tolerance) {
        if (weights.size() != precisions.size()) {
            throw new IllegalArgumentException("precision mixture: expected " + precisions.size()
                    + " weights, one for each of " + precisions + ", found " + weights.size());
        }
        for (double weight : weights) {
            if (!(weight >= 0 && weight <= 1 + tolerance)) {
                throw new IllegalArgumentException("precision mixture: expected weights from 0 to 1, found " + weight);
            }
        }
        double sum = sum(weights);
        if (!(Math.abs(sum - 1) <= tolerance)) {
            throw new IllegalArgumentException("precision mixture: expected weights with sum 1, found sum " + sum);
        }
    }

    private static double sum(List<Double> weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /** Whether every precision is as likely as any other. */
    public boolean isUniform() {
        return weights.stream().distinct().count() == 1;
    }

    /** Positions in the set of the precisions that can come up; those of weight 0 never do. */
    public int[] drawn() {
        return IntStream.range(0, weights.size())
                .filter(q -> weights.get(q) > 0)
                .toArray();
    }

    /**
     * The next draw of a stream: of a uniform mixture by a whole number below the set's size, of others by one uniform number
     * and the cumulative sum of the weights.
     */
    public Precision draw(RandomStream stream) {
        if (isUniform()) {
            return precisions.get(stream.below(precisions.size()));
        }
        double place = stream.uniform();
        int[] drawn = drawn();
        double end = 0;
        for (int q : drawn) {
            end += weights.get(q);
            if (place < end) {
                return precisions.get(q);
            }
        }
        // A sum of weights that is rounded down to less than the last place.
        return precisions.get(drawn[drawn.length - 1]);
    }

    /**
     * A number that tells mixtures apart: the first eight bytes of the SHA-256 over bit width (32 bits) and weight (64 bits)
     * of every precision; little-endian.
     */
    public long digest() {
        ByteBuffer content = ByteBuffer.allocate(weights.size() * (Integer.BYTES + Double.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int q = 0; q < weights.size(); q++) {
            content.putInt(precisions.get(q).bits()).putDouble(weights.get(q));
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.array());
            return ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** In words, such as {@code 25.0 % 4 bit, 75.0 % 16 bit}: what can come up. */
    @Override
    public String toString() {
        return IntStream.of(drawn())
                .mapToObj(q -> String.format(Locale.ROOT, "%.1f %% %s", 100 * weights.get(q), precisions.get(q)))
                .collect(Collectors.joining(", "));
    }
}
