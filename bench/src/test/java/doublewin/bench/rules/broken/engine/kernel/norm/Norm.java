package doublewin.bench.rules.broken.engine.kernel.norm;

/** Breaks nothing. */
public final class Norm {}
