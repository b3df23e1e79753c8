package doublewin.dwq.attack.distance;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.AttackKeys;
import doublewin.dwq.attack.Batch;
import doublewin.dwq.attack.DifferentiableModel;
import doublewin.dwq.attack.Workspace;
import doublewin.engine.tensor.Tensor;

/**
 * An attack that minimises the distance to the clean image. What {@link #perturb} returns is within the threat model where
 * {@link #reach} says so, and else may be any valid image; then {@link #threat} says which norm it minimises, and within
 * which epsilon a success counts.
 */
public interface DistanceAttack extends Attack<DifferentiableModel> {
    /** How far from the clean image the results of {@link #perturb} may be. */
    Reach reach();

    /**
     * Looks for the closest adversarial image of each, whatever the threat model.
     *
     * @param keys of all that is drawn
     * @param workspace of model and attack
     * @param adversarial overwritten with normalised images, of the shape of the batch's: the closest adversarial one, or the
     *     last attempt where none was found
     */
    Distances closest(DifferentiableModel model, Batch batch, AttackKeys keys, Workspace workspace, Tensor adversarial);
}
