package dev.cobot.node.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The server for Foxglove and Lichtblick.
 *
 * @param port where it listens; 0 for no server
 * @param bind the address that it listens on; {@code 127.0.0.1} is reached from this machine alone
 * @param hostNames names by which it may be called, beside {@code localhost} and addresses
 * @param origins pages that may connect, such as {@code https://app.foxglove.dev}, beside those of
 *     the server's own host
 */
public record FoxgloveProfile(
    @JsonProperty(required = true) int port,
    @JsonProperty(required = true) String bind,
    @JsonProperty(required = true) List<String> hostNames,
    @JsonProperty(required = true) List<String> origins) {
  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]{0,30}://[A-Za-z0-9.\\[\\]:-]{0,260}");

  public FoxgloveProfile {
    hostNames = new Listening(port, bind, hostNames).hostNames();
    origins = List.copyOf(origins);
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw new IllegalArgumentException(
            "origins: got '"
                + origin
                + "', must be scheme and host of a page, such as https://app.foxglove.dev");
      }
    }
  }

  /** Whether there is a server. */
  @JsonIgnore
  public boolean isOn() {
    return port > 0;
  }

  /** Returns where it listens. */
  @JsonIgnore
  public Listening listening() {
    return new Listening(port, bind, hostNames);
  }
}
