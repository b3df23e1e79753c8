package doublewin.bench.rules.broken.engine.tensor;

import doublewin.bench.rules.broken.engine.kernel.Above;

/** Breaks: tensor knows nothing of kernel. */
public final class UsesPackageAbove {
    Above above;
}
