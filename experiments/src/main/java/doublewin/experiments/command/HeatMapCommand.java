package doublewin.experiments.command;

import doublewin.dwq.evaluate.TransferMatrix;
import doublewin.experiments.evaluate.HeatMap;
import doublewin.experiments.evaluate.Measurement;
import doublewin.experiments.evaluate.Measurement.Taken;
import doublewin.experiments.store.RunFolder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Draws a run's heat map. */
@Command(
        name = "heatmap",
        header = "Compute and draw how attacks transfer between precisions.",
        description = {
            "Attacks the network at each precision and classifies the results at every precision.",
            "The run's folder gets transfer.csv, transfer.json, heatmap.svg, heatmap.png, and outcomes.bin, which evaluate shares.",
            "Ctrl-C and --stop-after keep the images that are done; the same command goes on from there."
        })
final class HeatMapCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ResultOptions options;

    @Mixin
    private ComputeOptions compute;

    @Mixin
    private TimeLimit limit;

    HeatMapCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        RunFolder run = options.folder(host);
        Measurement measurement = options.measurement(run, host);
        Taken<TransferMatrix> map = compute.work(
                host,
                limit,
                workshop -> measurement.take(
                        "heatmap",
                        workshop,
                        (trained, images, shop) -> HeatMap.run(host.backend(), trained, images, shop)));
        host.out().print(Summary.of(map.result(), run));
        map.disk().requireAllInPlace();
        return ExitCode.OK;
    }
}
