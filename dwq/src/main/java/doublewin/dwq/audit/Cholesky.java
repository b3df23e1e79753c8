package doublewin.dwq.audit;

/** Solves a small system of linear equations by Cholesky's decomposition. */
final class Cholesky {
    private Cholesky() {}

    /**
     * The x of {@code matrix x = right}.
     *
     * @param matrix symmetric and positive definite; its lower triangle is read, and overwritten by its factor
     * @param right left as it is
     */
    static double[] solve(double[][] matrix, double[] right) {
        decompose(matrix);
        int size = right.length;
        double[] x = right.clone();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                x[i] -= matrix[i][j] * x[j];
            }
            x[i] /= matrix[i][i];
        }
        for (int i = size - 1; i >= 0; i--) {
            for (int j = i + 1; j < size; j++) {
                x[i] -= matrix[j][i] * x[j];
            }
            x[i] /= matrix[i][i];
        }
        return x;
    }

    private static void decompose(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = i == j ? Math.sqrt(rest) : rest / matrix[j][j];
            }
        }
    }
}
