package dev.cobot.node.web;

import dev.cobot.node.config.Listening;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who may call. A page of another site that a browser shows cannot: its Origin is not ours. A name
 * that such a site lets lead here (DNS rebinding) is not ours either; addresses cannot be rebound.
 *
 * @param names by which browsers may call, beside {@code localhost} and addresses, in small letters
 */
public record CallerRules(boolean isLoopback, Set<String> names) {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]{2,45}\\]|[a-z0-9][a-z0-9.-]{0,252})(:[0-9]{1,5})?");
  private static final Pattern ADDRESS =
      Pattern.compile("\\[[0-9a-f:.]+\\]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern LOOPBACK = Pattern.compile("\\[::1\\]|127(\\.[0-9]{1,3}){3}");

  public static CallerRules of(Listening at) {
    return new CallerRules(
        at.isLoopback(),
        at.hostNames().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Returns why a request with this Host is not answered, if it is not. */
  public Optional<String> refusal(String host) {
    Matcher parts = HOST.matcher(host == null ? "" : host.toLowerCase(Locale.ROOT));
    if (parts.matches()) {
      String name = parts.group(1);
      if (name.equals("localhost")
          || names.contains(name)
          || (isLoopback ? LOOPBACK : ADDRESS).matcher(name).matches()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        "This server is not called by that name; use its address"
            + " (or name it in the profile, hostNames).");
  }

  /** Returns why a line may not be opened from a page of this Origin, if it may not. */
  public Optional<String> refusal(String host, String origin) {
    Optional<String> wrongHost = refusal(host);
    if (wrongHost.isPresent()) {
      return wrongHost;
    }
    // Behind a proxy that adds TLS the page's scheme is https.
    boolean isOurs =
        origin != null
            && (origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host));
    return isOurs ? Optional.empty() : Optional.of("Only the page itself opens this line.");
  }
}
