package doublewin.dwq.attack.query;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.GradientFindings;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;

/**
 * An attack that asks for logits alone, and whose price is the number of queries.
 *
 * @param <M> what it is aimed at
 */
public interface QueryAttack<M> extends Attack<M> {
    /** Most queries an image: more than anybody asks, and few enough for the keys of all that is drawn. */
    int MAX_QUERIES = 10_000_000;

    /**
     * Perturbs images as {@link #perturb} does, and counts.
     *
     * @param adversarial overwritten with normalised images within the threat model, of the shape of the batch's
     * @return what each image took
     */
    QueryTally perturbAndCount(M model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial);

    @Override
    default GradientFindings perturb(M model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial) {
        return perturbAndCount(model, batch, keys, workspace, adversarial).findings();
    }

    /** Refuses a number of queries that is out of range. */
    static void requireQueries(String attack, int queries, int least) {
        if (queries < least || queries > MAX_QUERIES) {
            throw new IllegalArgumentException(
                    attack + ": expected " + least + " to " + MAX_QUERIES + " queries an image, found " + queries);
        }
    }
}
