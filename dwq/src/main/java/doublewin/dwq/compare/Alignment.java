package doublewin.dwq.compare;

/**
 * How alike two directions are in which one image can change.
 *
 * @param cosine of the angle between them, -1 to 1; 0 where one of them is zero
 * @param signs share of the pixels' channels at which both have the same sign, negative, zero or positive: two zeros agree, a
 *     zero and another value do not. So it is the share that a step along the sign moves alike
 */
record Alignment(double cosine, double signs) {
    /**
     * Compares two directions. Sums are in double and in one order, so equal directions have cosine 1 exactly.
     *
     * @param a finite values in (height, width, channel) order
     * @param b as many
     * @param units of each channel: how many units of its pixels one unit of its values is
     */
    static Alignment of(float[] a, float[] b, double[] units) {
        double product = 0;
        double squareOfA = 0;
        double squareOfB = 0;
        int alike = 0;
        for (int i = 0; i < a.length; i++) {
            double unit = units[i % units.length];
            double u = unit * a[i];
            double v = unit * b[i];
            product += u * v;
            squareOfA += u * u;
            squareOfB += v * v;
            alike += Math.signum(a[i]) == Math.signum(b[i]) ? 1 : 0;
        }
        double lengths = Math.sqrt(squareOfA * squareOfB);
        // Rounding may carry the quotient of parallel directions past 1.
        double cosine = lengths == 0 ? 0 : Math.clamp(product / lengths, -1.0, 1.0);
        return new Alignment(cosine, (double) alike / a.length);
    }
}
