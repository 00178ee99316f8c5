package dev.cobot.sim2real.calibration.session;

/** What a picture was used for. */
public enum ImageRole {
  /** The parameters were estimated from it. */
  FIT("fit"),
  /** It only judges them. */
  HELD_OUT("held-out");

  private final String id;

  ImageRole(String id) {
    this.id = id;
  }

  /** Returns the name in documents, tables and on the command line. */
  public String id() {
    return id;
  }

  static ImageRole of(String id) {
    for (ImageRole value : values()) {
      if (value.id.equals(id)) {
        return value;
      }
    }
    throw new IllegalArgumentException("there is no role of an image '" + id + "'");
  }
}
