package doublewin.bench.rules.broken.engine.kernel.lane;

import doublewin.bench.rules.broken.engine.tensor.UsesPackageAbove;

/** Uses a package below it, as it may. */
public final class Above {
    UsesPackageAbove below;
}
