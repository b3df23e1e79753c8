package doublewin.experiments.report;

import doublewin.dwq.evaluate.Outcomes;
import doublewin.experiments.statistics.RunStatistics;
import doublewin.experiments.store.RunFolder;
import doublewin.experiments.store.RunFolder.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run's outcomes say of the paper's claims, as a file, and as a page that needs nothing but itself. */
public final class Report {
    private Report() {}

    /**
     * What was told.
     *
     * @param statistics of the run's map
     * @param leftOut why files of the runs are not told of, a sentence each
     */
    public record Told(RunStatistics statistics, List<String> leftOut) {}

    /**
     * Writes {@code claims.json} and {@code report.html} into a run's folder: functions of the runs' files alone.
     *
     * @param against runs that it is compared with, measured alike
     * @throws IOException if a run can't be told of, or not be compared, or a file of it is broken; nothing is written then. The message is for the user
     */
    public static Told write(RunFolder run, List<RunFolder> against) throws IOException {
        ReportedRun own = ReportedRun.read(run);
        List<ReportedRun> others = new ArrayList<>();
        SortedMap<String, Outcomes> outcomes = new TreeMap<>();
        for (RunFolder folder : against) {
            ReportedRun other = ReportedRun.read(folder);
            own.requireComparable(other);
            if (other.name().equals(own.name()) || outcomes.put(other.name(), other.outcomes()) != null) {
                throw new IOException("two of the runs are called " + other.name() + "; rename the folder of one");
            }
            others.add(other);
        }
        List<ReportPage.Told> told = new ArrayList<>();
        RunStatistics statistics = RunStatistics.of(own.outcomes(), ReportedRun.ATTACK, outcomes);
        told.add(new ReportPage.Told(own, statistics));
        for (ReportedRun other : others) {
            told.add(new ReportPage.Told(
                    other, RunStatistics.of(other.outcomes(), ReportedRun.ATTACK, new TreeMap<>())));
        }
        byte[] page = ReportPage.bytes(told);
        run.write(Part.CLAIMS, ClaimsFile.bytes(own, statistics));
        run.write(Part.REPORT, page);
        List<String> leftOut = told.stream()
                .map(ReportPage.Told::run)
                .flatMap(one -> one.findings().leftOut().stream().map(why -> one.name() + ": " + why))
                .toList();
        return new Told(statistics, leftOut);
    }
}
