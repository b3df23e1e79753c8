package doublewin.experiments.command;

import doublewin.experiments.config.Recipes;
import doublewin.experiments.config.ResultNames;
import doublewin.experiments.config.Settings;
import doublewin.experiments.plan.ClusterMap;
import doublewin.experiments.plan.Durations;
import doublewin.experiments.plan.Plan;
import doublewin.experiments.store.Machine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what a run would cost. */
@Command(
        name = "plan",
        header = "Time a few steps, and tell what a run would cost.",
        description = {
            "Hours to train and to map, memory, disk; and the same at the paper's scale. Needs no images, writes nothing.",
            "Steps are timed on made-up images, so figures are as rough as the machine is busy."
        })
final class PlanCommand implements Callable<Integer> {
    private static final double SECONDS_AN_HOUR = 3600;
    private static final double HOURS_A_DAY = 24;
    private static final double BYTES_A_MEBIBYTE = 1 << 20;
    private static final double PERCENT = 100;
    private static final int MAX_MACHINES = 100_000;

    private final Host host;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            required = true,
            paramLabel = "NAME",
            completionCandidates = TrainCommand.RecipeNames.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String recipe;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a setting of the recipe, such as --set width=4; again for more.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    private int machines = 1;

    @Mixin
    private ComputeOptions compute;

    PlanCommand(Host host) {
        this.host = host;
    }

    @Option(
            names = "--machines",
            paramLabel = "N",
            description = "Machines like this one that share a map, by Spark (default: 1).")
    void machines(int number) {
        machines = OptionRange.require(spec, "--machines", number, 1, MAX_MACHINES);
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = Recipes.resolve(recipe, overrides, 1);
        Machine machine = Machine.current();
        line("network", ResultNames.of(settings));
        line("machine", machine.cpu() + ", " + compute.threads() + " threads");
        Plan plan = compute.work(host, workshop -> Plan.of(settings, workshop.pool()));
        Durations own = plan.durations();
        line(
                "training",
                text(
                                "%,d steps of %d images, %.2f s each: ",
                                own.steps(), settings.training().batch(), own.stepSeconds())
                        + time(own.trainingSeconds()));
        line(
                "map",
                text(
                                "%,d images, PGD-%d at %d precisions: at most ",
                                settings.evaluation().testImages(),
                                settings.evaluation().attackSteps(),
                                settings.evaluation().precisions().size())
                        + time(own.mapSeconds()) + " (images that fall are attacked no longer)");
        line(
                "memory",
                mebibytes(plan.memoryBytes()) + " in training, of a heap of " + mebibytes(machine.heap())
                        + " (DOUBLEWIN_HEAP)");
        line("disk", mebibytes(plan.diskBytes()));
        shared("map shared", settings, own);
        if (!recipe.equals(Durations.PAPER)) {
            Durations paper = compute.work(host, workshop -> Durations.ofPaper(workshop.pool()));
            line(
                    "paper's scale",
                    "training " + time(paper.trainingSeconds()) + " on one such machine, map at most "
                            + time(paper.mapSeconds()));
            shared("its map shared", Recipes.resolve(Durations.PAPER, Map.of(), 1), paper);
        }
        return ExitCode.OK;
    }

    private void shared(String what, Settings settings, Durations alone) {
        if (machines > 1) {
            ClusterMap map = ClusterMap.of(settings, alone.mapSeconds());
            line(
                    what,
                    text("by Spark, %,d machines: at most ", machines)
                            + time(map.on(machines))
                            + text(
                                    ", %.0f %% of what they could do; half is lost from %,d machines on",
                                    PERCENT * map.efficiency(machines), map.halfLostFrom()));
        }
    }

    private void line(String what, String value) {
        host.out().printf(Locale.ROOT, "%-15s %s%n", what, value);
    }

    private static String time(double seconds) {
        double hours = seconds / SECONDS_AN_HOUR;
        if (hours >= 2 * HOURS_A_DAY) {
            return text("%.1f days", hours / HOURS_A_DAY);
        }
        return hours >= 1 ? text("%.1f hours", hours) : text("%.1f minutes", seconds / 60);
    }

    private static String mebibytes(long bytes) {
        return text("%,.0f MiB", bytes / BYTES_A_MEBIBYTE);
    }

    private static String text(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
