package doublewin.nn.optimise;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A rate that is multiplied by a factor at milestones, and a constant momentum. The new rate holds from the iteration
 * whose index is the milestone. The official code never reaches a milestone that comes out fractional; this rounds
 * down.
 *
 * @param initialRate learning rate before the first milestone
 * @param constantMomentum momentum of every iteration
 * @param milestones fractions of all iterations, each above 0 and below 1, rising; taken as the decimal numbers that
 *     they print as, so that 0.29 of 100 is 29
 * @param factor applied to the rate at each milestone
 */
public record MultiStepSchedule(double initialRate, double constantMomentum, List<Double> milestones, double factor)
        implements Schedule {

    /** Checks ranges and order. */
    public MultiStepSchedule {
        milestones = List.copyOf(milestones);
        if (!(initialRate > 0) || !(factor > 0) || !(constantMomentum >= 0 && constantMomentum < 1)) {
            throw new IllegalArgumentException("multi-step schedule: rate is " + initialRate + ", factor " + factor
                    + ", momentum " + constantMomentum
                    + ", expected a rate and factor above 0 and a momentum in [0, 1)");
        }
        double previous = 0;
        for (double milestone : milestones) {
            if (!(milestone > previous && milestone < 1)) {
                throw new IllegalArgumentException("multi-step schedule: milestones are " + milestones
                        + ", expected rising fractions of the run above 0 and below 1");
            }
            previous = milestone;
        }
    }

    @Override
    public float rate(int iteration, int total) {
        Schedule.requireInRun(iteration, total);
        double rate = initialRate;
        for (double milestone : milestones) {
            if (iteration >= iterationOf(milestone, total)) {
                rate *= factor;
            }
        }
        return (float) rate;
    }

    @Override
    public float momentum(int iteration, int total) {
        Schedule.requireInRun(iteration, total);
        return (float) constantMomentum;
    }

    private static int iterationOf(double milestone, int total) {
        return BigDecimal.valueOf(milestone)
                .multiply(BigDecimal.valueOf(total))
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
    }
}
