package doublewin.bench.rules.broken.engine.tensor;

import doublewin.bench.rules.broken.engine.kernel.lane.Above;

/** Breaks: tensor knows nothing of kernels. */
public final class UsesPackageAbove {
    Above above;
}
