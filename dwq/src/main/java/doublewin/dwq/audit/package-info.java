/**
 * Signs that an evaluation fails to find what is there: an attack is run at several efforts and bounds, watched on its way,
 * and its results are looked at (Carlini et al., "On evaluating adversarial robustness", 2019; Pintor et al., "Indicators of
 * attack failure", 2022).
 *
 * <p>May enter: flags of their own, with the planted failure that raises each.
 */
package doublewin.dwq.audit;
