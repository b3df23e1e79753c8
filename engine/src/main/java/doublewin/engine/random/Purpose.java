package doublewin.engine.random;

/**
 * What random numbers are drawn for; two purposes never share a stream. The ids are part of every result that a seed
 * stands for: new purposes take new ids, and an id is never changed or used again.
 */
public enum Purpose {
    /** First values of the weights. */
    INITIALISATION(1),
    /** Order of the training images in an epoch. */
    DATA_ORDER(2),
    /** Crop and flip of a training image. */
    AUGMENTATION(3),
    /** The precision of a training iteration. */
    PRECISION(4),
    /** First perturbation of an attack while training. */
    TRAINING_ATTACK(5),
    /** First perturbation of an attack while evaluating. */
    EVALUATION_ATTACK(6),
    /** The precision that the attacker draws against random-precision inference. */
    RANDOM_PRECISION_INFERENCE_ATTACKER(7),
    /** The precision that random-precision inference draws for a logical batch. */
    RANDOM_PRECISION_INFERENCE_DEFENDER(8),
    /** The pictures of the embedded data set. */
    EMBEDDED_DATA(9),
    /** Which images a resample of the bootstrap takes. */
    BOOTSTRAP(10),
    /** An attack while evaluating that stops gradients where quantisers clamp. */
    CLIPPED_ATTACK(11),
    /** An attack while evaluating by the gradients of the network without quantisers. */
    FULL_ATTACK(12),
    /** The same with the norm that full precision uses. */
    FULL_OWN_ATTACK(13);

    private final int id;

    Purpose(int id) {
        this.id = id;
    }

    /** The stable number of this purpose, at least 1 and at most {@link RandomKey#MAX_PURPOSE_ID}. */
    public int id() {
        return id;
    }
}
