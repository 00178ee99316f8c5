package dev.cobot.brain.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What a released model says about itself.
 *
 * @param name the model, for example {@code vision}
 * @param created ISO 8601, UTC
 * @param seed the root seed of the training
 * @param architecture the configuration from which the architecture is built again
 * @param training the configuration of the training
 * @param inputs the network's inputs, shapes with -1 for the batch
 * @param outputs the network's outputs
 * @param metrics results on held-out data, by name
 * @param versions of the software that made it
 * @param normalization constants that the caller applies to inputs or outputs, by name
 */
public record ModelCard(
    String name,
    String created,
    long seed,
    JsonNode architecture,
    JsonNode training,
    List<TensorSpec> inputs,
    List<String> outputs,
    Map<String, Double> metrics,
    Map<String, String> versions,
    Map<String, float[]> normalization) {
  /** Checks that nothing is missing and that the name is plain. */
  public ModelCard {
    if (!name.matches("[A-Za-z0-9._-]{1,80}")) {
      throw new IllegalArgumentException(
          "model name '%s'; allowed: 1 to 80 letters, digits, dots, dashes".formatted(name));
    }
    if (inputs.isEmpty() || outputs.isEmpty() || architecture == null || training == null) {
      throw new IllegalArgumentException(
          "model '%s' needs inputs, outputs, an architecture and a training configuration"
              .formatted(name));
    }
    if (created.isBlank()) {
      throw new IllegalArgumentException("model '%s' has no creation time".formatted(name));
    }
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    metrics = Map.copyOf(metrics);
    versions = Map.copyOf(versions);
    normalization = Map.copyOf(normalization);
  }
}
