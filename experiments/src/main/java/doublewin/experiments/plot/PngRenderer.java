package doublewin.experiments.plot;

import doublewin.experiments.plot.Figure.Box;
import doublewin.experiments.plot.Figure.Cell;
import doublewin.experiments.plot.Figure.Direction;
import doublewin.experiments.plot.Figure.Label;
import doublewin.experiments.plot.Figure.Line;
import doublewin.experiments.plot.Figure.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Renders a figure as a PNG image, at twice its size so that small labels stay sharp. */
public final class PngRenderer {
    private static final String METADATA_FORMAT = "javax_imageio_png_1.0";
    private static final int SCALE = 2;
    private static final double CAPITAL_HEIGHT = 0.7;
    private static final double STROKE_WEIGHT = 0.085;

    private PngRenderer() {}

    /** The image file's bytes. */
    public static byte[] render(Figure figure) throws IOException {
        BufferedImage image =
                new BufferedImage(figure.width() * SCALE, figure.height() * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(SCALE, SCALE);
        for (Figure.Mark mark : figure.marks()) {
            switch (mark) {
                case Box box -> draw(graphics, box);
                case Label label -> draw(graphics, label);
                case Line line -> draw(graphics, line);
                case Cell cell -> {
                    draw(graphics, cell.box());
                    draw(graphics, cell.label());
                }
            }
        }
        graphics.dispose();
        return encode(image, figure);
    }

    /** As PNG, with the figure's description and origin as text. */
    private static byte[] encode(BufferedImage image, Figure figure) throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
        if (!writers.hasNext()) {
            throw new IOException("this Java installation can't write PNG images");
        }
        ImageWriter writer = writers.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(new IIOImage(image, null, metadata(writer, image, figure)));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, Figure figure) throws IOException {
        ImageTypeSpecifier type = ImageTypeSpecifier.createFromRenderedImage(image);
        IIOMetadata metadata = writer.getDefaultImageMetadata(type, writer.getDefaultWriteParam());
        IIOMetadataNode texts = new IIOMetadataNode("tEXt");
        texts.appendChild(text("Description", figure.description()));
        texts.appendChild(text("Source", figure.origin()));
        IIOMetadataNode root = new IIOMetadataNode(METADATA_FORMAT);
        root.appendChild(texts);
        metadata.mergeTree(METADATA_FORMAT, root);
        return metadata;
    }

    private static IIOMetadataNode text(String keyword, String value) {
        IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
        entry.setAttribute("keyword", keyword);
        entry.setAttribute("value", value);
        return entry;
    }

    private static void draw(Graphics2D graphics, Box box) {
        graphics.setColor(new Color(box.colour()));
        graphics.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
    }

    private static void draw(Graphics2D graphics, Line line) {
        Path2D path = new Path2D.Double();
        Point first = line.points().getFirst();
        path.moveTo(first.x(), first.y());
        line.points().forEach(point -> path.lineTo(point.x(), point.y()));
        graphics.setColor(new Color(line.colour()));
        graphics.setStroke(new BasicStroke((float) line.thickness()));
        graphics.draw(path);
    }

    private static void draw(Graphics2D graphics, Label label) {
        double width = StrokeFont.width(label.text(), label.size());
        double before = switch (label.anchor()) {
            case START -> 0;
            case MIDDLE -> width / 2;
            case END -> width;
        };
        AffineTransform place = AffineTransform.getTranslateInstance(label.x(), label.y());
        if (label.direction() == Direction.UPWARD) {
            place.rotate(-Math.PI / 2);
        }
        place.translate(-before, label.size() * CAPITAL_HEIGHT / 2);
        graphics.setColor(new Color(label.colour()));
        graphics.setStroke(
                new BasicStroke((float) (label.size() * STROKE_WEIGHT), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(place.createTransformedShape(StrokeFont.outline(label.text(), label.size())));
    }
}
