package doublewin.experiments.statistics;

/**
 * One of the paper's claims on transfer maps (Figure 1 of its supplementary material), or a part of one, and what the
 * images say of it.
 *
 * @param number 1 to 3, in the paper's order
 * @param statement what it claims
 * @param against the run that it compares with, or empty
 * @param precisions that the statement is about, such as {@code 4..16}
 * @param verdict at 95 % confidence
 * @param interval of the figure that the verdict is about, a fraction of 1
 */
public record Claim(
        int number, String statement, String against, String precisions, Verdict verdict, Interval interval) {}
