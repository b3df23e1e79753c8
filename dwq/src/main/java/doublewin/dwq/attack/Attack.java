package doublewin.dwq.attack;

import doublewin.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * A way to perturb images so that a model errs. An implementation is a value that holds the attack's parameters and
 * nothing else; a new attack is one class, with an {@link #id} that no other has.
 *
 * <p>What becomes of an image depends on image, label, model, parameters and keys alone, not on its batch.
 *
 * @param <M> what the attack is aimed at: a {@link TargetModel} where logits are enough, a {@link DifferentiableModel}, or
 *     a {@link Mixture}
 */
public interface Attack<M> {
    /** What results call it, parameters that tell it apart from its like included, such as {@code PGD-20}. */
    String name();

    /** Part of every random key, 0 to 65535. Results stand on it: it is never changed or used again. */
    int id();

    /** What it may do to an image. */
    ThreatModel threat();

    /** All parameters by name, threat model included: what identifies the attack in files. */
    SortedMap<String, String> parameters();

    /**
     * Perturbs images.
     *
     * @param keys of all that is drawn
     * @param workspace of model and attack
     * @param adversarial overwritten with normalised images within the threat model, of the shape of the batch's
     * @return what was strange about the gradients that led there
     */
    GradientFindings perturb(M model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial);
}
