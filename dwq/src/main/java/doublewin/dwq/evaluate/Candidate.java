package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.nn.Precision;
import java.util.List;

/**
 * One way to perturb all images: by an attack that was aimed at something.
 *
 * @param attack its name
 * @param aim what it was aimed at
 * @param against the precision that was attacked; of a mixture or an ensemble all of them
 * @param weights of a mixture that is not drawn from uniformly, one for each of {@code against}; else empty; unmodifiable
 */
public record Candidate(String attack, Aim aim, PrecisionSet against, List<Double> weights) {
    /** What an attack is aimed at. */
    public enum Aim {
        /** The network at one precision. */
        PRECISION,
        /** The network at a precision that is drawn, by an attacker who knows the distribution. */
        MIXTURE,
        /** The mean of the probabilities that the network gives at several precisions. */
        ENSEMBLE
    }

    /** Checks that one precision is attacked where the aim is one, and the weights. */
    public Candidate {
        weights = List.copyOf(weights);
        if (aim == Aim.PRECISION && against.size() != 1) {
            throw new IllegalArgumentException(
                    "candidate: " + attack + " is aimed at one precision, found the set " + against);
        }
        if (!weights.isEmpty()) {
            if (aim != Aim.MIXTURE) {
                throw new IllegalArgumentException(
                        "candidate: " + attack + " has weights " + weights + ", expected them of mixtures alone");
            }
            new PrecisionMixture(against, weights);
        }
    }

    /** A candidate with no weights of its own. */
    public Candidate(String attack, Aim aim, PrecisionSet against) {
        this(attack, aim, against, List.of());
    }

    /** Images perturbed against the network at one precision. */
    public static Candidate at(String attack, Precision precision) {
        return new Candidate(attack, Aim.PRECISION, PrecisionSet.of(precision));
    }

    /** In words, such as {@code PGD-20 at 4 bit}. */
    public String title() {
        return switch (aim) {
            case PRECISION -> attack + " at " + against.get(0);
            case MIXTURE ->
                attack + " on the mixture of " + (weights.isEmpty() ? against : new PrecisionMixture(against, weights));
            case ENSEMBLE -> attack + " on the ensemble of " + against;
        };
    }
}
