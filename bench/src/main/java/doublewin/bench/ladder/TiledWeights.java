package doublewin.bench.ladder;

import doublewin.engine.tensor.Arena;
import doublewin.engine.tensor.Shape;
import doublewin.engine.tensor.Tensor;

/**
 * Weights in the order in which register tiles read them: four output channels side by side, zeros where K ends amid a tile.
 *
 * <pre>
 *   [tile of 4 output channels][channel block][r][s][channel of the block][4]
 * </pre>
 */
final class TiledWeights {
    private static final int TAPS = Layer.SIDE * Layer.SIDE;

    private final LaneMaps maps;
    private final Tensor values;

    /** Room for a layer's. */
    TiledWeights(LaneMaps maps) {
        this.maps = maps;
        values = new Arena().allocate(Shape.of(maps.tiles() * tileLength()));
        values.fill(0);
    }

    private int tileLength() {
        return maps.layer().inChannels() * TAPS * LaneMaps.TILE;
    }

    float[] array() {
        return values.array();
    }

    /** Where the weights of a tile for the channel block that begins with {@code first} start. */
    int start(int tile, int first) {
        return values.offset() + tile * tileLength() + first * TAPS * LaneMaps.TILE;
    }

    /** Puts w [K][C][3][3] into that order. */
    void pack(float[] w) {
        Layer layer = maps.layer();
        for (int k = 0; k < layer.outChannels(); k++) {
            for (int first = 0; first < layer.inChannels(); first += layer.channelBlock()) {
                int at = start(k / LaneMaps.TILE, first) + k % LaneMaps.TILE;
                for (int tap = 0; tap < TAPS; tap++) {
                    for (int c = first; c < first + maps.channels(first); c++) {
                        values.array()[at] = w[layer.w(k, c, tap / Layer.SIDE, tap % Layer.SIDE)];
                        at += LaneMaps.TILE;
                    }
                }
            }
        }
    }
}
