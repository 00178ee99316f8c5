package dev.cobot.ros;

/** Is told of changes that other nodes make to a parameter. */
@FunctionalInterface
public interface ParameterListener {
  /**
   * The parameter has changed.
   *
   * @param value Integer, Boolean, Double, String, byte[], List or Map with String keys; null when
   *     the parameter was deleted
   */
  void onNewValue(Object value);
}
