package doublewin.experiments.findings;

/** What a pool of attacks leaves, as comma-separated values: a row a figure, fractions of 1 with six decimals. */
public final class PoolTable {
    private PoolTable() {}

    /** The file; its last line begins with {@code #} and tells what the figures stand on. */
    public static byte[] csv(PoolFigures figures) {
        AccuracyTable table = new AccuracyTable();
        figures.protocols().forEach(protocol -> table.add("protocol", protocol.title(), protocol.accuracy()));
        figures.twins().forEach(twin -> table.add("without randomness", twin.title(), twin.value()));
        table.add("images", "matching pennies", figures.matchingPennies());
        figures.candidates().forEach(table::add);
        return table.endedBy(figures.measured().origin());
    }
}
