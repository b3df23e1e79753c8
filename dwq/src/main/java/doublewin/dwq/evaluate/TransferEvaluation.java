package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionSet;
import doublewin.dwq.attack.PgdSettings;
import java.util.function.IntConsumer;

/**
 * Computes a {@link TransferMatrix}, column by column, so that a caller can save each column and resume after it. A
 * column crafts once an image, at its attack precision, and classifies the result at every inference precision. (The
 * official code crafts anew for every cell.)
 */
public final class TransferEvaluation {
    private final EvaluationSubject subject;
    private final PrecisionSet precisions;
    private final PerturbedImages perturbed;

    /** An evaluation of {@code precisions.size()} columns; {@code seed} is that of the random starts. */
    public TransferEvaluation(EvaluationSubject subject, PrecisionSet precisions, PgdSettings attack, long seed) {
        this.subject = subject;
        this.precisions = precisions;
        this.perturbed = new PerturbedImages(subject, attack, seed);
    }

    /**
     * One column: for each inference precision, how many images are classified correctly after the attack at precision
     * {@code attack}, a position in the set. It depends on no other column.
     *
     * @param progress is told, now and then, how many images of the column are done
     */
    public int[] column(int attack, IntConsumer progress) {
        int[] correct = new int[precisions.size()];
        ImageBlocks.forEach(subject, progress, block -> {
            PerturbedImages.Block result = perturbed.of(block, precisions.get(attack));
            for (int inference = 0; inference < correct.length; inference++) {
                correct[inference] += result.correct(precisions.get(inference));
            }
        });
        return correct;
    }

    /**
     * The matrix of columns, {@code columns[attack][inference]}, as {@link #column} returned them.
     *
     * @param clean for each inference precision, how many unperturbed images {@link CleanAccuracy} counts
     */
    public TransferMatrix matrix(int[][] columns, int[] clean) {
        int[][] correct = new int[precisions.size()][columns.length];
        for (int attack = 0; attack < columns.length; attack++) {
            for (int inference = 0; inference < correct.length; inference++) {
                correct[inference][attack] = columns[attack][inference];
            }
        }
        return new TransferMatrix(precisions, subject.images(), correct, clean);
    }
}
