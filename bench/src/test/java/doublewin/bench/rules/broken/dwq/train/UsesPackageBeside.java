package doublewin.bench.rules.broken.dwq.train;

import doublewin.bench.rules.broken.dwq.evaluate.Beside;

/** Breaks: training knows nothing of evaluation. */
public final class UsesPackageBeside {
    Beside beside;
}
