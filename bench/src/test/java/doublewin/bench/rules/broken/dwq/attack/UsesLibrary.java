package doublewin.bench.rules.broken.dwq.attack;

import org.assertj.core.api.Assertions;

/** Breaks: only the JDK below experiments. */
public final class UsesLibrary {
    Assertions library;
}
