package doublewin.bench.rules.broken.experiments;

import org.assertj.core.api.Assertions;

/** Uses a library, as it may. */
public final class Main {
    Assertions library;
}
