package doublewin.dwq.audit;

import doublewin.dwq.attack.Attack;
import doublewin.dwq.attack.ThreatModel;

/**
 * The attack that is audited, at any bound and effort.
 *
 * @param <M> what it is aimed at
 */
@FunctionalInterface
public interface Audited<M> {
    /**
     * The attack.
     *
     * @param threat its bounds; lengths of steps go with epsilon
     * @param effort how many times the usual number of steps, restarts or draws, at least 1
     */
    Attack<? super M> at(ThreatModel threat, int effort);
}
