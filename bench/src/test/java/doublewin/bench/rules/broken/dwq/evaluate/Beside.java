package doublewin.bench.rules.broken.dwq.evaluate;

/** Breaks nothing. */
public final class Beside {}
