package dev.cobot.sim2real.calibration;

/** What a fit of a lens may leave free, in the order of its parameters. */
enum LensParameter {
  FX("fx"),
  FY("fy"),
  CX("cx"),
  CY("cy"),
  K1("k1"),
  K2("k2"),
  P1("p1"),
  P2("p2"),
  K3("k3"),
  /** How far the board bows out of its plane, as a share of its reach: along x, across, along y. */
  BOW_XX("bowXx"),
  BOW_XY("bowXy"),
  BOW_YY("bowYy");

  private final String key;

  LensParameter(String key) {
    this.key = key;
  }

  /** The name in documents. */
  String key() {
    return key;
  }
}
