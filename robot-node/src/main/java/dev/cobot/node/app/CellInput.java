package dev.cobot.node.app;

import dev.cobot.node.topics.Topics;

/** What a cell sends to the runtime. */
enum CellInput {
  JOINTS("joints", "joint states", Topics.JOINT_STATES),
  CAMERA_INFO("camera", "camera info", Topics.CAMERA_INFO),
  PICTURES("camera", "pictures", Topics.IMAGE);

  private final String source;
  private final String noun;
  private final String topic;

  CellInput(String source, String noun, String topic) {
    this.source = source;
    this.noun = noun;
    this.topic = topic;
  }

  /** Returns the part of the cell that it comes from, as refusals name it. */
  String source() {
    return source;
  }

  String noun() {
    return noun;
  }

  /** Returns the topic's name before remapping. */
  String topic() {
    return topic;
  }
}
