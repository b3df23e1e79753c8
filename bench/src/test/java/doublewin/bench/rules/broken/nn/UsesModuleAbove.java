package doublewin.bench.rules.broken.nn;

import doublewin.bench.rules.broken.experiments.Main;

/** Breaks: nn knows nothing of experiments. */
public final class UsesModuleAbove {
    Main above;
}
