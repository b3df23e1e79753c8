package doublewin.experiments.findings;

/**
 * What attacks that were named one by one leave, as comma-separated values: a row a figure, fractions of 1 with six
 * decimals.
 */
public final class AttackTable {
    private AttackTable() {}

    /** The file; its last line begins with {@code #} and tells what the figures stand on. */
    public static byte[] csv(AttackFigures figures) {
        AccuracyTable table = new AccuracyTable();
        figures.candidates().forEach(table::add);
        figures.further().forEach(figure -> table.add(figure.kind(), figure.candidate(), figure.accuracy()));
        return table.endedBy(figures.measured().origin());
    }
}
