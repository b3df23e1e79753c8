package doublewin.bench.rules.broken.engine.kernel.quantise;

import doublewin.bench.rules.broken.engine.kernel.norm.Norm;

/** Breaks: the quantiser knows nothing of norms. */
public final class UsesKernelAbove {
    Norm above;
}
