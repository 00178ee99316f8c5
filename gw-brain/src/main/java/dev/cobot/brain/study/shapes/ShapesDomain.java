package dev.cobot.brain.study.shapes;

import java.util.List;

/** The domains that a workspace of Simple Shapes may stand on. */
public enum ShapesDomain {
  /** Pictures. */
  VISION(ShapesModule.VISION, "v", "picture"),
  /** Attributes, raw or through a VAE. */
  ATTRIBUTES(ShapesModule.ATTRIBUTES, "attr", "attributes"),
  /** Captions. */
  TEXT(ShapesModule.TEXT, "t", "caption");

  /** The two domains of the published tutorial. */
  public static final List<ShapesDomain> TUTORIAL = List.of(VISION, ATTRIBUTES);

  /** All of them. */
  public static final List<ShapesDomain> ALL = List.of(values());

  private final String moduleName;
  private final String fileName;
  private final String dataName;

  ShapesDomain(String moduleName, String fileName, String dataName) {
    this.moduleName = moduleName;
    this.fileName = fileName;
    this.dataName = dataName;
  }

  /** Returns the name in a workspace. */
  public String moduleName() {
    return moduleName;
  }

  /** Returns the name in the data set's files of groups. */
  public String fileName() {
    return fileName;
  }

  /** Returns what its data are called in reports. */
  String dataName() {
    return dataName;
  }
}
