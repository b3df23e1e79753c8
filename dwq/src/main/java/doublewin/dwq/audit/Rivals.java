package doublewin.dwq.audit;

import doublewin.dwq.attack.Attack;
import java.util.SortedMap;

/**
 * Whom an audited attack is compared with. Queries alone should not find what neither it nor the strongest attack by
 * gradients does, and it should not find more by way of other gradients.
 *
 * @param gradients an attack by gradients that is as strong as there is
 * @param queries an attack that asks for logits alone
 * @param surrogates what gives the same answers and other gradients, by name, such as {@code full}; where there is none,
 *     that sign is not looked for
 * @param <M> what they are aimed at
 */
public record Rivals<M>(Attack<? super M> gradients, Attack<? super M> queries, SortedMap<String, M> surrogates) {}
