package doublewin.experiments.data;

import doublewin.engine.random.RandomStream;

/**
 * Draws one image of the embedded set: ground, texture, clutter, the shape, a thin line across, noise; each part from
 * the image's own random numbers, in this order. Only + - * /, square roots and StrictMath are used, so that the bits
 * are the same everywhere. Colours are 0 to 1, lengths are pixels.
 */
final class EmbeddedScene {

    private static final int SIDE = EmbeddedSet.SHAPE.height();
    private static final int CHANNELS = EmbeddedSet.SHAPE.channels();

    /** Least difference in brightness between shape and ground, so that 8/255 cannot hide a shape. */
    private static final double CONTRAST = 0.4;

    private static final double NOISE = 0.03;

    /** (3, 32, 32). */
    private final double[] canvas = new double[CHANNELS * SIDE * SIDE];

    /** Paints over the canvas. */
    void draw(EmbeddedShape shape, RandomStream random) {
        double[] ground = colour(random);
        double[] figure = colour(random);
        while (Math.abs(brightness(ground) - brightness(figure)) < CONTRAST) {
            ground = colour(random);
            figure = colour(random);
        }
        paintGround(ground, random);
        int pieces = 3 + random.below(4);
        for (int i = 0; i < pieces; i++) {
            double[] colour = mix(ground, colour(random), 0.45);
            segment(random, random.uniform(0f, 5f), random.uniform(0.6f, 1.6f), colour);
        }
        paintShape(shape, figure, random);
        if (random.below(2) == 1) {
            segment(random, random.uniform(12f, 30f), 0.6, mix(ground, colour(random), 0.5));
        }
        for (int i = 0; i < canvas.length; i++) {
            canvas[i] += random.uniform((float) -NOISE, (float) NOISE);
        }
    }

    /** Writes the canvas as bytes, (3, 32, 32), from an index on. */
    void copyTo(byte[] pixels, int from) {
        for (int i = 0; i < canvas.length; i++) {
            double value = Math.min(Math.max(canvas[i], 0), 1);
            pixels[from + i] = (byte) (int) (value * 255 + 0.5);
        }
    }

    /** A base colour, a slope and two octaves of smooth noise. */
    private void paintGround(double[] base, RandomStream random) {
        Noise coarse = new Noise(11, random);
        Noise fine = new Noise(4.5, random);
        double[] coarseColour = tint(random, 0.16);
        double[] fineColour = tint(random, 0.12);
        double slopeX = random.uniform(-0.15f, 0.15f);
        double slopeY = random.uniform(-0.15f, 0.15f);
        for (int h = 0; h < SIDE; h++) {
            for (int w = 0; w < SIDE; w++) {
                double slope = slopeX * (w / (double) SIDE - 0.5) + slopeY * (h / (double) SIDE - 0.5);
                double a = coarse.at(h, w);
                double b = fine.at(h, w);
                for (int c = 0; c < CHANNELS; c++) {
                    canvas[(c * SIDE + h) * SIDE + w] = base[c] + slope + a * coarseColour[c] + b * fineColour[c];
                }
            }
        }
    }

    /** The shape near the middle, turned by up to half a radian and stretched: still its class to a look. */
    private void paintShape(EmbeddedShape shape, double[] colour, RandomStream random) {
        double radius = random.uniform(9.5f, 13.5f);
        double stretch = random.uniform(0.88f, 1.14f);
        double centreX = SIDE / 2.0 + random.uniform(-4.5f, 4.5f);
        double centreY = SIDE / 2.0 + random.uniform(-4.5f, 4.5f);
        double angle = random.uniform(-0.5f, 0.5f);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        Noise noise = new Noise(6, random);
        double[] noiseColour = tint(random, 0.12);
        for (int h = 0; h < SIDE; h++) {
            for (int w = 0; w < SIDE; w++) {
                double dx = (w + 0.5 - centreX) / radius;
                double dy = (h + 0.5 - centreY) / radius;
                double x = (cos * dx + sin * dy) * stretch;
                double y = (cos * dy - sin * dx) / stretch;
                double cover = cover(shape.distance(x, y) * radius);
                if (cover > 0) {
                    double texture = noise.at(h, w);
                    for (int c = 0; c < CHANNELS; c++) {
                        blend(c, h, w, colour[c] + texture * noiseColour[c], cover);
                    }
                }
            }
        }
    }

    /** A round-ended stroke at a random place and angle; one of no length is a dot. */
    private void segment(RandomStream random, double length, double thickness, double[] colour) {
        double centreX = random.uniform(0f, SIDE);
        double centreY = random.uniform(0f, SIDE);
        double angle = random.uniform(0f, 1f) * 2 * StrictMath.PI;
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        for (int h = 0; h < SIDE; h++) {
            for (int w = 0; w < SIDE; w++) {
                double dx = w + 0.5 - centreX;
                double dy = h + 0.5 - centreY;
                double along = Math.max(Math.abs(cos * dx + sin * dy) - length / 2, 0);
                double across = cos * dy - sin * dx;
                double cover = cover(Math.sqrt(along * along + across * across) - thickness);
                if (cover > 0) {
                    for (int c = 0; c < CHANNELS; c++) {
                        blend(c, h, w, colour[c], cover);
                    }
                }
            }
        }
    }

    private void blend(int c, int h, int w, double value, double cover) {
        int i = (c * SIDE + h) * SIDE + w;
        canvas[i] += (value - canvas[i]) * cover;
    }

    /** How much of a pixel lies inside an edge at this signed distance: the anti-aliasing. */
    private static double cover(double distance) {
        return Math.min(Math.max(0.5 - distance, 0), 1);
    }

    private static double[] colour(RandomStream random) {
        return new double[] {random.uniform(0.05f, 0.95f), random.uniform(0.05f, 0.95f), random.uniform(0.05f, 0.95f)};
    }

    private static double[] tint(RandomStream random, double size) {
        float bound = (float) size;
        return new double[] {random.uniform(-bound, bound), random.uniform(-bound, bound), random.uniform(-bound, bound)
        };
    }

    private static double[] mix(double[] a, double[] b, double share) {
        double[] mixed = new double[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            mixed[c] = a[c] + (b[c] - a[c]) * share;
        }
        return mixed;
    }

    private static double brightness(double[] colour) {
        return (colour[0] + colour[1] + colour[2]) / 3;
    }

    /** Smooth noise of -1 to 1: random values on a grid, interpolated. */
    private static final class Noise {
        private final double cell;
        private final int columns;
        private final double[] grid;

        Noise(double cell, RandomStream random) {
            this.cell = cell;
            this.columns = (int) (SIDE / cell) + 2;
            this.grid = new double[columns * columns];
            for (int i = 0; i < grid.length; i++) {
                grid[i] = random.uniform(-1f, 1f);
            }
        }

        double at(int h, int w) {
            double y = h / cell;
            double x = w / cell;
            int row = (int) y;
            int column = (int) x;
            double v = smooth(y - row);
            double u = smooth(x - column);
            int i = row * columns + column;
            double top = grid[i] + (grid[i + 1] - grid[i]) * u;
            double bottom = grid[i + columns] + (grid[i + columns + 1] - grid[i + columns]) * u;
            return top + (bottom - top) * v;
        }

        private static double smooth(double t) {
            return t * t * (3 - 2 * t);
        }
    }
}
