package doublewin.experiments.plot;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.HashMap;
import java.util.Map;

/**
 * Letters as strokes, drawn without any font of the machine: Java2D's text fails where there is no font configuration.
 *
 * <p>A glyph is its advance and a path of moves (M), lines (L) and quadratic curves (Q) on a grid with the baseline at
 * y = 0, the x-height at 5, capitals and digits 7 high, descenders at -2.
 */
final class StrokeFont {
    private static final double UNITS_PER_SIZE = 10;
    private static final Map<Character, Glyph> GLYPHS = new HashMap<>();

    private record Glyph(double advance, Path2D path) {}

    static {
        define(' ', 3, "");
        define('0', 6, "M2.5 0Q0.5 0 0.5 3.5Q0.5 7 2.5 7Q4.5 7 4.5 3.5Q4.5 0 2.5 0");
        define('1', 6, "M1 5.5L2.7 7L2.7 0");
        define('2', 6, "M0.6 5.3Q0.8 7 2.5 7Q4.4 7 4.4 5.2Q4.4 4 2.8 2.4L0.5 0L4.6 0");
        define('3', 6, "M0.7 6Q1.3 7 2.5 7Q4.3 7 4.3 5.3Q4.3 3.7 2.2 3.7Q4.6 3.7 4.6 1.9Q4.6 0 2.5 0Q1 0 0.5 1.1");
        define('4', 6, "M3.6 0L3.6 7L0.4 2L4.8 2");
        define('5', 6, "M4.2 7L1.1 7L0.8 3.8Q1.5 4.4 2.6 4.4Q4.6 4.4 4.6 2.2Q4.6 0 2.5 0Q1.1 0 0.5 1");
        define('6', 6, "M4.1 6.3Q3.6 7 2.7 7Q0.6 7 0.6 3Q0.6 0 2.6 0Q4.6 0 4.6 2.2Q4.6 4.3 2.6 4.3Q0.9 4.3 0.6 2.6");
        define('7', 6, "M0.5 7L4.5 7L1.8 0");
        define(
                '8',
                6,
                "M2.5 3.8Q0.8 3.8 0.8 5.4Q0.8 7 2.5 7Q4.2 7 4.2 5.4Q4.2 3.8 2.5 3.8Q0.4 3.8 0.4 1.9Q0.4 0 2.5 0Q4.6 0"
                        + " 4.6 1.9Q4.6 3.8 2.5 3.8");
        define('9', 6, "M0.9 0.7Q1.4 0 2.3 0Q4.4 0 4.4 4Q4.4 7 2.4 7Q0.4 7 0.4 4.8Q0.4 2.7 2.4 2.7Q4.1 2.7 4.4 4.4");
        define('.', 3, "M1 0L1.05 0.1");
        define(',', 3, "M1.1 0.2L0.6 -1.2");
        define(':', 3, "M1 0L1.05 0.1M1 4L1.05 4.1");
        define('-', 5, "M0.7 3L3.6 3");
        define('+', 6, "M0.5 3L4.5 3M2.5 1L2.5 5");
        define('=', 6, "M0.5 2L4.5 2M0.5 4L4.5 4");
        define('/', 5, "M0.3 -0.8L3.7 7.5");
        define(
                '%',
                8,
                "M6 7L1.5 0M1.9 7Q0.5 7 0.5 5.4Q0.5 3.8 1.9 3.8Q3.3 3.8 3.3 5.4Q3.3 7 1.9 7M5.6 3.2Q4.2 3.2 4.2 1.6Q4.2"
                        + " 0 5.6 0Q7 0 7 1.6Q7 3.2 5.6 3.2");
        define('(', 4, "M2.4 8Q0.7 6 0.7 3Q0.7 0 2.4 -2");
        define(')', 4, "M0.6 8Q2.3 6 2.3 3Q2.3 0 0.6 -2");
        define('a', 6, "M0.9 4.2Q1.4 5 2.6 5Q4 5 4 3.4L4 0M4 2.9Q0.6 3.1 0.6 1.4Q0.6 0 2 0Q3.5 0 4 1.6");
        define('b', 6, "M0.8 7L0.8 0M0.8 2.5Q0.8 5 2.7 5Q4.5 5 4.5 2.5Q4.5 0 2.7 0Q0.8 0 0.8 2.5");
        define('c', 5, "M4.1 4.1Q3.6 5 2.5 5Q0.6 5 0.6 2.5Q0.6 0 2.5 0Q3.6 0 4.1 0.9");
        define('d', 6, "M4.3 7L4.3 0M4.3 2.5Q4.3 5 2.4 5Q0.6 5 0.6 2.5Q0.6 0 2.4 0Q4.3 0 4.3 2.5");
        define('e', 6, "M0.6 2.7L4.4 2.7Q4.4 5 2.5 5Q0.6 5 0.6 2.5Q0.6 0 2.6 0Q3.7 0 4.2 0.8");
        define('f', 4, "M3.2 6.8Q1.4 7.4 1.4 5.3L1.4 0M0.3 4.7L2.9 4.7");
        define(
                'g',
                6,
                "M4.3 5L4.3 -0.4Q4.3 -2 2.5 -2Q1.4 -2 0.9 -1.4M4.3 2.5Q4.3 5 2.4 5Q0.6 5 0.6 2.5Q0.6 0 2.4 0Q4.3 0 4.3"
                        + " 2.5");
        define('h', 6, "M0.8 7L0.8 0M0.8 2.8Q1.1 5 2.7 5Q4.3 5 4.3 3.2L4.3 0");
        define('i', 2.6, "M1 5L1 0M1 6.8L1 6.9");
        define('j', 3, "M1.5 5L1.5 -0.6Q1.5 -2 0.2 -1.9M1.5 6.8L1.5 6.9");
        define('k', 5, "M0.8 7L0.8 0M3.9 5L0.8 2M1.9 3.1L4.2 0");
        define('l', 2.6, "M1 7L1 0");
        define('m', 8, "M0.8 5L0.8 0M0.8 2.9Q1 5 2.3 5Q3.7 5 3.7 3.2L3.7 0M3.7 2.9Q3.9 5 5.3 5Q6.6 5 6.6 3.2L6.6 0");
        define('n', 6, "M0.8 5L0.8 0M0.8 2.8Q1.1 5 2.7 5Q4.3 5 4.3 3.2L4.3 0");
        define('o', 6, "M2.5 0Q0.6 0 0.6 2.5Q0.6 5 2.5 5Q4.5 5 4.5 2.5Q4.5 0 2.5 0");
        define('p', 6, "M0.8 5L0.8 -2M0.8 2.5Q0.8 5 2.7 5Q4.5 5 4.5 2.5Q4.5 0 2.7 0Q0.8 0 0.8 2.5");
        define('q', 6, "M4.3 5L4.3 -2M4.3 2.5Q4.3 5 2.4 5Q0.6 5 0.6 2.5Q0.6 0 2.4 0Q4.3 0 4.3 2.5");
        define('r', 4, "M0.8 5L0.8 0M0.8 2.6Q1.1 5 3.2 4.8");
        define('s', 5, "M3.8 4.2Q3.4 5 2.3 5Q0.8 5 0.8 3.8Q0.8 2.8 2.3 2.6Q4 2.4 4 1.3Q4 0 2.3 0Q1 0 0.5 0.9");
        define('t', 4, "M1.4 6.6L1.4 1.4Q1.4 -0.3 3.1 0.1M0.3 5L2.9 5");
        define('u', 6, "M0.8 5L0.8 1.8Q0.8 0 2.3 0Q4 0 4.3 2.2M4.3 5L4.3 0");
        define('v', 5, "M0.3 5L2.2 0L4.1 5");
        define('w', 8, "M0.3 5L1.8 0L3.5 4.6L5.2 0L6.7 5");
        define('x', 5, "M0.4 5L3.9 0M3.9 5L0.4 0");
        define('y', 5, "M0.3 5L2.3 0M4.2 5L2.1 -0.6Q1.6 -2 0.5 -1.9");
        define('z', 5, "M0.5 5L3.8 5L0.5 0L3.9 0");
        define('A', 6.5, "M0.2 0L2.9 7L5.6 0M1.2 2.5L4.6 2.5");
        define('B', 6.5, "M0.9 0L0.9 7L3 7Q4.7 7 4.7 5.3Q4.7 3.7 3 3.7L0.9 3.7M3 3.7Q5.2 3.7 5.2 1.9Q5.2 0 3 0L0.9 0");
        define('C', 6.5, "M5.3 5.6Q4.6 7 3.2 7Q0.6 7 0.6 3.5Q0.6 0 3.2 0Q4.6 0 5.3 1.4");
        define('D', 6.5, "M0.9 0L0.9 7L2.6 7Q5.5 7 5.5 3.5Q5.5 0 2.6 0L0.9 0");
        define('E', 6, "M4.6 7L0.9 7L0.9 0L4.7 0M0.9 3.7L4 3.7");
        define('F', 5.6, "M4.6 7L0.9 7L0.9 0M0.9 3.6L3.9 3.6");
        define('G', 7, "M5.4 5.7Q4.6 7 3.2 7Q0.6 7 0.6 3.5Q0.6 0 3.2 0Q4.6 0 5.5 1L5.5 3.2L3.4 3.2");
        define('I', 2.8, "M1.1 7L1.1 0");
        define('L', 5.4, "M0.9 7L0.9 0L4.5 0");
        define('M', 8, "M0.9 0L0.9 7L3.8 1.5L6.7 7L6.7 0");
        define('N', 7, "M0.9 0L0.9 7L5.4 0L5.4 7");
        define('O', 7, "M3.2 0Q0.6 0 0.6 3.5Q0.6 7 3.2 7Q5.8 7 5.8 3.5Q5.8 0 3.2 0");
        define('P', 6, "M0.9 0L0.9 7L3 7Q5 7 5 5Q5 3 3 3L0.9 3");
        define('R', 6.4, "M0.9 0L0.9 7L3 7Q5 7 5 5.1Q5 3.3 3 3.3L0.9 3.3M3 3.3L5.3 0");
        define('S', 6, "M4.7 5.8Q4 7 2.7 7Q0.8 7 0.8 5.3Q0.8 4 2.8 3.6Q5 3.2 5 1.8Q5 0 2.8 0Q1.2 0 0.5 1.2");
        define('T', 6, "M0.2 7L5.2 7M2.7 7L2.7 0");
        define('W', 9, "M0.3 7L2.2 0L4.3 6.4L6.4 0L8.3 7");
        define('X', 6, "M0.5 7L5 0M5 7L0.5 0");
    }

