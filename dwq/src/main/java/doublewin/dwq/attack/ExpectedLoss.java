package doublewin.dwq.attack;

/** What an attack on a {@link Mixture} raises: an exact expectation over the draw, with p the weights of its members. */
public enum ExpectedLoss {
    /** The mean of the members' cross-entropies: {@code sum p_q CE_q}. */
    MEAN_CROSS_ENTROPY("mean CE", CrossEntropy.SUM),
    /** The cross-entropy of the mean probability: {@code -log sum p_q softmax_q[y]}. */
    CROSS_ENTROPY_OF_MEAN("CE of mean", CrossEntropy.SUM),
    /** The mean of the members' difference of logits ratios: {@code sum p_q DLR_q}. */
    MEAN_RATIO("mean DLR", DifferenceOfLogitsRatio.DLR),
    /**
     * The distance, to first order, that is left to the members that are still correct:
     * {@code sum p_q (-margin_q) / |grad margin_q|_1} over them, with gradients by pixels. Members that are fooled pull
     * no more, so that the others get all of the budget; one whose gradient vanishes or is not finite counts as fooled.
     */
    REMAINING_DISTANCE("remaining distance", Margin.UNBOUNDED),
    /** The mean margin, negative: {@code -sum p_q m_q}, which a search without gradients lowers. */
    MEAN_MARGIN("mean margin", Margin.UNBOUNDED);

    private final String title;
    private final LogitLoss ofMember;

    ExpectedLoss(String title, LogitLoss ofMember) {
        this.title = title;
        this.ofMember = ofMember;
    }

    /** What results call it. */
    public String title() {
        return title;
    }

    /** The loss of a member that it is made of. */
    LogitLoss ofMember() {
        return ofMember;
    }

    /** Whether its value depends on the members' gradients. */
    boolean needsGradients() {
        return this == REMAINING_DISTANCE;
    }
}
