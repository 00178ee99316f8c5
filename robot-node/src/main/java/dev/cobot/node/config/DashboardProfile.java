package dev.cobot.node.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The page for a browser.
 *
 * @param port where it listens; 0 for no page
 * @param bind the address that it listens on; {@code 127.0.0.1} is reached from this machine alone
 * @param hostNames names by which browsers may call it, beside {@code localhost} and addresses
 * @param tokenFile its first line is what moving the arm takes; relative to the project's home,
 *     empty for a new token at each start
 */
public record DashboardProfile(
    @JsonProperty(required = true) int port,
    @JsonProperty(required = true) String bind,
    @JsonProperty(required = true) List<String> hostNames,
    @JsonProperty(required = true) String tokenFile) {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|::1");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  public DashboardProfile {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "port: got " + port + ", must be in [1, 65535], or 0 for no page");
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

  /** Whether there is a page. */
  @JsonIgnore
  public boolean isOn() {
    return port > 0;
  }

  /** Whether only this machine reaches it. */
  @JsonIgnore
  public boolean isLoopback() {
    return LOOPBACK.matcher(bind).matches();
  }
}
