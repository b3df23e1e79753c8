package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.nn.Precision;
import java.util.List;
import java.util.function.IntConsumer;

/** Accuracy on images attacked at the very precision that classifies them: the transfer matrix's diagonal. */
public final class RobustAccuracy {
    private RobustAccuracy() {}

    /**
     * How many of the subject's images are classified correctly at a precision after an attack at that precision.
     *
     * @param seed of all that the attack draws
     * @param progress is told, now and then, how many images are done
     */
    public static int correct(
            EvaluationSubject subject,
            Precision precision,
            Attack<? super DifferentiableModel> attack,
            long seed,
            IntConsumer progress) {
        OutcomeEvaluation evaluation =
                new OutcomeEvaluation(subject, PrecisionSet.of(precision), List.of(attack), seed);
        Outcomes outcomes = evaluation.emptyTable();
        int attacked = outcomes.attacked(0, 0);
        evaluation.complete(attacked, 0, subject.images(), outcomes, progress);
        return outcomes.of(attacked).correctCount(0);
    }

    /**
     * The same for each precision of a complete table.
     *
     * @param attack position among the table's attacks
     */
    public static int[] of(Outcomes outcomes, int attack) {
        outcomes.requireComplete("robust accuracy");
        int[] correct = new int[outcomes.precisions().size()];
        for (int position = 0; position < correct.length; position++) {
            correct[position] = outcomes.of(outcomes.attacked(attack, position)).correctCount(position);
        }
        return correct;
    }
}
