package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an evaluation found, image by image: whether each image is classified correctly at each inference precision when
 * it is left as it is, and when each attack perturbs it at each attack precision. Every figure of robustness is a view
 * of it.
 *
 * <p>A <em>candidate</em> is one way to show all images: the first leaves them clean; after it come, attack by attack,
 * those that are crafted at each precision of the set. Images arrive in any order and any number at a time; those that
 * have not been evaluated yet are not done.
 */
public final class Outcomes {
    /** The candidate of unperturbed images. */
    public static final int CLEAN = 0;

    private final PrecisionSet precisions;
    private final List<String> attacks;
    private final int images;
    private final List<CandidateOutcomes> candidates = new ArrayList<>();

    /**
     * A table in which nothing is done.
     *
     * @param precisions inference and attack precisions
     * @param attacks names of the attacks, distinct
     * @param images how many images, at least 1
     */
    public Outcomes(PrecisionSet precisions, List<String> attacks, int images) {
        if (images < 1) {
            throw new IllegalArgumentException("outcomes: expected at least 1 image, found " + images);
        }
        if (Set.copyOf(attacks).size() != attacks.size()) {
            throw new IllegalArgumentException("outcomes: expected distinct attacks, found " + attacks);
        }
        this.precisions = precisions;
        this.attacks = List.copyOf(attacks);
        this.images = images;
        for (int candidate = 0; candidate <= attacks.size() * precisions.size(); candidate++) {
            candidates.add(new CandidateOutcomes(precisions.size(), images));
        }
    }

    /** Inference and attack precisions. */
    public PrecisionSet precisions() {
        return precisions;
    }

    /** Names of the attacks; unmodifiable. */
    public List<String> attacks() {
        return attacks;
    }

    /** Number of images. */
    public int images() {
        return images;
    }

    /**
     * The candidate of perturbed images.
     *
     * @param attack position in {@link #attacks}
     * @param position of the attack precision in the set
     */
    public int attacked(int attack, int position) {
        return 1
                + Objects.checkIndex(attack, attacks.size()) * precisions.size()
                + Objects.checkIndex(position, precisions.size());
    }

    /** Which attack, as a position in {@link #attacks}, perturbs a candidate other than {@link #CLEAN}. */
    public int attackOf(int candidate) {
        return requireAttacked(candidate) / precisions.size();
    }

    /** The position in the set of the precision that a candidate other than {@link #CLEAN} was crafted at. */
    public int positionOf(int candidate) {
        return requireAttacked(candidate) % precisions.size();
    }

    private int requireAttacked(int candidate) {
        return Objects.checkIndex(candidate - 1, attacks.size() * precisions.size());
    }

    /** What is known of every candidate, the clean one first; unmodifiable. */
    public List<CandidateOutcomes> candidates() {
        return Collections.unmodifiableList(candidates);
    }

    /** What is known of one candidate. */
    public CandidateOutcomes of(int candidate) {
        return candidates.get(candidate);
    }

    /** Whether all images of all candidates are done. */
    public boolean isComplete() {
        return doneCount() == totalCount();
    }

    /** How many images are done, summed over the candidates. */
    public long doneCount() {
        return candidates.stream().mapToLong(CandidateOutcomes::doneCount).sum();
    }

    /** How many there are to do, summed over the candidates. */
    public long totalCount() {
        return (long) candidates.size() * images;
    }

    /** Refuses to make a view of a table that is not complete. */
    void requireComplete(String view) {
        if (!isComplete()) {
            throw new IllegalStateException(view + ": only " + doneCount() + " of " + totalCount()
                    + " outcomes are there; evaluate the rest first");
        }
    }
}
