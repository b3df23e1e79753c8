package doublewin.dwq.attack.ascent;

import doublewin.dwq.attack.CrossEntropy;
import doublewin.dwq.attack.DifferenceOfLogitsRatio;
import doublewin.dwq.attack.LogitLoss;
import doublewin.dwq.attack.Margin;

/** Losses that attacks on one model climb. */
public enum AscentLoss {
    /** Cross-entropy. */
    CROSS_ENTROPY("CE", CrossEntropy.SUM),
    /** Difference of logits ratio; 3 classes and more. */
    RATIO("DLR", DifferenceOfLogitsRatio.DLR),
    /** The margin. */
    MARGIN("margin", Margin.UNBOUNDED),
    /** The margin up to a confidence of 50: what is usually called CW-Inf. */
    CARLINI("CW", new Margin(50));

    private final String title;
    private final LogitLoss loss;

    AscentLoss(String title, LogitLoss loss) {
        this.title = title;
        this.loss = loss;
    }

    /** What names of attacks call it. */
    String title() {
        return title;
    }

    /** The loss as a function of logits. */
    LogitLoss loss() {
        return loss;
    }
}
