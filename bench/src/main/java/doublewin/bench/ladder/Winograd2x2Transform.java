package doublewin.bench.ladder;

import doublewin.engine.kernel.lane.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The two transforms of {@link ReferenceWinograd2x2} that depend on images, 16 of them at once: same operations, same bits. */
final class Winograd2x2Transform {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = LaneMaps.LANES;

    private Winograd2x2Transform() {}

    /**
     * V = B^T d B of one tile and channel. Each row of B^T adds one row of d to another, or takes it away.
     *
     * @param x0 of the tile's corner; {@code column} and {@code row} further lie the next ones
     * @param v0 of V[0][0]; {@code position} further lies the next of the 16
     */
    static void input(float[] x, int x0, int column, int row, float[] v, int v0, int position) {
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            int at = x0 + lane;
            int to = v0 + lane;
            inputRow(x, at, at + 2 * row, -1, column, v, to, position);
            inputRow(x, at + row, at + 2 * row, 1, column, v, to + 4 * position, position);
            inputRow(x, at + 2 * row, at + row, -1, column, v, to + 8 * position, position);
            inputRow(x, at + row, at + 3 * row, -1, column, v, to + 12 * position, position);
        }
    }

    private static void inputRow(float[] x, int a, int b, float sign, int column, float[] v, int v0, int position) {
        FloatVector t0 = combined(x, a, b, sign);
        FloatVector t1 = combined(x, a + column, b + column, sign);
        FloatVector t2 = combined(x, a + 2 * column, b + 2 * column, sign);
        FloatVector t3 = combined(x, a + 3 * column, b + 3 * column, sign);
        t0.sub(t2).intoArray(v, v0);
        t1.add(t2).intoArray(v, v0 + position);
        t2.sub(t1).intoArray(v, v0 + 2 * position);
        t1.sub(t3).intoArray(v, v0 + 3 * position);
    }

    /** x[a] + sign * x[b], where the sign is 1 or -1, so that nothing is rounded but the sum. */
    private static FloatVector combined(float[] x, int a, int b, float sign) {
        FloatVector other = FloatVector.fromArray(SPECIES, x, b).mul(sign);
        return FloatVector.fromArray(SPECIES, x, a).add(other);
    }

    /**
     * A^T M A of one tile and output channel.
     *
     * @param m0 of M[0][0]; {@code position} further lies the next of the 16
     * @param y0 of the four outputs' corner; {@code column} and {@code row} further lie the next ones
     * @param rows of the four that lie inside the map, 1 or 2, and {@code columns} likewise
     */
    static void output(float[] m, int m0, int position, float[] y, int y0, int column, int row, int rows, int columns) {
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            outputRow(m, m0 + lane, position, 1, y, y0 + lane, column, columns);
            if (rows > 1) {
                outputRow(m, m0 + lane + 4 * position, position, -1, y, y0 + lane + row, column, columns);
            }
        }
    }

    /** One of two rows: three rows of M added up, from the first one on, the others with this sign. */
    private static void outputRow(
            float[] m, int m0, int position, float sign, float[] y, int y0, int column, int columns) {
        FloatVector s0 = threeRows(m, m0, position, sign);
        FloatVector s1 = threeRows(m, m0 + position, position, sign);
        FloatVector s2 = threeRows(m, m0 + 2 * position, position, sign);
        s0.add(s1).add(s2).intoArray(y, y0);
        if (columns > 1) {
            FloatVector s3 = threeRows(m, m0 + 3 * position, position, sign);
            s1.sub(s2).sub(s3).intoArray(y, y0 + column);
        }
    }

    private static FloatVector threeRows(float[] m, int at, int position, float sign) {
        FloatVector second =
                FloatVector.fromArray(SPECIES, m, at + 4 * position).mul(sign);
        FloatVector third = FloatVector.fromArray(SPECIES, m, at + 8 * position).mul(sign);
        return FloatVector.fromArray(SPECIES, m, at).add(second).add(third);
    }
}
