/**
 * The rules that hold between the modules, and the calls that none of them may make. They are tested here because the
 * benchmarks are the one module that sees all the others.
 *
 * <p>Each rule is also tried on classes that break it ({@code broken} and {@link doublewin.bench.rules.ForbiddenCallsFixture}): a
 * rule that finds nothing there would find nothing anywhere.
 */
package doublewin.bench.rules;
