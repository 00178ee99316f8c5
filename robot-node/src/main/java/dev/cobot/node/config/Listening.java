package dev.cobot.node.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a server for browsers listens.
 *
 * @param port 0 for nowhere
 * @param bind the address that it listens on; {@code 127.0.0.1} is reached from this machine alone
 * @param hostNames names by which it may be called, beside {@code localhost} and addresses
 */
public record Listening(int port, String bind, List<String> hostNames) {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|::1");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  public Listening {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "port: got " + port + ", must be in [1, 65535], or 0 for none");
    }
    if (!ADDRESS.matcher(bind).matches()) {
      throw new IllegalArgumentException(
          "bind: got '" + bind + "', must be an address such as 127.0.0.1, ::1 or 0.0.0.0");
    }
    hostNames = List.copyOf(hostNames);
    for (String name : hostNames) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "hostNames: got '" + name + "', must be a name such as cell1.plant.example");
      }
    }
  }

  /** Whether only this machine reaches it. */
  public boolean isLoopback() {
    return LOOPBACK.matcher(bind).matches();
  }

  /** Returns the address as URLs have it, with the port that is really used. */
  public String authority(int realPort) {
    return (bind.indexOf(':') >= 0 ? "[" + bind + "]" : bind) + ":" + realPort;
  }
}
