package doublewin.bench.rules;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Calls that would make the result depend on the machine, the number of threads, the moment, the user's language, or on whether a
 * method is compiled yet. Method references and fields count like calls.
 */
enum ForbiddenCalls {
    VECTOR_SUM(
            "the order of the additions is undefined and changes once compiled: use the fixed tree of Lanes",
            List.of("jdk.incubator.vector.FloatVector", "jdk.incubator.vector.DoubleVector"),
            Set.of("reduceLanes", "reduceLanesToLong")),
    VECTOR_TRANSCENDENTAL(
            "the bits change once compiled: use StrictMath, or a polynomial of + * and FMA",
            List.of("jdk.incubator.vector.VectorOperators"),
            Set.of(
                    "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "ATAN2", "SINH", "COSH", "TANH", "EXP", "EXPM1", "LOG",
                    "LOG10", "LOG1P", "POW", "CBRT", "HYPOT")),
    SECOND_SPECIES(
            "Lanes.SPECIES is the only float species: with a second one the compiler makes an object of every vector",
            List.of("jdk.incubator.vector.FloatVector"),
            Set.of("SPECIES_64", "SPECIES_128", "SPECIES_256", "SPECIES_512", "SPECIES_MAX", "SPECIES_PREFERRED")),
    VECTOR_POWER(
            "the bits change once compiled: use StrictMath",
            List.of("jdk.incubator.vector.FloatVector", "jdk.incubator.vector.DoubleVector"),
            Set.of("pow")),
    SCALAR_TRANSCENDENTAL(
            "not specified to the bit: use StrictMath",
            List.of("java.lang.Math"),
            Set.of(
                    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "expm1", "log",
                    "log10", "log1p", "pow", "cbrt", "hypot")),
    HIDDEN_RANDOMNESS(
            "random numbers come from doublewin.engine.random, whose keys say what they are for",
            List.of(
                    "java.util.random.RandomGenerator",
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.security.SecureRandom"),
            Set.of()),
    HIDDEN_RANDOM_CALL(
            "random numbers come from doublewin.engine.random, whose keys say what they are for",
            List.of("java.lang.Math", "java.lang.StrictMath", "java.util.Collections", "java.util.UUID"),
            Set.of("random", "shuffle", "randomUUID")),
    STREAM_SUM(
            "the summation is not specified: write the loop",
            List.of("java.util.stream.DoubleStream"),
            Set.of("sum", "average", "summaryStatistics")),
    COLLECTED_SUM(
            "the summation is not specified: write the loop",
            List.of("java.util.stream.Collectors"),
            Set.of("summingDouble", "averagingDouble", "summarizingDouble")),
    UNORDERED_SUM(
            "the order of the additions depends on the threads: let each write to a place of its own",
            List.of("java.util.concurrent.atomic.DoubleAdder", "java.util.concurrent.atomic.DoubleAccumulator"),
            Set.of()),
    PARALLEL_STREAM(
            "work is split by WorkerPool alone",
            List.of("java.util.stream.BaseStream", "java.util.Collection", "java.util.stream.StreamSupport"),
            Set.of("parallel", "parallelStream")),
    PARALLEL_ARRAY(
            "work is split by WorkerPool alone",
            List.of("java.util.Arrays"),
            Set.of("parallelPrefix", "parallelSetAll", "parallelSort")),
    CLOCK(
            "no result may depend on the moment: measure and print in experiments",
            List.of("java.lang.System"),
            Set.of("nanoTime", "currentTimeMillis")),
    CALENDAR(
            "no result may depend on the moment: measure and print in experiments",
            List.of("java.time.Instant", "java.time.Clock", "java.time.LocalDateTime", "java.time.ZonedDateTime"),
            Set.of("now", "systemUTC", "systemDefaultZone")),
    HIDDEN_LOCALE(
            "the user's locale has other digits, or another lower case: name Locale.ROOT",
            List.of("java.lang.String", "java.io.PrintStream", "java.io.PrintWriter"),
            Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase"));

    /** The one class that chooses the species. */
    private static final String CHOOSES_SPECIES = "doublewin.engine.kernel.lane.Lanes";

    private final String reason;
    private final List<String> owners;
    private final Set<String> names;

    /** Forbids the members called {@code names} of {@code owners} and of their subtypes; all members where there are no names. */
    ForbiddenCalls(String reason, List<String> owners, Set<String> names) {
        this.reason = reason;
        this.owners = owners;
        this.names = names;
    }

    /** Every such access in these classes, a line each. */
    List<String> violations(JavaClasses classes) {
        List<String> found = new ArrayList<>();
        for (JavaClass user : classes) {
            for (JavaAccess<?> access : user.getAccessesFromSelf()) {
                if (matches(access)
                        && !(this == SECOND_SPECIES && user.getName().equals(CHOOSES_SPECIES))) {
                    found.add(access.getDescription() + ": " + reason);
                }
            }
        }
        return found;
    }

    private boolean matches(JavaAccess<?> access) {
        if (!names.isEmpty() && !names.contains(access.getTarget().getName())) {
            return false;
        }
        if (this == HIDDEN_LOCALE
                && access.getTarget() instanceof CodeUnitAccessTarget called
                && called.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Locale.class))) {
            return false;
        }
        JavaClass owner = access.getTargetOwner();
        return owners.stream().anyMatch(owner::isAssignableTo);
    }
}
