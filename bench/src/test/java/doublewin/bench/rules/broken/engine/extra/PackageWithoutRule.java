package doublewin.bench.rules.broken.engine.extra;

/** Breaks: a new package of engine that no rule speaks of. */
public final class PackageWithoutRule {}
