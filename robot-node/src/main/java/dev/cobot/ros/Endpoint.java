package dev.cobot.ros;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host and port of a ROS URI. {@link URI#getHost} knows no host with an underscore, which container
 * networks are full of, so the text is taken apart here.
 */
record Endpoint(String host, int port) {
  private static final Pattern AUTHORITY =
      Pattern.compile("[a-z]+://(\\[[^\\]/]+\\]|[^\\[\\]/:@]+):(\\d{1,5})(/.*)?");

  /**
   * The endpoint that a URI names.
   *
   * @throws IllegalArgumentException when it names no host and port
   */
  static Endpoint of(String uri) {
    Matcher matcher = AUTHORITY.matcher(uri);
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(2));
      if (port >= 1 && port <= 65_535) {
        return new Endpoint(matcher.group(1), port);
      }
    }
    throw new IllegalArgumentException(
        "The URI '" + uri + "' names no host and port, as http://127.0.0.1:11311 does");
  }

  static Endpoint of(URI uri) {
    return of(uri.toString());
  }

  /**
   * Resolves the host.
   *
   * @throws UnknownHostException when nobody here knows it, which the message says
   */
  InetSocketAddress address() throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException(
          "the host '"
              + host
              + "' is not known here; put it into the hosts file of this machine, or set ROS_IP"
              + " where that node runs");
    }
    return address;
  }
}
