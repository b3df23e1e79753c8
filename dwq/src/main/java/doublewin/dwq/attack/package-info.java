/**
 * Attacks. What an attacker may do is a {@link doublewin.dwq.attack.ThreatModel}; what is attacked, a {@link
 * doublewin.dwq.attack.TargetModel} or, where gradients are needed, a {@link doublewin.dwq.attack.DifferentiableModel}; what
 * is raised, a {@link doublewin.dwq.attack.LogitLoss}; what is drawn, keyed by {@link doublewin.dwq.attack.AttackKeys}. An
 * {@link doublewin.dwq.attack.Attack} is a value that holds its parameters and nothing else. Start with {@link
 * doublewin.dwq.attack.Pgd} and the step that it shares with training, {@link doublewin.dwq.attack.SignStep}.
 *
 * <p>May enter: attacks, their losses and the models that they see. Who counts what withstood them is the business of
 * {@code dwq.evaluate}.
 */
package doublewin.dwq.attack;
