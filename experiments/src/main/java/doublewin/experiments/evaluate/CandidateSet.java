package doublewin.experiments.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Backward;
import doublewin.dwq.attack.Ball;
import doublewin.dwq.attack.Pgd;
import doublewin.dwq.attack.ThreatModel;
import doublewin.dwq.evaluate.Attacked;
import doublewin.dwq.evaluate.Columns;
import doublewin.dwq.evaluate.Crafting;
import doublewin.dwq.evaluate.EvaluationSubject;
import doublewin.dwq.evaluate.OutcomeEvaluation;
import doublewin.dwq.evaluate.Twin;
import doublewin.experiments.config.ResultNames;
import doublewin.experiments.config.Settings;
import doublewin.experiments.store.RunFolder.Part;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;

/**
 * The candidates of a measurement, told by what decides them beside a run's settings: little enough to be sent to another
 * machine, which makes the same ones of it.
 */
public sealed interface CandidateSet extends Serializable {
    /** What results call all of its attacks. */
    String attack(Settings settings);

    /** Parameters of the attacks, by name. */
    SortedMap<String, String> parameters(Settings settings);

    /** Where the outcomes are kept. */
    Part part();

    /** An evaluation by these candidates. */
    OutcomeEvaluation evaluation(Settings settings, EvaluationSubject subject);

    /** The run's own attack at each precision: what the transfer matrix is made of. */
    record OfMap() implements CandidateSet {
        @Override
        public String attack(Settings settings) {
            return ResultNames.attack(settings.evaluation());
        }

        @Override
        public SortedMap<String, String> parameters(Settings settings) {
            return settings.evaluation().attack().parameters();
        }

        @Override
        public Part part() {
            return Part.OUTCOMES;
        }

        @Override
        public OutcomeEvaluation evaluation(Settings settings, EvaluationSubject subject) {
            Pgd attack = settings.evaluation().attack();
            return new OutcomeEvaluation(subject, settings.evaluation().precisions(), List.of(attack), settings.seed());
        }
    }

    /** The pool of a tier. */
    record OfTier(Tier tier) implements CandidateSet {
        @Override
        public String attack(Settings settings) {
            return tier.title();
        }

        @Override
        public SortedMap<String, String> parameters(Settings settings) {
            return Craftings.parameters(craftings(settings));
        }

        @Override
        public Part part() {
            return tier.outcomes();
        }

        @Override
        public OutcomeEvaluation evaluation(Settings settings, EvaluationSubject subject) {
            Columns columns = Columns.withTwins(settings.evaluation().precisions());
            return PoolEvaluation.evaluation(columns, craftings(settings), settings, subject);
        }

        private List<Crafting> craftings(Settings settings) {
            return tier.craftings(
                    settings.evaluation().attack().threat(),
                    settings.evaluation().precisions());
        }
    }

    /**
     * Attacks that were named one by one. Every image is attacked, and each attack stands by itself.
     *
     * @param attacks in the order of results, all of them for the ball
     * @param backwards each attack is run by each, and must ask for gradients where there is any but the default
     * @param ball of their perturbations, as large as the settings' epsilon
     */
    record OfAttacks(List<NamedAttack> attacks, List<Backward> backwards, Ball ball) implements CandidateSet {
        /** The lists are copied. */
        public OfAttacks {
            attacks = List.copyOf(attacks);
            backwards = List.copyOf(backwards);
        }

        @Override
        public String attack(Settings settings) {
            return "named";
        }

        @Override
        public SortedMap<String, String> parameters(Settings settings) {
            return Craftings.parameters(craftings(settings));
        }

        @Override
        public Part part() {
            return Part.OUTCOMES_ATTACK;
        }

        @Override
        public OutcomeEvaluation evaluation(Settings settings, EvaluationSubject subject) {
            return new OutcomeEvaluation(
                    subject,
                    Columns.of(settings.evaluation().precisions(), Twin.ENSEMBLE),
                    Attacked.ALL,
                    craftings(settings),
                    settings.seed());
        }

        private List<Crafting> craftings(Settings settings) {
            PrecisionSet precisions = settings.evaluation().precisions();
            ThreatModel threat =
                    new ThreatModel(ball, (float) settings.evaluation().attackEpsilon());
            return attacks.stream()
                    .flatMap(attack -> attack.craftings(threat, precisions).stream())
                    .flatMap(crafting -> backwards.stream().map(crafting::by))
                    .toList();
        }
    }
}
