package doublewin.experiments.statistics;

import doublewin.dwq.evaluate.Candidate;
import doublewin.dwq.evaluate.CandidateOutcomes;
import doublewin.dwq.evaluate.Outcomes;
import doublewin.dwq.evaluate.Twin;
import doublewin.nn.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * What a pool of candidates leaves of a network at random precision, by what the attacker knows. With r(i, c, q) whether
 * image i under candidate c is right at precision q, and p the probability of q, each figure is at most the next, on any
 * pool and exactly, as all are sums of whole numbers:
 *
 * <pre>
 * {@link #always}          all of r(i, c, q)                    the attacker may try again until a draw suits him
 * {@link #matched}         sum p_q min over c of r(i, c, q)     he knows the drawn precision
 * {@link #bestCandidate}   min over c of sum p_q r(i, c, q)     he knows p, and picks the candidate image by image
 * least {@link #column}    sum p_q r(i, c, q)                   he knows p, and picks one attack precision for all
 * {@link #uniform}         mean over c of sum p_q r(i, c, q)    he draws the attack precision, as in the paper
 * </pre>
 *
 * <p>The clean image is a candidate of every pool: who may change an image may leave it.
 */
public final class PoolScores {
    /** How many parts of an image's score are 1 where it is no count: it is rounded to 0.01 %. */
    private static final int FINE = 10_000;

    private final Outcomes outcomes;
    private final List<CandidateOutcomes> pool;
    private final int[] shares;
    private final int whole;

    /**
     * The scores of complete outcomes, all candidates in the pool, by a defender who draws uniformly.
     *
     * @throws IllegalStateException if the outcomes are not complete
     */
    public PoolScores(Outcomes outcomes) {
        this(outcomes, uniformShares(outcomes));
    }

    /**
     * The scores by a defender who draws precisions with given probabilities.
     *
     * @param shares probability of each precision in parts of their sum, which is at most 10,000
     * @throws IllegalStateException if the outcomes are not complete
     */
    public PoolScores(Outcomes outcomes, int[] shares) {
        if (!outcomes.isComplete()) {
            throw new IllegalStateException("pool: only " + outcomes.doneCount() + " of " + outcomes.totalCount()
                    + " outcomes are there; evaluate the rest first");
        }
        this.outcomes = outcomes;
        this.pool = outcomes.candidates();
        this.shares = shares.clone();
        this.whole = Arrays.stream(shares).sum();
        boolean negative = Arrays.stream(shares).anyMatch(share -> share < 0);
        if (shares.length != outcomes.precisions().size() || negative || whole < 1 || whole > FINE) {
            throw new IllegalArgumentException("pool: shares are " + Arrays.toString(shares)
                    + ", expected one for each of " + outcomes.precisions() + ", none negative, with a sum of 1 to "
                    + FINE);
        }
    }

    private static int[] uniformShares(Outcomes outcomes) {
        int[] shares = new int[outcomes.precisions().size()];
        Arrays.fill(shares, 1);
        return shares;
    }

    /** Right under every candidate at every precision that is ever drawn: attacker with unlimited tries. */
    public ImageScore always() {
        return of(1, image -> left(image) == whole ? 1 : 0);
    }

    /** The attacker knows which precision was drawn. */
    public ImageScore matched() {
        return of(whole, image -> {
            int sum = 0;
            for (int q = 0; q < shares.length; q++) {
                sum += shares[q] * withstands(q, image);
            }
            return sum;
        });
    }

    /** The attacker knows the distribution, and picks a candidate for each image. */
    public ImageScore bestCandidate() {
        return of(whole, this::left);
    }

    /** The candidate that leaves least of an image, the first of equals, as {@link Outcomes} counts. */
    public int worst(int image) {
        int worst = 0;
        for (int candidate = 1; candidate < pool.size(); candidate++) {
            worst = right(pool.get(candidate), image) < right(pool.get(worst), image) ? candidate : worst;
        }
        return worst;
    }

    /** One candidate for all images. */
    public ImageScore column(Candidate candidate) {
        CandidateOutcomes shown = outcomes.of(outcomes.indexOf(candidate));
        return of(whole, image -> right(shown, image));
    }

    /** The attacker draws one of some candidates: the mean of their {@link #column}s. */
    public ImageScore uniform(List<Candidate> candidates) {
        List<CandidateOutcomes> shown = candidates.stream()
                .map(candidate -> outcomes.of(outcomes.indexOf(candidate)))
                .toList();
        return of(
                whole * shown.size(),
                image -> shown.stream().mapToInt(one -> right(one, image)).sum());
    }

    /**
     * Right in each of so many independent draws, the attacker trying the best candidate every time. A share of draws
     * {@code x} becomes {@code x^draws}, rounded to 0.01 %.
     *
     * @param draws at least 1
     */
    public ImageScore persistent(int draws) {
        return of(FINE, image -> (int) Math.rint(FINE * StrictMath.pow((double) left(image) / whole, draws)));
    }

    /** The network at one of the precisions, attacked by whatever candidate suits: no randomness. */
    public ImageScore fixed(int position) {
        return of(1, image -> withstands(position, image));
    }

    /**
     * The mean of the probabilities as one classifier, attacked by whatever candidate suits: no randomness.
     *
     * @throws IllegalStateException if the outcomes have no column of the ensemble
     */
    public ImageScore ensemble() {
        return inColumn(outcomes.columns().indexOf(Twin.ENSEMBLE), "the ensemble");
    }

    /**
     * The network at full precision, whether that may be drawn or not, attacked by whatever candidate suits: no randomness.
     *
     * @throws IllegalStateException if the outcomes have no column of full precision
     */
    public ImageScore fullPrecision() {
        return inColumn(outcomes.columns().indexOf(Precision.FULL), "full precision");
    }

    private ImageScore inColumn(int column, String whose) {
        if (column < 0) {
            throw new IllegalStateException("pool: the outcomes have no column of " + whose);
        }
        return fixed(column);
    }

    /** Images that each precision loses to some candidate, but that no candidate takes from all at once. */
    public ImageScore matchingPennies() {
        return of(1, image -> {
            boolean eachLost = IntStream.range(0, shares.length)
                    .filter(q -> shares[q] > 0)
                    .allMatch(q -> withstands(q, image) == 0);
            return eachLost && left(image) > 0 ? 1 : 0;
        });
    }

    private ImageScore of(int parts, IntUnaryOperator score) {
        return new ImageScore(IntStream.range(0, outcomes.images()).map(score).toArray(), parts);
    }

    /** 1 if the image is right under every candidate in a column, else 0. */
    private int withstands(int column, int image) {
        return pool.stream().allMatch(shown -> shown.isCorrect(column, image)) ? 1 : 0;
    }

    /** Parts of the whole that the best candidate leaves of an image. */
    private int left(int image) {
        return pool.stream().mapToInt(shown -> right(shown, image)).min().orElseThrow();
    }

    private int right(CandidateOutcomes shown, int image) {
        int sum = 0;
        for (int q = 0; q < shares.length; q++) {
            sum += shown.isCorrect(q, image) ? shares[q] : 0;
        }
        return sum;
    }
}
