package doublewin.dwq.audit;

import doublewin.dwq.attack.Attack;

/**
 * Whom an audited attack is compared with. Queries alone should not find what neither it nor the strongest attack by
 * gradients does.
 *
 * @param gradients an attack by gradients that is as strong as there is
 * @param queries an attack that asks for logits alone
 * @param <M> what they are aimed at
 */
public record Rivals<M>(Attack<? super M> gradients, Attack<? super M> queries) {}
