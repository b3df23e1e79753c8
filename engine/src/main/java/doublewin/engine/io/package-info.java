/**
 * Files: safetensors and npy, read with every byte doubted, and written whole or not at all. Whatever is wrong with a
 * file comes out as an {@link java.io.IOException} whose message is fit for the user.
 *
 * <p>May enter: formats of tensors, and what makes files safe.
 */
package doublewin.engine.io;
