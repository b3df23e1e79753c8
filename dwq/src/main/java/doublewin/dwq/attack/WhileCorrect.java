package doublewin.dwq.attack;

import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;

/**
 * A loss that only images have which are classified correctly: the official code's PGD moves no others.
 *
 * @param loss of those images
 */
public record WhileCorrect(LogitLoss loss) implements LogitLoss {
    @Override
    public void losses(Tensor logits, int[] labels, float[] losses) {
        loss.losses(logits, labels, losses);
        boolean[] correct = Classification.correct(logits, labels);
        for (int n = 0; n < labels.length; n++) {
            losses[n] = correct[n] ? losses[n] : 0;
        }
    }

    @Override
    public int gradient(Tensor logits, int[] labels, Tensor dlogits) {
        boolean[] correct = Classification.correct(logits, labels);
        loss.gradient(logits, labels, dlogits);
        int count = 0;
        for (int n = 0; n < labels.length; n++) {
            if (correct[n]) {
                count++;
            } else {
                for (int k = 0; k < dlogits.shape().channels(); k++) {
                    dlogits.set(LaneFormat.index(dlogits.shape(), n, 0, 0, k), 0);
                }
            }
        }
        return count;
    }

    @Override
    public LogitLoss at(int[] positions) {
        return new WhileCorrect(loss.at(positions));
    }
}
