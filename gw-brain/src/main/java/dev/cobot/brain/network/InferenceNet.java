package dev.cobot.brain.network;

import java.util.List;
import java.util.Map;

/**
 * A network that can be run. Calls from several threads are served one after the other; for
 * parallel work open one net a thread.
 */
public interface InferenceNet extends AutoCloseable {
  /** Returns the names of the inputs, in order. */
  List<String> inputNames();

  /**
   * Runs the network.
   *
   * @param inputs one value for each input name
   * @return the outputs by name, in the network's order
   * @throws IllegalArgumentException if an input is missing, unknown or does not fit
   */
  Map<String, FloatTensor> run(Map<String, ? extends TensorValue> inputs);

  /**
   * Runs the network on float inputs whose shapes are known but for the batch size.
   *
   * @param batch rows, at least 1
   * @param inputs the inputs in order, row-major
   * @return the outputs in order, row-major
   */
  float[][] run(int batch, float[]... inputs);

  @Override
  void close();
}