    private StrokeFont() {}

    /** Width of a text in pixels. A character without a glyph is left blank. */
    static double width(String text, double size) {
        double units = 0;
        for (char letter : text.toCharArray()) {
            units += glyph(letter).advance();
        }
        return units * size / UNITS_PER_SIZE;
    }

    /** The strokes of a text whose baseline begins at the origin, y downwards. */
    static Path2D outline(String text, double size) {
        Path2D outline = new Path2D.Double();
        double scale = size / UNITS_PER_SIZE;
        double x = 0;
        for (char letter : text.toCharArray()) {
            Glyph glyph = glyph(letter);
            AffineTransform place = new AffineTransform(scale, 0, 0, -scale, x * scale, 0);
            outline.append(glyph.path().getPathIterator(place), false);
            x += glyph.advance();
        }
        return outline;
    }

    /** Whether every character of a text has a glyph. */
    static boolean covers(String text) {
        return text.chars().allMatch(letter -> GLYPHS.containsKey((char) letter));
    }

    private static Glyph glyph(char letter) {
        return GLYPHS.getOrDefault(letter, GLYPHS.get(' '));
    }

    private static void define(char letter, double advance, String strokes) {
        Path2D path = new Path2D.Double();
        for (String stroke : strokes.isEmpty() ? new String[0] : strokes.split("(?=[MLQ])")) {
            String[] words = stroke.substring(1).trim().split(" +");
            double[] at = new double[words.length];
            for (int i = 0; i < at.length; i++) {
                at[i] = Double.parseDouble(words[i]);
            }
            switch (stroke.charAt(0)) {
                case 'M' -> path.moveTo(at[0], at[1]);
                case 'L' -> path.lineTo(at[0], at[1]);
                default -> path.quadTo(at[0], at[1], at[2], at[3]);
            }
        }
        GLYPHS.put(letter, new Glyph(advance, path));
    }
}
