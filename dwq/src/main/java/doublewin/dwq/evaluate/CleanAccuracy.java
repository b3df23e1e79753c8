package doublewin.dwq.evaluate;

/** Accuracy on unperturbed images. */
public final class CleanAccuracy {
    private CleanAccuracy() {}

    /** For each inference precision of a complete table, how many unperturbed images are classified correctly. */
    public static int[] of(Outcomes outcomes) {
        outcomes.requireComplete("clean accuracy");
        int[] correct = new int[outcomes.precisions().size()];
        for (int inference = 0; inference < correct.length; inference++) {
            correct[inference] = outcomes.of(Outcomes.CLEAN).correctCount(inference);
        }
        return correct;
    }
}
