package doublewin.nn.data;

/** Images that are computed when they are asked for; the class is told by the image's number. */
record ToySource(int height, int width, int channels, int classes) implements ImageSource {
    @Override
    public String name() {
        return "toy images";
    }

    @Override
    public ImageShape shape() {
        return new ImageShape(height, width, channels);
    }

    @Override
    public int size() {
        return 1_000_000;
    }

    @Override
    public int label(int image) {
        return image % classes;
    }

    @Override
    public void read(int image, byte[] pixels) {
        for (int i = 0; i < shape().bytes(); i++) {
            pixels[i] = (byte) (image * 7 + i * 13);
        }
    }
}
