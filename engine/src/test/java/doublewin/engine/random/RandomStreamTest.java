package doublewin.engine.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {
    private static final RandomKey KEY = new RandomKey(20_210_101, Purpose.TRAINING_ATTACK, 3, 17, 1, 5);
    private static final int DRAWS = 200_000;
    /** A correct generator misses a bound of five standard deviations once in 1.7 million tests. */
    private static final double DEVIATIONS = 5;

    private static final float[] GAUSSIANS = {1.9304994f, 1.7788074f, 1.6409882f};

    @Test
    void startsWithTheKnownAnswerOfItsCounter() {
        // The words of the key laid out by hand: block 0, image 17, purpose 5 | restart 1 | epoch 3, step 5.
        int[] block = {0, 17, 5 << 26 | 1 << 16 | 3, 5};
        Philox.encrypt(block, 20_210_101, 0);
        RandomStream stream = new RandomStream(KEY);

        assertThat(IntStream.range(0, 4).map(i -> stream.nextInt()).toArray()).isEqualTo(block);
    }

    @Test
    void streamsDoNotFeelEachOther() {
        RandomKey other = KEY.withImage(18);
        int[] alone = draw(new RandomStream(KEY), 101);
        int[] otherAlone = draw(new RandomStream(other), 101);
        RandomStream a = new RandomStream(KEY);
        RandomStream b = new RandomStream(other);
        int[] mixed = new int[101];
        int[] otherMixed = new int[101];
        for (int i = 0; i < mixed.length; i++) {
            otherMixed[i] = b.nextInt();
            mixed[i] = a.nextInt();
        }

        assertThat(mixed).isEqualTo(alone);
        assertThat(otherMixed).isEqualTo(otherAlone).isNotEqualTo(alone);
    }

    @Test
    void neighbouringStreamsAreUncorrelated() {
        RandomKey[] neighbours = {
            KEY.withEpoch(4),
            KEY.withImage(18),
            KEY.withRestart(2),
            KEY.withStep(6),
            new RandomKey(KEY.seed() + 1, KEY.purpose(), 3, 17, 1, 5),
            new RandomKey(KEY.seed(), Purpose.EVALUATION_ATTACK, 3, 17, 1, 5)
        };
        for (RandomKey neighbour : neighbours) {
            RandomStream a = new RandomStream(KEY);
            RandomStream b = new RandomStream(neighbour);
            double sum = 0;
            for (int i = 0; i < DRAWS; i++) {
                sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
            }
            // A product of two centred uniforms has variance 1/144.
            assertThat(sum / DRAWS).as("%s", neighbour).isCloseTo(0, within(DEVIATIONS / 12 / Math.sqrt(DRAWS)));
        }
    }

    @Test
    void numbersDoNotRepeatWithinAndAcrossStreams() {
        // Pairs of consecutive words as 64-bit values: by chance two of 400,000 meet with probability 4e-9.
        Set<Long> seen = new HashSet<>();
        for (int image = 0; image < 400; image++) {
            RandomStream stream = new RandomStream(KEY.withImage(image));
            for (int i = 0; i < 1000; i++) {
                seen.add((long) stream.nextInt() << 32 | stream.nextInt() & 0xFFFFFFFFL);
            }
        }
        assertThat(seen).hasSize(400_000);
    }

    @Test
    void uniformHasTheMomentsOfTheUnitInterval() {
        RandomStream stream = new RandomStream(KEY);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            float u = stream.uniform();
            assertThat(u >= 0 && u < 1 && u * 0x1p24f == (int) (u * 0x1p24f)).isTrue();
            sum += u;
            squares += (u - 0.5) * (u - 0.5);
        }
        // Var u = 1/12; Var (u - 1/2)^2 = 1/80 - 1/144 = 1/180.
        assertThat(sum / DRAWS).isCloseTo(0.5, within(DEVIATIONS / Math.sqrt(12.0 * DRAWS)));
        assertThat(squares / DRAWS).isCloseTo(1.0 / 12, within(DEVIATIONS / Math.sqrt(180.0 * DRAWS)));
    }

    @Test
    void uniformStaysBetweenItsBounds() {
        RandomStream stream = new RandomStream(KEY);
        float epsilon = 8f / 255;
        for (int i = 0; i < DRAWS; i++) {
            assertThat(Math.abs(stream.uniform(-epsilon, epsilon)) <= epsilon).isTrue();
        }
        assertThat(stream.uniform(2, 2)).isEqualTo(2);
    }

    @Test
    void gaussianHasTheMomentsOfTheNormalDistribution() {
        RandomStream stream = new RandomStream(KEY);
        double[] sums = new double[5];
        for (int i = 0; i < DRAWS; i++) {
            double g = stream.gaussian();
            double power = 1;
            for (int order = 1; order <= 4; order++) {
                power *= g;
                sums[order] += power;
            }
        }
        // Moments 0, 1, 0, 3; variance of g^k is E g^2k - (E g^k)^2: 1, 2, 15, 96.
        double root = Math.sqrt(DRAWS);
        assertThat(sums[1] / DRAWS).isCloseTo(0, within(DEVIATIONS / root));
        assertThat(sums[2] / DRAWS).isCloseTo(1, within(DEVIATIONS * Math.sqrt(2) / root));
        assertThat(sums[3] / DRAWS).isCloseTo(0, within(DEVIATIONS * Math.sqrt(15) / root));
        assertThat(sums[4] / DRAWS).isCloseTo(3, within(DEVIATIONS * Math.sqrt(96) / root));
    }

    @Test
    void gaussianKeepsItsBits() {
        // From a transcription of Philox and Box-Muller in Python; a change here changes what every seed stands for.
        RandomStream stream = new RandomStream(RandomKey.of(1, Purpose.INITIALISATION));
        float[] first = {stream.gaussian(), stream.gaussian(), stream.gaussian()};

        assertThat(first).isEqualTo(GAUSSIANS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 13, 1000})
    void belowReachesEveryValueEquallyOften(int n) {
        RandomStream stream = new RandomStream(KEY.withStep(n));
        int[] counts = new int[n];
        for (int i = 0; i < DRAWS; i++) {
            counts[stream.below(n)]++;
        }
        // Chi-squared with n - 1 degrees of freedom: mean n - 1, variance 2 (n - 1).
        double expected = (double) DRAWS / n;
        double chi = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .reduce(0, Double::sum);
        assertThat(chi).isCloseTo(n - 1, within(DEVIATIONS * Math.sqrt(2.0 * n)));
    }

    @Test
    void belowRejectsTheUnevenRest() {
        // With n = 3 * 2^29 a plain multiplication would give multiples of three with probability 3/8.
        RandomStream stream = new RandomStream(KEY);
        int n = 3 << 29;
        int multiples = 0;
        for (int i = 0; i < DRAWS; i++) {
            int value = stream.below(n);
            assertThat(value >= 0 && value < n).isTrue();
            multiples += value % 3 == 0 ? 1 : 0;
        }
        assertThat(multiples / (double) DRAWS).isCloseTo(1.0 / 3, within(DEVIATIONS * Math.sqrt(2.0 / 9 / DRAWS)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 17, 50_000})
    void permutationHoldsEveryNumberOnce(int n) {
        int[] order = RandomStream.permutation(KEY, n);

        assertThat(order).isEqualTo(RandomStream.permutation(KEY, n));
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        assertThat(sorted).isEqualTo(IntStream.range(0, n).toArray());
    }

    @Test
    void everyPermutationIsEquallyLikely() {
        int trials = 24_000;
        int[] counts = new int[4 * 4 * 4];
        for (int i = 0; i < trials; i++) {
            int[] order = RandomStream.permutation(KEY.withImage(i), 4);
            counts[(order[0] * 4 + order[1]) * 4 + order[2]]++;
        }
        int[] reached = Arrays.stream(counts).filter(c -> c > 0).toArray();
        assertThat(reached).hasSize(24);
        double mean = trials / 24.0;
        double bound = DEVIATIONS * Math.sqrt(mean);
        assertThat(Arrays.stream(reached)
                        .mapToDouble(c -> Math.abs(c - mean))
                        .max()
                        .getAsDouble())
                .isLessThan(bound);
    }

    @Test
    void refusesImpossibleArguments() {
        RandomStream stream = new RandomStream(KEY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.below(0))
                .withMessage("below: n is 0, expected at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.uniform(1, 0))
                .withMessageStartingWith("uniform: bounds are 1.0 and 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> stream.uniform(0, Float.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> RandomStream.permutation(KEY, -1));
    }

    private static int[] draw(RandomStream stream, int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = stream.nextInt();
        }
        return numbers;
    }
}
