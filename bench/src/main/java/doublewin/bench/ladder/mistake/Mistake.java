package doublewin.bench.ladder.mistake;

import java.util.function.Supplier;

/** All of them. */
public enum Mistake {
    TOO_MANY_ACCUMULATORS(
            "24 accumulators in a tile, not 16",
            "vmovups to and from [rsp + ...] between the multiply-adds: the compiler spills",
            TooManyAccumulators::new),
    VECTOR_ACROSS_CALL(
            "a vector passed to a method that is not inlined",
            "-prof gc: objects for each vector; calls amid the loop",
            VectorAcrossCall::new),
    SECOND_SPECIES(
            "vectors of a second species, elsewhere in the program",
            "-prof gc: objects for each vector, in code that made none before",
            SecondSpecies::new),
    MISALIGNED_LOADS(
            "vectors that straddle cache lines",
            "nothing in the assembly; mem_inst_retired.split_loads, or the address of the array",
            MisalignedLoads::new),
    POWER_OF_TWO_STRIDE(
            "rows a power of two apart",
            "nothing in the assembly; L1-dcache-load-misses on data that would fit",
            PowerOfTwoStride::new),
    START_FLAG(
            "one method with a flag for start or go on",
            "a second copy of the loop, or vectors that are merged before it",
            StartFlag::new),
    REDUCTION_IN_LOOP(
            "reduceLanes in the innermost loop",
            "vextractf and vaddss or vhaddps between the multiply-adds; and the order of the sum is nobody's promise",
            ReductionInLoop::new);

    private final String title;
    private final String sign;
    private final Supplier<Pair> maker;

    Mistake(String title, String sign, Supplier<Pair> maker) {
        this.title = title;
        this.sign = sign;
        this.maker = maker;
    }

    /** The same work, done right and wrong. */
    public interface Pair {
        /** As it should be. */
        void right();

        /** With the mistake. */
        void wrong();

        /** What the one that ran last has computed. */
        float[] result();
    }

    /** What is done wrong. */
    public String title() {
        return title;
    }

    /** By which one finds it. */
    public String sign() {
        return sign;
    }

    /** The work. */
    public Pair make() {
        return maker.get();
    }
}
