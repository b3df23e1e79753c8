package doublewin.dwq.evaluate;

import doublewin.dwq.PrecisionSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What an evaluation found, image by image: whether each image is classified correctly in each column when it is left as
 * it is, and when each attack perturbs it. Every figure of robustness is a view of it.
 *
 * <p>A <em>candidate</em> is one way to show all images: the first leaves them clean; after it come those that attacks
 * perturb. Images arrive in any order and any number at a time; those that have not been evaluated yet are not done.
 */
public final class Outcomes {
    /** The candidate of unperturbed images. */
    public static final int CLEAN = 0;

    private final Columns columns;
    private final List<Candidate> attacked;
    private final int images;
    private final List<CandidateOutcomes> candidates = new ArrayList<>();

    /**
     * A table in which nothing is done.
     *
     * @param columns who classifies
     * @param attacked the candidates after the clean one, distinct, against some of the precisions, or one that is a twin
     * @param images how many images, at least 1
     */
    public Outcomes(Columns columns, List<Candidate> attacked, int images) {
        if (images < 1) {
            throw new IllegalArgumentException("outcomes: expected at least 1 image, found " + images);
        }
        if (Set.copyOf(attacked).size() != attacked.size()) {
            throw new IllegalArgumentException("outcomes: expected distinct candidates, found "
                    + attacked.stream().map(Candidate::title).toList());
        }
        for (Candidate candidate : attacked) {
            if (!isAgainstSomeOf(columns, candidate)) {
                throw new IllegalArgumentException("outcomes: expected candidates against some of "
                        + columns.precisions() + " or a twin among " + columns.twins() + ", found "
                        + candidate.title());
            }
        }
        this.columns = columns;
        this.attacked = List.copyOf(attacked);
        this.images = images;
        for (int candidate = 0; candidate <= attacked.size(); candidate++) {
            candidates.add(new CandidateOutcomes(columns.size(), images));
        }
    }

    private static boolean isAgainstSomeOf(Columns columns, Candidate candidate) {
        return candidate.aim() == Candidate.Aim.PRECISION
                ? columns.indexOf(candidate.against().get(0)) >= 0
                : columns.precisions().asList().containsAll(candidate.against().asList());
    }

    /**
     * A table in which nothing is done, whose images are perturbed by each attack at each precision, attack by attack.
     *
     * @param precisions inference and attack precisions
     * @param attacks names of the attacks, distinct
     * @param images how many images, at least 1
     */
    public static Outcomes atEachPrecision(PrecisionSet precisions, List<String> attacks, int images) {
        return new Outcomes(
                Columns.of(precisions),
                attacks.stream()
                        .flatMap(attack ->
                                precisions.asList().stream().map(precision -> Candidate.at(attack, precision)))
                        .toList(),
                images);
    }

    /** The precisions that may be drawn, which are the first columns. */
    public PrecisionSet precisions() {
        return columns.precisions();
    }

    /** Who classifies. */
    public Columns columns() {
        return columns;
    }

    /** The candidates after the clean one: what candidate 1 and those after it are; unmodifiable. */
    public List<Candidate> attacked() {
        return attacked;
    }

    /** Names of the attacks, in the order of their first candidates. */
    public List<String> attacks() {
        return attacked.stream().map(Candidate::attack).distinct().toList();
    }

    /** Whether these are the candidates of {@link #atEachPrecision}, in its order. */
    public boolean isAtEachPrecision() {
        return columns.twins().isEmpty() && attacked.equals(atEachPrecision(precisions(), attacks(), images).attacked);
    }

    /** Number of images. */
    public int images() {
        return images;
    }

    /**
     * The candidate of images that an attack perturbed at a precision.
     *
     * @param attack position in {@link #attacks}
     * @param position of the attack precision in the set
     * @throws IllegalArgumentException if there is none
     */
    public int attacked(int attack, int position) {
        return indexOf(Candidate.at(attacks().get(attack), precisions().get(position)));
    }

    /**
     * The number of a candidate.
     *
     * @throws IllegalArgumentException if there is none such
     */
    public int indexOf(Candidate candidate) {
        int index = attacked.indexOf(candidate);
        if (index < 0) {
            throw new IllegalArgumentException("outcomes: there is no " + candidate.title() + " among "
                    + attacked.stream().map(Candidate::title).toList());
        }
        return 1 + index;
    }

    /** What a candidate is called. */
    public String title(int candidate) {
        return candidate == CLEAN ? "clean" : attacked.get(candidate - 1).title();
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
