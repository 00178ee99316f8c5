package dev.cobot.node.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

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
  public DashboardProfile {
    hostNames = new Listening(port, bind, hostNames).hostNames();
  }

  /** Whether there is a page. */
  @JsonIgnore
  public boolean isOn() {
    return port > 0;
  }

  /** Whether only this machine reaches it. */
  @JsonIgnore
  public boolean isLoopback() {
    return listening().isLoopback();
  }

  /** Returns where it listens. */
  @JsonIgnore
  public Listening listening() {
    return new Listening(port, bind, hostNames);
  }
}
