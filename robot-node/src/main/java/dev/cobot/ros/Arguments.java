package dev.cobot.ros;

import java.util.List;

/**
 * The arguments of one ROS API call, checked as they are taken; a mistake is an
 * IllegalArgumentException.
 */
record Arguments(String method, List<Object> values) {
  /** The global name of the calling node, which every call has first. */
  String caller() {
    return Names.join("/", Names.canonical(text(0)));
  }

  Object value(int index) {
    if (!(index < values.size())) {
      throw new IllegalArgumentException(
          method + ": argument " + index + " is missing, got " + values.size() + " arguments");
    }
    return values.get(index);
  }

  String text(int index) {
    if (value(index) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        method + ": argument " + index + " must be a string, got " + value(index));
  }

  /** A name, resolved as the caller sees it. */
  String name(int index) {
    String text = text(index);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          method + ": argument " + index + " must be a name, got an empty string");
    }
    return Names.resolve(caller(), text);
  }
}
