package doublewin.dwq.audit;

import java.util.SortedMap;

/**
 * One sign, looked for.
 *
 * @param sign which
 * @param raised whether it was found
 * @param figures what was measured, by name
 */
public record Flag(Sign sign, boolean raised, SortedMap<String, Double> figures) {}
