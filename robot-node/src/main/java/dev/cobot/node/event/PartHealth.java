package dev.cobot.node.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a part beside the loop is, for diagnostics.
 *
 * @param part its name
 * @param isWell whether it does what it is for
 * @param message one sentence
 * @param values by name, in the order in which they are shown
 */
public record PartHealth(String part, boolean isWell, String message, Map<String, String> values) {
  public PartHealth {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
