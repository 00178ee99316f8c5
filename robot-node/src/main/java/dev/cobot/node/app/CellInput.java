package dev.cobot.node.app;

/** What a cell sends to the runtime. */
enum CellInput {
  JOINTS("joints", "joint states"),
  CAMERA_INFO("camera", "camera info"),
  PICTURES("camera", "pictures");

  private final String source;
  private final String noun;

  CellInput(String source, String noun) {
    this.source = source;
    this.noun = noun;
  }

  /** Returns the part of the cell that it comes from, as refusals name it. */
  String source() {
    return source;
  }

  String noun() {
    return noun;
  }
}
