package doublewin.bench.rules;

import doublewin.engine.kernel.lane.Lanes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Makes every forbidden call, in methods named after the rule; nobody runs it. */
final class ForbiddenCallsFixture {
    private static final FloatVector VECTOR = FloatVector.zero(Lanes.SPECIES);

    private ForbiddenCallsFixture() {}

    static float vectorSum1() {
        return VECTOR.reduceLanes(VectorOperators.ADD);
    }

    static float vectorSum2() {
        return VECTOR.reduceLanes(VectorOperators.MUL, Lanes.SPECIES.maskAll(true));
    }

    static FloatVector vectorTranscendental1() {
        return VECTOR.lanewise(VectorOperators.EXP);
    }

    static FloatVector vectorTranscendental2() {
        return VECTOR.lanewise(VectorOperators.POW, VECTOR);
    }

    static FloatVector secondSpecies() {
        return FloatVector.zero(FloatVector.SPECIES_256);
    }

    static FloatVector vectorPower() {
        return VECTOR.pow(2f);
    }

    static double scalarTranscendental1() {
        return Math.exp(1);
    }

    static DoubleUnaryOperator scalarTranscendental2() {
        return Math::log;
    }

    static DoubleUnaryOperator scalarTranscendental3() {
        return x -> Math.pow(x, 2);
    }

    static int hiddenRandomness1() {
        return new Random(1).nextInt();
    }

    static int hiddenRandomness2() {
        return ThreadLocalRandom.current().nextInt();
    }

    static int hiddenRandomness3() {
        return RandomGenerator.getDefault().nextInt();
    }

    static double hiddenRandomCall1() {
        return Math.random();
    }

    static void hiddenRandomCall2(List<String> list) {
        Collections.shuffle(list);
    }

    static double streamSum1(double[] values) {
        return Arrays.stream(values).sum();
    }

    static double streamSum2() {
        return DoubleStream.of(1, 2).average().orElseThrow();
    }

    static double collectedSum(List<Double> values) {
        return values.stream().collect(Collectors.summingDouble(x -> x));
    }

    static void unorderedSum() {
        new DoubleAdder().add(1);
    }

    static int parallelStream1() {
        return IntStream.range(0, 2).parallel().max().orElseThrow();
    }

    static long parallelStream2(List<String> list) {
        return list.parallelStream().count();
    }

    static void parallelArray(int[] values) {
        Arrays.parallelSort(values);
    }

    static long clock() {
        return System.nanoTime();
    }

    static Instant calendar() {
        return Instant.now();
    }

    static String hiddenLocale1(int value) {
        return String.format("%d", value);
    }

    static void hiddenLocale2(int value) {
        System.out.printf("%d", value);
    }

    static String hiddenLocale3(int value) {
        return "%d".formatted(value);
    }

    static UnaryOperator<String> hiddenLocale4() {
        return String::toLowerCase;
    }

    /** Breaks no rule. */
    static String shownLocale(int value) {
        return String.format(Locale.ROOT, "%d", value).toLowerCase(Locale.ROOT);
    }
}
