package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionMixture;
import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.Mixture;
import doublewin.nn.Precision;

/** How a candidate is made: an attack, and what it is aimed at. */
public sealed interface Crafting {
    /** The attack. */
    Attack<?> attack();

    /**
     * The candidate that it makes.
     *
     * @param precisions of the evaluation, which its defender draws from
     */
    Candidate candidate(PrecisionSet precisions);

    /** The same by a backward pass of the attacker's choice. */
    default Crafting by(Backward backward) {
        return backward == Backward.UNCLIPPED ? this : new By(this, backward);
    }

    /**
     * Against the network at one precision.
     *
     * @param attack that makes it
     * @param precision one of the evaluation's, or full precision where that is a twin
     */
    record AtPrecision(Attack<? super DifferentiableModel> attack, Precision precision) implements Crafting {
        @Override
        public Candidate candidate(PrecisionSet precisions) {
            return Candidate.at(attack.name(), precision);
        }
    }

    /**
     * Against all precisions of the evaluation, drawn uniformly.
     *
     * @param attack that makes it
     */
    record OnMixture(Attack<? super Mixture> attack) implements Crafting {
        @Override
        public Candidate candidate(PrecisionSet precisions) {
            return new Candidate(attack.name(), Candidate.Aim.MIXTURE, precisions);
        }
    }

    /**
     * Against all precisions of the evaluation, drawn with given probabilities.
     *
     * @param attack that makes it
     * @param mixture of the evaluation's precisions
     */
    record OnWeightedMixture(Attack<? super Mixture> attack, PrecisionMixture mixture) implements Crafting {
        @Override
        public Candidate candidate(PrecisionSet precisions) {
            return new Candidate(attack.name(), Candidate.Aim.MIXTURE, precisions, mixture.weights());
        }
    }

    /**
     * Against the mean of the probabilities at all precisions of the evaluation.
     *
     * @param attack that makes it
     */
    record OnEnsemble(Attack<? super DifferentiableModel> attack) implements Crafting {
        @Override
        public Candidate candidate(PrecisionSet precisions) {
            return new Candidate(attack.name(), Candidate.Aim.ENSEMBLE, precisions);
        }
    }

    /**
     * By another backward pass than straight through the quantisers.
     *
     * @param crafting at what, and by which attack
     * @param backward how all precisions are differentiated
     */
    record By(Crafting crafting, Backward backward) implements Crafting {
        @Override
        public Attack<?> attack() {
            return crafting.attack();
        }

        /** Such as {@code APGD-T by clipped backward at 4 bit}. */
        @Override
        public Candidate candidate(PrecisionSet precisions) {
            Candidate candidate = crafting.candidate(precisions);
            String name = candidate.attack() + " by " + backward.title() + " backward";
            return new Candidate(name, candidate.aim(), candidate.against(), candidate.weights());
        }
    }
}
