package doublewin.dwq.attack.query;

import doublewin.dwq.attack.TargetModel;
import doublewin.engine.tensor.LaneFormat;
import doublewin.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Answers with given margins of class 0 over class 1, one a call, the last for ever; and remembers what it was shown. */
record ScriptedModel(double[] margins, List<float[]> shown) implements TargetModel {
    ScriptedModel(double... margins) {
        this(margins, new ArrayList<>());
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public void logits(Tensor x, Tensor logits) {
        float margin = (float) margins[Math.min(shown.size(), margins.length - 1)];
        shown.add(LaneFormat.unpack(x));
        logits.fill(0);
        for (int n = 0; n < x.shape().images(); n++) {
            logits.set(LaneFormat.index(logits.shape(), n, 0, 0, 0), margin);
        }
    }
}
