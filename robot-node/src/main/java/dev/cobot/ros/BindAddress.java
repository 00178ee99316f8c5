package dev.cobot.ros;

/**
 * Where a server of a node listens.
 *
 * @param host an address of this machine, or its loopback or wildcard address
 * @param port 0 takes a free one
 */
public record BindAddress(String host, int port) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String WILDCARD = "0.0.0.0";

  public BindAddress {
    if (host.isEmpty() || !(port >= 0 && port <= 65_535)) {
      throw new IllegalArgumentException(
          "BindAddress: got host '" + host + "' and port " + port + ", allowed is 0 to 65535");
    }
  }

  /** This machine alone, on a free port. */
  public static BindAddress newPrivate() {
    return newPrivate(0);
  }

  /** This machine alone. */
  public static BindAddress newPrivate(int port) {
    return new BindAddress(LOOPBACK, port);
  }

  /** All addresses of this machine, on a free port. ROS 1 has no access control. */
  public static BindAddress newPublic() {
    return newPublic(0);
  }

  /** All addresses of this machine. ROS 1 has no access control. */
  public static BindAddress newPublic(int port) {
    return new BindAddress(WILDCARD, port);
  }
}
